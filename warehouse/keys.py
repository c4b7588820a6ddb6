"""Foreign and alternate keys: over a whole file, or over what a run has changed in it.

A published file was checked before it was published, so a run has only its own rows to answer for: the parents that
they name must be there, and nothing may name what it removed.
"""

# ruff: noqa: S608 - all names in the SQL come from the models; data goes in as frames and parameters

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import duckdb
import polars as pl

from schemas.check import ALTERNATE_KEYS
from schemas.table import ForeignKey
from warehouse.connect import fetch
from warehouse.ddl import ALL_TABLES, MODELS, identifier, qualified


def foreign_keys() -> list[ForeignKey]:
    """The foreign keys of all tables, with child tables by reference name."""
    return [
        ForeignKey(model.reference_name(), key.column, key.parent, key.parent_column)
        for model in ALL_TABLES
        for key in model.foreign_keys()
    ]


def key_faults(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Foreign keys without a parent, and alternate keys that occur twice, over the whole database."""
    for key in foreign_keys():
        yield from _orphans(connection, key)
    for name in ALTERNATE_KEYS:
        yield from _repeated(connection, name)


def changed_key_faults(
    connection: duckdb.DuckDBPyConnection,
    merged: Mapping[str, Sequence[pl.DataFrame]],
    removed: Mapping[str, Sequence[pl.DataFrame]],
) -> Iterator[str]:
    """As `key_faults`, for the rows put in (`merged`, by table) and those taken out (`removed`: their first keys).

    Each parent table is gone through once, however many columns refer to it; the rows of the archive are not.
    """
    named: dict[tuple[str, str], list[pl.Series]] = defaultdict(list)
    for key in foreign_keys():
        named[key.parent, key.parent_column] += [frame[key.column] for frame in merged.get(key.table, ())]
    for (parent, column), values in named.items():
        gone = [frame.to_series() for frame in removed.get(parent, ())]
        asked = pl.concat([pl.Series(dtype=pl.String), *values, *gone]).drop_nulls().unique().to_frame(column)
        if asked.is_empty():
            continue
        name = identifier(column)
        sql = f"SELECT {name} FROM {qualified(MODELS[parent])} SEMI JOIN asked USING ({name})"
        there = fetch(connection, sql, frames={"asked": asked})
        missing = asked.join(there, on=column, how="anti")
        if missing.height:
            for key in foreign_keys():
                if (key.parent, key.parent_column) == (parent, column):
                    yield from _orphans(connection, key, missing.rename({column: "id"}))
    for table, columns in ALTERNATE_KEYS.items():
        if table in merged:
            yield from _repeated(connection, table, pl.concat([frame.select(columns) for frame in merged[table]]))


def _orphans(
    connection: duckdb.DuckDBPyConnection, key: ForeignKey, among: pl.DataFrame | None = None
) -> Iterator[str]:
    column = f"child.{identifier(key.column)}"
    parents = f"SELECT {identifier(key.parent_column)} FROM {qualified(MODELS[key.parent])}"
    missing = f"{column} NOT IN ({parents})" if among is None else f"{column} IN (SELECT id FROM among)"
    sql = (
        f"SELECT count(*) AS count, min({column}) AS example FROM {qualified(MODELS[key.table])} AS child "
        f"WHERE {column} IS NOT NULL AND {missing}"
    )
    count, example = fetch(connection, sql, frames={} if among is None else {"among": among}).row(0)
    if count:
        yield f"{key.table}.{key.column}: {count} rows without a parent in {key.parent}, such as {example}"


def _repeated(connection: duckdb.DuckDBPyConnection, name: str, among: pl.DataFrame | None = None) -> Iterator[str]:
    columns = ALTERNATE_KEYS[name]
    names = ", ".join(map(identifier, columns))
    some = "" if among is None else f"SEMI JOIN among USING ({names})"
    sql = (
        f"SELECT count(*) FROM (SELECT {names} FROM {qualified(MODELS[name])} {some} GROUP BY ALL HAVING count(*) > 1)"
    )
    count = fetch(connection, sql, frames={} if among is None else {"among": among}).item()
    if count:
        yield f"{name}: {count} values of {', '.join(columns)} occur more than once"
