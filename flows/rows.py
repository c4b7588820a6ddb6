"""Rows of a query for a terminal, or for the next program."""

import csv
import json
import sys
from enum import StrEnum

import polars as pl
from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from flows.progress import printable


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def show_rows(console: Console, rows: pl.DataFrame, output: Format) -> None:
    """A table for people, or records where it would be wider than the terminal; CSV with a header; or one JSON object a
    line. For people, nothing that stems from articles is markup or a control character; CSV and JSON have it as it is.
    """
    if output is Format.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(rows.columns)
        writer.writerows(rows.iter_rows())
        return
    if output is Format.JSON:
        for record in rows.iter_rows(named=True):
            sys.stdout.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")
        return
    table = Table(box=box.SIMPLE)
    for name, dtype in rows.schema.items():
        table.add_column(Text(printable(name)), justify="right" if dtype.is_numeric() else "left")
    for row in rows.iter_rows():
        table.add_row(*map(_cell, row))
    if Measurement.get(console, console.options.update(max_width=10_000), table).maximum <= console.width:
        console.print(table)
    else:
        for row in rows.iter_rows():
            lines = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
            for name, value in zip(rows.columns, row, strict=True):
                lines.add_row(Text(printable(name), style="dim"), _cell(value))
            console.print(lines)
            console.print()
    console.print(Text(f"{rows.height:,} row{'' if rows.height == 1 else 's'}"))


def _cell(value: object) -> Text:
    return Text("" if value is None else printable(str(value)), overflow="fold")
