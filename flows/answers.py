"""What `dateline sql` and `dateline diff` print: a table for people, CSV or JSON for programs."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import islice
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from flows.progress import printable
from flows.summary import WORDS
from warehouse.compare import RowDifference, TableDifference

SHOWN_ROWS = 200
# Spreadsheets run a cell that begins so as a formula (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Rows = Iterable[tuple[Any, ...]]


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def write_rows(names: list[str], rows: Rows, how: Format) -> None:
    """The rows of a query. JSON is one object a line; CSV has an apostrophe before what a spreadsheet would run."""
    match how:
        case Format.TABLE:
            _write_table(names, iter(rows))
        case Format.CSV:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(names)
            is_seen = sys.stdout.isatty()
            writer.writerows([_csv_cell(value, is_seen=is_seen) for value in row] for row in rows)
        case Format.JSON:
            for row in rows:
                sys.stdout.write(json.dumps(dict(zip(names, row, strict=True)), default=str) + "\n")


def _write_table(names: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    table = Table(*map(printable, names), box=box.SIMPLE)
    for row in islice(rows, SHOWN_ROWS):
        table.add_row(*(_shown(value) for value in row))
    console = Console()
    console.print(table, markup=False)  # or [brackets] in a cell would be read as rich's own
    if next(rows, None) is not None:
        console.print(f"only the first {SHOWN_ROWS} rows are shown; --format csv or json gives all")


def _shown(value: object) -> str:
    return "" if value is None else printable(str(value))


def _csv_cell(value: object, *, is_seen: bool) -> object:
    if not isinstance(value, str):
        return value
    text = printable(value) if is_seen else value
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write_differences(found: list[TableDifference], *, as_json: bool) -> None:
    """How two files differ: counts by table, then the rows."""
    if as_json:
        for difference in found:
            counts = {name: value for name, value in vars(difference).items() if name != "rows"}
            sys.stdout.write(json.dumps(counts) + "\n")
            for row in difference.rows:
                sys.stdout.write(json.dumps({"table": difference.table, **vars(row)}) + "\n")
        return
    counts_table = Table("table", box=box.SIMPLE)
    for heading in ("before", "after", "added", "removed", "changed"):
        counts_table.add_column(heading, justify="right")
    counts_table.add_column("what changed")
    for d in found:
        numbers = (f"{number:,}" for number in (d.before, d.after, d.added, d.removed, d.changed))
        most_first = sorted(d.columns.items(), key=lambda item: -item[1])
        counts_table.add_row(d.table, *numbers, ", ".join(f"{column} {count:,}" for column, count in most_first))
    console = Console()
    console.print(counts_table)
    for d in found:
        for lacking, file in ((d.only_old, "new"), (d.only_new, "old")):
            if lacking:
                console.print(f"{d.table}: the {file} file has no {', '.join(lacking)}; not compared", highlight=False)
        for row in d.rows:
            console.print(f"{d.table}: {row.change} {printable(_told(row))}", **WORDS)


def _told(row: RowDifference) -> str:
    if row.change == "changed":
        told = (f"{name}: {_brief(row.before[name])} -> {_brief(row.after[name])}" for name in row.after)
    else:
        told = (f"{name}: {_brief(v)}" for name, v in (row.after or row.before).items() if v is not None)
    return f"{row.key}  " + "; ".join(told)


def _brief(value: object, most: int = 80) -> str:
    text = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value
    return text if len(text) <= most else text[: most - 1] + "…"
