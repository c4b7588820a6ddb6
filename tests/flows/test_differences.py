"""`dateline diff` on published files, through the command's own entry point."""

import json
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from commands import said
from conftest import query, run_steps


@pytest.fixture
def changed(published_samples: Path, tmp_path: Path) -> Path:
    """The samples' warehouse with a row removed, one added and one changed."""
    path = Path(shutil.copy(published_samples, tmp_path / "changed.duckdb"))
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM quote_actors WHERE mention_id = (SELECT min(mention_id) FROM quote_actors)")
        connection.execute(
            "INSERT INTO event_contexts SELECT event_id, 'gender', run_id FROM events ORDER BY event_id LIMIT 1"
        )
        connection.execute("UPDATE actors SET sector = NULL, title = 'envoy' WHERE name = 'Donald Trump'")
        connection.execute("UPDATE articles SET run_id = run_id || 'x'")
    return path


def test_equal_files_do_not_differ(published_samples: Path) -> None:
    lines = [json.loads(line) for line in said("diff", published_samples, published_samples, "--json").splitlines()]
    assert len(lines) == 10  # tables, and no row
    assert all((line["added"], line["removed"], line["changed"]) == (0, 0, 0) for line in lines)
    assert all(line["before"] == line["after"] for line in lines)


def test_a_diff_tells_rows_and_columns(published_samples: Path, changed: Path) -> None:
    lines = [json.loads(line) for line in said("diff", published_samples, changed, "--json").splitlines()]
    tables = {line["table"]: line for line in lines if "change" not in line}
    rows = {line["table"]: line for line in lines if "change" in line}
    assert {name for name, counts in tables.items() if counts["added"] + counts["removed"] + counts["changed"]} == {
        *("actors", "quote_actors", "event_contexts")
    }
    assert tables["actors"]["columns"] == {"sector": 1, "title": 1}
    assert rows["actors"]["change"] == "changed" and rows["actors"]["before"]["sector"] == "GOV"
    assert rows["actors"]["after"] == {"sector": None, "title": "envoy"}
    assert rows["event_contexts"]["key"].endswith(" gender") and rows["event_contexts"]["change"] == "added"
    assert rows["quote_actors"]["change"] == "removed" and rows["quote_actors"]["before"]["actor_id"]
    for_people = said("diff", published_samples, changed)
    assert re.search(r"actors: changed act_\w+  .*sector: GOV -> null; title: .* -> envoy", for_people)


def test_a_diff_shows_as_many_rows_as_asked_for(published_samples: Path, tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text('{"uri": "a", "text": "Norway condemned Russia in Oslo."}\n', encoding="utf-8")
    other = tmp_path / "other.duckdb"
    assert run_steps(other, feed).outcome == "published"
    counts = {}
    for flags in (("--rows", "2"), ("--all",)):
        lines = [json.loads(line) for line in said("diff", published_samples, other, "--json", *flags).splitlines()]
        counts[flags[0]] = sum(line.get("change") == "removed" and line["table"] == "sentences" for line in lines)
    assert counts["--rows"] == 2
    assert counts["--all"] == query(published_samples, "SELECT count(*) FROM sentences")[0][0]


def test_columns_that_one_file_lacks_are_named(published_samples: Path, changed: Path) -> None:
    with duckdb.connect(str(changed)) as connection:
        connection.execute("ALTER TABLE quotes DROP COLUMN medium")
        connection.execute("ALTER TABLE quotes ADD COLUMN tone VARCHAR")
    told = said("diff", published_samples, changed)
    assert "quotes: the new file has no medium; not compared" in told
    assert "quotes: the old file has no tone; not compared" in told


def test_what_is_absent_is_not_compared(tmp_path: Path) -> None:
    assert "does not exist" in said("diff", tmp_path / "none", tmp_path / "none", status=1)
