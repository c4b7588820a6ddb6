"""Where to look for published events that a night's reports may be of: by kind of deed, participant and day.

What this finds is more than what `evidence` then takes; what it leaves out is never joined. So the cost of a night
grows with its own reports and with what the weeks around them say of the same participants, not with the archive.
"""

import polars as pl

from transforms.same_event.evidence import ROLES
from transforms.same_event.kinds import kinds_by_code

# Days that a published report is looked for before and after a dated, and an undated, new one.
AROUND_DATED = (14, 3)
AROUND_UNDATED = (4, 14)
LONGEST = 31  # days of a period of which each is looked up


def kinds() -> pl.DataFrame:
    """cameo_code and kind, one row each."""
    return kinds_by_code().select("cameo_code", kind="kinds").explode("kind")


def wanted(fresh: pl.DataFrame, articles: pl.DataFrame, actors: pl.DataFrame) -> pl.DataFrame:
    """kind, key and day of reports that may be of one event with one of `fresh`.

    A key is a role and an actor, such as `source:NGA`: a country, or the id of an actor without one. Reports that do
    not tell of which country somebody is are found by `place:NGA`, the country of the place, and, on the very day, by
    the sector of the source: `bare:REB` where the new report lacks the country, `native:REB` where the published does.

    `fresh` are coded mentions; `articles` has article_id and published_at, `actors` actor_id, country and sector.
    """
    days = fresh.join(articles.select("article_id", "published_at"), on="article_id", how="left")
    happened, published = pl.col("event_date"), pl.col("published_at").dt.date()
    around = {
        "first": pl.when(happened.is_null())
        .then(published.dt.offset_by(f"-{AROUND_UNDATED[0]}d"))
        .otherwise(happened.dt.offset_by(f"-{AROUND_DATED[0]}d")),
        "last": pl.when(happened.is_null())
        .then(published.dt.offset_by(f"{AROUND_UNDATED[1]}d"))
        .when(pl.col("event_date_precision").cast(pl.String).is_in(["month", "year"]))
        .then(happened.dt.offset_by(f"{LONGEST}d"))
        .otherwise(happened.dt.offset_by(f"{AROUND_DATED[1]}d")),
    }
    places = days.with_columns(**around).drop_nulls("first").join(kinds(), on="cameo_code")
    described = actors.select("actor_id", "country", "sector", actor=pl.coalesce("country", "actor_id"))
    roles = [
        places.select("kind", "first", "last", actor_id=f"{role}_actor_id", role=pl.lit(role)).join(
            described, on="actor_id"
        )
        for role in ROLES
    ]
    there = places.filter(pl.col("place_country").is_not_null())
    roles.append(there.select("kind", "first", "last", role=pl.lit("place"), actor="place_country"))
    roles.append(
        places.filter(pl.col("event_date_precision") == "day")
        .join(described.drop("actor"), left_on="source_actor_id", right_on="actor_id")
        .filter(pl.col("sector").is_not_null())
        .select(
            "kind",
            first="event_date",
            last="event_date",
            role=pl.when(pl.col("country").is_null()).then(pl.lit("bare")).otherwise(pl.lit("native")),
            actor=pl.col("sector").cast(pl.String),
        )
    )
    spans = pl.concat(
        [
            frame.select("kind", "first", "last", key=pl.concat_str(pl.col("role"), pl.lit(":"), pl.col("actor")))
            for frame in roles
        ]
    ).unique()
    return spans.with_columns(day=pl.date_ranges("first", "last")).select("kind", "key", "day").explode("day").unique()
