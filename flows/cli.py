"""The command `dateline`.

Prefect is imported only by the commands that run a flow: the others answer at once.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from flows import settings as configuration
from flows.differences import write_differences
from flows.explain import explanation
from flows.health import GOOD, health
from flows.progress import Report, printable
from flows.provenance import OwnAliasesError, UnknownModelError, check_aliases, model_version
from flows.restoring import restore_generation
from flows.rows import Format, show_rows
from flows.selection import Selection
from flows.settings import Settings, SettingsError
from flows.summary import WORDS, show_backfill, show_generations, show_outcome, show_part, show_plan, show_runs
from warehouse.asking import answering
from warehouse.compare import differences
from warehouse.errors import WarehouseError
from warehouse.export import export_parquet
from warehouse.inspect import check_file
from warehouse.publish import Warehouse as Published
from warehouse.recovery import generations

EXIT_FAILED = 1
STOPPED_BY_USER = 130  # what a shell reports for Ctrl-C
STOPPED = 128 + signal.SIGTERM
DAYS = ["%Y-%m-%d"]
BACKGROUND = 10  # niceness of a backfill and what it starts

app = typer.Typer(
    name="dateline",
    help="Raw news articles in; actors, events and quotes out, in one DuckDB file.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # locals hold article text
)

Sources = Annotated[
    list[str] | None,
    typer.Argument(help="Files, globs, directories.", show_default=False),
]
Warehouse = Annotated[Path | None, typer.Option("--warehouse", "-w", help="The DuckDB file to publish.")]
Config = Annotated[Path | None, typer.Option("--config", "-c", help="A TOML settings file (else ./dateline.toml).")]
Model = Annotated[str | None, typer.Option(help="An installed spaCy model for English.")]
WorkerCount = Annotated[int | None, typer.Option("--workers", help="Processes that parse.")]
Runner = Annotated[str | None, typer.Option(help="Where batches are extracted: local or dask.")]
Scheduler = Annotated[str | None, typer.Option(help="Address of the Dask scheduler, as tcp://scheduler:8786.")]
Log = Annotated[str | None, typer.Option(help="Lines of the log: text, or json for an object each.")]
Encoding = Annotated[str | None, typer.Option(help="Encoding of text files without a byte-order mark.")]


def _settings(file: Path | None, sources: list[str] | None, **flags: object) -> Settings:
    """Settings, or exit status 2 with the reason."""
    try:
        return configuration.load(file, sources=tuple(sources) if sources else None, **flags)
    except SettingsError as error:
        raise typer.BadParameter(printable(str(error))) from error


def _settings_of_a_run(file: Path | None, sources: list[str] | None, **flags: object) -> Settings:
    """As `_settings`, and model and aliases must be right: a run would only find out after Prefect has started."""
    chosen = _settings(file, sources, **flags)
    try:
        model_version(chosen.model)
        if chosen.aliases:
            check_aliases(chosen.aliases)
    except UnknownModelError as error:
        raise typer.BadParameter(printable(f"model: {error}")) from error
    except OwnAliasesError as error:
        raise typer.BadParameter("aliases: " + "\n".join(map(printable, str(error).splitlines()))) from error
    return chosen


@app.command()
def run(
    sources: Sources = None,
    warehouse: Warehouse = None,
    config: Config = None,
    reprocess: Annotated[bool, typer.Option(help="Read articles anew that other code, model or rules read.")] = False,
    workers: WorkerCount = None,
    model: Model = None,
    encoding: Encoding = None,
    runner: Runner = None,
    scheduler: Scheduler = None,
    log: Log = None,
    run_id: Annotated[str | None, typer.Option(help="Name of the run; its start in UTC unless given.")] = None,
) -> None:
    """Read the sources, extract what is new, publish the warehouse.

    Exit status: 0 published (or nothing new), 1 failed or refused with the old file untouched, 2 wrong usage.
    """
    chosen = _settings_of_a_run(
        config,
        sources,
        warehouse=warehouse,
        workers=workers,
        model=model,
        encoding=encoding,
        runner=runner,
        scheduler=scheduler,
        log=log,
        run_id=run_id,
    )
    if not chosen.sources and not reprocess:
        raise typer.BadParameter("give at least one source, or --reprocess")
    from flows.nightly import run_night  # noqa: PLC0415  takes seconds to import

    signal.signal(signal.SIGTERM, _stop)
    report = Report(as_json=chosen.log == "json")
    outcome = run_night(chosen, reprocess=reprocess, report=report)
    show_outcome(Console(), outcome, chosen.warehouse)
    if outcome.outcome not in GOOD:
        raise typer.Exit(EXIT_FAILED)


@app.command()
def backfill(
    sources: Sources = None,
    start: Annotated[datetime | None, typer.Option("--from", formats=DAYS, help="First day of publication.")] = None,
    end: Annotated[datetime | None, typer.Option("--to", formats=DAYS, help="Last day of publication.")] = None,
    publisher: Annotated[list[str] | None, typer.Option(help="Only of this publisher; may be repeated.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many new articles.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and how long it takes.")] = False,
    warehouse: Warehouse = None,
    config: Config = None,
    workers: WorkerCount = None,
    model: Model = None,
    encoding: Encoding = None,
    log: Log = None,
    run_id: Annotated[str | None, typer.Option(help="Name of the runs; a number is added for each part.")] = None,
) -> None:
    """Read an archive, part by part, beside the nightly runs; the same command again goes on where it stopped.

    A range of days passes over articles without a date. A text under a uri that is published with a later text is
    passed over too. Exit status as of `run`; after one that is not 0 the parts published before stay published.
    """
    chosen = _settings_of_a_run(
        config, sources, warehouse=warehouse, workers=workers, model=model, encoding=encoding, log=log, run_id=run_id
    )
    if not chosen.sources:
        raise typer.BadParameter("give at least one source")
    if start and end and start > end:
        raise typer.BadParameter(f"--from {start:%Y-%m-%d} is after --to {end:%Y-%m-%d}")
    selection = Selection(start and start.date(), end and end.date(), tuple(publisher or ()), limit)
    os.nice(BACKGROUND)
    signal.signal(signal.SIGTERM, _stop)
    if dry_run:
        from flows.backfill import plan, rates  # noqa: PLC0415  takes a second to import

        with _refusals():
            report = Report(as_json=chosen.log == "json")
            show_plan(Console(), plan(chosen, selection, report), rates(chosen.warehouse))
        return
    from flows.nightly import run_backfill  # noqa: PLC0415  takes seconds to import

    outcomes = []
    for outcome in run_backfill(chosen, selection):
        outcomes.append(outcome)
        show_part(Console(), outcome, len(outcomes))
    show_backfill(Console(), outcomes)
    if outcomes[-1].outcome not in GOOD:
        raise typer.Exit(EXIT_FAILED)


@app.command()
def serve(
    sources: Sources = None,
    cron: Annotated[str, typer.Option(help="When to run, as five cron fields.")] = "0 2 * * *",
    timezone: Annotated[str, typer.Option(help="Time zone of the schedule.")] = "UTC",
    warehouse: Warehouse = None,
    config: Config = None,
    workers: WorkerCount = None,
    model: Model = None,
    encoding: Encoding = None,
    log: Log = None,
) -> None:
    """Run every night, on a schedule of the Prefect server that is configured, or of one that this command starts."""
    chosen = _settings_of_a_run(
        config, sources, warehouse=warehouse, workers=workers, model=model, encoding=encoding, log=log
    )
    if not chosen.sources:
        raise typer.BadParameter("give at least one source")
    from flows.prefect_server import ServerError  # noqa: PLC0415
    from flows.serving import ServingError, serve_nights  # noqa: PLC0415  takes seconds to import

    try:
        serve_nights(chosen, cron=cron, timezone=timezone)
    except (ServerError, ServingError) as error:
        raise typer.BadParameter(str(error)) from error


@app.command()
def status(
    warehouse: Warehouse = None,
    config: Config = None,
    last: Annotated[int, typer.Option(min=1, help="How many runs to show.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for monitors.")] = False,
) -> None:
    """Show how the warehouse is: the last runs, their counts and failures.

    Exit status, as monitoring plugins have it: 0 all is well, 1 a warning, 2 critical (the last run failed, the file is
    damaged or gone, or stale_hours have passed), 3 nothing is recorded.
    """
    chosen = _settings(config, None, warehouse=warehouse)
    published = Published(chosen.warehouse)
    found = health(published, last=last, stale_hours=chosen.stale_hours)
    if as_json:
        sys.stdout.write(found.as_json(published) + "\n")
    else:
        if found.runs:
            show_runs(Console(), found.runs)
        for reason in found.reasons:
            Console().print(f"{found.state}: {printable(reason)}", **WORDS)
    raise typer.Exit(found.exit_status)


@app.command()
def metrics(warehouse: Warehouse = None, config: Config = None) -> None:
    """Print the figures of the last run and of the file as OpenMetrics text, for those who scrape."""
    from flows.metrics import metrics_text  # noqa: PLC0415  few need it

    chosen = _settings(config, None, warehouse=warehouse)
    published = Published(chosen.warehouse)
    sys.stdout.write(metrics_text(published, health(published, last=1, stale_hours=chosen.stale_hours)))


@app.command()
def restore(
    warehouse: Warehouse = None,
    config: Config = None,
    generation: Annotated[
        int | None, typer.Option(min=1, help="Number of the generation; the latest that is whole unless given.")
    ] = None,
    only_list: Annotated[bool, typer.Option("--list", help="Show the generations, each read as a whole.")] = False,
) -> None:
    """Put an earlier generation in the place of a live file that is damaged, gone, or should not have been published.

    Readers are not disturbed. A damaged file stays beside it as FILE.damaged, a whole one as a generation. Exit status
    1 when there is no whole generation, or the live file is whole and no generation is named.
    """
    chosen = _settings(config, None, warehouse=warehouse)
    with _refusals():
        if only_list:
            show_generations(Console(), generations(Published(chosen.warehouse).path))
            return
        done = restore_generation(chosen.warehouse, generation)
    said = [f"generation {done.generation} is the live file {chosen.warehouse} now"]
    if done.fault is not None:
        said.append(f"the file that was there is damaged: {done.fault}")
    if done.kept is not None:
        said.append(f"it is kept as {done.kept}")
    said.append("the next run reads what came after that generation anew, as far as its sources are still there")
    for line in said:
        Console().print(printable(line), **WORDS)


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A published DuckDB file.")]) -> None:
    """Check a published file: keys, schema, evidence, row counts. Exit status 1 when something is wrong."""
    console = Console()
    findings = check_file(file)
    if not findings:
        console.print(f"{file}: keys, schema, evidence and row counts are right", markup=False)
        return
    table = Table("check", "finding", title=printable(str(file)))
    for finding in findings:
        table.add_row(finding.check, printable(finding.message))
    console.print(table)
    raise typer.Exit(EXIT_FAILED)


@app.command()
def sql(
    file: Annotated[Path, typer.Argument(help="A published DuckDB file.")],
    query: Annotated[str, typer.Argument(help="A query, such as 'FROM event_log LIMIT 5'.")],
    output: Annotated[Format, typer.Option("--format", "-f", help="How to write the rows.")] = Format.TABLE,
) -> None:
    """Ask a published file something, where DuckDB's own command line is not at hand.

    The query can read nothing but this file.
    """
    with _refusals(), answering(file, query) as (names, rows):
        show_rows(Console(), names, rows, output)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="A published DuckDB file.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="A folder for the Parquet files: new, or of an earlier export.")
    ],
) -> None:
    """Write all tables and views as Parquet files, partitioned by day of publication or event, for other tools."""
    with _refusals():
        rows = export_parquet(file, out)
    for name, count in rows.items():
        Console().print(f"{out / name}: {count:,} rows", **WORDS)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="A published DuckDB file, such as an earlier generation.")],
    new: Annotated[Path, typer.Argument(help="Another one.")],
    rows: Annotated[int, typer.Option(min=0, help="Rows shown of each change and table.")] = 3,
    every: Annotated[bool, typer.Option("--all", help="Show all rows that differ.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a table and a row.")] = False,
) -> None:
    """Show what a night or another version of the rules changed in the tables: counts, columns and rows."""
    with _refusals():
        write_differences(differences(old, new, most_rows=None if every else rows), as_json=as_json)


@app.command()
def explain(
    row_id: Annotated[
        str, typer.Argument(metavar="ID", help="Id of an event, event mention, quote, actor or mention.")
    ],
    warehouse: Warehouse = None,
    config: Config = None,
) -> None:
    """Show why a row is there: the sentence with the words marked, the rule, how each part was found, the article."""
    chosen = _settings(config, None, warehouse=warehouse)
    with _refusals():
        for line in explanation(chosen.warehouse, row_id):
            Console().print(line, **WORDS)


@app.command()
def report(
    file: Annotated[Path, typer.Argument(help="A published DuckDB file.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to make; a report that is there is replaced.")],
) -> None:
    """Make a report of a published file: a folder of pages for a browser, without network and without a server.

    Exit status 1 when the file can't be read, or the folder holds something that is no report.
    """
    from report.build import ReportFolderError, write_report  # noqa: PLC0415  takes a second to import

    console = Console(stderr=True)
    with _refusals(ReportFolderError):
        written = write_report(file, out, lambda what: console.print(f"report: {printable(what)}", **WORDS))
    Console().print(
        f"{written.pages:,} pages, {written.bytes / 1e6:,.1f} MB; open {out / 'index.html'} in a browser", **WORDS
    )


@contextlib.contextmanager
def _refusals(*others: type[Exception]) -> Iterator[None]:
    """What a file or a query is refused for, as a message and exit status 1."""
    refused: tuple[type[Exception], ...] = (WarehouseError, *others)
    try:
        yield
    except refused as error:
        for line in str(error).splitlines():
            Console(stderr=True).print(printable(line), **WORDS)
        raise typer.Exit(EXIT_FAILED) from error


def _stop(_signal: int, _frame: object) -> None:
    """End as at Ctrl-C, with everything cleaned up."""
    sys.exit(STOPPED)


def main() -> None:
    """Entry point of the command."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(STOPPED_BY_USER)


if __name__ == "__main__":
    main()
