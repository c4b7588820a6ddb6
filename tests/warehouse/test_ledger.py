import polars as pl
import pytest
from warehouse_rows import run_row

from schemas.check import REFUSED_COLUMNS
from schemas.meta import Quarantine
from warehouse import ledger
from warehouse.quarantine import quarantine_rows


def refused(count: int) -> pl.DataFrame:
    rows = [
        {
            "table_name": "articles",
            "check_name": "encoding",
            "reason": "not UTF-8",
            "row": f'{{"n": {number}}}',
            "uri": "é'",
        }
        for number in range(count)
    ]
    return pl.DataFrame(rows, schema=REFUSED_COLUMNS)


def test_rows_come_back_as_they_went_the_last_of_a_run(tmp_path) -> None:
    path = tmp_path / "news.duckdb.runs.jsonl"
    rows = quarantine_rows(refused(2), "run-1")
    ledger.append(path, run_row("run-1", "running"))
    ledger.append(path, run_row("run-1", "failed", message="“why”"), rows)
    read = ledger.read(path)
    assert read["meta.runs"].select("outcome", "message").rows() == [("failed", "“why”")]
    assert read["meta.runs"]["started_at"][0] == run_row("run-1")["started_at"]
    assert read["meta.quarantine"].equals(rows)


def test_a_line_that_a_crash_cut_off_costs_that_line_only(tmp_path) -> None:
    path = tmp_path / "runs.jsonl"
    ledger.append(path, run_row("run-1", "failed"))
    ledger.append(path, run_row("run-2", "failed"))
    path.write_bytes(path.read_bytes()[:-40])
    ledger.append(path, run_row("run-3", "failed"))
    assert ledger.read(path)["meta.runs"]["run_id"].to_list() == ["run-1", "run-3"]


def test_a_run_that_the_table_would_refuse_is_refused_at_once(tmp_path) -> None:
    with pytest.raises(ValueError, match="outcome"):
        ledger.append(tmp_path / "runs.jsonl", run_row("run-1", "splendid"))


def test_a_bad_night_does_not_fill_the_disk(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(ledger, "MOST_QUARANTINE_ROWS", 3)
    ledger.append(tmp_path / "runs.jsonl", run_row("run-1", "refused"), quarantine_rows(refused(5), "run-1"))
    assert ledger.read(tmp_path / "runs.jsonl")["meta.quarantine"].height == 3


def test_quarantine_ids_come_from_content() -> None:
    once, twice = quarantine_rows(refused(2), "run-1"), quarantine_rows(pl.concat([refused(2), refused(2)]), "run-1")
    assert once.equals(twice)
    assert dict(once.schema) == Quarantine.dtypes()
    assert set(quarantine_rows(refused(2), "run-2")["quarantine_id"]).isdisjoint(once["quarantine_id"])
