"""The nightly run as a Prefect flow. A task is a batch or a table, never an article: each costs milliseconds."""

import contextlib
import itertools
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from flows import prefect_environment

prefect_environment.prepare()

from prefect import flow, task  # noqa: E402  its settings must stand before it is imported
from prefect.artifacts import create_markdown_artifact, create_table_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.events.worker import EventsWorker  # noqa: E402
from prefect.futures import PrefectFuture  # noqa: E402
from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: E402
from prefect.tasks import exponential_backoff  # noqa: E402

from flows import prefect_server  # noqa: E402
from flows.backfill import parts  # noqa: E402
from flows.ending import tell_of  # noqa: E402
from flows.exchange import ElsewhereError  # noqa: E402
from flows.extraction import Extraction  # noqa: E402
from flows.health import GOOD  # noqa: E402
from flows.night import Night  # noqa: E402
from flows.outcome import Outcome  # noqa: E402
from flows.progress import Report, printable  # noqa: E402
from flows.selection import Part, Selection  # noqa: E402
from flows.settings import Settings  # noqa: E402
from flows.staging import Batch  # noqa: E402
from flows.summary import markdown  # noqa: E402

FLOW_NAME = "dateline-nightly"
# Batches handed to Prefect beyond those in work: enough that no worker waits, few enough that none are held in memory.
BATCHES_AHEAD = 2
# Longer than whoever waits for the lock sleeps between two looks at it.
TURN_SECONDS = 2.0

_BEGUN: dict[int, Night] = {}
_NUMBERS = itertools.count()


def _may_pass(_task: object, _run: object, state: Any) -> bool:
    """Whether a failure may pass by itself: a file server that is away, a full disk that somebody clears."""
    return isinstance(state.result(raise_on_failure=False), OSError)


def _step(name: str) -> Callable[[Callable[..., Any]], Any]:
    """A task that is never cached (its inputs are objects of this process), and retried when that can help."""
    return task(  # type: ignore[no-any-return]
        name=name,
        cache_policy=NO_CACHE,
        retries=2,
        retry_delay_seconds=exponential_backoff(backoff_factor=5),
        retry_jitter_factor=0.5,
        retry_condition_fn=_may_pass,
    )


@_step("read sources")
def read_sources(night: Night) -> None:
    """Sources to described articles."""
    night.read_sources()


@_step("find copies")
def find_copies(night: Night) -> None:
    """Which articles repeat others."""
    night.find_copies()


@_step("extract a batch")
def extract(night: Night, batch: Batch) -> Extraction:
    """Articles to rows."""
    return night.extract(batch)


@_step("link")
def link(night: Night) -> None:
    """Rows across articles."""
    night.link()


@_step("check")
def check(night: Night) -> None:
    """Good rows from bad."""
    night.check()


@_step("publish")
def publish(night: Night) -> None:
    """A new generation of the file."""
    night.publish()


class _Here:
    """The worker processes of this run, as batches are handed to them."""

    def __init__(self, night: Night) -> None:
        self._night = night

    def threads(self) -> int:
        return self._night.settings.workers

    def submit(self, batch: Batch) -> PrefectFuture[Extraction]:
        return extract.submit(self._night, batch)


@contextlib.contextmanager
def _hands(night: Night) -> Iterator[Any]:
    """Who extracts: processes here, or a cluster."""
    if night.settings.runner == "local":
        yield _Here(night)
        return
    try:
        from flows.cluster import cluster_of  # noqa: PLC0415  Dask is there only for those who asked for it
    except ModuleNotFoundError as error:
        raise ElsewhereError(f"runner 'dask' needs the package {error.name}: install dateline[dask]") from error

    with cluster_of(night) as cluster:
        yield cluster


def _extract_all(night: Night) -> None:
    """Keep every worker busy, and no more batches on the way than that takes."""
    on_the_way: deque[Any] = deque()
    with _hands(night) as hands:
        for batch in night.batches():
            if len(on_the_way) >= hands.threads() + BATCHES_AHEAD:
                night.collect(on_the_way.popleft().result())
            on_the_way.append(hands.submit(batch))
        for future in on_the_way:
            night.collect(future.result())


