"""What a run answers for when its keys are checked: its own rows, and what referred to those that it took out."""

import pytest
from warehouse_rows import news, run_row

from warehouse.errors import PublishRefusedError
from warehouse.inspect import check_file
from warehouse.publish import Warehouse

TEXTS = {"a": "Ada met Bo in town", "b": "Ada met Bo in a town", "c": "Cy met Di"}


@pytest.fixture
def warehouse(tmp_path) -> Warehouse:
    """Three articles, of which one is a copy of another."""
    found = Warehouse(tmp_path / "news.duckdb")
    with found.writer() as writer:
        writer.merge(news(TEXTS, duplicates={"b": "a"}))
        writer.publish(run_row("run-1"))
    return found


def article_id(warehouse: Warehouse, uri: str) -> str:
    return str(warehouse.query("SELECT article_id FROM articles WHERE uri = ?", [uri]).item())


def test_what_a_published_row_refers_to_may_not_go(warehouse) -> None:
    with warehouse.writer() as writer:
        writer.remove_articles([article_id(warehouse, "a")])
        with pytest.raises(PublishRefusedError, match=r"articles\.duplicate_of: 1 rows without a parent in articles"):
            writer.publish(run_row("run-2"))


def test_an_article_that_goes_and_comes_again_in_one_run_is_no_fault(warehouse) -> None:
    again = news({"a": TEXTS["a"]}, "run-2")
    with warehouse.writer() as writer:
        writer.remove_articles([article_id(warehouse, "a")])
        writer.merge(again)
        published = writer.publish(run_row("run-2"))
    assert published.after["articles"] == len(TEXTS)
    assert check_file(warehouse.path) == []


def test_an_article_that_is_merged_again_without_removal_replaces_its_rows(warehouse) -> None:
    with warehouse.writer() as writer:
        writer.merge(news({"c": TEXTS["c"], "d": "Cy met Ed"}, "run-2"))
        published = writer.publish(run_row("run-2"))
    assert published.after["articles"] == len(TEXTS) + 1
    assert check_file(warehouse.path) == []
