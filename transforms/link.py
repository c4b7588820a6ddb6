"""Rows across articles: one row an actor, one row an event, however many articles name them.

All of it is Polars over frames; nothing here reads text.
"""

from collections.abc import Iterable

import polars as pl

from schemas import EventQuantities
from schemas.table import Table
from transforms.events import coding
from transforms.ids import content_id

# Reports with the same of these are reports of one event. Where no date is known, only reports in one article
# (or its near-duplicates) are: two undated visits in two articles may well be two visits.
SAME_EVENT = ("event_type", "source_actor_id", "target_actor_id", "status", "event_date", "event_date_precision")
DESCRIBED = ("name", "kind", "country", "sector", "title", "is_generic", "wikidata_id")
SEEN = ("first_seen", "last_seen")


def finish(table: type[Table], rows: pl.DataFrame, run_id: str) -> pl.DataFrame:
    """Rows as the published table has them: its columns in its order, with the run that wrote them."""
    return rows.with_columns(run_id=pl.lit(run_id, pl.String)).select(
        pl.col(name).cast(dtype) for name, dtype in table.dtypes().items()
    )


def with_dates(articles: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Articles with what `extract` found out about their day of publication (transforms.extracted.ArticleDates).

    What metadata or text say stays.
    """
    columns = [name for name in found.columns if name != "article_id"]
    joined = articles.join(found, on="article_id", how="left", suffix="_found")
    return joined.with_columns(pl.coalesce(name, f"{name}_found") for name in columns).select(articles.columns)


def _most_mentioned(candidates: pl.DataFrame, column: str) -> pl.DataFrame:
    """actor_id -> the value of a column that most mentions have; of equals the longest, then the first by alphabet."""
    return (
        candidates.filter(pl.col(column).is_not_null())
        .group_by("actor_id", column)
        .agg(pl.col("mention_count").sum())
        .sort(
            "actor_id",
            "mention_count",
            pl.col(column).cast(pl.String).str.len_chars(),
            column,
            descending=[False, True, True, False],
        )
        .group_by("actor_id", maintain_order=True)
        .agg(pl.col(column).first())
    )


def actors(candidates: pl.DataFrame, known: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """One row for each actor of `candidates` (as `extract` gives them) or `known`, if new or changed against `known`.

    What is published already about an actor stays, and new articles fill what was null: a night's articles must not
    rename an actor that analysts have saved queries about. `seen` has actor_id, first_seen and last_seen over all
    articles, those of the night included.
    """
    found = pl.concat([candidates.select("actor_id"), known.select("actor_id")]).unique().sort("actor_id")
    for column in DESCRIBED:
        found = found.join(_most_mentioned(candidates, column), on="actor_id", how="left")
    merged = found.join(known.select("actor_id", *DESCRIBED), on="actor_id", how="left", suffix="_known")
    merged = merged.with_columns(pl.coalesce(f"{column}_known", column).alias(column) for column in DESCRIBED)
    merged = merged.select("actor_id", *DESCRIBED).join(seen, on="actor_id", how="left")
    unchanged = merged.join(known, on=["actor_id", *DESCRIBED, *SEEN], how="semi", nulls_equal=True)
    return merged.join(unchanged, on="actor_id", how="anti")


def _ids(prefix: str, keys: Iterable[tuple[object, ...]]) -> list[str]:
    return [content_id(prefix, *key) for key in keys]


def identify_events(mentions: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Extracted event mentions with their codes and event_id.

    `articles` has article_id and duplicate_of of every article in `mentions`. The id depends on the event alone, so
    it stays when further reports arrive.
    """
    original = pl.coalesce("duplicate_of", "article_id")
    coded = (
        coding.code(mentions)
        .join(articles.select("article_id", original=original), on="article_id", how="left")
        .with_columns(within=pl.when(pl.col("event_date").is_null()).then("original"))
    )
    keys = coded.select(*SAME_EVENT, "within").unique(maintain_order=True)
    keys = keys.with_columns(event_id=pl.Series(_ids("evt", keys.iter_rows()), dtype=pl.String))
    identified = coded.join(keys, on=[*SAME_EVENT, "within"], how="left", nulls_equal=True)
    return identified.drop("original", "within")


def events(mentions: pl.DataFrame, articles: pl.DataFrame, actors_known: pl.DataFrame) -> pl.DataFrame:
    """One row for each event in `mentions`, which must hold all mentions of these events, published ones too.

    `articles` has article_id and duplicate_of, `actors_known` actor_id, country and sector, of all that occur. Codes
    and place come from the most confident mention, of equals from the most specific code.
    """
    best_first = mentions.sort(
        "event_id",
        "confidence",
        pl.col("cameo_code").str.len_chars(),
        "event_mention_id",
        descending=[False, True, True, False],
    )
    place = ("place_name", "place_country", "latitude", "longitude")
    placed = best_first.filter(pl.col("place_name").is_not_null()).group_by("event_id", maintain_order=True)
    one_each = (
        best_first.group_by("event_id", maintain_order=True)
        .agg(
            pl.col(*SAME_EVENT, "event_mode", "cameo_code", "cameo_root", "quad_class", "goldstein").first(),
            pl.col("confidence").max(),
        )
        .join(placed.agg(pl.col(*place).first()), on="event_id", how="left")
        .join(_report_counts(mentions, articles), on="event_id", how="left")
    )
    for role in ("source", "target"):
        described = actors_known.select(
            pl.col("actor_id").alias(f"{role}_actor_id"),
            pl.col("country").alias(f"{role}_country"),
            pl.col("sector").alias(f"{role}_sector"),
        )
        one_each = one_each.join(described, on=f"{role}_actor_id", how="left")
    return one_each


def _report_counts(mentions: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """event_id -> mention_count (sentences) and article_count; an article and its near-duplicates count as one.

    The one that counts is the original where it reports the event, else the first of its copies that does.
    """
    reports = mentions.select("event_id", "article_id", "sentence_id").join(articles, on="article_id", how="left")
    reports = reports.with_columns(original=pl.coalesce("duplicate_of", "article_id"))
    counted = (
        reports.sort((pl.col("article_id") != pl.col("original")), "article_id")
        .group_by("event_id", "original", maintain_order=True)
        .agg(pl.col("article_id").first())
    )
    return (
        reports.join(counted, on=["event_id", "original", "article_id"], how="semi")
        .group_by("event_id")
        .agg(mention_count=pl.col("sentence_id").n_unique(), article_count=pl.col("original").n_unique())
    )


def quantities(extracted: pl.DataFrame, identified: pl.DataFrame) -> pl.DataFrame:
    """Extracted quantities with the event of their mention; one row a number, event and kind."""
    with_event = extracted.join(identified.select("event_mention_id", "event_id"), on="event_mention_id", how="inner")
    key = list(EventQuantities.primary_key())
    return with_event.sort(*key, "event_mention_id").unique(key, keep="first", maintain_order=True)
