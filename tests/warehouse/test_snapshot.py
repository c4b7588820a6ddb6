"""A snapshot is one generation, whatever is published while it is held."""

from pathlib import Path

import pytest
from warehouse_rows import news, run_row, texts

from warehouse.errors import WarehouseError
from warehouse.publish import Warehouse
from warehouse.snapshot import snapshot


def publish(path: Path, numbers: range, run_id: str) -> None:
    with Warehouse(path).writer() as writer:
        writer.merge(news(texts(numbers), run_id))
        writer.publish(run_row(run_id))


def test_what_is_published_meanwhile_does_not_show(tmp_path: Path) -> None:
    path = tmp_path / "news.duckdb"
    publish(path, range(3), "run-1")
    with snapshot(path) as held:
        publish(path, range(3, 8), "run-2")
        assert held.one("SELECT count(*) FROM main.articles") == 3
        assert held.query("SELECT run_id FROM meta.runs")["run_id"].to_list() == ["run-1"]
    with snapshot(path) as later:
        assert later.one("SELECT count(*) FROM main.articles") == 8


def test_kept_rows_are_the_snapshots_own(tmp_path: Path) -> None:
    path = tmp_path / "news.duckdb"
    publish(path, range(3), "run-1")
    before = path.read_bytes()
    with snapshot(path) as held:
        held.keep("kept_here", "SELECT uri FROM main.articles ORDER BY uri LIMIT 2")
        assert held.query("SELECT uri FROM kept_here WHERE uri > ?", ["news/0.txt"])["uri"].to_list() == ["news/1.txt"]
        with pytest.raises(WarehouseError, match="can't be read"):
            held.query("SELECT * FROM nonesuch")
    with snapshot(path) as later, pytest.raises(WarehouseError, match="kept_here"):
        later.query("SELECT * FROM kept_here")
    assert path.read_bytes() == before


def test_what_is_no_warehouse_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="does not exist"), snapshot(tmp_path / "none.duckdb"):
        pass
    (tmp_path / "text.duckdb").write_text("no database")
    with pytest.raises(WarehouseError, match="can't be read"), snapshot(tmp_path / "text.duckdb"):
        pass
