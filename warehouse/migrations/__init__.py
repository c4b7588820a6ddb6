"""Bringing a warehouse of an earlier schema version up to this one: `N.sql` leads from version N-1 to N.

A file adds, fills and drops columns and tables. Their order, checks and keys are then brought in line with the models
(`warehouse.build`), and so are views and comments.
"""

from importlib.resources import files

import duckdb

from schemas import SCHEMA_VERSION

OLDEST = 1


def migrate(connection: duckdb.DuckDBPyConnection, version: int) -> None:
    """Bring the current database from a version to SCHEMA_VERSION. Raises ValueError for a version before OLDEST."""
    if version < OLDEST:
        raise ValueError(f"there was no schema version {version}")
    for step in range(version + 1, SCHEMA_VERSION + 1):
        connection.execute(files("warehouse").joinpath("migrations", f"{step}.sql").read_text(encoding="utf-8"))
    connection.execute("UPDATE meta.schema_version SET version = ?", [SCHEMA_VERSION])
