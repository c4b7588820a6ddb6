import duckdb
import polars as pl
import pytest
from warehouse_rows import news, run_row, texts

from schemas import MAIN_TABLES
from warehouse.compare import compare
from warehouse.errors import WarehouseError
from warehouse.publish import Warehouse


def publish(warehouse: Warehouse, numbers, run_id: str, remove=()) -> Warehouse:
    with warehouse.writer() as writer:
        if remove:
            writer.remove_articles(remove)
        writer.merge(news(texts(numbers), run_id))
        writer.publish(run_row(run_id))
    return warehouse


def test_a_file_differs_from_itself_in_nothing_and_another_run_is_no_difference(tmp_path) -> None:
    one = publish(Warehouse(tmp_path / "one.duckdb"), range(3), "run-1")
    other = publish(Warehouse(tmp_path / "other.duckdb"), range(3), "run-2")
    changes, rows = compare(one.path, other.path)
    assert rows.is_empty()
    assert changes["table_name"].to_list() == [model.sql_name() for model in MAIN_TABLES]
    assert changes.select("added", "removed", "changed").sum().row(0) == (0, 0, 0)
    assert changes.row(0) == ("articles", 3, 3, 0, 0, 0)


def test_what_came_what_went_and_what_says_something_else(tmp_path) -> None:
    warehouse = publish(Warehouse(tmp_path / "news.duckdb"), range(3), "run-1")
    gone = warehouse.query("SELECT article_id FROM articles WHERE uri = 'news/0.txt'").item()
    publish(warehouse, [7], "run-2", remove=[gone])
    ((_, old),) = warehouse.files.generations()
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute("UPDATE quotes SET confidence = 0.25, cue = 'told' WHERE text LIKE '%Pyongyang 1 times'")
        connection.execute("UPDATE events SET goldstein = NULL WHERE event_id = (SELECT min(event_id) FROM events)")
    changes, rows = compare(old, warehouse.path)
    assert changes.row(by_predicate=pl.col("table_name") == "articles") == ("articles", 3, 3, 1, 1, 0)
    assert changes.row(by_predicate=pl.col("table_name") == "quotes") == ("quotes", 3, 3, 1, 1, 1)
    told = rows.filter(table_name="quotes", change="changed")["what"].item()
    assert told == "cue: nothing → told; confidence: 0.5 → 0.25"
    assert "goldstein: 1.0 → nothing" in rows.filter(table_name="events", change="changed")["what"].to_list()
    came = rows.filter(table_name="articles", change="added")
    assert "uri: news/7.txt" in came["what"].item() and "run_id" not in came["what"].item()
    backwards, _ = compare(warehouse.path, old)
    assert backwards.select("added", "removed").rows() == changes.select("removed", "added").rows()


def test_what_can_not_be_compared_is_named(tmp_path) -> None:
    warehouse = publish(Warehouse(tmp_path / "news.duckdb"), range(1), "run-1")
    other = tmp_path / "other.duckdb"
    with pytest.raises(WarehouseError, match=r"other\.duckdb does not exist"):
        compare(warehouse.path, other)
    other.write_bytes(b"no database")
    with pytest.raises(WarehouseError, match=r"other\.duckdb can't be read"):
        compare(warehouse.path, other)
    other.unlink()
    duckdb.connect(str(other)).execute("CREATE TABLE mine (a INTEGER)").close()
    with pytest.raises(WarehouseError, match="no Dateline warehouse"):
        compare(other, warehouse.path)
