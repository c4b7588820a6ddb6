"""A published file as Parquet, for tools that read no DuckDB.

One folder a table or view. Where rows have a day, the folder is partitioned as Hive does it, so that a reader takes
only the part it needs: `event_log/event_year=2026/…`, `quotes/published_month=2026-11/…`; rows without a day are under
`unknown`. `columns.csv` says what each column is.
"""

# ruff: noqa: S608 - all names in the SQL come from the models and views

import shutil
from pathlib import Path

import duckdb

from schemas import MAIN_TABLES
from warehouse.connect import reading
from warehouse.ddl import identifier, literal, load_views, sql_type
from warehouse.errors import WarehouseError

EVENT_YEAR = "coalesce(CAST(year(t.event_date) AS VARCHAR), 'unknown') AS event_year"
PUBLISHED_MONTH = "coalesce(strftime(a.published_at, '%Y-%m'), 'unknown') AS published_month"
BY_YEAR = frozenset({"events", "event_log", "daily_dyads"})
BY_MONTH = frozenset({"articles", "sentences", "actor_mentions", "event_mentions", "quotes", "quote_log"})
COLUMNS_FILE = "columns.csv"


def export_parquet(file: Path, folder: Path, memory_limit: str = "1GB") -> dict[str, int]:
    """Write all tables of schema main and all views into `folder`; gives rows by name.

    What an earlier export left there is replaced. Raises WarehouseError for a file that is no warehouse, and for a
    folder that holds anything but an export.
    """
    relations = [model.sql_name() for model in MAIN_TABLES] + [view.name for view in load_views()]
    _make_room(folder, {*relations, COLUMNS_FILE})
    with reading(file, memory_limit) as connection:
        rows = {name: _export(connection, name, folder / name) for name in relations}
        _write_columns(connection, folder / COLUMNS_FILE)
    return rows


def _make_room(folder: Path, ours: set[str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseError(f"can't write to {folder}: {error}") from error
    if others := sorted(path.name for path in folder.iterdir() if path.name not in ours):
        raise WarehouseError(f"{folder} holds {others[0]}, which no export has put there; name a folder of its own")
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)


def _export(connection: duckdb.DuckDBPyConnection, name: str, target: Path) -> int:
    source, partition = f"SELECT t.* FROM main.{identifier(name)} AS t", ""
    if name in BY_YEAR:
        source, partition = f"SELECT t.*, {EVENT_YEAR} FROM main.{identifier(name)} AS t", "event_year"
    elif name in BY_MONTH:
        source = f"SELECT t.*, {PUBLISHED_MONTH} FROM main.{identifier(name)} AS t JOIN main.articles AS a "
        source, partition = source + "ON a.article_id = t.article_id", "published_month"
    if not partition:
        target.mkdir()
        target /= f"{name}.parquet"
    options = "FORMAT parquet, COMPRESSION zstd" + (f", PARTITION_BY ({partition})" if partition else "")
    done = connection.execute(f"COPY ({source}) TO {literal(target)} ({options})").fetchone()
    return int(done[0]) if done else 0


def _write_columns(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Table, column, type and meaning of everything that was exported."""
    rows = [
        (model.sql_name(), name, sql_type(dtype), model.descriptions()[name])
        for model in MAIN_TABLES
        for name, dtype in model.dtypes().items()
    ]
    for view in load_views():
        types = connection.execute(f"DESCRIBE main.{identifier(view.name)}").fetchall()
        rows += [(view.name, str(name), str(kind), view.columns[str(name)]) for name, kind, *_ in types]
    values = ", ".join(f"({', '.join(map(literal, row))})" for row in rows)
    columns = "(VALUES " + values + ") AS c(table_name, column_name, data_type, meaning)"
    connection.execute(f"COPY (FROM {columns}) TO {literal(target)} (FORMAT csv, HEADER)")
