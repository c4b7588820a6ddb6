"""Backfilling: an archive read part by part, each published as a run of its own, so that nights get their turn.

It is resumed by giving the same command again: what is published is known and passed over. What a backfill brings
never replaces a text under the same uri that was published later.
"""

import datetime as dt
import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.ingest import find_copies, ingest, published_copies, without_earlier
from flows.night import EXTRACT, READ
from flows.progress import Report
from flows.selection import Part, Selection
from flows.settings import Settings
from flows.sources import read
from flows.staging import Staging
from transforms.articles import languages
from warehouse.publish import Warehouse

# Runs must differ by so many articles to tell what one of them costs.
LEAST_DIFFERENCE = 100
MEASURED_RUNS = """
    SELECT inputs, new_articles, words, seconds, stage_seconds FROM meta.runs
    WHERE outcome = 'published' AND words > 0 AND seconds IS NOT NULL AND inputs > 0 ORDER BY run_no DESC LIMIT 10
"""


@dataclass
class Plan:
    """What a backfill would do; `parts` are publications, `words` are to be extracted."""

    documents: int = 0
    new: int = 0
    changed: int = 0
    known: int = 0
    duplicates: int = 0
    passed_over: int = 0
    refused: int = 0
    words: int = 0
    parts: int = 0


@dataclass(frozen=True)
class Rates:
    """What earlier runs took: documents read and words extracted in a second; seconds of all the rest of a run, and how
    many more each article costs there.
    """

    runs: int
    documents: float
    words: float
    rest: float
    rest_by_article: float

    def seconds(self, plan: Plan) -> float:
        """How long a backfill would take."""
        rest = self.rest * plan.parts + self.rest_by_article * (plan.new + plan.changed)
        return plan.documents / self.documents + plan.words / self.words + rest


def parts(settings: Settings, selection: Selection) -> Iterator[Part]:
    """The parts of a backfill, one after the other: each is to be read before the next is asked for."""
    documents = read(settings.sources, max_characters=settings.max_characters, encoding=settings.encoding)
    left = selection.limit
    while True:
        part = Part(documents, selection, settings.backfill_articles, left)
        yield part
        if part.is_last or part.left == 0:
            return
        left = part.left


def plan(settings: Settings, selection: Selection, report: Report) -> Plan:
    """Read the sources as a backfill would, and change nothing. Raises WarehouseError when the file can't be read.

    Near copies are looked for among the published articles and within a part, the same text everywhere.
    """
    warehouse = Warehouse(settings.warehouse, memory_limit=settings.duckdb_memory)
    known = warehouse.known_articles()
    published = known.select("uri")
    seen = known.select("article_id")
    texts: set[str] = set()
    found = Plan()
    with report.stage("read sources"):
        for part in parts(settings, selection):
            with ExitStack() as context:
                folder = Path(context.enter_context(tempfile.TemporaryDirectory(prefix="dateline-")))
                staging = context.enter_context(Staging(folder / "plan"))
                came = ingest(part.documents, seen, staging, report.advance, part)
                earlier = without_earlier(came, warehouse.query)
                none_goes = pl.DataFrame(schema={"article_id": pl.String})
                index = find_copies(came, staging, *published_copies(came, warehouse.query, none_goes))
            is_again = pl.col("content_id").is_in(list(texts))
            repeated = pl.col("duplicate_of").is_not_null() | is_again
            extracted = index.filter(
                pl.col("not_extracted_reason").is_null() & ~pl.col("content_id").is_in(list(texts))
            )
            changed = index.join(published, on="uri", how="semi").height
            found.documents += came.inputs
            found.known += came.known + earlier
            found.passed_over += came.passed_over
            found.refused += len(came.refusals)
            found.changed += changed
            found.new += index.height - changed
            found.duplicates += index.filter(repeated).height
            found.words += int(extracted["word_count"].sum())
            found.parts += bool(index.height)
            seen = pl.concat([seen, index.select("article_id")])
            texts.update(index["content_id"])
    languages.forget_model()
    return found


def rates(warehouse: Path) -> Rates | None:
    """What the last runs took; None when none was measured."""
    runs = Warehouse(warehouse).query(MEASURED_RUNS)
    stages = [json.loads(text) for text in runs["stage_seconds"]]
    reading = sum(stage.get(READ, 0.0) for stage in stages)
    extracting = sum(stage.get(EXTRACT, 0.0) for stage in stages)
    if not reading or not extracting:
        return None
    known = pl.Series([stage.get(READ, 0.0) + stage.get(EXTRACT, 0.0) for stage in stages])
    runs = runs.with_columns(rest=pl.col("seconds") - known).sort("new_articles")
    fewest, most = (runs[place].select("new_articles", "rest").row(0) for place in (0, -1))
    by_article = 0.0
    if most[0] - fewest[0] >= LEAST_DIFFERENCE:
        by_article = max(0.0, (most[1] - fewest[1]) / (most[0] - fewest[0]))
    return Rates(
        runs=runs.height,
        documents=float(runs["inputs"].sum()) / reading,
        words=float(runs["words"].sum()) / extracting,
        rest=max(0.0, float(str((runs["rest"] - by_article * runs["new_articles"]).median()))),
        rest_by_article=by_article,
    )


def in_words(seconds: float) -> str:
    """A time as people say it: 40 s, 12 min, 3 h 20 min, 2 days 4 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    span = dt.timedelta(minutes=round(seconds / 60))
    hours, minutes = divmod(span.seconds // 60, 60)
    if span.days:
        return f"{span.days} day{'s' * (span.days > 1)} {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
