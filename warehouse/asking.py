"""A question to a published file, asked as DuckDB's own tools ask it: the file opened by its name, read-only."""

from pathlib import Path

import duckdb
import polars as pl

from warehouse.connect import SETTINGS, fetch, refuse_other_versions
from warehouse.errors import WarehouseError


def ask(path: Path, sql: str) -> pl.DataFrame:
    """The rows that a query gives on a published file.

    Raises WarehouseError for what is absent, no warehouse or of a newer version, and for a query that DuckDB refuses.
    """
    if not path.is_file():
        raise WarehouseError(f"{path} does not exist" if not path.exists() else f"{path} is not a file")
    try:
        with duckdb.connect(str(path), read_only=True, config=SETTINGS) as connection:
            refuse_other_versions(connection, path)
            return fetch(connection, sql)
    except duckdb.Error as error:
        raise WarehouseError(str(error)) from error
