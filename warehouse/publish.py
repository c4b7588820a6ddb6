"""Reading a warehouse, and publishing its next generation.

    with Warehouse("news.duckdb").writer() as writer:
        known = writer.known_articles()          # read from the live file, which is closed again at once
        writer.record(run)                       # the run has begun; if it is killed, this row tells
        writer.remove_articles(outdated)         # the first change copies the live file to the build file
        writer.merge({"articles": …, "sentences": …, "meta.quarantine": …})
        writer.publish(run, max_shrink=0.2)

Leaving the block without `publish` throws the build away: the live file stays as it was, byte for byte.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from schemas import MAIN_TABLES
from schemas.meta import Runs
from warehouse import ledger
from warehouse.build import Build
from warehouse.connect import fetch, is_earlier_version, reading, reading_nothing, unreadable
from warehouse.errors import PublishRefusedError, WarehouseError
from warehouse.generations import WarehouseFiles
from warehouse.integrity import require_whole

KNOWN_ARTICLES = "SELECT article_id, uri, content_id, duplicate_of, extractor FROM main.articles ORDER BY article_id"


@dataclass(frozen=True)
class Published:
    """What a publication did: rows by table before and after, the number of the generation kept, its cost."""

    before: dict[str, int]
    after: dict[str, int]
    generation: int | None
    file_bytes: int
    seconds: float


def shrinks(before: Mapping[str, int], after: Mapping[str, int], max_share: float, min_rows: int = 0) -> list[str]:
    """A reason for each table that lost more than `max_share` of its rows; tables below `min_rows` are let pass."""
    return [
        f"{name} would shrink from {rows} to {after.get(name, 0)} rows, more than {max_share:.0%}"
        for name, rows in before.items()
        if rows > 0 and rows >= min_rows and rows - after.get(name, 0) > max_share * rows
    ]


class Warehouse:
    """A DuckDB file with its earlier generations and its ledger.

    `keep` is how many earlier generations stay; `memory_limit` is DuckDB's, for each connection. Raises WarehouseError
    for a name that DuckDB users could not query.
    """

    def __init__(self, path: str | Path, *, keep: int = 3, memory_limit: str = "1GB") -> None:
        live = Path(path).resolve()
        if live.stem.lower() == "meta":
            # DuckDB names a database after its file, and would not know which `meta` is meant in `meta.runs`.
            raise WarehouseError(
                f"{live.name}: a warehouse can't be called 'meta', a schema in it is; take another name"
            )
        if live.is_dir():
            raise WarehouseError(f"{live} is a directory; name a file in it")
        self.files = WarehouseFiles(live)
        self.keep = keep
        self.memory_limit = memory_limit

    @property
    def path(self) -> Path:
        """The live file."""
        return self.files.live

    def query(
        self, sql: str, parameters: Sequence[object] | Mapping[str, object] = (), **frames: pl.DataFrame
    ) -> pl.DataFrame:
        """Read from the live file, which is opened read-only and closed at once; before the first publication all
        tables are there without rows. `frames` can be named in the query like tables.

        Raises WarehouseError when the file can't be read.
        """
        source = reading(self.path, self.memory_limit) if self.path.exists() else reading_nothing()
        with source as connection:
            try:
                return fetch(connection, sql, parameters, frames)
            except duckdb.IOException as error:
                raise unreadable(self.path, error) from error

    def known_articles(self) -> pl.DataFrame:
        """Articles published so far: article_id, uri, content_id, duplicate_of, extractor."""
        return self.query(KNOWN_ARTICLES)

    def runs(self) -> pl.DataFrame:
        """All runs, latest first: those in the file, and those that published nothing since."""
        # The ledger first: what is published meanwhile would be in neither.
        aside = self.runs_beside()
        published = self.query("SELECT * FROM meta.runs").select(list(Runs.dtypes()))
        aside = ledger.without_published(aside, published)
        return pl.concat([published, aside]).sort("run_no", "started_at", descending=True)

    def runs_beside(self) -> pl.DataFrame:
        """The runs of the ledger beside the file, latest first: all that is to be had when the file can't be read."""
        aside = ledger.read(self.files.sidecar)["meta.runs"].sort("run_no", "started_at", descending=True)
        return aside if self.files.is_locked() else ledger.settle_killed(aside)

    def next_run_no(self, last_published: int | None = None) -> int:
        """A number for the run that holds the lock: one more than any in the ledger beside the file, and in the file
        unless its last one is given.
        """
        if last_published is None:
            last_published = self.query("SELECT max(run_no) FROM meta.runs").item()
        numbers: list[int] = ledger.read(self.files.sidecar)["meta.runs"]["run_no"].to_list()
        return 1 + max(last_published or 0, *numbers, 0)

    def record(self, run: Mapping[str, Any], quarantine: pl.DataFrame | None = None) -> None:
        """Write a run that published nothing into the ledger beside the live file."""
        ledger.append(self.files.sidecar, run, quarantine)

    def quarantine(self, run_id: str) -> pl.DataFrame:
        """What a run put into quarantine: rows of `meta.quarantine`, from the file or the ledger beside it."""
        aside = ledger.read(self.files.sidecar)["meta.quarantine"].filter(pl.col("run_id") == run_id)
        published = self.query("SELECT * FROM meta.quarantine WHERE run_id = ?", [run_id]).cast(aside.schema)
        return pl.concat([published.join(aside, on="quarantine_id", how="anti"), aside]).sort("quarantine_id")

    @contextmanager
    def writer(self, kind: str = "night", tell: Callable[[str], None] | None = None) -> Iterator["Writer"]:
        """Hold the writer lock for a run of that kind (`WarehouseFiles.locked`) and prepare the next generation.

        Raises WarehouseBusyError when another run holds the lock, or another program is writing to the live file;
        WarehouseError when the live file is no warehouse or of a newer version.
        """
        with self.files.locked(kind, tell):
            self.files.refuse_write_ahead()
            writer = Writer(self)
            writer.begin()
            try:
                yield writer
            finally:
                writer.discard()
                self.files.sweep()


