"""What is unusual about a night is told; what feeds do anyway is not."""

from typing import Any

import polars as pl
import pytest

from transforms.anomalies import FIGURES, Levels, anomalies

LEVELS = Levels(count_warn=0.7, count_fail=0.9, share_warn=0.2, share_fail=0.5)
USUAL = [100, 120, 90, 110, 105, 40]


def night(**changes: Any) -> pl.DataFrame:
    """A night of 100 articles by Post: 5,000 mentions, of which a tenth has no actor."""
    values = {
        ("new_articles", "Post"): 100.0,
        ("new_articles", "Herald"): 3.0,
        ("new_rows", "actor_mentions"): 5000.0,
        ("unresolved_share", "actor_mentions"): 0.1,
        ("null_share", "actor_mentions.country"): 0.4,
        **changes.get("values", {}),
    }
    rows = [(metric, label, value) for (metric, label), value in values.items() if value is not None]
    return pl.DataFrame(rows, schema=FIGURES, orient="row")


def nights(count: int = 6, **changes: Any) -> pl.DataFrame:
    frames = [
        night(values={("new_articles", "Post"): float(USUAL[number]), **changes.get("values", {})}).with_columns(
            run_no=pl.lit(number)
        )
        for number in range(count)
    ]
    return pl.concat(frames)


def said(tonight: pl.DataFrame, earlier: pl.DataFrame, levels: Levels = LEVELS) -> list[tuple[bool, str]]:
    return [(found.fails, found.sentence) for found in anomalies(tonight, earlier, levels)]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {("new_articles", "Post"): 41.0},  # as low as on one of the nights before
        {("new_articles", "Post"): 35.0},  # lower, and not by much
        {("new_articles", "Herald"): None},  # has few articles anyway
        {("new_articles", "Gazette"): 500.0},  # new
        {("unresolved_share", "actor_mentions"): 0.0},  # better
        {("unresolved_share", "actor_mentions"): 0.25},
    ],
)
def test_nothing_is_said_of_an_ordinary_night(values: dict[tuple[str, str], float | None]) -> None:
    assert said(night(values=values), nights()) == []


@pytest.mark.parametrize(
    ("values", "fails", "sentence"),
    [
        (
            {("new_articles", "Post"): 20.0},
            False,
            "20 new articles of Post; the last 6 nights had 40 to 120, in the middle 102",
        ),
        (
            {("new_articles", "Post"): None},
            True,
            "0 new articles of Post; the last 6 nights had 40 to 120, in the middle 102",
        ),
        (
            {("new_articles", "Post"): 4000.0},
            False,
            "4,000 new articles of Post; the last 6 nights had 40 to 120, in the middle 102",
        ),
        (
            {("unresolved_share", "actor_mentions"): 0.35},
            False,
            "35% of the new rows of actor_mentions are without an actor in actor_mentions; the last 6 nights had "
            "10% to 10%",
        ),
        (
            {("null_share", "actor_mentions.country"): 1.0},
            True,
            "100% of the new rows of actor_mentions are without a value in country; the last 6 nights had 40% to 40%",
        ),
    ],
)
def test_what_is_unusual_is_said_in_a_sentence(
    values: dict[tuple[str, str], float | None], fails: bool, sentence: str
) -> None:
    assert said(night(values=values), nights()) == [(fails, sentence)]


def test_a_rise_never_fails_and_no_level_no_failure() -> None:
    silent = night(values={("new_articles", "Post"): None})
    assert said(silent, nights(), Levels(0.7, None, 0.2, None))[0][0] is False
    assert said(night(values={("new_articles", "Post"): 1e6}), nights())[0][0] is False


def test_the_first_nights_and_small_tables_are_not_judged() -> None:
    silent = night(values={("new_articles", "Post"): None})
    assert said(silent, nights(4)) == []
    few = {("new_rows", "actor_mentions"): 100.0, ("null_share", "actor_mentions.country"): 1.0}
    assert said(night(values=few), nights(values={("new_rows", "actor_mentions"): 100.0})) == []


def test_a_publisher_that_was_silent_before_is_no_alarm() -> None:
    earlier = nights().filter((pl.col("label") != "Post") | (pl.col("run_no") >= 4))
    assert said(night(values={("new_articles", "Post"): None}), earlier) == []
