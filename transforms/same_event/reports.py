"""Event mentions as linking weighs them: kinds of deed, participants, days, standing, place, and the words around.

One row of the frame is one mention ("report"):

    report (row number), event_mention_id, event_id (published, else null), article_id, original (the article, or the
    one it copies), start_char and trigger (where and what states it), kinds, nature, cameo_code, source, target (actor
    ids, "" for none), first_day, last_day (null when undated), published_day, standing (actual, cancelled, denied,
    open, imagined), place_level (country, region, town; null where the sentence names none), place_country, latitude,
    longitude, sentence, story (headline and first sentences of the article)
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from transforms.placenames import entries
from transforms.same_event.kinds import kinds_by_code

OPEN = ("planned", "proposed", "promised")
TOWNS = frozenset({"city", "capital", "site"})
NOBODY = ""
LEAD = 3  # sentences, the headline among them, that say what a story is about


@dataclass(frozen=True, slots=True)
class Background:
    """What mentions refer to, over all their articles.

    articles: article_id, duplicate_of, title, published_at. sentences: sentence_id, article_id, sentence_no,
    is_boilerplate, text; of every article at least those that report events and the first LEAD. actors: actor_id,
    name, kind, country, sector, title, is_generic.
    """

    articles: pl.DataFrame
    sentences: pl.DataFrame
    actors: pl.DataFrame


@lru_cache(maxsize=16_384)
def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


@lru_cache(maxsize=16_384)
def _level(place: str, country: str | None) -> str | None:
    kinds = {entry.kind for entry in entries(place) if entry.country == country}
    if "country" in kinds:
        return "country"
    return "town" if kinds & TOWNS else "region" if kinds else None


def _place_levels(mentions: pl.DataFrame) -> pl.Series:
    """What kind of place each mention is set in; null where its sentence does not name it, as one of the dateline."""
    rows = mentions.select("place_name", "place_country", "sentence").iter_rows()
    levels = [
        _level(place, country) if place and sentence and _folded(place) in _folded(sentence) else None
        for place, country, sentence in rows
    ]
    return pl.Series("place_level", levels, dtype=pl.String)


def _last_day() -> pl.Expr:
    """The last day of the period that event_date begins."""
    first, precision = pl.col("event_date"), pl.col("event_date_precision")
    return (
        pl.when(precision == "week")
        .then(first.dt.offset_by("6d"))
        .when(precision == "month")
        .then(first.dt.month_end())
        .when(precision == "year")
        .then(first.dt.offset_by("1y").dt.offset_by("-1d"))
        .otherwise(first)
    )


def reports(mentions: pl.DataFrame, background: Background) -> pl.DataFrame:
    """The frame described above, in the order of event_mention_id.

    `mentions` are coded event mentions (schemas.EventMentions), with event_id where they are published.
    """
    articles = background.articles.select(
        "article_id",
        original=pl.coalesce("duplicate_of", "article_id"),
        headline=pl.col("title").fill_null(""),
        published_day=pl.col("published_at").dt.date().cast(pl.Int32),
    )
    sentences = background.sentences.select("sentence_id", sentence="text")
    leads = (
        background.sentences.filter(~pl.col("is_boilerplate"), pl.col("sentence_no") < LEAD)
        .sort("article_id", "sentence_no")
        .group_by("article_id")
        .agg(lead=pl.col("text").str.join(" "))
    )
    status = pl.col("status").cast(pl.String)
    joined = (
        mentions.join(articles, on="article_id", how="left")
        .join(leads, on="article_id", how="left")
        .join(sentences, on="sentence_id", how="left")
        .join(kinds_by_code(), on="cameo_code", how="left")
        .sort("event_mention_id")
        .with_columns(
            pl.col("original").fill_null(pl.col("article_id")),
            pl.col("sentence").fill_null(""),
            story=pl.concat_str("headline", pl.lit(" "), pl.col("lead").fill_null("")),
            source=pl.col("source_actor_id").fill_null(NOBODY),
            target=pl.col("target_actor_id").fill_null(NOBODY),
            first_day=pl.col("event_date").cast(pl.Int32),
            last_day=_last_day().cast(pl.Int32),
            standing=pl.when(status.is_in(OPEN))
            .then(pl.lit("open"))
            .when(status == "hypothetical")
            .then(pl.lit("imagined"))
            .otherwise(status),
        )
    )
    known = "event_id" in joined.columns
    return (
        joined.with_columns(_place_levels(joined), event_id=pl.col("event_id") if known else pl.lit(None, pl.String))
        .with_row_index("report")
        .select(
            *("report", "event_mention_id", "event_id", "article_id", "original", "start_char", "trigger", "kinds"),
            *("nature", "cameo_code", "source", "target", "first_day", "last_day", "published_day", "standing"),
            *("place_level", "place_country", "latitude", "longitude", "sentence", "story"),
        )
    )
