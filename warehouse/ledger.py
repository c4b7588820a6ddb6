"""The ledger of runs that published nothing.

A run that fails, is refused or finds nothing new leaves the live file as it was, byte for byte, so its row can't go
into `meta.runs` at once. It goes into `FILE.runs.jsonl` beside the live file, one JSON object a line, with what the run
put into quarantine; the next publication takes the lines in and removes the file. `dateline status` reads both.
"""

import datetime as dt
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from schemas.check import check
from schemas.meta import Quarantine, Runs
from schemas.table import Table

# A night in which everything is refused would otherwise fill the disk night after night; runs.quarantined_rows has the
# true count.
MOST_QUARANTINE_ROWS = 10_000
TABLES: dict[str, type[Table]] = {"meta.runs": Runs, "meta.quarantine": Quarantine}
KILLED = "killed before it ended"
# What a line lacks that a version before schema 2 left beside the file.
_OF_SCHEMA_1: dict[str, dict[str, Any]] = {"meta.runs": {"run_no": 0, "kind": "night"}}


def append(path: Path, run: Mapping[str, Any], quarantine: pl.DataFrame | None = None) -> None:
    """Add a run, and at most MOST_QUARANTINE_ROWS of what it put into quarantine. A later row of a run replaces it.

    Raises ValueError for a run that `meta.runs` would not take.
    """
    rows = [("meta.runs", _checked(run).row(0, named=True))]
    if quarantine is not None:
        rows += [("meta.quarantine", row) for row in quarantine.head(MOST_QUARANTINE_ROWS).iter_rows(named=True)]
    lines = "".join(json.dumps({"table": table, "row": row}, default=_as_text) + "\n" for table, row in rows)
    with path.open("a+b") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":  # cut off by a crash: that line is lost, not this one too
                lines = "\n" + lines
        file.write(lines.encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> dict[str, pl.DataFrame]:
    """The frames `meta.runs` and `meta.quarantine`, the last row of each key; empty when there is no file."""
    rows: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in TABLES}
    lines = path.read_bytes().splitlines() if path.exists() else []
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:  # the end of a line that a crash cut off
            continue
        model, row = TABLES[entry["table"]], _OF_SCHEMA_1.get(entry["table"], {}) | entry["row"]
        rows[entry["table"]][row[model.primary_key()[0]]] = {
            name: dt.datetime.fromisoformat(row[name]) if dtype == pl.Datetime and row.get(name) else row.get(name)
            for name, dtype in model.dtypes().items()
        }
    return {name: model.frame(list(rows[name].values())) for name, model in TABLES.items()}


def settle_killed(runs: pl.DataFrame) -> pl.DataFrame:
    """Runs that still say `running` although nobody runs: they were killed."""
    is_dead = pl.col("outcome") == "running"
    return runs.with_columns(
        outcome=pl.when(is_dead).then(pl.lit("failed")).otherwise("outcome"),
        message=pl.when(is_dead).then(pl.lit(KILLED)).otherwise("message"),
    )


def without_published(runs: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Rows of the ledger beside the file less those of runs that are `published` in it.

    A run killed between its publication and the removal of the ledger leaves its line `running` there.
    """
    return runs.join(published, on="run_id", how="anti")


def settled(path: Path, run: Mapping[str, Any], published: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """What a publication by `run` takes in beside the runs that are `published`: its own row, and the rows of the runs
    that published nothing.
    """
    aside = read(path)
    left = without_published(aside["meta.runs"], published).filter(pl.col("run_id") != run["run_id"])
    earlier = settle_killed(left)
    runs = pl.concat([earlier, _checked(run)])
    return {"meta.runs": runs, "meta.quarantine": aside["meta.quarantine"].join(runs, on="run_id", how="semi")}


def _checked(run: Mapping[str, Any]) -> pl.DataFrame:
    checked = check({"meta.runs": Runs.frame([dict(run)])})
    if checked.refused.height:
        raise ValueError(f"no row for meta.runs: {checked.refused['reason'].item()}")
    return checked.good["meta.runs"]


def _as_text(value: object) -> str:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a ledger row")
