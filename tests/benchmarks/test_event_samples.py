"""The project's sets for status and deduplication hold together: triggers, labels, counts, dates."""

import re
from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from benchmarks import deduplication, status

PLOVER = {
    *("AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST", "ACCUSE", "REJECT"),
    *("THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
ORIGINS = ("own", "wikinews http", "state department http", "re3d http", "us senate grimmer:")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return status.sentences()


@pytest.fixture(scope="module", params=deduplication.SETS)
def pairs(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    return deduplication.pairs(request.param)


def reports(pairs: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [pair[side] for pair in pairs for side in deduplication.SIDES]


def test_every_trigger_stands_once_in_its_sentence(rows: list[dict[str, str]]) -> None:
    for row in rows:
        assert len(re.findall(rf"(?<!\w){re.escape(row['trigger'])}(?!\w)", row["text"])) == 1, row
        start, end = status.trigger_span(row)
        assert row["text"][start:end] == row["trigger"]


def test_sentences_name_their_actors_and_have_labels_from_the_lists(rows: list[dict[str, str]]) -> None:
    for row in rows:
        assert set(row) == {"text", "trigger", "source", "target", "event_type", "status", "origin", "appeal"}
        assert row["source"] in row["text"]
        assert row["target"] in row["text"]
        assert row["event_type"] in PLOVER
        assert row["status"] in status.STATUSES
        assert row["origin"].startswith(ORIGINS)


def test_sentences_are_many_different_and_half_of_them_not_actual(rows: list[dict[str, str]]) -> None:
    assert len({row["text"] for row in rows}) == len(rows) >= 340
    counts = Counter(row["status"] for row in rows)
    assert 0.45 <= counts["actual"] / len(rows) <= 0.55
    assert all(counts[name] >= 28 for name in status.STATUSES)
    assert sum(row["origin"] != "own" for row in rows) >= 80


def test_pairs_are_many_and_about_half_are_one_event(pairs: list[dict[str, Any]]) -> None:
    assert len({pair["pair_id"] for pair in pairs}) == len(pairs) >= 50
    assert 0.45 <= sum(pair["same_event"] for pair in pairs) / len(pairs) <= 0.55
    assert all(pair["reason"] for pair in pairs)


def test_reports_are_short_and_name_what_is_meant(pairs: list[dict[str, Any]]) -> None:
    assert len({report["uri"] for report in reports(pairs)}) == 2 * len(pairs)
    for report in reports(pairs):
        assert 1 <= len(re.findall(r"[.?!][”\")]?(?:\s|$)", report["text"])) <= 5, report["uri"]
        assert all(report[name] in report["text"] for name in ("source", "target", "aside"))
        assert report["event_type"] in PLOVER
        assert report["title"]


def test_the_second_report_of_a_pair_is_not_the_earlier(pairs: list[dict[str, Any]]) -> None:
    for pair in pairs:
        first, second = (datetime.fromisoformat(pair[side]["published_at"]) for side in deduplication.SIDES)
        assert first < second


def test_the_readmes_count_what_is_there(rows: list[dict[str, str]], pairs: list[dict[str, Any]]) -> None:
    said = (status.SENTENCES.parent / "README.md").read_text(encoding="utf-8")
    for name in status.STATUSES:
        chosen = [row for row in rows if row["status"] == name]
        own = sum(row["origin"] == "own" for row in chosen)
        assert f"| {name} | {own} | {len(chosen) - own} | {len(chosen)} |" in said


def test_the_readme_counts_the_pairs() -> None:
    said = (deduplication.FOLDER / "README.md").read_text(encoding="utf-8")
    counts = [Counter(pair["reason"] for pair in deduplication.pairs(name)) for name in deduplication.SETS]
    for reason in counts[0] | counts[1]:
        assert f"| {reason} | {counts[0][reason]} | {counts[1][reason]} |" in said
