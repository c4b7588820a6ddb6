"""Rows of a query for a terminal, or for the next program."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import islice
from typing import Any

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from flows.progress import printable

SHOWN_ROWS = 200
# Spreadsheets run a cell that begins so as a formula (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def show_rows(console: Console, names: list[str], rows: Iterable[tuple[Any, ...]], output: Format) -> None:
    """A table for people, or records where it would be wider than the terminal; CSV with a header; or one JSON object a
    line. For people, nothing that stems from articles is markup or a control character. JSON has it as it is, and so
    has CSV but for an apostrophe before what a spreadsheet would run.
    """
    match output:
        case Format.CSV:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(map(_csv_cell, names))
            writer.writerows(map(_csv_cell, row) for row in rows)
        case Format.JSON:
            for row in rows:
                line = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str)
                sys.stdout.write(line + "\n")
        case Format.TABLE:
            _show(console, names, iter(rows))


def _show(console: Console, names: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    shown = list(islice(rows, SHOWN_ROWS))
    table = Table(box=box.SIMPLE)
    for position, name in enumerate(names):
        values = [row[position] for row in shown if row[position] is not None]
        is_number = bool(values) and all(isinstance(value, (int, float)) for value in values)
        table.add_column(Text(printable(name)), justify="right" if is_number else "left")
    for row in shown:
        table.add_row(*map(_cell, row))
    if Measurement.get(console, console.options.update(max_width=10_000), table).maximum <= console.width:
        console.print(table)
    else:
        for row in shown:
            record = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
            for name, value in zip(names, row, strict=True):
                record.add_row(Text(printable(name), style="dim"), _cell(value))
            console.print(record)
            console.print()
    if next(rows, None) is not None:
        console.print(Text(f"the first {SHOWN_ROWS} rows; --format csv or json gives all"))
    else:
        console.print(Text(f"{len(shown):,} row{'' if len(shown) == 1 else 's'}"))


def _cell(value: object) -> Text:
    return Text("" if value is None else printable(str(value)), overflow="fold")


def _csv_cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
