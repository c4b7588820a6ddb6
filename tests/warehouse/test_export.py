import csv

import polars as pl
import pyarrow.dataset as ds
import pytest
from warehouse_rows import published

from schemas import MAIN_TABLES
from warehouse.ddl import load_views
from warehouse.errors import WarehouseError
from warehouse.export import export_parquet
from warehouse.publish import Warehouse


@pytest.fixture
def warehouse(tmp_path) -> Warehouse:
    return published(tmp_path / "news.duckdb")


def test_all_rows_go_out_and_come_back_without_duckdb(warehouse, tmp_path) -> None:
    folder = tmp_path / "parquet"
    rows = export_parquet(warehouse.path, folder)
    assert set(rows) == {model.sql_name() for model in MAIN_TABLES} | {view.name for view in load_views()}
    assert rows["articles"] == 3 and rows["quote_log"] == 3
    for name in rows:
        expected = warehouse.query(f"SELECT * FROM {name}")
        found = pl.scan_parquet(folder / name / "**" / "*.parquet", hive_partitioning=True).collect()
        assert found.height == rows[name] == expected.height
        found = found.select(expected.columns)
        assert found.cast(expected.schema).sort(pl.all()).equals(expected.sort(pl.all())), name


def test_rows_are_where_their_day_says(warehouse, tmp_path) -> None:
    export_parquet(warehouse.path, tmp_path / "parquet")
    assert [path.name for path in (tmp_path / "parquet" / "events").iterdir()] == ["event_year=2026"]
    assert [path.name for path in (tmp_path / "parquet" / "quotes").iterdir()] == ["published_month=unknown"]
    events = ds.dataset(tmp_path / "parquet" / "events", partitioning="hive")
    assert events.count_rows(filter=ds.field("event_year") == 2026) == 1
    with (tmp_path / "parquet" / "columns.csv").open(encoding="utf-8") as file:
        meanings = {(row["table_name"], row["column_name"]): row["meaning"] for row in csv.DictReader(file)}
    assert meanings["quotes", "cue"] == "The words that report the speech: 'said', 'according to'."
    assert meanings["coverage", "article_count"]


def test_a_second_export_replaces_the_first_and_nothing_else(warehouse, tmp_path) -> None:
    folder = tmp_path / "parquet"
    export_parquet(warehouse.path, folder)
    assert export_parquet(warehouse.path, folder)["articles"] == 3
    assert pl.read_parquet(folder / "articles").height == 3
    (folder / "thesis.docx").write_bytes(b"")
    with pytest.raises(WarehouseError, match=r"thesis\.docx"):
        export_parquet(warehouse.path, folder)
    with pytest.raises(WarehouseError, match="can't write"):
        export_parquet(warehouse.path, folder / "thesis.docx" / "deeper")
    with pytest.raises(WarehouseError, match="does not exist"):
        export_parquet(tmp_path / "none.duckdb", tmp_path / "other")
    assert (folder / "articles").is_dir()
