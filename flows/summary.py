"""How a run is told to people: the tables that `dateline run` and `dateline status` print, and Prefect's artifacts."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from flows.backfill import Plan, Rates, in_words
from flows.health import GOOD
from flows.outcome import Outcome
from flows.progress import printable
from warehouse.recovery import Generation

QUERIES = (
    (
        "who acted upon whom",
        "SELECT source, event_type, target, status, event_date, sentence FROM event_log "
        "ORDER BY confidence DESC LIMIT 10;",
    ),
    (
        "who said what",
        "SELECT speaker, cue, kind, quote FROM quote_log WHERE speaker IS NOT NULL ORDER BY confidence DESC LIMIT 10;",
    ),
    (
        "who is in the news",
        "SELECT name, kind, country, sector, mention_count FROM actor_activity ORDER BY mention_count DESC LIMIT 10;",
    ),
)
SHOWN_REASONS = 10
# Nothing in the words is rich's markup, and no line end is put into them: they may be copied, or searched in a log.
WORDS: dict[str, Any] = {"markup": False, "highlight": False, "soft_wrap": True}


def _counts(outcome: Outcome) -> list[tuple[str, int]]:
    counts = outcome.counts
    return [
        ("documents read", counts.inputs),
        ("new articles", counts.new),
        ("already known", counts.known),
        ("duplicates among the new", counts.duplicate),
        ("not asked for", counts.passed_over),
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
        console.print(f"  quarantined {count:,} x {check_name}: {printable(reason)}", **WORDS)
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
    console.print(printable(verdict), **WORDS, style="bold")
    for warning in outcome.warnings:
        console.print(printable(f"unusual: {warning}"), **WORDS)
    if outcome.counts.outdated:
        console.print(
            f"{outcome.counts.outdated:,} articles were read by another version of code, model or rules; "
            "--reprocess reads them anew",
            **WORDS,
        )
    if outcome.outcome in GOOD:
        console.print(f"try:  duckdb -readonly {warehouse}", **WORDS)
        for about, sql in QUERIES:
            console.print(f"  -- {about}\n  {sql}", **WORDS)


def show_runs(console: Console, runs: list[dict[str, Any]]) -> None:
    """One line a run, the last one first; then what was said of those that did not publish."""
    table = Table(box=box.SIMPLE, padding=(0, 1, 0, 0))
    for heading in ("run", "outcome"):
        table.add_column(heading, no_wrap=True)
    for heading in ("read", "new", "known", "refused", "seconds"):
        table.add_column(heading, justify="right")
    for run in runs:
        counts = (run["inputs"], run["new_articles"], run["known_articles"], run["quarantined_rows"])
        seconds = "" if run["seconds"] is None else f"{run['seconds']:,.1f}"
        kind = "" if run["kind"] in (run["outcome"], "night", "restore") else f" ({run['kind']})"
        table.add_row(run["run_id"], run["outcome"] + kind, *(f"{count:,}" for count in counts), seconds)
    console.print(table)
    for run in runs:
        if run["message"]:
            console.print(f"{run['run_id']}: {printable(run['message'])}", **WORDS)


def show_part(console: Console, outcome: Outcome, number: int) -> None:
    """One line a part of a backfill, when it has ended."""
    counts = outcome.counts
    console.print(
        f"part {number}, run {outcome.run_id}: {outcome.outcome}: {counts.inputs:,} read, {counts.new:,} new, "
        f"{counts.known:,} known, {counts.passed_over:,} not asked for, {counts.quarantined:,} rows in quarantine"
        + (f": {printable(outcome.message)}" if outcome.message else ""),
        **WORDS,
    )


def show_backfill(console: Console, outcomes: list[Outcome]) -> None:
    """What all parts of a backfill brought."""
    new = sum(outcome.counts.new for outcome in outcomes if outcome.outcome == "published")
    last = outcomes[-1]
    ended = "ended" if last.outcome in GOOD else "stopped; the same command goes on from here"
    console.print(f"backfill {ended}: {new:,} articles published in {len(outcomes):,} parts", **WORDS, style="bold")


def show_plan(console: Console, plan: Plan, rates: Rates | None) -> None:
    """What a backfill would do, and how long it takes."""
    table = Table("would be", "count", box=box.SIMPLE)
    for name, count in (
        ("documents read", plan.documents),
        ("new articles", plan.new),
        ("later texts of published articles", plan.changed),
        ("already known, or published with a later text", plan.known),
        ("duplicates among the new", plan.duplicates),
        ("not asked for: other days, no date, other publishers", plan.passed_over),
        ("refused", plan.refused),
        ("words extracted", plan.words),
        ("publications", plan.parts),
    ):
        table.add_row(name, f"{count:,}")
    console.print(table)
    if rates is None:
        console.print("how long that takes can't be told: no run into this warehouse was measured yet", **WORDS)
        return
    console.print(
        f"about {in_words(rates.seconds(plan))}, as in the last {rates.runs} runs: {rates.documents:,.0f} documents/s "
        f"read, {rates.words:,.0f} words/s extracted, {rates.rest:,.0f} s for the rest of a run "
        f"and {rates.rest_by_article:.2g} s more by article",
        **WORDS,
    )


def show_generations(console: Console, generations: list[Generation]) -> None:
    """One line a generation, the latest first."""
    if not generations:
        console.print("there are no earlier generations", **WORDS)
    for found in generations:
        size = f"{found.path.stat().st_size / 1e6:,.1f} MB"
        changed = datetime.fromtimestamp(found.path.stat().st_mtime, UTC)
        state = "whole" if found.fault is None else printable(found.fault)
        console.print(f"generation {found.number}, {size}, of {changed:%Y-%m-%d %H:%M} UTC: {state}", **WORDS)


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
