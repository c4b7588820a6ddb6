"""What `dateline diff` prints: how two published files differ."""

import json
import sys

from rich import box
from rich.console import Console
from rich.table import Table

from flows.progress import printable
from flows.summary import WORDS
from warehouse.compare import RowDifference, TableDifference


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
