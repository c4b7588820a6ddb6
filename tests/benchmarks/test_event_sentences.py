"""The labelled event sentences hold together, and their figures count what they say."""

import polars as pl
import pytest

from benchmarks.event_sentences import FILE, LabelledText, figures, labelled_texts
from schemas.event_sentences import EventSentences
from transforms import seeds
from transforms.events.rules import cameo_frame, rule_frame

MISSED = {"end_to_end": 0.0, "dyad": 0.0, "typed": 0.0, "status": 0.0, "false_coding": 0.0, "false_dyads": 0.0}
ROW = {"source": "France", "target": "Spain", "event_type": "ASSAULT", "status": "actual"}
MENTION = {
    "event_type": "ASSAULT",
    "status": "actual",
    "source_actor_id": "act_1",
    "target_actor_id": "act_2",
    "source_start_char": 0,
    "source_end_char": 6,
    "target_start_char": 16,
    "target_end_char": 21,
}
TEXT = LabelledText("France attacked Spain.", (ROW,))


def test_phrases_and_triggers_occur_in_their_text() -> None:
    for labelled in labelled_texts():
        for event in labelled.events:
            assert all(event[name] is None or event[name] in labelled.text for name in ("source", "target", "trigger"))


def test_a_third_is_held_out() -> None:
    texts = labelled_texts()
    assert 0.3 < sum(labelled.is_held_out for labelled in texts) / len(texts) < 0.37


def test_a_missed_event_counts_as_wrong() -> None:
    assert figures([TEXT], {}) == MISSED


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, {"end_to_end": 100.0, "dyad": 100.0, "typed": 100.0, "status": 100.0}),
        ({"status": "planned"}, {"end_to_end": 100.0, "dyad": 100.0, "typed": 100.0}),
        ({"event_type": "COERCE"}, {"dyad": 100.0}),
        ({"target_start_char": 0, "target_end_char": 6}, {"typed": 100.0, "status": 100.0}),
    ],
)
def test_what_is_right_counts(change: dict[str, object], expected: dict[str, float]) -> None:
    assert figures([TEXT], {TEXT.text: [MENTION | change]}) == MISSED | expected


def test_any_mention_in_a_text_without_events_is_false() -> None:
    empty = LabelledText("A striker attacked on the left.", ())
    assert figures([empty], {empty.text: [MENTION]}) == MISSED | {"false_coding": 100.0, "false_dyads": 100.0}
    assert figures([empty], {empty.text: [MENTION | {"target_actor_id": None}]}) == MISSED | {"false_coding": 100.0}


def test_appeals_are_no_events_in_labels_rules_and_codes_alike() -> None:
    typed = set(cameo_frame().filter(pl.col("plover_type").is_not_null())["root"])
    rows = seeds.table(EventSentences, FILE)
    assert set(rows.filter(pl.col("event_type") != "NONE")["cameo_root"]) <= typed
    appeals = rows.filter(pl.col("cameo_root") == "02")
    assert len(appeals) > 100
    assert set(appeals["event_type"]) == {"NONE"}
    rules = rule_frame().filter(pl.col("cameo_code").str.starts_with("02"))
    assert rules["event_type"].null_count() == len(rules)
