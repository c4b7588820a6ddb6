"""A question to a published file. The query can read this file and nothing else: no other file, no network."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from warehouse.connect import CORRUPT_MESSAGE, fetch, reading, unreadable
from warehouse.errors import WarehouseError

FETCHED_ROWS = 1000


def ask(path: Path, sql: str) -> pl.DataFrame:
    """The rows that a query gives on a published file; of several statements, those of the last.

    Raises WarehouseError for what is absent, no warehouse or of a newer version, and for a query that DuckDB refuses.
    """
    with _confined(path) as connection:
        return fetch(connection, sql)


@contextmanager
def answering(path: Path, sql: str) -> Iterator[tuple[list[str], Iterator[tuple[Any, ...]]]]:
    """As `ask`, for more rows than fit in memory: column names, and the rows as they are asked for."""
    with _confined(path) as connection:
        connection.execute(sql)
        yield [str(column[0]) for column in connection.description or ()], _rows(connection)


@contextmanager
def _confined(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with reading(path) as connection:
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        try:
            yield connection
        except duckdb.Error as error:
            raise (unreadable(path, error) if CORRUPT_MESSAGE in str(error) else WarehouseError(str(error))) from error


def _rows(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while chunk := connection.fetchmany(FETCHED_ROWS):
        yield from chunk
