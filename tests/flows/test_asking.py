"""`dateline sql`, `dateline diff` and `dateline explain` on a published file, through the command's own entry point."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import query, run_steps
from typer.testing import CliRunner

from flows.cli import app

COMMAND = CliRunner()


def said(*arguments: str | Path, status: int = 0) -> str:
    result = COMMAND.invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == status, result.output
    return result.stdout if status == 0 else result.output


def ids(warehouse: Path, sql: str) -> list[str]:
    return [str(row[0]) for row in query(warehouse, sql)]


def test_rows_of_a_query_come_as_csv_json_or_a_table(published_samples: Path) -> None:
    sql = "SELECT quote_id, quote, confidence, said_on, is_anonymous FROM quote_log ORDER BY quote_id"
    rows = query(published_samples, sql)
    found = list(csv.reader(io.StringIO(said("sql", published_samples, sql))))
    assert found[0] == ["quote_id", "quote", "confidence", "said_on", "is_anonymous"]
    assert [row[0] for row in found[1:]] == [row[0] for row in rows]
    objects = [json.loads(line) for line in said("sql", published_samples, sql, "--format", "json").splitlines()]
    assert [tuple(row.values())[:3] for row in objects] == [row[:3] for row in rows]
    table = said("sql", published_samples, "SELECT 'a[b]' AS x, NULL AS y, i FROM range(300) t(i)", "--format", "table")
    assert "a[b]" in table and "only the first 200 rows are shown" in table


@pytest.mark.parametrize("value", ["=1+2", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_of_a_csv_is_a_formula(published_samples: Path, value: str) -> None:
    ((cell, number),) = list(csv.reader(io.StringIO(said("sql", published_samples, f"SELECT '{value}', -1"))))[1:]
    assert (cell, number) == (f"'{value}", "-1")


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT * FROM read_csv('/etc/passwd')", "disabled by configuration"),
        ("COPY articles TO 'stolen.csv'", "disabled by configuration"),
        ("ATTACH 'other.duckdb'", "disabled by configuration"),
        ("SET enable_external_access = true", "locked"),
        ("DELETE FROM articles", "read-only"),
        ("SELECT no_such_column FROM articles", "no_such_column"),
        ("SELECT CAST(text AS INTEGER) FROM articles", "Could not convert"),
    ],
)
def test_a_query_reads_this_file_and_nothing_else(published_samples: Path, sql: str, reason: str) -> None:
    refused = said("sql", published_samples, sql, status=1)
    assert reason in refused and "Traceback" not in refused


def test_what_is_no_warehouse_is_refused(tmp_path: Path) -> None:
    for arguments in (("sql", tmp_path / "none", "SELECT 1"), ("diff", tmp_path / "none", tmp_path / "none")):
        assert "does not exist" in said(*arguments, status=1)


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
