"""One run, step by step, without Prefect: the steps stand in the order in which they are to be called.

What a step needs of the ones before it is kept on the `Night`; rows are staged in Parquet files beside the warehouse.
The live file is read at the beginning and replaced at the end, and never written.
"""

import contextlib
import json
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

import polars as pl

from flows.extraction import Extraction, extract_batch, rows_in
from flows.faults import in_words
from flows.ingest import Ingested, find_copies, ingest, published_copies, refused_rows, without_earlier
from flows.linking import link_rows
from flows.memory import give_back_memory
from flows.outcome import Outcome
from flows.progress import Report
from flows.provenance import Provenance, provenance
from flows.selection import Part
from flows.settings import Settings
from flows.sources import RawDocument, Refusal, read
from flows.staging import Batch, Staging
from flows.watching import watch
from flows.workers import Workers, extracting
from schemas import Articles
from schemas.check import REFUSED_COLUMNS, check, keys_named
from transforms import link
from transforms.articles import languages
from warehouse.errors import WarehouseError
from warehouse.publish import Warehouse, Writer, utc_now
from warehouse.quarantine import quarantine_rows

EXTRACTION_COLUMNS = (
    *("article_id", "uri", "url", "text", "title", "published_at", "is_cased", "is_punctuated", "word_count"),
)
MOST_REASONS = 50
# Articles that fail one after the other in a whole batch: workers without memory would go through all of a night so.
HOPELESS_BATCH = 5
READ, EXTRACT = "read sources", "extract (words)"
# In a small table the correction of one article is a large share.
LEAST_ROWS_TO_SHRINK = 1_000


class PartError(Exception):
    """A part of a backfill could not be read to its end."""


class RunRefused(Exception):  # noqa: N818  it is the run's verdict, not a fault of the program
    """The night's tables are not fit to publish; the message says why. The live file is as it was."""


