"""How likely a candidate is an event, and what is kept of what the rules find."""

import pytest
from reading_events import coded, read

from transforms.events import find
from transforms.events.find import Candidate, candidates
from transforms.events.judge import likelihoods

PLAIN = "France attacked Spain on Sunday."
REVIEW = "Critics in France slaughtered the musical."


def _best(text: str) -> Candidate:
    return max(candidates(read(text)), key=lambda one: one.likelihood)


def test_likelihoods_are_shares_and_both_sides_are_less_likely_than_the_event() -> None:
    for text in (PLAIN, REVIEW, "An attack by gunmen may follow in France."):
        for one in candidates(read(text)):
            event, whole = likelihoods(one.features)
            assert 0 < whole < 1
            assert 0 < event < 1
            assert event == one.likelihood


def test_what_stands_around_a_verb_tells_a_deed_from_a_manner_of_speech() -> None:
    plain, review = _best(PLAIN), _best(REVIEW)
    assert plain.likelihood > review.likelihood
    assert plain.event.confidence > review.event.confidence


def test_what_no_weight_is_known_of_changes_nothing() -> None:
    assert likelihoods({"bias", "trigger=unheard-of"}) == likelihoods({"bias"})


def test_what_is_hardly_an_event_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {kind for _, kind, _, _ in coded(REVIEW)} == {"ASSAULT"}
    monkeypatch.setattr(find, "LEAST_LIKELY", _best(REVIEW).likelihood + 0.01)
    assert coded(REVIEW) == set()
    assert {kind for _, kind, _, _ in coded(PLAIN)} == {"ASSAULT"}


def test_what_is_agreed_to_stays_beside_the_agreement() -> None:
    events = coded("Sudan agreed to withdraw its troops from Chad.")
    assert {kind for _, kind, _, _ in events} == {"AGREE", "RETREAT"}
