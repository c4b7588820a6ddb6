"""What event verbs mean in everyday use, and the turns of phrase in which events are told."""

import pytest
from parsing import parsed
from reading_events import TYPES, coded, read

from transforms.events.lemmas import base_form

FRANCE_OR_SPAIN = ("France", "Spain")


@pytest.mark.parametrize(
    "text",
    [
        "France marched toward victory.",
        "France seized the opportunity.",
        "France fights climate change.",
        "France released a report.",
        "France struck a conciliatory tone.",
        "The law allows France to trade.",
        "The storm killed a man in France.",
        "France tried to help.",
        "France demonstrated how peace works.",
        "France met the deadline.",
        "I met you in France.",
        "Do not attack Spain.",
        "France won the vote in March.",
        "France rejected an allegation that it attacked Spain.",
        "France and Spain agreed on the importance of trade.",
        "France conceded that Spain played well.",
        "France is considering sending aid to Spain.",
        "France issued a hurricane warning for Spain.",
        "France paid a fine to Spain.",
        "Hurricane Maria killed a man in France.",
        "France fought for the rights of workers.",
    ],
)
def test_everyday_senses_are_no_events(text: str) -> None:
    assert coded(text) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("France will attack Spain unless Italy leaves.", ("France", "THREATEN", "Italy", "actual")),
        ("France called its ambassador home from Spain.", ("France", "SANCTION", "Spain", "actual")),
        ("France pulled out of the pact with Spain.", ("France", "SANCTION", "Spain", "actual")),
        ("Spain was set upon by France.", ("France", "ASSAULT", "Spain", "actual")),
        ("Italy was refused access by France.", ("France", "REJECT", "Italy", "actual")),
        ("The threats sent by France to Spain were real.", ("France", "THREATEN", "Spain", "actual")),
        ("France flew to Italy for talks with Spain.", ("France", "CONSULT", "Spain", "actual")),
        ("France wants to expel Spain.", ("France", "SANCTION", "Spain", "proposed")),
        ("The minister discussed France's war on Spain.", ("France", "ASSAULT", "Spain", "actual")),
        ("France found Spain guilty of fraud.", ("France", "ACCUSE", "Spain", "actual")),
        ("France said Spain was responsible.", ("France", "ACCUSE", "Spain", "actual")),
        ("Spain faced criticism from France over fishing.", ("France", "ACCUSE", "Spain", "actual")),
        ("France launched a blistering attack on Spain.", ("France", "ACCUSE", "Spain", "actual")),
        ("France received financial support from Spain.", ("Spain", "AID", "France", "actual")),
        ("Spain was driven out of Italy by France.", ("France", "ASSAULT", "Spain", "actual")),
        ("France offered its congratulations to Spain.", ("France", "SUPPORT", "Spain", "actual")),
        ("France attacked Spain in response to threats from Italy.", ("France", "ASSAULT", "Spain", "actual")),
        ("France returned a vase engraved with flowers to Spain.", ("France", "RETREAT", "Spain", "actual")),
    ],
)
def test_turns_of_phrase(text: str, expected: tuple[str, str, str, str]) -> None:
    assert expected in coded(text, "minister")


def test_a_plural_office_stands_for_its_several_bearers() -> None:
    found = coded("The presidents of France and Spain met in Geneva.", "presidents")
    assert {(source, target) for source, kind, target, _ in found if kind == "CONSULT"} == {
        FRANCE_OR_SPAIN,
        FRANCE_OR_SPAIN[::-1],
    }


def test_a_coming_meeting_is_one_event_each_way() -> None:
    both_ways = {("France", "CONSULT", "Spain", "planned"), ("Spain", "CONSULT", "France", "planned")}
    assert coded("France will meet Spain on Friday.") == both_ways


def test_several_who_agree_do_so_with_each_other() -> None:
    found = coded("France and Spain signed an accord on the return of Syrians.")
    assert {(source, target) for source, _, target, _ in found} == {FRANCE_OR_SPAIN, FRANCE_OR_SPAIN[::-1]}


def test_several_who_agree_to_do_something_agree_with_each_other() -> None:
    found = coded("France and Spain agreed to drop all charges.")
    assert {(source, target) for source, kind, target, _ in found if kind == "AGREE"} == {
        FRANCE_OR_SPAIN,
        FRANCE_OR_SPAIN[::-1],
    }


def test_with_whom_a_complaint_is_filed_is_not_accused() -> None:
    assert coded("France lodged a complaint with Italy about Spain.") == {("France", "ACCUSE", "Spain", "actual")}
    assert coded("France lodged a complaint with Italy.") <= {("France", "ACCUSE", "-", "actual")}


def test_who_is_spoken_of_does_not_agree() -> None:
    assert ("Spain", "AGREE", "France", "actual") not in coded("France agreed that Spain would not expand.")


def test_a_pronoun_that_stands_for_nobody_known_is_who_says_so() -> None:
    assert ("France", "AGREE", "Spain", "actual") in coded("France said it would cooperate with Spain.")


def test_what_is_agreed_to_is_less_sure_than_that_it_is_agreed() -> None:
    sure = {TYPES[event.rule_id]: event.confidence for event in read("France agreed to release Spain.").events}
    assert sure["AGREE"] > sure["RETREAT"]


@pytest.mark.parametrize(
    ("text", "form", "lemma"),
    [
        ("He said they raped her.", "raped", "rape"),
        ("She hopes to win.", "hopes", "hope"),
        ("They stopped the car.", "stopped", "stop"),
        ("The crowd jeered the minister.", "jeered", "jeer"),
    ],
)
def test_lemmas_are_mended(text: str, form: str, lemma: str) -> None:
    assert [base_form(token) for token in parsed(text) if token.text == form] == [lemma]
