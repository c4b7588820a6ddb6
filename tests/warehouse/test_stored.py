"""What views keep is what their queries give, whatever nights came and went; what became of earlier rows is told."""

from pathlib import Path

import duckdb
import polars as pl
import pytest
from warehouse_rows import news, run_row, texts

from warehouse import stored
from warehouse.connect import reading
from warehouse.ddl import load_views
from warehouse.inspect import check_file
from warehouse.publish import Warehouse

KEPT = [view for view in load_views() if view.stored]


def assert_kept_as_asked(path: Path) -> None:
    with reading(path) as connection:
        for view in KEPT:
            kept, asked = f"SELECT * FROM stored.{view.name}", f"SELECT * FROM ({view.query})"
            for one, other in ((kept, asked), (asked, kept)):
                assert connection.execute(f"{one} EXCEPT ALL {other}").fetchall() == [], view.name
            assert connection.execute(f"SELECT count(*) FROM ({kept})").fetchone() != (0,), view.name


def changes(warehouse: Warehouse) -> set[tuple[str, str, str]]:
    """Subject, change and label of what_changed, without what is new."""
    rows = warehouse.query("SELECT subject, change, label FROM what_changed WHERE change <> 'new'")
    return set(rows.iter_rows())


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """Two nights, the second with a copy of an article of the first."""
    made = Warehouse(tmp_path / "news.duckdb")
    with made.writer() as writer:
        writer.merge(news(texts(range(6)), "run-1"))
        writer.publish(run_row("run-1"))
    with made.writer() as writer:
        copies = {"news/copy.txt": "Oslo told Pyongyang nothing", "news/new.txt": "Oslo told Pyongyang nothing at all"}
        writer.merge(news(copies, "run-2", duplicates={"news/copy.txt": "news/new.txt"}))
        writer.publish(run_row("run-2"))
    return made


def test_nights_renew_what_they_touch(warehouse: Warehouse) -> None:
    assert_kept_as_asked(warehouse.path)
    assert changes(warehouse) == set()
    assert set(warehouse.query("SELECT change, run_id FROM what_changed").rows()) == {("new", "run-2")}


def test_what_goes_is_told(warehouse: Warehouse) -> None:
    with warehouse.writer() as writer:
        gone = writer.query("SELECT article_id FROM articles WHERE uri IN ('news/1.txt', 'news/copy.txt')")
        writer.remove_articles(gone["article_id"].to_list())
        writer.merge(news({"news/1.txt": "Seoul told Beijing all"}, "run-3"))
        writer.publish(run_row("run-3"))
    assert_kept_as_asked(warehouse.path)
    assert check_file(warehouse.path) == []
    removed = {row for row in changes(warehouse) if row[1] == "removed"}
    assert removed == {
        ("article", "removed", "news/1.txt"),
        ("article", "removed", "news/copy.txt"),
        ("actor", "removed", "1"),
        ("event", "removed", "Oslo CONSULT nothing"),
        ("quote", "removed", "Seoul"),
        ("quote", "removed", "Oslo"),
    }
    words = warehouse.query("SELECT words FROM what_changed WHERE subject = 'quote' AND change = 'removed' ORDER BY 1")
    assert words["words"].to_list() == ["Oslo told Pyongyang nothing", "Seoul told Pyongyang 1 times"]


def test_what_is_read_anew_and_is_the_same_is_no_change(warehouse: Warehouse) -> None:
    with warehouse.writer() as writer:
        again = news(texts([2, 3]), "run-3")
        writer.remove_articles(again["articles"]["article_id"].to_list())
        again["quotes"] = again["quotes"].with_columns(
            cue=pl.when(pl.col("text").str.contains("2")).then(pl.lit("told")).otherwise(None)
        )
        writer.merge(again)
        writer.publish(run_row("run-3"))
    assert_kept_as_asked(warehouse.path)
    assert changes(warehouse) == {("quote", "updated", "Seoul")}
    assert warehouse.query("SELECT * FROM what_changed").height == 1


def test_what_a_later_article_tells_of_a_speaker_is_told_with_earlier_quotes(warehouse: Warehouse) -> None:
    with warehouse.writer() as writer:
        later = news({"news/9.txt": "Seoul told Pyongyang 9 times"}, "run-3")
        later["actors"] = later["actors"].with_columns(title=pl.lit("capital"))
        writer.merge(later)
        writer.publish(run_row("run-3"))
    assert_kept_as_asked(warehouse.path)
    assert warehouse.query("SELECT DISTINCT speaker_title FROM quote_log WHERE speaker = 'Seoul'").rows() == [
        ("capital",)
    ]


def test_many_rows_are_put_in_by_parts(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "MOST_AT_ONCE", 2)
    with duckdb.connect(str(warehouse.path)) as connection:
        for view in KEPT:
            connection.execute(f"DELETE FROM stored.{view.name}")
        stored.fill(connection)
    assert_kept_as_asked(warehouse.path)


def test_rows_that_are_not_kept_are_found(warehouse: Warehouse) -> None:
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute("DELETE FROM stored.quote_log WHERE speaker = 'Oslo'")
    (finding,) = check_file(warehouse.path)
    assert finding.check == "view" and finding.message.startswith("quote_log: 6 rows, main.quotes has 8")
