"""The rows of one batch of articles before they are linked: which tables, with which columns."""

import datetime as dt

import polars as pl

from schemas import ActorMentions, Actors, EventMentions, EventQuantities, QuoteActors, Quotes, Sentences
from schemas.table import Table, column, key


class ArticleDates(Table):
    """When an article was published, from its own words; the columns are those of schemas.Articles."""

    article_id: str = key("The article.")
    published_at: dt.datetime = column("The day, where it is certain.")
    published_at_source: str = column("'inferred' where the day is certain.")
    published_at_reason: str = column("What day or bounds rest on.")
    published_after: dt.date = column("First possible day.")
    published_before: dt.date = column("Last possible day.")


EXTRACTED: tuple[type[Table], ...] = (
    Sentences,
    Actors,
    ActorMentions,
    Quotes,
    QuoteActors,
    EventMentions,
    EventQuantities,
    ArticleDates,
)
# What `link` adds to the extracted rows, and what only the run knows.
ADDED_LATER: dict[type[Table], tuple[str, ...]] = {
    Actors: ("first_seen", "last_seen"),
    EventMentions: ("event_id", "event_type", "event_mode", "cameo_code", "cameo_root", "quad_class", "goldstein"),
    EventQuantities: ("event_id",),
}
# What the extracted rows carry for `link` alone.
FOR_LINKING: dict[type[Table], dict[str, pl.DataType]] = {
    Actors: {"article_id": pl.String(), "mention_count": pl.Int64()},
    EventQuantities: {"event_mention_id": pl.String()},
}


def extracted_dtypes(table: type[Table]) -> dict[str, pl.DataType]:
    """Columns of a table as extraction gives them, with their Polars dtypes."""
    later = (*ADDED_LATER.get(table, ()), "run_id")
    return {name: dtype for name, dtype in table.dtypes().items() if name not in later} | FOR_LINKING.get(table, {})
