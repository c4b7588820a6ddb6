"""What of its sources a backfill takes: days, publishers, how many articles."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from flows.sources import RawDocument, Refusal


@dataclass(frozen=True)
class Selection:
    """Days of publication (both included; None: open), publishers (none: all), and at most `limit` articles."""

    start: dt.date | None = None
    end: dt.date | None = None
    publishers: tuple[str, ...] = ()
    limit: int | None = None

    def of(self, described: pl.DataFrame) -> pl.DataFrame:
        """The articles that are wanted; one without a date is not when there is a range."""
        wanted = pl.lit(value=True)
        day = pl.col("published_at").dt.date()
        if self.start is not None:
            wanted &= day >= self.start
        if self.end is not None:
            wanted &= day <= self.end
        if self.publishers:
            wanted &= pl.col("publisher").is_in(list(self.publishers))
        return described.filter(wanted.fill_null(value=False))

    def as_json(self) -> str:
        """As `meta.runs.selection` has it: what was not asked for is left out."""
        asked = {
            "from": self.start and self.start.isoformat(),
            "to": self.end and self.end.isoformat(),
            "publishers": list(self.publishers),
            "limit": self.limit,
        }
        return json.dumps({name: value for name, value in asked.items() if value})


@dataclass
class Part:
    """A part of a backfill: it takes the documents up where the part before it left off, until it has `articles` new
    ones, and never more than `left` (None: no limit). `is_last` says, when it has been read, that nothing is after it.
    """

    documents: Iterator[RawDocument | Refusal]
    selection: Selection
    articles: int
    left: int | None = None
    is_last: bool = field(default=False, init=False)
