"""Batches extracted on a Dask cluster, through prefect-dask.

What a machine of the cluster runs is the worker process of a local run (flows/worker.py), handed the same batches, so
the rows are the same. Dask gives the batch of a machine that is lost to another one.
"""

import functools
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import distributed

from flows import prefect_environment

prefect_environment.prepare()

from prefect import task  # noqa: E402  its settings must stand before it is imported
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect_dask import DaskTaskRunner  # noqa: E402
from prefect_dask.task_runners import PrefectDaskFuture  # noqa: E402

from flows.exchange import Answer, ElsewhereError, Exchange, Parcel, extract_parcel  # noqa: E402
from flows.extraction import Extraction  # noqa: E402
from flows.night import Night  # noqa: E402
from flows.provenance import provenance  # noqa: E402
from flows.staging import Batch  # noqa: E402
from flows.workers import Workers, extracting  # noqa: E402

SCHEDULER_SECONDS = "20s"  # how long a scheduler may take to answer
ALONE_SECONDS = 300.0  # how long a run waits for a cluster that has lost its last worker
LOOK_SECONDS = 5.0
UNREACHABLE = "Failed to reach API"  # how Prefect's client says that no server answers


class ClusterError(ElsewhereError):
    """The Dask cluster cannot be reached, or has no worker that can do the work; the message says which."""


class CodeDiffersError(ElsewhereError):
    """A machine of the cluster has another version of Dateline, the model or the rules than the run."""


# ---- on a machine of the cluster

_starting = threading.Lock()


@functools.lru_cache(maxsize=1)
def _workers(model: str, aliases: str | None, extractor: str) -> Workers:
    """The processes of this Dask worker, between batches and runs. Other versions take their place: processes that
    nobody can speak to any more see their input end, and end.
    """
    own: Path | None = None
    if aliases is not None:
        own = Path(tempfile.mkdtemp(prefix="dateline-")) / "aliases.csv"
        own.write_text(aliases, encoding="utf-8")
    made_with = provenance(model, own).extractor
    if made_with != extractor:
        raise CodeDiffersError(
            f"a machine of the cluster has {made_with}, the run {extractor}: install the same version there"
        )
    return Workers(distributed.get_worker().state.nthreads, extracting(model, own))


def extract_on_this_machine(parcel: Parcel) -> Answer:
    """Articles to rows, in a Dask worker."""
    with _starting:
        workers = _workers(parcel.model, parcel.aliases, parcel.extractor)
    with tempfile.TemporaryDirectory(prefix="dateline-") as scratch:
        return extract_parcel(parcel, workers, Path(scratch))


# Dask pickles what the task names, and takes a plain function by its name alone.
# A machine whose disk is full, or whose storage is away for a moment, may do better at the second attempt.
@task(name="extract a batch elsewhere", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=[1, 10])  # type: ignore[untyped-decorator]
def extract_elsewhere(parcel: Parcel) -> Answer:
    """Articles to rows, on whichever machine this runs."""
    return extract_on_this_machine(parcel)


# ---- in the run


class _OnTheWay:
    """A batch that some machine of the cluster is at."""

    def __init__(self, future: PrefectDaskFuture[Answer], batch: Batch, cluster: "Cluster") -> None:
        self._future, self._batch, self._cluster = future, batch, cluster

    def result(self) -> Extraction:
        """Wait for the rows and take them. Raises ClusterError when no machine is left to make them."""
        alone_since: float | None = None
        while True:
            try:
                answer = self._future.result(timeout=LOOK_SECONDS)
            except TimeoutError:
                if self._cluster.threads():
                    alone_since = None
                    continue
                alone_since = alone_since or time.monotonic()
                if time.monotonic() - alone_since > ALONE_SECONDS:
                    raise ClusterError(f"the Dask cluster has had no worker for {ALONE_SECONDS:g} seconds") from None
            except RuntimeError as error:
                if UNREACHABLE not in str(error):
                    raise
                raise ClusterError(
                    f"a machine of the cluster cannot reach the Prefect server ({error}): start one that all machines "
                    "reach, `prefect server start --host ADDRESS`, and set PREFECT_API_URL for the run"
                ) from error
            else:
                return self._cluster.take(answer, self._batch)


class Cluster:
    """A Dask cluster as a run uses it: batches go out, rows come back."""

    def __init__(self, night: Night, runner: DaskTaskRunner, exchange: Exchange) -> None:
        self._night, self._runner, self._exchange = night, runner, exchange
        aliases = night.settings.aliases
        self._aliases = aliases.read_text(encoding="utf-8") if aliases else None

    def threads(self) -> int:
        """How many batches the cluster can be at, now."""
        try:
            return sum(self._runner.client.nthreads().values())
        except OSError as error:
            raise ClusterError(f"the Dask scheduler does not answer any more: {error}") from error

    def submit(self, batch: Batch) -> _OnTheWay:
        """Hand a batch to the cluster."""
        settings = self._night.settings
        parcel = Parcel(
            number=batch.number,
            folder=self._exchange.send(batch),
            model=settings.model,
            aliases=self._aliases,
            extractor=self._night.extractor,
            seconds=settings.batch_seconds,
        )
        return _OnTheWay(self._runner.submit(extract_elsewhere, {"parcel": parcel}), batch, self)

    def take(self, answer: Answer, batch: Batch) -> Extraction:
        """The rows of a batch, brought here."""
        extraction = self._exchange.fetch(answer, batch)
        self._night.advance(batch)
        return extraction


@contextmanager
def cluster_of(night: Night) -> Iterator[Cluster]:
    """The cluster that the settings name. Raises ClusterError, ExchangeError."""
    settings = night.settings
    try:
        with distributed.Client(settings.scheduler, timeout=SCHEDULER_SECONDS, set_as_default=False) as client:
            if not client.nthreads():
                raise ClusterError(f"the Dask scheduler {settings.scheduler} has no workers")
    except (OSError, ValueError) as error:
        raise ClusterError(f"no Dask scheduler answers at {settings.scheduler}: {error}") from error
    exchange = Exchange(settings.exchange or night.staging_uri)
    exchange.clear()
    with DaskTaskRunner(address=settings.scheduler, client_kwargs={"timeout": SCHEDULER_SECONDS}) as runner:
        yield Cluster(night, runner, exchange)
