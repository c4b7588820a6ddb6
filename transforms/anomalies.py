"""What is unusual about a night: its figures against those of the nights before it.

A figure is unusual when it lies outside all that the earlier nights had, and far from their median besides: feeds have
weekdays and quiet weeks, and a rule by standard deviations would call each of these an alarm.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

FIGURES = {"metric": pl.String(), "label": pl.String(), "value": pl.Float64()}
# Tables of which each row is of one article: what a night brings of the others depends on what was there before it.
COUNTED = ("articles", "sentences", "actor_mentions", "event_mentions", "quotes")
UNRESOLVED = {"actor_mentions": "actor_id", "quotes": "speaker_actor_id", "event_mentions": "source_actor_id"}
MOST_PUBLISHERS = 500
LEAST_NIGHTS = 5
LEAST_COUNT = 20.0
LEAST_ROWS = 200.0
COUNTS = {"new_articles": "articles of", "new_rows": "rows of"}
SHARES = {"null_share": "without a value in", "unresolved_share": "without an actor in"}


@dataclass(frozen=True)
class Levels:
    """From where on a figure is told (`warn`), and from where on the night is not published (`fail`).

    For counts: the share by which it falls below the median of the earlier nights (a rise counts as the fall that
    undoes it). For shares: by how much the share rises over that median. None never fails.
    """

    count_warn: float
    count_fail: float | None
    share_warn: float
    share_fail: float | None


@dataclass(frozen=True)
class Anomaly:
    """Something unusual, in a sentence."""

    fails: bool
    sentence: str


def figures(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The figures of a night's new rows (columns FIGURES): articles by publisher, rows, null shares, unresolved shares.

    Of publishers the MOST_PUBLISHERS with the most articles are counted.
    """
    by_publisher = (
        tables["articles"]
        .group_by(label=pl.col("publisher").fill_null(""))
        .agg(value=pl.len().cast(pl.Float64))
        .sort("value", "label", descending=[True, False])
        .head(MOST_PUBLISHERS)
    )
    rows: list[tuple[str, str, float]] = [("new_articles", label, value) for label, value in by_publisher.iter_rows()]
    for name in COUNTED:
        table = tables[name]
        rows.append(("new_rows", name, float(table.height)))
        if not table.height:
            continue
        rows += [
            ("null_share", f"{name}.{column}", count / table.height)
            for column, count in table.null_count().row(0, named=True).items()
        ]
        if name in UNRESOLVED:
            rows.append(("unresolved_share", name, table[UNRESOLVED[name]].null_count() / table.height))
    return pl.DataFrame(rows, schema=FIGURES, orient="row")


def anomalies(tonight: pl.DataFrame, earlier: pl.DataFrame, levels: Levels) -> list[Anomaly]:
    """What of a night's figures is unusual against `earlier`: the same columns and `run_no`, a night each.

    Nothing is said before LEAST_NIGHTS nights are there, of counts whose median is below LEAST_COUNT, and of shares of
    fewer than LEAST_ROWS rows.
    """
    nights = earlier["run_no"].n_unique()
    if nights < LEAST_NIGHTS:
        return []
    missing = pl.col("metric").is_in(list(COUNTS))
    # A publisher that is silent has no figure: that is a 0, tonight and on the nights before.
    known = (
        earlier.group_by("metric", "label")
        .agg("value")
        .with_columns(value=pl.when(missing).then(_with_zeros(nights)).otherwise("value"))
        .select(
            "metric",
            "label",
            seen=pl.col("value").list.len(),
            least=pl.col("value").list.min(),
            most=pl.col("value").list.max(),
            median=pl.col("value").list.median(),
        )
    )
    compared = known.join(tonight, on=["metric", "label"], how="left")
    compared = compared.with_columns(value=pl.when(missing).then(pl.col("value").fill_null(0.0)).otherwise("value"))
    compared = compared.filter(pl.col("value").is_not_null() & (pl.col("seen") >= LEAST_NIGHTS))
    outside = compared.filter((pl.col("value") < pl.col("least")) | (pl.col("value") > pl.col("most")))
    heights = dict(tonight.filter(metric="new_rows").select("label", "value").iter_rows())
    found: list[Anomaly] = []
    for figure in outside.sort("metric", "label").iter_rows(named=True):
        counted = figure["metric"] in COUNTS
        found += _count_anomaly(figure, nights, levels) if counted else _share_anomaly(figure, nights, heights, levels)
    return sorted(found, key=lambda anomaly: not anomaly.fails)


def _with_zeros(nights: int) -> pl.Expr:
    zeros = pl.lit([0.0] * nights, dtype=pl.List(pl.Float64))
    padded: pl.Expr = pl.concat_list("value", zeros).list.head(nights)
    return padded


def _count_anomaly(figure: Mapping[str, object], nights: int, levels: Levels) -> Iterator[Anomaly]:
    value, median = float(str(figure["value"])), float(str(figure["median"]))
    if median < LEAST_COUNT:
        return
    change = 1 - min(value, median) / max(value, median)
    if change < levels.count_warn:
        return
    fails = levels.count_fail is not None and value < median and change >= levels.count_fail
    what = f"{COUNTS[str(figure['metric'])]} {figure['label'] or 'no known publisher'}"
    yield Anomaly(
        fails,
        f"{value:,.0f} new {what}; the last {nights} nights had {figure['least']:,.0f} to {figure['most']:,.0f}, "
        f"in the middle {median:,.0f}",
    )


def _share_anomaly(
    figure: Mapping[str, object], nights: int, heights: Mapping[str, float], levels: Levels
) -> Iterator[Anomaly]:
    value, median, label = float(str(figure["value"])), float(str(figure["median"])), str(figure["label"])
    table = label.partition(".")[0]
    rise = value - median
    emptied = value == 1.0 and rise >= levels.share_warn
    if heights.get(table, 0.0) < LEAST_ROWS or rise < levels.share_warn:
        return
    fails = levels.share_fail is not None and (rise >= levels.share_fail or emptied)
    where = SHARES[str(figure["metric"])]
    yield Anomaly(
        fails,
        f"{value:.0%} of the new rows of {table} are {where} {label.partition('.')[2] or table}; the last {nights} "
        f"nights had {figure['least']:.0%} to {figure['most']:.0%}",
    )