# Prefect's runner pickles this function to hand it to the process of a scheduled run, and what it names with it.
@flow(name=FLOW_NAME, validate_parameters=False)  # type: ignore[untyped-decorator]
def nightly(settings: dict[str, Any], reprocess: bool = False) -> None:
    """One run. Raises what made it fail, so that Prefect shows the flow run as failed; the ledger has it too."""
    chosen = Settings.model_validate(settings)
    report = Report(as_json=chosen.log == "json")
    night = Night(chosen, report, reprocess=reprocess)
    try:
        _pass_through(night)
    except BaseException as error:
        night.fail(error)
        raise
    finally:
        tell_of(night.outcome, chosen, report)


def _pass_through(night: Night) -> None:
    """All steps of a night as tasks."""
    with night:
        read_sources(night)
        find_copies(night)
        with night.extraction():
            _extract_all(night)
        if night.has_changes():
            link(night)
            check(night)
            publish(night)
    _show(night.outcome)


def _pass_through_begun(number: int) -> None:
    _pass_through(_BEGUN[number])


def _show(outcome: Outcome) -> None:
    """The run in Prefect's own pages."""
    create_markdown_artifact(key="dateline-run", markdown=markdown(outcome), description="What came in and went out")
    reasons = [
        {"check": check_name, "reason": printable(reason), "rows": count}
        for check_name, reason, count in outcome.reasons
    ]
    create_table_artifact(key="dateline-quarantine", table=reasons, description="Why rows were refused")


@contextlib.contextmanager
def _server() -> Iterator[None]:
    """The server that Prefect is configured for, or one for this run alone. Raises ServerError."""
    if configured := PREFECT_API_URL.value():
        prefect_server.require(configured)
        yield
        return
    with prefect_server.for_one_run() as url, temporary_settings({PREFECT_API_URL: url}):
        yield
        EventsWorker.drain_all()  # task runs are recorded from events, and those are sent from another thread


def run_backfill(settings: Settings, selection: Selection) -> Iterator[Outcome]:
    """Backfill part by part, each a run of its own; gives how each ended, and ends after one that did not end well.

    Between two parts the lock is free for a moment: a night that waits for it goes first.
    """
    for number, part in enumerate(parts(settings, selection), 1):
        name = f"{settings.run_id}-{number:03}" if settings.run_id else None
        chosen = settings.model_copy(update={"run_id": name})
        outcome = run_night(chosen, report=Report(as_json=settings.log == "json"), part=part)
        yield outcome
        if outcome.outcome not in GOOD:
            return
        time.sleep(TURN_SECONDS)


def run_night(settings: Settings, *, reprocess: bool = False, report: Report, part: Part | None = None) -> Outcome:
    """Run the flow here and now; never raises for what the night itself went through: the outcome says it.

    With `part` it reads that part of a backfill.
    """
    night = Night(settings, report, reprocess=reprocess, part=part)
    number = next(_NUMBERS)
    _BEGUN[number] = night

    # It names the night by a number: on a cluster Prefect pickles the flow, and a night cannot be.
    @flow(name=FLOW_NAME, validate_parameters=False)  # type: ignore[untyped-decorator]
    def this_night(settings: dict[str, Any], reprocess: bool) -> None:
        _pass_through_begun(number)

    try:
        # The worker processes load the model while Prefect starts.
        with night.workers, _server():
            this_night(settings.model_dump(mode="json"), reprocess=reprocess)
    except (prefect_server.ServerError, ElsewhereError) as error:
        night.fail(error)
    except Exception as error:  # noqa: BLE001  told to the user and kept in the ledger; the exit status says it too
        night.fail(error)
        if night.outcome.outcome in GOOD:  # the tables count; Prefect's pages do not have all of the run
            report.line(f"the record at Prefect is not whole: {type(error).__name__}: {error}", level="warning")
        elif night.outcome.outcome == "failed" and not isinstance(error, OSError):
            # Nothing that a feed, a setting or a disk should bring about.
            for line in "".join(traceback.format_exception(error)).splitlines():
                report.line(line, level="error")
    finally:
        del _BEGUN[number]
    tell_of(night.outcome, settings, report)
    return night.outcome
