"""SQL from the models: tables with their keys, checks and comments, and the views of warehouse/views/.

Foreign keys are not declared: in DuckDB they make loading four times slower and forbid upserts. They are listed in
`meta.foreign_keys` and checked before each publication (see warehouse.build).
"""

# ruff: noqa: S608 - all names in the SQL come from the models and views

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb
import polars as pl

from schemas import MAIN_TABLES, META_TABLES, Table
from schemas.table import Rule

ALL_TABLES: tuple[type[Table], ...] = (*META_TABLES, *MAIN_TABLES)
MODELS: dict[str, type[Table]] = {model.reference_name(): model for model in ALL_TABLES}
SQL_TYPES: dict[Any, str] = {
    pl.String: "VARCHAR",
    pl.Int64: "BIGINT",
    pl.Float64: "DOUBLE",
    pl.Boolean: "BOOLEAN",
    pl.Date: "DATE",
    pl.Datetime: "TIMESTAMP",
}


@dataclass(frozen=True)
class View:
    """A view as its SQL file declares it: the comment and the columns' comments are the file's header.

    `stored` is None for a view that is asked anew each time. The rows of the others are kept in schema `stored`, and
    the view shows them: `whole` for those that are made anew with each publication, else the table and its key, as
    in `main.events by event_id`, whose rows a publication renews (warehouse.stored).
    """

    name: str
    comment: str
    columns: dict[str, str]
    query: str
    stored: str | None = None


def literal(value: object) -> str:
    """A SQL literal, for statements that take no parameters (DDL, COMMENT, ATTACH)."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return "'" + str(value).replace("'", "''") + "'"
    return repr(value)


def identifier(name: str) -> str:
    """A quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def qualified(model: type[Table]) -> str:
    """Schema and name of a table, quoted."""
    return f"{identifier(model.sql_schema())}.{identifier(model.sql_name())}"


def sql_type(dtype: Any) -> str:
    """The DuckDB type of a Polars dtype. Raises KeyError for one that published tables must not have."""
    return SQL_TYPES[dtype.base_type()]


def create_table(model: type[Table], name: str | None = None) -> str:
    """CREATE TABLE with types, NOT NULL, primary key, column checks, and start before end for each span."""
    lines = []
    for column, dtype in model.dtypes().items():
        null = "" if column in model.optional_columns() else " NOT NULL"
        lines.append(f"{identifier(column)} {sql_type(dtype)}{null}")
        lines += [f"CHECK ({_condition(column, rule)})" for rule in model.column_rules()[column]]
    for start, end in model.spans():
        first, last = identifier(start), identifier(end)
        lines.append(f"CHECK (({first} IS NULL) = ({last} IS NULL) AND ({first} IS NULL OR {first} < {last}))")
    lines.append(f"PRIMARY KEY ({', '.join(map(identifier, model.primary_key()))})")
    target = f"{identifier(model.sql_schema())}.{identifier(name or model.sql_name())}"
    return f"CREATE TABLE {target} (\n    " + ",\n    ".join(lines) + "\n)"


def _condition(column: str, rule: Rule) -> str:
    """One check as SQL. Raises NotImplementedError for a kind that no model has used so far."""
    limits, name = rule.limits, identifier(column)
    match rule.name:
        case "isin":
            return f"{name} IN ({', '.join(map(literal, limits['allowed_values']))})"
        case "greater_than_or_equal_to":
            return f"{name} >= {literal(limits['min_value'])}"
        case "less_than_or_equal_to":
            return f"{name} <= {literal(limits['max_value'])}"
        case "str_matches":
            return f"regexp_matches({name}, {literal(limits['pattern'])})"
        case "str_length" if limits["max_value"] is None and limits["exact_value"] is None:
            return f"length({name}) >= {literal(limits['min_value'])}"
        case _:
            raise NotImplementedError(f"no SQL for the check {rule.name} of column {column}")


@cache
def load_views() -> tuple[View, ...]:
    """The views of warehouse/views/, by name. Raises ValueError for a file without the header that documents it."""
    found = [path for path in files("warehouse").joinpath("views").iterdir() if path.name.endswith(".sql")]
    return tuple(
        parse_view(path.name.removesuffix(".sql"), path.read_text(encoding="utf-8"))
        for path in sorted(found, key=lambda path: path.name)
    )


