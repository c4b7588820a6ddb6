"""One generation of a warehouse, read as a whole: what is published meanwhile does not show.

A run puts a new file in the live one's place, and whoever has the old one open keeps reading that, so a snapshot may be
held for as long as a long reading takes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from warehouse.connect import fetch, reading, unreadable
from warehouse.ddl import identifier


class Snapshot:
    """Queries on one generation, and results kept under a name for later ones."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self.path = path

    def query(self, sql: str, parameters: Sequence[object] = ()) -> pl.DataFrame:
        """The rows of a query. Raises WarehouseError when the file is damaged."""
        try:
            return fetch(self._connection, sql, parameters)
        except duckdb.Error as error:
            raise unreadable(self.path, error) from error

    def keep(self, name: str, sql: str) -> None:
        """Keep the rows of a query as a table for the time of the snapshot; the file stays as it is."""
        try:
            self._connection.execute(f"CREATE TEMP TABLE {identifier(name)} AS {sql}")
        except duckdb.Error as error:
            raise unreadable(self.path, error) from error

    def one(self, sql: str) -> int:
        """The single number that a query gives."""
        return int(self.query(sql).item())


@contextmanager
def snapshot(path: str | Path, memory_limit: str = "1GB") -> Iterator[Snapshot]:
    """Hold one generation of a published file. What does not fit in memory is put into a scratch directory.

    Raises WarehouseError for what is absent, no DuckDB file, no warehouse, or of a newer version.
    """
    file = Path(path).resolve()
    with reading(file, memory_limit) as connection:
        yield Snapshot(connection, file)
