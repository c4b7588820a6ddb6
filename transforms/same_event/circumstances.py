"""When and where two reports set their events, and whether they tell of one: expressions over pairs of reports.

A pair has the columns of both reports (`transforms.same_event.reports`), those of the second with `_other` behind.
Days are numbers (days since 1970). Every function gives points; null where the reports contradict each other.
"""

import math

import polars as pl

# News tells what happened in the days before; an undated plan may be for any day of the months after.
LOOKS_BACK = 3
LOOKS_AHEAD = 60
HISTORY = 14  # days before publication from which on a dated event is history
APART = 3  # days between undated reports of one event at most

SAME_DAY = 2.0
SAME_WEEK = 1.0
SAME_PERIOD = 0.4
UNDATED = 0.5
SAME_STORY = 1.5  # one article that gives neither of the two a date
SAME_STORY_DATED = 1.0

SAME_TOWN = 1.0
SAME_COUNTRY = 0.3
TOWN_KM = 40.0
NEARBY_KM = 100.0  # a suburb, or the town next to where it was
REGION_KM = 500.0
EARTH_KM = 6371.0


def _min(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    return pl.min_horizontal(left, right)


def _max(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    return pl.max_horizontal(left, right)


def days() -> pl.Expr:
    """Points for the days. Two dates must overlap; an undated report must come out about the day of the other."""
    first, last, published = pl.col("first_day"), pl.col("last_day"), pl.col("published_day")
    first_other, last_other = pl.col("first_day_other"), pl.col("last_day_other")
    published_other = pl.col("published_day_other")
    one_story = pl.col("original") == pl.col("original_other")
    dated, dated_other = first.is_not_null(), first_other.is_not_null()
    overlap = (first <= last_other) & (first_other <= last)
    width = _max(last - first, last_other - first_other)
    both = pl.when(width == 0).then(SAME_DAY).when(width <= 7).then(SAME_WEEK).otherwise(SAME_PERIOD)
    start, end = _min(first, first_other), _min(last, last_other)  # nulls are passed over: of the one that is dated
    undated_on = pl.when(dated).then(published_other).otherwise(published)
    ahead = pl.when(dated).then(pl.col("standing_other")).otherwise(pl.col("standing")).is_in(("open", "imagined"))
    reach_first = undated_on - pl.when(ahead).then(1).otherwise(LOOKS_BACK)
    reach_last = undated_on + pl.when(ahead).then(LOOKS_AHEAD).otherwise(0)
    within = ((start <= reach_last) & (end >= reach_first)).fill_null(False)
    history = end < undated_on - HISTORY
    told_with_date = (
        pl.when(one_story & ~history.fill_null(False))
        .then(SAME_STORY_DATED)
        .when(within)
        .then(pl.when(end - start <= 7).then(UNDATED).otherwise(0.0))
    )
    gap = (published - published_other).abs()
    neither = (
        pl.when(one_story).then(SAME_STORY).when(gap <= 1).then(pl.lit(-0.4)).when(gap <= APART).then(pl.lit(-0.8))
    )
    return (
        pl.when(dated & dated_other)
        .then(pl.when(overlap).then(both))
        .when(dated | dated_other)
        .then(told_with_date)
        .otherwise(neither)
    )


def standings() -> pl.Expr:
    """No points, and null where one report has it done (or denied, or called off) and the other to come.

    Such reports are of one event only where both give a date, or where what was planned for a day is told as done by
    an undated report of that day or the next. What two articles only imagine is one where they give a date.
    """
    one, other = pl.col("standing"), pl.col("standing_other")
    dated, dated_other = pl.col("first_day").is_not_null(), pl.col("first_day_other").is_not_null()
    planned_day = pl.when(one == "open").then(pl.col("first_day")).otherwise(pl.col("first_day_other"))
    told = pl.when(one == "open").then(pl.col("published_day_other")).otherwise(pl.col("published_day"))
    carried_out = (one == "open").xor(other == "open") & (told - planned_day).is_between(0, 2)
    called_off = ((one == "cancelled") & (other == "open")) | ((one == "open") & (other == "cancelled"))
    imagined = (one == "imagined") & (other == "imagined") & (pl.col("original") != pl.col("original_other"))
    fits = (
        ((one == other) & ~imagined)
        | (dated & dated_other)
        | carried_out.fill_null(False)
        | (called_off & (dated | dated_other))
    )
    return pl.when(fits).then(0.0)


def kilometres(latitude: float, longitude: float, latitude_other: float, longitude_other: float) -> float:
    """Great-circle distance of two points (haversine), in kilometres."""
    half_lat, half_long = (math.radians(gap) / 2 for gap in (latitude_other - latitude, longitude_other - longitude))
    across = math.cos(math.radians(latitude)) * math.cos(math.radians(latitude_other)) * math.sin(half_long) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, math.sin(half_lat) ** 2 + across)))


def _kilometres() -> pl.Expr:
    """The same of the places of both reports."""
    lat, lat_other = pl.col("latitude").radians(), pl.col("latitude_other").radians()
    half_lat = (lat_other - lat) / 2
    half_long = (pl.col("longitude_other").radians() - pl.col("longitude").radians()) / 2
    across = lat.cos() * lat_other.cos() * half_long.sin() ** 2
    return 2 * EARTH_KM * (half_lat.sin() ** 2 + across).clip(0.0, 1.0).sqrt().arcsin()


def places() -> pl.Expr:
    """Points for the places, as the sentences name them. Deeds that are done somewhere cannot be in two towns."""
    named = pl.col("place_level").is_not_null() & pl.col("place_level_other").is_not_null()
    local = (pl.col("nature") == "local") & (pl.col("nature_other") == "local")
    towns = (pl.col("place_level") == "town") & (pl.col("place_level_other") == "town")
    whole = (pl.col("place_level") == "country") | (pl.col("place_level_other") == "country")
    abroad = pl.col("place_country") != pl.col("place_country_other")
    limit = pl.when(towns).then(TOWN_KM).otherwise(REGION_KM)
    elsewhere = pl.when(whole).then(abroad).otherwise(_kilometres() > limit)
    same = (
        pl.when(whole)
        .then(pl.when(abroad).then(0.0).otherwise(SAME_COUNTRY))
        .when(towns)
        .then(SAME_TOWN)
        .otherwise(SAME_COUNTRY)
    )
    return pl.when(~named).then(0.0).when(elsewhere.fill_null(False)).then(pl.when(~local).then(0.0)).otherwise(same)
