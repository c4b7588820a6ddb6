"""Opening warehouse files: always under one alias, read-only unless it is the build, and closed again at once."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from schemas import SCHEMA_VERSION
from warehouse.ddl import create_layout, literal, renew_words
from warehouse.errors import DamagedError, WarehouseError
from warehouse.migrations import migrate
from warehouse.stored import fill

ALIAS = "warehouse"
# Read by DuckDB 1.3.2 to 2.0; without it 2.0 writes files that earlier versions refuse.
STORAGE_VERSION = "v1.2.0"
LOCK_MESSAGE = "Could not set lock on file"
CORRUPT_MESSAGE = "Corrupt database file"


def connect(memory_limit: str = "1GB", spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """An in-memory connection that never looks for extensions; with `spill` None it puts nothing on disk."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "temp_directory": str(spill) if spill else "",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    connection = duckdb.connect(":memory:", config=settings)
    # A name that is no table would otherwise be looked for among the Python variables.
    connection.execute("SET python_enable_replacements = false")
    return connection


def attach(connection: duckdb.DuckDBPyConnection, path: Path, *, read_only: bool, alias: str = ALIAS) -> None:
    """Attach a file under an alias and make it the current database."""
    # The alias keeps names unambiguous: DuckDB names a database after its file, and a file may be called anything.
    options = "READ_ONLY" if read_only else f"STORAGE_VERSION {literal(STORAGE_VERSION)}"
    connection.execute(f"ATTACH {literal(path)} AS {alias} ({options})")
    connection.execute(f"USE {alias}")


def unreadable(path: Path, error: duckdb.Error) -> WarehouseError:
    """What to raise for an error of DuckDB over a file: with the way back, when the file is damaged."""
    if CORRUPT_MESSAGE in str(error):
        return DamagedError(path, f"DuckDB says {error}")
    return WarehouseError(f"{path} can't be read: {error}")


def schema_version(connection: duckdb.DuckDBPyConnection) -> int | None:
    """The version written in `meta.schema_version`; None when the database is no warehouse."""
    try:
        found = connection.execute("SELECT max(version) FROM meta.schema_version").fetchone()
    except duckdb.CatalogException:
        return None
    return int(found[0]) if found and found[0] is not None else None


def known_version(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """The version of the current database, this one or an earlier.

    Raises WarehouseError when it is no warehouse, or was written by a newer Dateline.
    """
    version = schema_version(connection)
    if version is None:
        raise WarehouseError(f"{path} is a DuckDB file but no Dateline warehouse; name another file")
    if version > SCHEMA_VERSION:
        raise WarehouseError(
            f"{path} has schema version {version}, this Dateline knows {SCHEMA_VERSION}: it was written by a newer "
            "Dateline. Upgrade, or name another file"
        )
    return version


def is_earlier_version(path: Path) -> bool:
    """Whether a file is a warehouse of an earlier schema version; False too for what can't be opened."""
    connection = connect()
    try:
        attach(connection, path, read_only=True)
        return (schema_version(connection) or SCHEMA_VERSION) < SCHEMA_VERSION
    except duckdb.Error:
        return False
    finally:
        connection.close()


@contextmanager
def reading(path: Path, memory_limit: str = "1GB") -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to a warehouse file, to be held no longer than needed: it keeps writers away meanwhile.

    A file that another program has open for writing can't be opened; a copy of it is read then. Of a file of an earlier
    schema version a copy is read that was brought up to this one. Raises WarehouseError for what is absent, no DuckDB
    file, no warehouse, or of a newer version.
    """
    with reading_all({ALIAS: path}, memory_limit) as connection:
        yield connection


@contextmanager
def reading_all(paths: Mapping[str, Path], memory_limit: str = "1GB") -> Iterator[duckdb.DuckDBPyConnection]:
    """As `reading`, for several files at once, each attached under its alias; the last one is the current database."""
    for path in paths.values():
        if not path.is_file():
            raise WarehouseError(f"{path} does not exist" if not path.exists() else f"{path} is not a file")
    with tempfile.TemporaryDirectory(prefix="dateline-") as scratch:
        connection = connect(memory_limit, Path(scratch) / "spill")
        try:
            for alias, path in paths.items():
                _attach_or_copy(connection, path, Path(scratch) / f"{alias}.duckdb", alias)
            yield connection
        finally:
            connection.close()


def _attach_or_copy(connection: duckdb.DuckDBPyConnection, path: Path, copy: Path, alias: str) -> None:
    try:
        attach(connection, path, read_only=True, alias=alias)
    except duckdb.Error as error:
        if LOCK_MESSAGE not in str(error):
            raise unreadable(path, error) from error
        shutil.copyfile(path, copy)
        attach(connection, copy, read_only=True, alias=alias)
    if (version := known_version(connection, path)) < SCHEMA_VERSION:
        connection.execute("USE memory")
        connection.execute(f"DETACH {alias}")
        if not copy.exists():
            shutil.copyfile(path, copy)
        attach(connection, copy, read_only=False, alias=alias)
        migrate(connection, version)
        renew_words(connection)
        fill(connection)


@contextmanager
def reading_nothing() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a warehouse without rows: what a run finds before the first publication."""
    connection = connect()
    try:
        create_layout(connection)
        yield connection
    finally:
        connection.close()


def fetch(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    parameters: Sequence[object] | Mapping[str, object] = (),
    frames: Mapping[str, pl.DataFrame] | None = None,
) -> pl.DataFrame:
    """Run a query and give its rows; `frames` can be named in it like tables while it runs."""
    with lent(connection, frames or {}):
        result: Any = connection.execute(sql, parameters or None)
        return pl.DataFrame(result.pl())


@contextmanager
def lent(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> Iterator[None]:
    """Register frames under their names, and take them back."""
    try:
        for name, frame in frames.items():
            connection.register(name, frame.to_arrow())
        yield
    finally:
        for name in frames:
            connection.unregister(name)
