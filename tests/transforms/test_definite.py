"""Definite events: "the talks" of a sentence that does not say whose they are."""

import pytest
from reading_events import coded, read

TALKS = "Norway held talks with Peru in Lima. "
BOTH = {("Norway", "CONSULT", "Peru", "actual"), ("Peru", "CONSULT", "Norway", "actual")}


def both(status: str) -> set[tuple[str, str, str, str]]:
    return {(source, kind, target, status) for source, kind, target, _ in BOTH}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (TALKS + "The talks were suspended on Friday.", "cancelled"),
        (TALKS + "It rained. The talks will resume on Monday.", "planned"),
        (TALKS + "The meeting took place behind closed doors.", "actual"),
    ],
)
def test_the_parties_are_those_of_the_event_told_before(text: str, status: str) -> None:
    assert coded(text) == BOTH | both(status)


@pytest.mark.parametrize(
    "text",
    [
        "The talks were suspended on Friday.",  # nothing before
        TALKS + "Chile met Bolivia. The talks were suspended on Friday.",  # whose?
        TALKS + "The next talks were suspended on Friday.",  # others
        TALKS + "The talks with Chile were suspended on Friday.",  # others, as they say
        TALKS + "Reporters described the talks as useful.",  # says nothing of whether they took place
        TALKS + "The attack began on Friday.",  # another kind
        TALKS + "It rained. " * 6 + "The talks were suspended on Friday.",  # far off
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    met = {
        event[:1] + event[2:] for event in coded(text) if event[1] == "CONSULT" and event[0] not in ("Chile", "Bolivia")
    }
    assert met <= {event[:1] + event[2:] for event in BOTH}


def test_who_stayed_away_is_a_party() -> None:
    text = "The meeting was planned for Thursday but was rescheduled after Chile failed to show up."
    assert coded(text) == {("Chile", "CONSULT", "-", "cancelled")}


def test_the_words_that_name_the_parties_stay_in_the_earlier_sentence() -> None:
    document = read(TALKS + "The talks were suspended on Friday.")
    last = max(document.events, key=lambda event: event.start)
    assert last.source is not None
    assert document.doc[last.source.start].text in ("Norway", "Peru")
    assert last.source.start < 8 < last.start
    assert last.confidence < min(event.confidence for event in document.events if event.start < last.start)
