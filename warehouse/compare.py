"""What differs between two warehouse files, by primary key: ids come from content, so equal ids are the same thing."""

# ruff: noqa: S608 - all names in the SQL come from the models and the files' own layouts

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from schemas import MAIN_TABLES, Table
from warehouse.connect import fetch, reading_all
from warehouse.ddl import identifier, qualified, read_layout

OLD, NEW = "old_file", "new_file"
# Which run wrote a row tells nothing about the row.
NOT_COMPARED = frozenset({"run_id"})


@dataclass(frozen=True)
class RowDifference:
    """A row that only one file has, or that differs: the columns that do, in the old file and in the new one.

    `change` is added, removed or changed; `key` the primary key, its parts joined by spaces.
    """

    change: str
    key: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True)
class TableDifference:
    """How one table differs: rows in the old and the new file, rows of each change, and the changed rows by column.

    `rows` are as many examples of each change as were asked for. `only_old` and `only_new` are columns that one file
    lacks; they are not compared.
    """

    table: str
    before: int
    after: int
    added: int
    removed: int
    changed: int
    columns: dict[str, int]
    rows: list[RowDifference]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]


def differences(
    old: Path, new: Path, *, most_rows: int | None = 10, memory_limit: str = "1GB"
) -> list[TableDifference]:
    """The differences of all main tables, in the order of publication; tables that are equal included.

    `most_rows` limits the examples of each kind of change in a table; None gives all rows. Raises WarehouseError for
    what is absent, no warehouse, or of a newer version.
    """
    with reading_all({OLD: old, NEW: new}, memory_limit) as connection:
        layouts = []
        for side in (OLD, NEW):
            connection.execute(f"USE {side}")
            layouts.append(read_layout(connection).columns)
        return [_Comparison(connection, model, *layouts).difference(most_rows) for model in MAIN_TABLES]


class _Comparison:
    """The SQL of one table in two files: `o` is its row in the old one, `n` its row in the new one."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        model: type[Table],
        old: dict[str, tuple[tuple[str, str], ...]],
        new: dict[str, tuple[tuple[str, str], ...]],
    ) -> None:
        self._connection = connection
        self._name = model.reference_name()
        before, after = ([column for column, _ in layout.get(self._name, ())] for layout in (old, new))
        self._only_old = tuple(column for column in before if column not in after)
        self._only_new = tuple(column for column in after if column not in before)
        self._keys = model.primary_key()
        self._compared = [c for c in after if c in before and c not in NOT_COMPARED and c not in self._keys]
        self._old, self._new = f"{OLD}.{qualified(model)}", f"{NEW}.{qualified(model)}"
        same_key = " AND ".join(f"o.{identifier(key)} = n.{identifier(key)}" for key in self._keys)
        self._both = f"FROM {self._old} AS o JOIN {self._new} AS n ON {same_key}"
        self._differs = [f"o.{identifier(c)} IS DISTINCT FROM n.{identifier(c)}" for c in self._compared]

    def difference(self, most_rows: int | None) -> TableDifference:
        using = f"USING ({', '.join(map(identifier, self._keys))})"
        added = f"FROM {self._new} AS n ANTI JOIN {self._old} AS o {using}"
        removed = f"FROM {self._old} AS o ANTI JOIN {self._new} AS n {using}"
        changed = f"{self._both} WHERE {' OR '.join(self._differs) or 'false'}"
        by_column = [f"count(*) FILTER ({condition})" for condition in self._differs]
        changes, *counts = self._numbers(f"SELECT {', '.join(['count(*)', *by_column])} {changed}")
        examples = [
            *self._examples("added", added, "n", most_rows),
            *self._examples("removed", removed, "o", most_rows),
            *self._examples("changed", changed, "on", most_rows),
        ]
        return TableDifference(
            table=self._name,
            before=self._numbers(f"SELECT count(*) FROM {self._old}")[0],
            after=self._numbers(f"SELECT count(*) FROM {self._new}")[0],
            added=self._numbers(f"SELECT count(*) {added}")[0],
            removed=self._numbers(f"SELECT count(*) {removed}")[0],
            changed=changes,
            columns={column: count for column, count in zip(self._compared, counts, strict=True) if count},
            rows=examples,
            only_old=self._only_old,
            only_new=self._only_new,
        )

    def _examples(self, change: str, rows: str, sides: str, most: int | None) -> list[RowDifference]:
        """Rows of one change; `sides` says which of the two rows there are."""
        keys = [f"{sides[-1]}.{identifier(key)}" for key in self._keys]
        selected = [f"concat_ws(' ', {', '.join(keys)}) AS key", *(self._as_json(side) for side in sides)]
        limit = "" if most is None else f" LIMIT {most}"
        found = fetch(self._connection, f"SELECT {', '.join(selected)} {rows} ORDER BY {', '.join(keys)}{limit}")
        return [self._row(change, row) for row in found.iter_rows(named=True)]

    def _as_json(self, side: str) -> str:
        entries = (f"'{column}', {side}.{identifier(column)}" for column in self._compared)
        return f"json_object({', '.join(entries)})::VARCHAR AS {side}"

    @staticmethod
    def _row(change: str, row: dict[str, str]) -> RowDifference:
        before, after = (json.loads(row.get(side, "{}")) for side in "on")
        if change == "changed":
            differing = [column for column in before if before[column] != after[column]]
            before, after = ({column: side[column] for column in differing} for side in (before, after))
        return RowDifference(change, row["key"], before, after)

    def _numbers(self, sql: str) -> list[int]:
        row: pl.DataFrame = fetch(self._connection, sql)
        return [int(number) for number in row.row(0)]
