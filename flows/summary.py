"""How a run is told to people: the tables that `dateline run` and `dateline status` print, and Prefect's artifacts."""

from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from flows.night import Outcome
from flows.progress import printable

QUERIES = (
    (
        "who acted upon whom",
        "SELECT event_date, source, event_type, target, status, sentence FROM event_log LIMIT 10;",
    ),
    (
        "who said what",
        "SELECT speaker, cue, kind, text FROM quote_log WHERE speaker IS NOT NULL LIMIT 10;",
    ),
    (
        "who is in the news",
        "SELECT name, kind, country, sector, mention_count FROM actor_activity ORDER BY mention_count DESC LIMIT 10;",
    ),
)
SHOWN_REASONS = 10


def _counts(outcome: Outcome) -> list[tuple[str, int]]:
    counts = outcome.counts
    return [
        ("documents read", counts.inputs),
        ("new articles", counts.new),
        ("already known", counts.known),
        ("duplicates among the new", counts.duplicate),
        ("not English", counts.foreign),
        ("read anew", counts.reprocessed),
        ("rows in quarantine", counts.quarantined),
    ]


def show_outcome(console: Console, outcome: Outcome, warehouse: Path) -> None:
    """What came in, rows a table, seconds a stage, and three queries to try."""
    came_in = Table("came in", "count", box=box.SIMPLE)
    for name, count in _counts(outcome):
        came_in.add_row(name, f"{count:,}")
    console.print(came_in)
    for check_name, reason, count in outcome.reasons[:SHOWN_REASONS]:
        console.print(f"  quarantined {count:,} x {check_name}: {printable(reason)}", markup=False, highlight=False)
    if outcome.rows:
        rows = Table("table", "rows", box=box.SIMPLE)
        for name, count in outcome.rows.items():
            rows.add_row(name, f"{count:,}")
        console.print(rows)
    seconds = Table("stage", "seconds", box=box.SIMPLE)
    for name, took in outcome.seconds.items():
        seconds.add_row(name, f"{took:.1f}")
    console.print(seconds)
    verdict = f"run {outcome.run_id}: {outcome.outcome}" + (f": {outcome.message}" if outcome.message else "")
    console.print(printable(verdict), markup=False, highlight=False, style="bold")
    if outcome.counts.outdated:
        console.print(
            f"{outcome.counts.outdated:,} articles were read by another version of code, model or rules; "
            "--reprocess reads them anew"
        )
    if outcome.outcome in ("published", "unchanged"):
        console.print(f"try:  duckdb -readonly {warehouse}", markup=False, highlight=False)
        for about, sql in QUERIES:
            console.print(f"  -- {about}\n  {sql}", markup=False, highlight=False)


def show_runs(console: Console, runs: list[dict[str, Any]]) -> None:
    """One line a run, the last one first."""
    columns = ("run_id", "outcome", "inputs", "new_articles", "known_articles", "quarantined_rows", "seconds")
    table = Table(*columns, "message", box=box.SIMPLE)
    for run in runs:
        shown = [f"{run[c]:,.1f}" if isinstance(run[c], float) else str(run[c]) for c in columns]
        table.add_row(*shown, printable(run["message"] or ""))
    console.print(table)


def markdown(outcome: Outcome) -> str:
    """The run summary as a Prefect artifact; what stems from articles is left out or escaped."""
    lines = [f"# {outcome.outcome}: run {outcome.run_id}", "", "| came in | count |", "| --- | ---: |"]
    lines += [f"| {name} | {count:,} |" for name, count in _counts(outcome)]
    lines += ["", "| table | rows |", "| --- | ---: |"]
    lines += [f"| {name} | {count:,} |" for name, count in outcome.rows.items()]
    lines += ["", "| stage | seconds |", "| --- | ---: |"]
    lines += [f"| {name} | {took:.1f} |" for name, took in outcome.seconds.items()]
    if outcome.message:
        lines += ["", "```", printable(outcome.message).replace("`", "'"), "```"]
    return "\n".join(lines)
