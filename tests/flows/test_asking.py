"""`dateline sql` and `dateline export`: a published file without DuckDB's own command line, or without DuckDB."""

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest
from commands import dateline

from warehouse.asking import ask
from warehouse.errors import WarehouseError


def test_a_question_is_answered_as_table_records_csv_and_json(two_nights: Path, tmp_path: Path) -> None:
    query = "SELECT speaker, quote FROM quote_log WHERE speaker = 'Anna Berg' ORDER BY published_at, start_char"
    table = dateline("sql", two_nights, query, home=tmp_path, COLUMNS="100")
    assert table.returncode == 0, table.stderr
    assert (
        " speaker " in table.stdout and "We will not give up our patrols" in table.stdout and "4 rows" in table.stdout
    )
    records = dateline("sql", two_nights, query, home=tmp_path, COLUMNS="40").stdout
    assert records.count("speaker  Anna Berg") == 4 and "…" not in records
    rows = list(csv.DictReader(io.StringIO(dateline("sql", two_nights, query, "-f", "csv", home=tmp_path).stdout)))
    lines = dateline("sql", two_nights, query, "--format", "json", home=tmp_path).stdout.splitlines()
    assert [json.loads(line) for line in lines] == rows == ask(two_nights, query).to_dicts()


def test_words_of_articles_do_nothing_to_a_terminal(two_nights: Path, tmp_path: Path) -> None:
    query = "SELECT '[bold]x[/bold]' || chr(27) || '[31m' || chr(8238) AS \"[red]a\""
    done = dateline("sql", two_nights, query, home=tmp_path)
    assert "[red]a" in done.stdout and "[bold]x[/bold]\\u001b[31m\\u202e" in done.stdout
    assert json.loads(dateline("sql", two_nights, query, "-f", "json", home=tmp_path).stdout) == {
        "[red]a": "[bold]x[/bold]\x1b[31m\u202e"
    }


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELEC 1", "syntax error"),
        ("FROM nonesuch", "nonesuch does not exist"),
        ("DELETE FROM events", "read-only"),
    ],
)
def test_what_can_not_be_asked_is_said(two_nights: Path, query: str, said: str) -> None:
    before = two_nights.read_bytes()
    with pytest.raises(WarehouseError, match=said):
        ask(two_nights, query)
    assert two_nights.read_bytes() == before


def test_what_is_no_warehouse_is_not_asked(tmp_path: Path) -> None:
    for content in (None, b"", b"text"):
        file = tmp_path / "file"
        if content is not None:
            file.write_bytes(content)
        for arguments in (("sql", file, "SELECT 1"), ("export", file, "--out", tmp_path / "out")):
            done = dateline(*arguments, home=tmp_path)
            assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    assert file.read_bytes() == b"text"


def test_an_export_is_read_by_what_knows_no_duckdb(two_nights: Path, tmp_path: Path) -> None:
    done = dateline("export", two_nights, "--out", tmp_path / "parquet", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"{tmp_path / 'parquet' / 'articles'}: 12 rows\n" in done.stdout
    found = pl.scan_parquet(tmp_path / "parquet" / "event_log").filter(event_year="2026").collect()
    assert found.height == ask(two_nights, "FROM event_log WHERE year(event_date) = 2026").height > 5
    months = {path.name for path in (tmp_path / "parquet" / "articles").iterdir()}
    assert months == {"published_month=2018-07", "published_month=2026-11"}


def test_a_diff_of_two_nights_shows_the_meeting_that_was_called_off(two_nights: Path, tmp_path: Path) -> None:
    before = two_nights.with_name(two_nights.name + ".gen-000001")
    counts = dateline("diff", before, two_nights, "-f", "json", home=tmp_path)
    assert counts.returncode == 0, counts.stderr
    by_table = {row["table_name"]: row for row in map(json.loads, counts.stdout.splitlines())}
    assert by_table["articles"] == {
        **{"table_name": "articles", "old_rows": 8, "new_rows": 12, "added": 4, "removed": 0, "changed": 0}
    }
    rows = dateline("diff", before, two_nights, "--rows", "--format", "json", home=tmp_path).stdout.splitlines()
    changed = [
        row["what"] for row in map(json.loads, rows) if (row["table_name"], row["change"]) == ("events", "changed")
    ]
    assert sum("status: planned → cancelled" in what for what in changed) == 2
    assert dateline("diff", two_nights, tmp_path / "none", home=tmp_path).returncode == 2