class Night:
    """One run. Enter it to take the writer's lock and the staging folder; leaving it gives both back."""

    def __init__(
        self, settings: Settings, report: Report, *, reprocess: bool = False, part: Part | None = None
    ) -> None:
        self.settings = settings
        self.reprocess = reprocess
        self._part = part
        here = settings.workers if settings.runner == "local" else 0
        self.workers = Workers(here, extracting(settings.model, settings.aliases))
        self._report = report
        self._started = utc_now()
        self._begun = time.monotonic()  # the clock may be set while the run is on
        self._run_no = 0
        run_id = settings.run_id or self._started.strftime("%Y%m%dT%H%M%S.%fZ")
        kind = "backfill" if part is not None else "reprocess" if reprocess else "night"
        self.outcome = Outcome(run_id, seconds=report.seconds, kind=kind)
        report.context |= {"run_id": run_id, "kind": self.outcome.kind}
        self._context = contextlib.ExitStack()
        self._writer: Writer | None = None
        self._staging = Staging(settings.warehouse)
        self._provenance: Provenance | None = None
        self._published = pl.DataFrame()  # articles in the live file: ids, uri, content_id, duplicate_of, extractor
        self._replaced: list[str] = []  # published articles whose rows go: a later text came, or they are read anew
        self._ingested: Ingested | None = None
        self._index = pl.DataFrame()
        self._extraction = Extraction()
        self._tables: dict[str, pl.DataFrame] = {}
        self._refused: list[pl.DataFrame] = []

    # ---- begin and end

    def __enter__(self) -> Self:
        """Raises WarehouseError when another run holds the lock or the file is no warehouse; UnknownModelError,
        OwnAliasesError.
        """
        self._provenance = provenance(self.settings.model, self.settings.aliases)
        warehouse = Warehouse(
            self.settings.warehouse, keep=self.settings.keep_generations, memory_limit=self.settings.duckdb_memory
        )
        with contextlib.ExitStack() as begun:  # lock and folder are given back when something fails on the way
            self._writer = begun.enter_context(warehouse.writer(self.outcome.kind, self._report.line))
            begun.enter_context(self._staging)
            if not self.writer.query("SELECT 1 FROM meta.runs WHERE run_id = ?", [self.outcome.run_id]).is_empty():
                raise WarehouseError(f"there is a run {self.outcome.run_id} already; give this one another --run-id")
            self._run_no = self.writer.next_run_no()
            self._record()
            self._context = begun.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Write the ledger, and give back lock and folder."""
        try:
            if error is not None:
                self.fail(error)
            elif self.outcome.outcome == "running":
                self.outcome.outcome = "unchanged"
            if self.outcome.outcome != "published":
                self._record()
        finally:
            self.workers.stop()  # before the folder goes into which they write
            self._context.close()

    def fail(self, error: BaseException) -> None:
        """Note how the run ended; the first note stands."""
        if self.outcome.outcome == "running":
            refused = isinstance(error, RunRefused | WarehouseError)
            self.outcome.outcome = "refused" if refused else "failed"
            self.outcome.message = str(error) if refused else self._in_words(error)

    def _in_words(self, error: BaseException) -> str:
        if self._writer is None or isinstance(error, PartError):
            return f"{type(error).__name__}: {error}".removesuffix(": ")
        return in_words(error, self.settings.warehouse.resolve().parent)

    @property
    def writer(self) -> Writer:
        """The next generation of the warehouse."""
        if self._writer is None:
            raise RuntimeError("the night has not begun: enter it first")
        return self._writer

    def _record(self) -> None:
        self.writer.record(self._ledger_row(self.outcome.outcome), self._quarantine())

    def _ledger_row(self, outcome: str) -> dict[str, Any]:
        counts, made_with = self.outcome.counts, self._provenance
        ended = None if outcome == "running" else utc_now()
        return {
            "run_id": self.outcome.run_id,
            "run_no": self._run_no,
            "kind": self.outcome.kind,
            "started_at": self._started,
            "ended_at": ended,
            "outcome": outcome,
            "message": self.outcome.message,
            "warnings": json.dumps(self.outcome.warnings) if self.outcome.warnings else None,
            "code_version": made_with.code if made_with else "",
            "model": made_with.model if made_with else "",
            "rules": made_with.rules if made_with else "",
            "sources": json.dumps(self.settings.sources),
            "selection": self._part.selection.as_json() if self._part else None,
            "inputs": counts.inputs,
            "new_articles": counts.new,
            "known_articles": counts.known,
            "duplicate_articles": counts.duplicate,
            "foreign_language_articles": counts.foreign,
            "quarantined_rows": counts.quarantined,
            "words": counts.words,
            "seconds": time.monotonic() - self._begun if ended else None,
            "stage_seconds": json.dumps({name: round(took, 3) for name, took in self.outcome.seconds.items()}),
        }

    # ---- steps

    def read_sources(self) -> None:
        """Read and describe what is new; decide which published articles go because of it."""
        self._published = self.writer.known_articles()
        counts, settings = self.outcome.counts, self.settings
        with self._report.stage(READ):
            outdated = self._published.filter(pl.col("extractor") != self.extractor)
            stale = outdated if self.reprocess else outdated.clear()
            known = self._published.join(stale, on="article_id", how="anti")
            if self._part is not None:
                found = self._read_part(self._part, known)
                found.known += without_earlier(found, self.writer.query)
            else:
                documents = read(settings.sources, max_characters=settings.max_characters, encoding=settings.encoding)
                found = ingest(documents, known, self._staging, self._report.advance)
            by_uri = self._published.join(found.index, on="uri", how="semi")
            later = by_uri.join(found.index, on="article_id", how="anti")
            # Whose original goes or is read anew is read anew too: it may be an original now, and need its own rows.
            going = pl.concat([later, stale])["article_id"]
            heirs = self._published.filter(pl.col("duplicate_of").is_in(going.implode()))
            again = pl.concat([stale, heirs]).unique("article_id").join(found.index, on="uri", how="anti")
            if again.height:
                stored = self._stored_documents(again["article_id"])
                refound = ingest(stored, self._published.clear(), self._staging, self._report.advance)
                found.index = pl.concat([found.index, refound.index])
                found.bands = pl.concat([found.bands, refound.bands])
        languages.forget_model()
        reread = self._published.join(found.index, on="article_id", how="semi")
        self._replaced = pl.concat([later, reread])["article_id"].unique().sort().to_list()
        self._ingested = found
        counts.inputs, counts.known, counts.passed_over = found.inputs, found.known, found.passed_over
        counts.reprocessed = reread.height
        counts.new = found.index.height - reread.height
        counts.outdated = 0 if self.reprocess else outdated.height
        self._refuse(refused_rows(found.refusals))
        lost = sum(not refusal.document_kept for refusal in found.refusals)
        self._refuse_bad_night("documents", lost, found.inputs)

    def _read_part(self, part: Part, known: pl.DataFrame) -> Ingested:
        """Raises PartError instead of OSError: what was read of it is gone, so trying again would leave a gap."""
        try:
            return ingest(part.documents, known, self._staging, self._report.advance, part)
        except OSError as error:
            raise PartError(self._in_words(error)) from error

    def _stored_documents(self, article_ids: pl.Series) -> Iterator[RawDocument | Refusal]:
        """Published articles as they came. What was found in the text is left out, to be found anew."""
        sql = """
            SELECT uri, text, url, published_at_source, published_at,
                CASE WHEN title_start_char IS NULL THEN title END AS title,
                CASE WHEN byline_start_char IS NULL THEN byline END AS byline,
                CASE WHEN publisher_start_char IS NULL THEN publisher END AS publisher
            FROM articles JOIN wanted USING (article_id) ORDER BY article_id
        """
        for start in range(0, len(article_ids), 1000):
            wanted = article_ids[start : start + 1000].to_frame()
            for row in self.writer.query(sql, wanted=wanted).iter_rows(named=True):
                given = row.pop("published_at_source") == "metadata"
                yield RawDocument(**row | {"published_at": row["published_at"] if given else None})

    def find_copies(self) -> None:
        """Mark what repeats another article, published ones included."""
        with self._report.stage("find copies"):
            found = self.ingested
            gone = pl.DataFrame({"article_id": self._replaced}, schema={"article_id": pl.String})
            self._index = find_copies(found, self._staging, *published_copies(found, self.writer.query, gone))
        give_back_memory()  # to the workers
        counts = self.outcome.counts
        counts.duplicate = self._index["duplicate_of"].count()
        counts.foreign = self._index.filter(pl.col("language") != languages.ENGLISH).height

    @contextlib.contextmanager
    def extraction(self) -> Iterator[None]:
        """The stage in which batches are extracted."""
        words = self._index.filter(pl.col("not_extracted_reason").is_null())["word_count"].sum()
        self.outcome.counts.words = int(words)
        with self._report.stage(EXTRACT, total=int(words)):
            yield
        self.workers.stop()  # what follows needs their memory more than they do

    def batches(self) -> Iterator[Batch]:
        """Batches of articles to extract, in the order of their ids."""
        decided = self._index.select("article_id", "word_count", "duplicate_of", "not_extracted_reason")
        number = 1
        for bucket in self._staging.buckets(decided):
            wanted = bucket.filter(pl.col("not_extracted_reason").is_null()).select(list(EXTRACTION_COLUMNS))
            batches = self._staging.batches(wanted, self.settings.batch_words, number)
            number += len(batches)
            yield from batches

    def extract(self, batch: Batch) -> Extraction:
        """Have one batch extracted. Called from several threads."""
        result = extract_batch(batch, self.workers, self.settings.batch_seconds)
        self.advance(batch)
        return result

    def advance(self, batch: Batch) -> None:
        """Tell that a batch is done."""
        self._report.advance(batch.words)

    def collect(self, result: Extraction) -> None:
        """Keep what a batch gave, in the order of the batches."""
        self._extraction.folders += result.folders
        self._extraction.poisonous |= result.poisonous
        if not result.folders and len(result.poisonous) >= HOPELESS_BATCH:
            reason = next(iter(result.poisonous.values()))
            raise RunRefused(f"none of the {len(result.poisonous)} articles of a batch could be extracted: {reason}")

    def has_changes(self) -> bool:
        """Whether there is anything to publish."""
        return self._index.height > 0  # what is replaced is replaced by one of these

    def link(self) -> None:
        """Make the rows of the published tables from what the workers found."""
        with self._report.stage("link"):
            articles = self._staging.articles().with_columns(extractor=pl.lit(self.extractor))
            articles = link.finish(Articles, articles, self.outcome.run_id)
            poisonous = self._extraction.poisonous
            self._refuse(_unreadable(articles, poisonous))
            articles = articles.filter(~pl.col("article_id").is_in(list(poisonous)))
            self._refuse_bad_night("articles", len(poisonous), self.ingested.inputs)
            rows = rows_in(self._extraction.folders)
            articles = link.with_dates(articles, rows.pop("article_dates"))
            self._tables = link_rows(articles, rows, self.writer, self._replaced, self.outcome.run_id)
            self._tables["meta.article_bands"] = self.ingested.bands.join(articles, on="article_id", how="semi")

    def check(self) -> None:
        """Keep the rows that pass the checks of their tables; the others go to quarantine."""
        with self._report.stage("check"):
            known = {name: self._published_of(name) for name in ("articles", "actors", "events")}
            run = pl.Series("run_id", [self.outcome.run_id])
            checked = check(self._tables, known_keys={**known, "meta.runs": run})
            self._refuse(checked.refused)
            for name, rows in self._tables.items():
                refused = checked.refused.filter(pl.col("table_name") == name).height
                self._refuse_bad_night(f"rows of {name}", refused, rows.height)
            self._tables = checked.good
            watched = watch(
                self._tables, self.writer, self.settings, self.outcome.run_id, compares=self.outcome.kind == "night"
            )
            self._tables["meta.run_metrics"] = watched.metrics
            self.outcome.warnings = watched.warnings
        for warning in watched.warnings:
            self._report.line(f"unusual: {warning}", level="warning")
        if watched.failures:
            raise RunRefused(
                f"unusual: {'; '.join(watched.failures)}. If that is right, publish it with DATELINE_WATCH_NIGHTS=0"
            )

    def _published_of(self, name: str) -> pl.Series:
        """The published keys of a table among those that this night's rows have or refer to."""
        named = keys_named(self._tables, name)
        sql = f"SELECT {named.name} FROM {name} SEMI JOIN named USING ({named.name})"  # noqa: S608  our own tables
        return self.writer.query(sql, named=named.to_frame())[named.name]

    def publish(self) -> None:
        """Put the next generation in the place of the live file."""
        with self._report.stage("publish"):
            if self._replaced:
                self.writer.remove_articles(self._replaced)
            self.writer.merge({**self._tables, "meta.quarantine": self._quarantine()})
            published = self.writer.publish(
                self._ledger_row("published"), max_shrink=self.settings.max_shrink_share, min_rows=LEAST_ROWS_TO_SHRINK
            )
        self.outcome.outcome = "published"
        self.outcome.rows = {name: count for name, count in published.after.items() if not name.startswith("meta.")}

    # ---- what the steps share

    @property
    def ingested(self) -> Ingested:
        """What came in."""
        if self._ingested is None:
            raise RuntimeError("no sources were read yet")
        return self._ingested

    @property
    def extractor(self) -> str:
        """Versions of code, model and rules, as articles.extractor has them."""
        return self._provenance.extractor if self._provenance else ""

    @property
    def staging_uri(self) -> str:
        """The folder of this run's files."""
        return self._staging.folder.as_uri()

    def _refuse(self, rows: pl.DataFrame) -> None:
        self._refused.append(rows)
        refused = pl.concat(self._refused)
        self.outcome.counts.quarantined = refused.height
        by_check = refused.group_by("check_name").agg(pl.col("reason").first(), pl.len())
        most_first = by_check.sort("len", "check_name", descending=[True, False])
        self.outcome.reasons = list(most_first.head(MOST_REASONS).iter_rows())

    def _quarantine(self) -> pl.DataFrame:
        return quarantine_rows(pl.concat([pl.DataFrame(schema=REFUSED_COLUMNS), *self._refused]), self.outcome.run_id)

    def _refuse_bad_night(self, what: str, refused: int, total: int) -> None:
        """Raises RunRefused when too large a share was refused: something is wrong with the feed, or with us."""
        most = self.settings.max_quarantined_share
        if refused and refused > most * max(total, 1):
            example = f"; the most frequent reason: {self.outcome.reasons[0][1]}" if self.outcome.reasons else ""
            raise RunRefused(
                f"{refused:,} of {total:,} {what} were refused, more than {most:.0%} (max_quarantined_share){example}"
            )


def _unreadable(articles: pl.DataFrame, poisonous: dict[str, str]) -> pl.DataFrame:
    """Refused rows for the articles over which workers failed."""
    faults = pl.DataFrame(list(poisonous.items()), schema={"article_id": pl.String, "reason": pl.String}, orient="row")
    return (
        articles.join(faults, on="article_id", how="inner")
        .select(
            table_name=pl.lit("articles"),
            check_name=pl.lit("extraction_failed"),
            reason="reason",
            row=pl.struct(list(Articles.dtypes())).struct.json_encode(),
            uri="uri",
        )
        .select(list(REFUSED_COLUMNS))
    )
