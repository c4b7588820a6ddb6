"""Events: sentences written for these tests, with the events that they report."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parsing import document
from reading_events import CODES, TYPES, coded, read

from schemas.vocabulary import STATUSES
from transforms.document import LocalActor, Mention
from transforms.events.find import find_events
from transforms.events.plausibility import DEED_ROOTS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("France invaded Spain.", {("France", "ASSAULT", "Spain", "actual")}),
        (
            "France was invaded and occupied by Spain.",
            {("Spain", "ASSAULT", "France", "actual"), ("Spain", "COERCE", "France", "actual")},
        ),
        ("Obama called Biden a decent man.", set()),
        ("Consultations with France and Spain continue.", set()),
        ("The new tests will help Spain.", set()),
        ("Spain was invaded by France.", {("France", "ASSAULT", "Spain", "actual")}),
        ("France criticised Spain.", {("France", "ACCUSE", "Spain", "actual")}),
        ("France imposed sanctions on Iran.", {("France", "COERCE", "Iran", "actual")}),
        ("Sanctions were imposed on Iran by France.", {("France", "COERCE", "Iran", "actual")}),
        ("France lifted sanctions on Iran.", {("France", "RETREAT", "Iran", "actual")}),
        ("France severed diplomatic relations with Iran.", {("France", "SANCTION", "Iran", "actual")}),
        ("France sent food to Kenya.", {("France", "AID", "Kenya", "actual")}),
        ("France gave Kenya a loan.", {("France", "AID", "Kenya", "actual")}),
        ("France condemned Iran's nuclear test.", {("France", "ACCUSE", "Iran", "actual")}),
        (
            "France refused to free Iran.",
            {("France", "REJECT", "Iran", "actual"), ("France", "RETREAT", "Iran", "denied")},
        ),
        (
            "France threatened to attack Iran.",
            {("France", "THREATEN", "Iran", "actual"), ("France", "ASSAULT", "Iran", "hypothetical")},
        ),
        (
            "France demanded that Iran release the sailors.",
            {("France", "REQUEST", "Iran", "actual"), ("Iran", "RETREAT", "?", "proposed")},
        ),
        ("France urged Iran to release the sailors.", set()),
        (
            "Talks between France and Spain were held in Lima.",
            {("France", "CONSULT", "Spain", "actual"), ("Spain", "CONSULT", "France", "actual")},
        ),
        ("France was hit with sanctions by Spain.", {("Spain", "COERCE", "France", "actual")}),
        ("France received 300 tents from Spain.", {("Spain", "AID", "France", "actual")}),
        ("France is arming rebels, Spain alleged.", {("Spain", "ACCUSE", "France", "actual")}),
        ("France did not invade Spain.", {("France", "ASSAULT", "Spain", "denied")}),
        (
            "France thanked Spain for aiding Mali.",
            {("France", "SUPPORT", "Spain", "actual"), ("Spain", "AID", "Mali", "actual")},
        ),
    ],
)
def test_who_did_what_to_whom(text: str, expected: set[tuple[str, str, str, str]]) -> None:
    assert coded(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Macron met Merkel in Paris.",
        "Macron held talks with Merkel in Paris.",
        "Talks between Macron and Merkel began in Paris.",
        "Macron and Merkel met in Paris.",
    ],
)
def test_a_meeting_goes_both_ways(text: str) -> None:
    assert {("Macron", "CONSULT", "Merkel", "actual"), ("Merkel", "CONSULT", "Macron", "actual")} <= coded(text)


def test_who_discusses_what_has_happened_has_not_done_it() -> None:
    assert coded("The cabinet of France discussed sanctions against Iran.", "cabinet")
    assert coded("The cabinet of France discussed the sanctions against Iran.", "cabinet") == set()
    events = coded("France met Spain to discuss the shelling of Lebanon.")
    assert {(source, target) for source, _, target, _ in events} == {("France", "Spain"), ("Spain", "France")}
    assert coded("France feared an attack on Lebanon.") == set()


def test_coordination_gives_all_pairs_and_no_others() -> None:
    events = coded("France and Spain attacked Iran and Syria.")
    assert {(source, target) for source, _, target, _ in events} == {
        ("France", "Iran"),
        ("France", "Syria"),
        ("Spain", "Iran"),
        ("Spain", "Syria"),
    }


def test_conjoined_verbs_share_their_subject() -> None:
    assert {(s, kind, t) for s, kind, t, _ in coded("France criticized Spain and attacked Iran.")} == {
        ("France", "ACCUSE", "Spain"),
        ("France", "ASSAULT", "Iran"),
    }


def test_a_relative_clause_has_the_noun_before_it_as_subject() -> None:
    assert ("soldiers", "ASSAULT", "Iran", "actual") in coded("The soldiers who attacked Iran were tired.", "soldiers")


@pytest.mark.parametrize(
    "text",
    ["France's invasion of Spain shocked many.", "The invasion of Spain by France shocked many."],
)
def test_a_noun_is_an_event_where_both_sides_are_named(text: str) -> None:
    assert ("France", "ASSAULT", "Spain", "actual") in coded(text)


def test_a_promise_is_an_agreement_and_what_is_promised_not_yet_actual() -> None:
    events = coded("Sudan agreed to withdraw its troops from Chad.")
    assert ("Sudan", "AGREE", "Chad", "actual") in events
    assert ("Sudan", "RETREAT", "Chad", "promised") in events


def test_what_is_agreed_to_gives_the_depth_of_the_code() -> None:
    doc = read("France refused to release prisoners to Iran.")
    assert "1243" in {CODES[event.rule_id] for event in doc.events}


def test_a_stated_refusal_is_a_rejection() -> None:
    assert ("France", "REJECT", "Iran", "actual") in coded("France will not lift sanctions on Iran.")


@pytest.mark.parametrize(
    "text",
    [
        "France is a large country near Spain.",
        "The attack was a surprise to a man.",
        "France expressed concern about Spain.",
        "The jailed activist lives in Spain.",
        "France denied accusations by Spain.",
        "Someone met somebody.",
        "",
    ],
)
def test_no_event_from_statements_or_without_actors(text: str) -> None:
    assert coded(text) == set()


def test_what_somebody_is_accused_of_is_no_event() -> None:
    assert {kind for _, kind, _, _ in coded("France accused Iran of attacking Spain.")} == {"ACCUSE"}


NOUNS = ["France", "Iran", "Macron", "sanctions", "talks", "release"]
VERBS = ["attacked", "met", "refused", "agreed", "said", "imposed", "cancelled"]
OTHERS = ["who", "to", "on", "by", "with", "and", "of", "the", ",", ".", "?", "will", "not", "if", "between", "'s"]
WORDS = st.sampled_from(NOUNS + VERBS + OTHERS)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=25))
def test_any_words_give_sound_events(words: list[str]) -> None:
    doc = read(" ".join(words))
    seen = set()
    for event in doc.events:
        assert 0 <= event.start < event.end <= len(doc.doc)
        assert event.status in STATUSES
        assert 0 <= event.confidence <= 1
        assert TYPES[event.rule_id] is not None
        known = [side for side in (event.source, event.target) if side is not None and side.actor is not None]
        is_deed = CODES[event.rule_id][:2] in DEED_ROOTS and event.source is not None and event.target is not None
        assert known or is_deed
        key = (event.start, event.rule_id, *(side and (side.start, side.end) for side in (event.source, event.target)))
        assert key not in seen
        seen.add(key)


def test_a_pronoun_is_given_by_the_phrase_it_stands_for() -> None:
    doc = document("France said it attacked Spain.")
    france, spain = (LocalActor(f"name:{name}", name, "country") for name in ("France", "Spain"))
    doc.mentions += [
        Mention(0, 1, 0, "name", france),
        Mention(2, 3, 2, "pronoun", france),
        Mention(4, 5, 4, "name", spain),
    ]
    find_events(doc)
    assert [(e.source and e.source.start, e.target and e.target.start) for e in doc.events] == [(0, 4)]


@pytest.mark.parametrize(
    "text",
    [
        "France urged Spain to free the prisoners.",
        "France hopes that Spain will assist Mali.",
        "France denied charges that it tortured Spain.",
        "France declined to comment on Spain.",
        "Exports helped Spain.",
    ],
)
def test_what_is_asked_wished_alleged_or_merely_helps_is_no_event(text: str) -> None:
    assert coded(text) == set()


def test_whom_an_event_concerns_may_stand_deep_in_what_hangs_on_it() -> None:
    assert ("France", "Iran") in {
        (e[0], e[2]) for e in coded("France withdrew from a conference on the future of Iran.")
    }


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("France held emergency talks with Spain.", "held emergency talks"),
        ("France entered into negotiations with Spain.", "entered into negotiations"),
        ("France imposed EU sanctions on Syria.", "imposed"),
    ],
)
def test_the_trigger_is_a_verb_with_its_noun_unless_a_name_stands_between(text: str, trigger: str) -> None:
    document = read(text)
    assert {str(document.doc[event.start : event.end]) for event in document.events} == {trigger}


def test_both_directions_of_a_meeting_are_at_its_place() -> None:
    doc = document("Ghana and Norway held talks in Oslo.")
    for name, country in (("Ghana", "GHA"), ("Norway", "NOR")):
        token = next(token for token in doc.doc if token.text == name)
        actor = LocalActor(f"country:{country}", name, "country", country)
        doc.mentions.append(Mention(token.i, token.i + 1, token.i, "name", actor))
    find_events(doc)
    assert len(doc.events) == 2
    assert {event.place.name for event in doc.events if event.place} == {"Oslo"}


def test_each_stop_of_a_journey_is_an_event_at_its_place() -> None:
    doc = document("Norway's king will visit Egypt, Jordan and Israel.")
    for name, country in (("Norway", "NOR"), ("Egypt", "EGY"), ("Jordan", "JOR"), ("Israel", "ISR")):
        token = next(token for token in doc.doc if token.text == name)
        actor = LocalActor(f"country:{country}", name, "country", country)
        doc.mentions.append(Mention(token.i, token.i + 1, token.i, "name", actor))
    find_events(doc)
    visits = {(e.target.actor.name, e.place.name) for e in doc.events if e.target and e.target.actor and e.place}
    assert visits == {("Egypt", "Egypt"), ("Jordan", "Jordan"), ("Israel", "Israel")}
