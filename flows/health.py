"""How a warehouse is, for monitors: one word, reasons in sentences, an exit status as monitoring plugins give it."""

import datetime as dt
import json
import shutil
from dataclasses import dataclass, field
from typing import Any

from warehouse.errors import WarehouseError
from warehouse.publish import Warehouse, utc_now

# The exit status of `dateline status` is the place in this list, as Nagios and its kin have it.
STATES = ("ok", "warning", "critical", "unknown")
GOOD = ("published", "unchanged")
BAD = ("failed", "refused")
CLOCK_TOLERANCE = dt.timedelta(hours=1)
# What a run needs for the next generation, in sizes of the live file: the copy, and what is added and spilled.
ROOM_FOR_A_RUN = 1.5
JSON_COLUMNS = ("warnings", "sources", "selection", "stage_seconds")


@dataclass
class Health:
    """State, reasons, and what they were found from; times are naive UTC but for `last_good_at`."""

    state: str = "ok"
    reasons: list[str] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    generations: list[int] = field(default_factory=list)
    file_bytes: int | None = None
    last_good_at: dt.datetime | None = None
    running: str | None = None

    @property
    def exit_status(self) -> int:
        """0 ok, 1 warning, 2 critical, 3 unknown."""
        return STATES.index(self.state)

    def found(self, state: str, reason: str) -> None:
        """Add a reason; the state becomes the worst that was found."""
        self.reasons.append(reason)
        self.state = max(self.state, state, key=STATES.index)

    def as_json(self, warehouse: Warehouse) -> str:
        """One JSON object."""
        return json.dumps(
            {
                "health": self.state,
                "reasons": self.reasons,
                "warehouse": str(warehouse.path),
                "file_bytes": self.file_bytes,
                "generations": self.generations,
                "last_good_at": self.last_good_at,
                "running": self.running,
                "runs": [
                    {**run, **{name: json.loads(run[name] or "null") for name in JSON_COLUMNS}} for run in self.runs
                ],
            },
            default=str,
        )


def health(warehouse: Warehouse, *, last: int, stale_hours: float | None = None) -> Health:
    """How it is, from the ledger and a look at the files; `dateline check` reads the file itself.

    `last` is how many runs are given. A run that ends well less than `stale_hours` ago is looked for.
    """
    found, files = Health(), warehouse.files
    found.generations = [number for number, _ in files.generations()]
    found.file_bytes = files.live.stat().st_size if files.live.is_file() else None
    if found.file_bytes is None and found.generations:
        found.found("critical", f"{files.live} is gone; `dateline restore` puts the last generation in its place")
    try:
        runs = warehouse.runs().to_dicts()
    except WarehouseError as error:
        found.found("critical", str(error))
        runs = warehouse.runs_beside().to_dicts()
    found.runs = runs[:last]
    if not runs and not found.reasons:
        found.found("unknown", f"no runs are recorded for {files.live}")
    _look_at_runs(found, runs, stale_hours)
    for log in files.write_ahead():
        found.found("warning", f"{log} exists: a program is writing to the live file, and no run can publish over it")
    _look_at_disk(found, warehouse)
    return found


def _look_at_runs(found: Health, runs: list[dict[str, Any]], stale_hours: float | None) -> None:
    now = utc_now()
    if runs and runs[0]["outcome"] == "running":
        found.running = runs[0]["run_id"]
    ended = [run for run in runs if run["outcome"] != "running"]
    # A part of a backfill that went well says nothing of the nights, and one that stopped keeps nobody from the news.
    nights = [run for run in ended if run["kind"] != "backfill"]
    good = [run for run in nights if run["outcome"] in GOOD and run["ended_at"] is not None]
    if good:
        found.last_good_at = good[0]["ended_at"].replace(tzinfo=dt.UTC)
    for of_kind, state in ((nights, "critical"), ([run for run in ended if run["kind"] == "backfill"], "warning")):
        if of_kind and (last := of_kind[0])["outcome"] in BAD:
            found.found(state, f"run {last['run_id']} {last['outcome']}: {last['message']}")
    for warning in json.loads(nights[0]["warnings"] or "[]") if nights else []:
        found.found("warning", f"run {nights[0]['run_id']}: {warning}")
    if stale_hours is not None and nights:
        since = None if found.last_good_at is None else now - good[0]["ended_at"]
        if since is None or since > dt.timedelta(hours=stale_hours):
            told = "ever" if since is None else f"for {since.total_seconds() / 3600:,.1f} hours"
            found.found("critical", f"no run has ended well {told}; stale_hours allows {stale_hours:g}")
    if runs and runs[0]["started_at"] > now + CLOCK_TOLERANCE:
        found.found("warning", f"run {runs[0]['run_id']} started in the future: the clock was wrong then, or is now")


def _look_at_disk(found: Health, warehouse: Warehouse) -> None:
    if not found.file_bytes:
        return
    free = shutil.disk_usage(warehouse.path.parent).free
    if free < ROOM_FOR_A_RUN * found.file_bytes:
        needed = ROOM_FOR_A_RUN * found.file_bytes / 1e6
        found.found("warning", f"{free / 1e6:,.0f} MB are free beside the live file; a run needs some {needed:,.0f}")
