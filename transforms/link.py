"""Rows across articles: one row an actor, one row an event, however many articles name them.

All of it is Polars over frames; nothing here reads text.
"""

import polars as pl

from schemas import EventQuantities
from schemas.table import Table
from schemas.vocabulary import DATE_PRECISIONS

CODES = ("event_type", "event_mode", "cameo_code", "cameo_root", "quad_class", "goldstein")
PLACE = ("place_name", "place_country", "latitude", "longitude")
# From what is settled to what is open; the first SETTLED of them say that the matter is closed.
STANDING = ("actual", "cancelled", "denied", "planned", "promised", "proposed", "hypothetical")
SETTLED = 3
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


def events(mentions: pl.DataFrame, articles: pl.DataFrame, actors_known: pl.DataFrame) -> pl.DataFrame:
    """One row for each event in `mentions`, which must hold all mentions of these events, published ones too.

    `articles` has article_id, duplicate_of and published_at, `actors_known` actor_id, country and is_generic, of all
    that occur. Status: what the latest reports say, but what is done is not undone by talk of plans. Of the
    reports with that status the most confident gives the codes (of equals the most specific code) and the place;
    participants and date are those of most reports, particular ones before general ones.
    """
    dated = mentions.join(articles, on="article_id", how="left")
    standing = _statuses(dated)
    best_first = dated.join(standing.rename({"status": "standing"}), on="event_id").sort(
        "event_id",
        pl.col("status") != pl.col("standing"),
        "confidence",
        pl.col("cameo_code").str.len_chars(),
        "event_mention_id",
        descending=[False, False, True, True, False],
    )
    placed = best_first.filter(pl.col("place_name").is_not_null()).group_by("event_id", maintain_order=True)
    one_each = (
        best_first.group_by("event_id", maintain_order=True)
        .agg(pl.col(*CODES).first(), pl.col("confidence").max())
        .join(standing, on="event_id", how="left")
        .join(_dates(dated), on="event_id", how="left")
        .join(placed.agg(pl.col(*PLACE).first()), on="event_id", how="left")
        .join(_report_counts(mentions, articles), on="event_id", how="left")
    )
    for role in ("source", "target"):
        described = actors_known.select(
            pl.col("actor_id").alias(f"{role}_actor_id"), pl.col("country").alias(f"{role}_country")
        )
        participants = _participants(dated, role, actors_known)
        one_each = one_each.join(participants, on="event_id", how="left").join(
            described, on=f"{role}_actor_id", how="left"
        )
    return one_each


def _statuses(mentions: pl.DataFrame) -> pl.DataFrame:
    """event_id -> status. Reports that have it done, denied or called off count before those of what is to come; of
    these the latest; of one day the status that most have, of equals the first of STANDING.
    """
    rank = pl.col("status").cast(pl.String).replace_strict({name: n for n, name in enumerate(STANDING)})
    return (
        mentions.with_columns(rank=rank, day=pl.col("published_at").dt.date())
        .group_by("event_id", "status", "day")
        .agg(pl.len().alias("count"), pl.col("rank").first())
        .sort(
            "event_id",
            pl.col("rank") >= SETTLED,
            "day",
            "count",
            "rank",
            descending=[False, False, True, True, False],
            nulls_last=True,
        )
        .group_by("event_id", maintain_order=True)
        .agg(pl.col("status").first())
    )


def _dates(mentions: pl.DataFrame) -> pl.DataFrame:
    """event_id -> the date that most reports give, of the finest precision that any gives."""
    finest = pl.col("event_date_precision").cast(pl.String)
    return (
        mentions.with_columns(coarseness=finest.replace_strict({name: n for n, name in enumerate(DATE_PRECISIONS)}))
        .group_by("event_id", "event_date", "event_date_precision", "coarseness")
        .agg(pl.len().alias("count"))
        .sort("event_id", "coarseness", "count", "event_date", descending=[False, False, True, False])
        .group_by("event_id", maintain_order=True)
        .agg(pl.col("event_date", "event_date_precision").first())
    )


def _participants(mentions: pl.DataFrame, role: str, actors_known: pl.DataFrame) -> pl.DataFrame:
    """event_id -> source or target, and its sector in most of the reports that name it: a named one before a role,
    a role with a country before one without; of equals the one that most reports name, then the first id.
    """
    column, sector = f"{role}_actor_id", f"{role}_sector"
    described = actors_known.select(
        pl.col("actor_id").alias(column),
        vagueness=pl.col("is_generic").fill_null(False).cast(pl.Int8) + pl.col("country").is_null().cast(pl.Int8),
    )
    return (
        mentions.filter(pl.col(column).is_not_null())
        .join(described, on=column, how="left")
        .group_by("event_id", column)
        .agg(pl.len().alias("count"), pl.col("vagueness").first(), pl.col(sector).drop_nulls().mode().sort().first())
        .sort("event_id", "vagueness", "count", column, descending=[False, False, True, False], nulls_last=True)
        .group_by("event_id", maintain_order=True)
        .agg(pl.col(column, sector).first())
    )


def _report_counts(mentions: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """event_id -> mention_count (sentences) and article_count; an article and its near-duplicates count as one.

    The one that counts is the original where it reports the event, else the first of its copies that does.
    """
    originals = articles.select("article_id", "duplicate_of")
    reports = mentions.select("event_id", "article_id", "sentence_id").join(originals, on="article_id", how="left")
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