def parse_view(name: str, source: str) -> View:
    """A view from its SQL: `-- name: comment`, one such line a column, `--   …` to go on, then the query.

    A line `-- stored: …` says that its rows are kept, and how.
    """
    lines = source.splitlines()
    size = next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))
    header: dict[str, str] = {}
    last = ""
    for line in lines[:size]:
        if line.startswith("--  "):
            header[last] += " " + line.removeprefix("--").strip()
        else:
            last, _, text = line.removeprefix("--").strip().partition(": ")
            header[last] = text.strip()
    if name not in header or not all(header.values()):
        raise ValueError(f"views/{name}.sql does not begin with '-- {name}: …' and a comment a column")
    comment, stored = header.pop(name), header.pop("stored", None)
    return View(name, comment, header, "\n".join(lines[size:]).strip(), stored)


def table_comments(model: type[Table]) -> Iterator[str]:
    """COMMENT ON statements of a table and its columns."""
    yield f"COMMENT ON TABLE {qualified(model)} IS {literal(model.comment())}"
    for column, text in model.descriptions().items():
        yield f"COMMENT ON COLUMN {qualified(model)}.{identifier(column)} IS {literal(text)}"


def view_statements(view: View) -> Iterator[str]:
    """CREATE VIEW and its COMMENT ON statements; for rows that are kept, first the table for them, empty."""
    name, query, kinds = f'"main".{identifier(view.name)}', view.query, [("VIEW", f'"main".{identifier(view.name)}')]
    if view.stored:
        table = f"stored.{identifier(view.name)}"
        yield f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM ({view.query}) LIMIT 0"
        query = f"SELECT * FROM {table}"
        kinds.append(("TABLE", table))
    yield f"CREATE OR REPLACE VIEW {name} AS {query}"
    for kind, target in kinds:
        yield f"COMMENT ON {kind} {target} IS {literal(view.comment)}"
        for column, text in view.columns.items():
            yield f"COMMENT ON COLUMN {target}.{identifier(column)} IS {literal(text)}"


def create_layout(connection: duckdb.DuckDBPyConnection) -> None:
    """All tables and views, in an empty database."""
    _execute_all(connection, ["CREATE SCHEMA IF NOT EXISTS meta", *map(create_table, ALL_TABLES)])
    renew_words(connection)


def renew_words(connection: duckdb.DuckDBPyConnection) -> None:
    """Comments and views as this version has them; they may change without a new schema version.

    The tables of rows that views keep are empty then: `warehouse.stored.fill` fills them.
    """
    _execute_all(connection, _words())


@cache
def words_digest() -> str:
    """What tells one version's comments and views from another's; DuckDB rewrites the views' SQL."""
    return hashlib.blake2b("\n".join(_words()).encode(), digest_size=10).hexdigest()


@cache
def _words() -> tuple[str, ...]:
    tables = [statement for model in ALL_TABLES for statement in table_comments(model)]
    # What is kept first: other views may show it.
    views = sorted(load_views(), key=lambda view: view.stored is None)
    made = (statement for view in views for statement in view_statements(view))
    return (*tables, "CREATE SCHEMA IF NOT EXISTS stored", *made)


def _execute_all(connection: duckdb.DuckDBPyConnection, statements: Iterable[str]) -> None:
    """In one transaction: each commit waits for the disk, and there are hundreds of statements."""
    connection.execute("BEGIN")
    for statement in statements:
        connection.execute(statement)
    connection.execute("COMMIT")


@dataclass(frozen=True)
class Layout:
    """Columns with types, and constraints, by table (`articles`, `meta.runs`)."""

    columns: dict[str, tuple[tuple[str, str], ...]]
    constraints: dict[str, frozenset[str]]


def read_layout(connection: duckdb.DuckDBPyConnection) -> Layout:
    """The layout of the current database, without what views keep."""
    columns: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in connection.execute(
        """
        SELECT schema_name || '.' || table_name, column_name, data_type
        FROM duckdb_tables() JOIN duckdb_columns() USING (database_name, schema_name, table_name)
        WHERE database_name = current_database() AND schema_name <> 'stored'
        ORDER BY 1, column_index
        """
    ).fetchall():
        columns.setdefault(table.removeprefix("main."), []).append((column, kind))
    constraints: dict[str, set[str]] = {name: set() for name in columns}
    for table, text in connection.execute(
        """
        SELECT schema_name || '.' || table_name, constraint_text
        FROM duckdb_constraints()
        WHERE database_name = current_database() AND schema_name <> 'stored'
        """
    ).fetchall():
        constraints[table.removeprefix("main.")].add(text)
    return Layout(
        {name: tuple(pairs) for name, pairs in columns.items()},
        {name: frozenset(texts) for name, texts in constraints.items()},
    )


@cache
def declared_layout() -> Layout:
    """The tables that this version declares, as DuckDB itself describes them."""
    connection = duckdb.connect()
    try:
        _execute_all(connection, ["CREATE SCHEMA meta", *map(create_table, ALL_TABLES)])
        return read_layout(connection)
    finally:
        connection.close()
