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
