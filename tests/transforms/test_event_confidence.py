"""The line from what speaks for an event to how often as much was right."""

from hypothesis import given
from hypothesis import strategies as st
from reading_events import read

from schemas.confidence import EventConfidence
from transforms import seeds
from transforms.events.confidence import confidence

POINTS = [float(at) for at in seeds.table(EventConfidence, "event_confidence.csv")["strength"]]


@given(st.floats(min(POINTS), max(POINTS)), st.floats(min(POINTS), max(POINTS)))
def test_more_evidence_never_makes_an_event_less_sure(one: float, other: float) -> None:
    assert 0 <= confidence(min(one, other)) <= confidence(max(one, other)) <= 1


def test_an_event_of_two_named_sides_is_surer_than_one_of_a_noun_alone() -> None:
    plain = max(event.confidence for event in read("France attacked Iran on Sunday.").events)
    vague = [event.confidence for event in read("An attack by gunmen may follow in France.").events]
    assert all(plain > other for other in vague)
