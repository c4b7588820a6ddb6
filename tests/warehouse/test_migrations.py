"""Files of every schema version that was ever out are read and carried on by this one."""

import re
from pathlib import Path

import duckdb
import pytest
from warehouse_rows import news, run_row, texts

from schemas import MAIN_TABLES, SCHEMA_VERSION
from warehouse.compare import differences
from warehouse.connect import reading
from warehouse.ddl import declared_layout, read_layout
from warehouse.inspect import check_file
from warehouse.migrations import OLDEST, migrate
from warehouse.publish import Warehouse

RELEASED = sorted(Path(__file__).with_name("released").glob("schema_*.sql"))


@pytest.fixture(params=RELEASED, ids=lambda path: path.stem)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Warehouse:
    """A file as that version wrote it."""
    path = tmp_path / "news.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(request.param.read_text(encoding="utf-8"))
    return Warehouse(path)


def test_every_version_before_this_one_is_kept() -> None:
    versions = [int(re.sub(r"\D", "", path.stem)) for path in RELEASED]
    assert versions == list(range(OLDEST, SCHEMA_VERSION))


def test_an_earlier_file_is_read_without_being_touched(earlier: Warehouse) -> None:
    before = earlier.path.read_bytes()
    assert earlier.known_articles().height == 2
    assert earlier.runs()["outcome"].to_list() == ["published"]
    assert earlier.query("SELECT * FROM quote_log").height and earlier.query("SELECT * FROM event_log").height
    with reading(earlier.path) as connection:
        found = read_layout(connection).columns
        assert {name: set(columns) for name, columns in found.items()} == {
            name: set(columns) for name, columns in declared_layout().columns.items()
        }
    assert earlier.path.read_bytes() == before


def test_the_next_publication_brings_an_earlier_file_up(earlier: Warehouse) -> None:
    rows = {model.sql_name(): earlier.query(f"SELECT count(*) FROM {model.sql_name()}").item() for model in MAIN_TABLES}
    with earlier.writer() as writer:
        assert writer.known_articles().height == 2
        writer.merge(news(texts([7]), "run-2"))
        writer.publish(run_row("run-2"))
    assert check_file(earlier.path) == []
    assert earlier.query("SELECT version FROM meta.schema_version").rows() == [(SCHEMA_VERSION,)]
    with reading(earlier.path) as connection:
        assert read_layout(connection) == declared_layout()
    ((_, generation),) = earlier.files.generations()
    for difference in differences(generation, earlier.path):
        assert difference.before == rows[difference.table]
        assert (difference.removed, difference.changed) == (0, 0), difference


def test_a_night_that_publishes_nothing_leaves_an_earlier_file_as_it_was(earlier: Warehouse) -> None:
    before = earlier.path.read_bytes()
    with earlier.writer() as writer:
        writer.record(run_row("run-2", "unchanged"))
    assert earlier.path.read_bytes() == before
    assert set(earlier.runs()["run_id"]) == {"run-1", "run-2"}


def test_sectors_are_taken_over_from_the_actors(tmp_path: Path) -> None:
    path = tmp_path / "news.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(RELEASED[0].read_text(encoding="utf-8"))
        connection.execute("UPDATE actors SET sector = 'GOV', country = 'NOR'")
    columns = "m.country, m.sector, e.source_sector"
    joined = "actor_mentions AS m JOIN event_mentions AS e ON e.source_actor_id = m.actor_id"
    assert Warehouse(path).query(f"SELECT DISTINCT {columns} FROM {joined}").rows() == [("NOR", "GOV", "GOV")]


def test_there_is_no_way_from_a_version_that_never_was() -> None:
    with duckdb.connect() as connection, pytest.raises(ValueError, match="no schema version 0"):
        migrate(connection, 0)
