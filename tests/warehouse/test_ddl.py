import duckdb
import pytest

from schemas import MAIN_TABLES, META_TABLES, Actors, Articles
from warehouse.ddl import create_layout, declared_layout, load_views, parse_view, read_layout

ALL = (*MAIN_TABLES, *META_TABLES)


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as connection:
        create_layout(connection)
        yield connection


def test_every_table_and_column_is_made_as_declared_and_commented(connection) -> None:
    layout = read_layout(connection)
    assert layout == declared_layout()
    assert set(layout.columns) == {model.reference_name() for model in ALL}
    for model in ALL:
        assert [name for name, _ in layout.columns[model.reference_name()]] == list(model.dtypes())
    silent = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal"
    ).fetchall()
    assert silent == []
    tables = dict(connection.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
    assert tables["actors"] == Actors.comment()


def test_every_view_has_its_comments_and_only_those(connection) -> None:
    views = dict(connection.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall())
    assert views == {view.name: view.comment for view in load_views()}
    assert set(views) == {
        *("actor_activity", "actor_network", "coverage", "daily_dyads", "event_log", "gdelt_events", "quote_log"),
        "what_changed",
    }
    for view in load_views():
        columns = connection.execute(f"SELECT column_name FROM (DESCRIBE main.{view.name})").fetchall()
        assert [name for (name,) in columns] == list(view.columns)


def test_types_are_plain(connection) -> None:
    types = {
        kind for (kind,) in connection.execute("SELECT data_type FROM duckdb_columns() WHERE NOT internal").fetchall()
    }
    assert types == {"VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP"}


def test_gdelt_events_has_the_columns_of_gdelt(connection) -> None:
    names = [name for (name,) in connection.execute("SELECT column_name FROM (DESCRIBE gdelt_events)").fetchall()]
    assert len(names) == 61
    assert (names[0], names[1], names[26], names[-1]) == ("GLOBALEVENTID", "SQLDATE", "EventCode", "SOURCEURL")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "robot"},
        {"kind": None},
        {"country": "kor"},
        {"name": ""},
        {"actor_id": "1"},
        {"run_id": None},
    ],
)
def test_the_database_itself_refuses_what_the_model_refuses(connection, change) -> None:
    row = {"actor_id": "act_" + "0" * 20, "name": "Kim", "kind": "person", "is_generic": False, "run_id": "r"}
    connection.execute("BEGIN")
    connection.execute("INSERT INTO actors BY NAME SELECT unnest($1)", [row])
    connection.execute("ROLLBACK")
    connection.execute("BEGIN")
    with pytest.raises(duckdb.ConstraintException):
        connection.execute("INSERT INTO actors BY NAME SELECT unnest($1)", [row | change])
    connection.execute("ROLLBACK")


def test_a_view_file_without_comments_is_refused() -> None:
    with pytest.raises(ValueError, match="bare"):
        parse_view("bare", "SELECT 1 AS one")
    view = parse_view("some", "-- some: A view\n--   in words.\n-- one: The number.\nSELECT 1 AS one")
    assert (view.comment, view.columns, view.query) == ("A view in words.", {"one": "The number."}, "SELECT 1 AS one")


def test_spans_are_checked_by_the_database_too() -> None:
    checks = declared_layout().constraints[Articles.reference_name()]
    assert any("title_start_char" in check and "title_end_char" in check for check in checks)
