"""`dateline explain` on published files, through the command's own entry point."""

import json
import re
from pathlib import Path

import pytest
from commands import said
from conftest import query, run_steps


def ids(warehouse: Path, sql: str) -> list[str]:
    return [str(row[0]) for row in query(warehouse, sql)]


def test_every_event_quote_and_actor_can_be_explained(published_samples: Path) -> None:
    for table, key in (("events", "event_id"), ("quotes", "quote_id"), ("actors", "actor_id")):
        for row_id in ids(published_samples, f"SELECT {key} FROM {table} ORDER BY 1"):
            told = said("explain", row_id, "-w", published_samples)
            assert row_id in told and "article: " in told, told


def test_an_event_is_explained_by_its_words_rule_and_parts(tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    story = "Oslo, June 4 - President Emmanuel Macron of France met Norway's king. On Monday he condemned Russia."
    feed.write_text(json.dumps({"uri": "a\u202eb", "text": story, "published_at": "2019-06-04"}), encoding="utf-8")
    warehouse = tmp_path / "w.duckdb"
    assert run_steps(warehouse, feed).outcome == "published"
    (event_id,) = ids(warehouse, "SELECT event_id FROM events WHERE event_type = 'ACCUSE'")
    told = said("explain", event_id, "-w", warehouse)
    assert "ACCUSE (disapprove), CAMEO 111" in told and "actual; 2019-06-03 (day)" in told
    assert '"On Monday [source: he] [trigger: condemned] [target: Russia]."' in told
    assert '"he" (pronoun) is Emmanuel Macron (FRA GOV), confidence' in told
    assert re.search(r"rule: condemn\S*: verb .*condemn", told)
    assert 'date: from "On Monday"' in told or 'date: from "Monday"' in told
    assert r"article: a\u202eb; published on 2019-06-04" in told
    (mention_id,) = ids(warehouse, "SELECT mention_id FROM actor_mentions WHERE text = 'he'")
    assert "[mention: he]" in said("explain", mention_id, "-w", warehouse)


def test_restored_words_are_shown_beside_the_original(published_samples: Path) -> None:
    sql = "SELECT quote_id FROM quotes JOIN articles USING (article_id) WHERE NOT is_cased ORDER BY 1 LIMIT 1"
    (quote_id,) = ids(published_samples, sql)
    assert 'restored: "' in said("explain", quote_id, "-w", published_samples)


@pytest.mark.parametrize("row_id", ["evt_00000000000000000000", "quo_", "nonsense", "art_1", "evt_' OR true --"])
def test_an_unknown_id_is_said_to_be_one(published_samples: Path, row_id: str) -> None:
    assert row_id in said("explain", row_id, "-w", published_samples, status=1)
