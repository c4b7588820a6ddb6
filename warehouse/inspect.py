"""Looking over a published file: is it a warehouse, whole, and does every span give its words."""

# ruff: noqa: S608 - all names in the SQL come from the models

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas.evidence import EVIDENCE, evidence
from warehouse.build import COUNTED_TABLES
from warehouse.connect import reading
from warehouse.ddl import MODELS, declared_layout, identifier, load_views, qualified, read_layout, words_digest
from warehouse.errors import WarehouseError
from warehouse.generations import WarehouseFiles
from warehouse.keys import key_faults
from warehouse.stored import WHOLE, keyed_by


@dataclass(frozen=True)
class Finding:
    """Something wrong with a file: which check found it, and what it found."""

    check: str
    message: str


def check_file(path: str | Path, memory_limit: str = "1GB") -> list[Finding]:
    """All that is wrong with a published file; nothing when it is sound. Never raises for what the file holds."""
    files = WarehouseFiles(Path(path).resolve())
    found = [
        Finding("write_ahead", f"{log} lies beside the file: a program is writing to it, or was killed while it did")
        for log in files.write_ahead()
    ]
    try:
        with reading(files.live, memory_limit) as connection:
            for name, step in _STEPS.items():
                found += [Finding(name, message) for message in step(connection)]
    except (WarehouseError, duckdb.Error) as error:
        found.append(Finding("open", str(error)))
    return found


def _layout_faults(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    found = read_layout(connection)
    declared = declared_layout()
    for name, columns in declared.columns.items():
        if name not in found.columns:
            yield f"{name} is missing"
        elif found.columns[name] != columns:
            yield f"{name} has columns {found.columns[name]}, declared are {columns}"
        elif lacking := declared.constraints[name] - found.constraints[name]:
            yield f"{name} lacks the constraint {min(lacking)}; the next publication renews it"
    if connection.execute("SELECT words_digest FROM meta.schema_version").fetchone() != (words_digest(),):
        yield "views and comments are another version's; the next publication renews them"


def _primary_key_faults(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Primary keys are enforced on the way in; counting them again finds a damaged index."""
    for name, model in MODELS.items():
        keys = ", ".join(map(identifier, model.primary_key()))
        repeated = _number(
            connection,
            f"SELECT count(*) FROM (SELECT {keys} FROM {qualified(model)} GROUP BY ALL HAVING count(*) > 1)",
        )
        if repeated:
            yield f"{name}: {repeated} primary keys occur more than once"


def _evidence_faults(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for model in EVIDENCE:
        for span in evidence(model):
            start, end = f"t.{identifier(span.start)}", f"t.{identifier(span.end)}"
            wrong = f"{end} > length(a.text)"
            if span.words:
                words = f"t.{identifier(span.words)}"
                wrong += f" OR substring(a.text, {start} + 1, {end} - {start}) IS DISTINCT FROM {words}"
            count = _number(
                connection,
                f"SELECT count(*) FROM {qualified(model)} AS t JOIN main.articles AS a ON a.article_id = t.article_id "
                f"WHERE {start} IS NOT NULL AND ({wrong})",
            )
            if count:
                what = span.words or "a stretch of the text"
                yield f"{model.reference_name()}: {count} rows whose {span.start} does not give {what}"


def _count_faults(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Rows against what the last publication wrote down; its rows are the last that went into `meta.table_stats`."""
    rows = connection.execute(
        "SELECT table_name, row_count FROM meta.table_stats "
        "WHERE run_id = (SELECT arg_max(run_id, rowid) FROM meta.table_stats)"
    ).fetchall()
    stated = {str(name): int(count) for name, count in rows}
    for name in COUNTED_TABLES:
        count = _number(connection, f"SELECT count(*) FROM {qualified(MODELS[name])}")
        if count != stated.get(name):
            yield f"{name}: {count} rows, meta.table_stats has {stated.get(name)}"


def _view_faults(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for view in load_views():
        try:
            connection.execute(f'SELECT * FROM "main".{identifier(view.name)} LIMIT 1')
        except duckdb.Error as error:
            yield f"{view.name}: {error}"
            continue
        if view.stored and view.stored != WHOLE:
            table, _ = keyed_by(view)
            kept, there = (_number(connection, f"SELECT count(*) FROM {name}") for name in (f"main.{view.name}", table))
            if kept != there:
                yield f"{view.name}: {kept} rows, {table} has {there}"


def _number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


_STEPS: dict[str, Callable[[duckdb.DuckDBPyConnection], Iterator[str]]] = {
    "layout": _layout_faults,
    "primary_key": _primary_key_faults,
    "foreign_key": key_faults,
    "evidence": _evidence_faults,
    "row_count": _count_faults,
    "view": _view_faults,
}