class Writer:
    """The next generation of a warehouse. Until the first change reads see the live file, then the build."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._build: Build | None = None
        self._is_published = False

    def begin(self) -> None:
        """Refuse a file that can't be published onto now, not after a night's work; bring an earlier version's up to
        this one once, not for each look at it.
        """
        live = self._warehouse.path
        if live.exists():
            require_whole(live)
            if is_earlier_version(live):
                self._opened()
        self.query("SELECT 1")

    def query(
        self, sql: str, parameters: Sequence[object] | Mapping[str, object] = (), **frames: pl.DataFrame
    ) -> pl.DataFrame:
        """Read the tables as they are now; `frames` can be named in the query like tables."""
        if self._build is None:
            return self._warehouse.query(sql, parameters, **frames)
        return self._build.query(sql, parameters, **frames)

    def known_articles(self) -> pl.DataFrame:
        """Articles so far: article_id, uri, content_id, duplicate_of, extractor."""
        return self.query(KNOWN_ARTICLES)

    def next_run_no(self) -> int:
        """As `Warehouse.next_run_no`."""
        return self._warehouse.next_run_no(self.query("SELECT max(run_no) FROM meta.runs").item())

    def counts(self) -> dict[str, int]:
        """Rows by table as they are now."""
        return self._opened().counts()

    def remove_articles(self, article_ids: Sequence[str]) -> None:
        """Remove articles with all that was read from them.

        Events and actors that nothing mentions any more, when the new rows are in too, are removed by `publish`.
        """
        self._opened().remove_articles(article_ids)

    def merge(self, tables: Mapping[str, pl.DataFrame]) -> None:
        """Put checked rows in, in place of those with the same key; tables by name (`articles`, `meta.article_bands`).

        Raises SchemaMismatch for a frame that is not the table's, PublishRefusedError when a row breaks a constraint.
        """
        self._opened().merge(tables)

    def record(self, run: Mapping[str, Any], quarantine: pl.DataFrame | None = None) -> None:
        """Write a run that has begun, failed, was refused or found nothing new into the ledger beside the live file."""
        self._warehouse.record(run, quarantine)

    def publish(self, run: Mapping[str, Any], *, max_shrink: float = 1.0, min_rows: int = 0) -> Published:
        """Check the build as a whole and put it in the live file's place. `run` is its row of `meta.runs`.

        Raises PublishRefusedError, with all reasons, when a key has no parent, counts do not add up, or a table would
        lose more than `max_shrink` of its rows (tables that had fewer than `min_rows` are let pass); and
        WarehouseBusyError when another program has begun to write to the live file.
        """
        started = time.perf_counter()
        build = self._opened()
        files = self._warehouse.files
        build.merge(ledger.settled(files.sidecar, run, self.query("SELECT run_id FROM meta.runs")))
        build.settle()
        build.renew_stored(str(run["run_id"]))
        build.describe(str(run["run_id"]))
        after = build.counts()
        main = {model.reference_name() for model in MAIN_TABLES}
        before = {name: rows for name, rows in build.before.items() if name in main}
        if reasons := [*build.faults(), *shrinks(before, after, max_shrink, min_rows)]:
            raise PublishRefusedError(reasons)
        build.close(whole=True)
        generation = files.swap(build.copied_from, self._warehouse.keep)
        self._build, self._is_published = None, True
        # Lines that a crash leaves here are of runs that are in the file: the next publication leaves them out.
        files.sidecar.unlink(missing_ok=True)
        return Published(build.before, after, generation, files.live.stat().st_size, time.perf_counter() - started)

    def discard(self) -> None:
        """Throw away what was not published."""
        if self._build is not None:
            self._build.close(whole=False)
            self._build = None

    def _opened(self) -> Build:
        if self._is_published:
            raise WarehouseError("this writer has published; take a new one")
        if self._build is None:
            self._build = Build(self._warehouse.files, self._warehouse.memory_limit)
        return self._build


def utc_now() -> dt.datetime:
    """The time as the ledger writes it: naive UTC, whole microseconds."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
