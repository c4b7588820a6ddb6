"""Two published files row by row: what a night, or a new version of Dateline, has changed."""

# ruff: noqa: S608 - all names in the SQL come from the models

from pathlib import Path

import duckdb
import polars as pl

from schemas import MAIN_TABLES, Table
from warehouse.connect import connect, fetch, refuse_other_versions
from warehouse.ddl import identifier, literal
from warehouse.errors import WarehouseError

# Which run wrote a row, and by which version, is no difference in what the row says.
NOT_COMPARED = frozenset({"run_id", "extractor"})
ROW_SCHEMA = pl.Schema(dict.fromkeys(("table_name", "change", "key", "what"), pl.String))


COUNT_SCHEMA = {
    "table_name": pl.String,
    **dict.fromkeys(("old_rows", "new_rows", "added", "removed", "changed"), pl.Int64),
}


def compare(old: Path, new: Path, memory_limit: str = "1GB") -> tuple[pl.DataFrame, pl.DataFrame]:
    """How many rows of each table of schema main came, went, or say something else under the same key (columns of
    COUNT_SCHEMA), and each of these rows (columns of ROW_SCHEMA).

    `what` has the row of an added or removed one, and `column: old → new` of a changed one. Raises WarehouseError for
    what is no warehouse of this version.
    """
    connection = connect(memory_limit)
    try:
        for alias, path in (("old", old), ("new", new)):
            _attach(connection, path, alias)
        found = [_differences(connection, model) for model in MAIN_TABLES]
        counts = [_counted(connection, model, rows) for model, rows in zip(MAIN_TABLES, found, strict=True)]
        return pl.DataFrame(counts, schema=COUNT_SCHEMA, orient="row"), pl.concat(found)
    except duckdb.Error as error:
        raise WarehouseError(f"{old} and {new} can't be compared: {error}") from error
    finally:
        connection.close()


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, alias: str) -> None:
    if not path.is_file():
        raise WarehouseError(f"{path} does not exist" if not path.exists() else f"{path} is not a file")
    try:
        connection.execute(f"ATTACH {literal(path)} AS {alias} (READ_ONLY)")
    except duckdb.Error as error:
        raise WarehouseError(f"{path} can't be read: {error}") from error
    connection.execute(f"USE {alias}")
    refuse_other_versions(connection, path)


def _differences(connection: duckdb.DuckDBPyConnection, model: type[Table]) -> pl.DataFrame:
    name, keys = identifier(model.sql_name()), model.primary_key()
    others = [column for column in model.dtypes() if column not in {*keys, *NOT_COMPARED}]
    same = " AND ".join(f"o.{identifier(key)} = n.{identifier(key)}" for key in keys)
    key = "concat_ws(' ', " + ", ".join(f"coalesce(n.{identifier(k)}, o.{identifier(k)})" for k in keys) + ")"
    first = identifier(keys[0])
    pairs = [(column, f"o.{identifier(column)}", f"n.{identifier(column)}") for column in others]
    differs = " OR ".join(f"{one} IS DISTINCT FROM {other}" for _, one, other in pairs) or "false"
    # concat_ws leaves nulls out: what a row lacks, and columns that are the same, are not told.
    gone, come = (
        ", ".join(f"{literal(column + ': ')} || {alias}.{identifier(column)}" for column in others) or "NULL"
        for alias in "on"
    )
    changed = ", ".join(
        f"CASE WHEN {one} IS DISTINCT FROM {other} THEN {literal(column + ': ')} || coalesce(CAST({one} AS VARCHAR), "
        f"'nothing') || ' → ' || coalesce(CAST({other} AS VARCHAR), 'nothing') END"
        for column, one, other in pairs
    )
    return fetch(
        connection,
        f"""
        SELECT
            {literal(model.sql_name())} AS table_name,
            CASE WHEN o.{first} IS NULL THEN 'added' WHEN n.{first} IS NULL THEN 'removed' ELSE 'changed' END AS change,
            {key} AS key,
            CASE
                WHEN o.{first} IS NULL THEN concat_ws('; ', {come})
                WHEN n.{first} IS NULL THEN concat_ws('; ', {gone})
                ELSE concat_ws('; ', {changed or "NULL"})
            END AS what
        FROM old.main.{name} AS o
        FULL JOIN new.main.{name} AS n ON {same}
        WHERE o.{first} IS NULL OR n.{first} IS NULL OR {differs}
        ORDER BY change, key
        """,
    ).cast(ROW_SCHEMA)


def _counted(connection: duckdb.DuckDBPyConnection, model: type[Table], rows: pl.DataFrame) -> tuple[str | int, ...]:
    """A row of COUNT_SCHEMA."""
    name = identifier(model.sql_name())
    sizes = fetch(connection, f"SELECT (SELECT count(*) FROM old.main.{name}), (SELECT count(*) FROM new.main.{name})")
    counts = dict(rows["change"].value_counts().rows())
    return (model.sql_name(), *sizes.row(0), *(counts.get(change, 0) for change in ("added", "removed", "changed")))
