"""What kinds of deed a code may stand for (seeds/event_kinds.csv)."""

from functools import cache

import polars as pl

from schemas.same_events import EventKinds, ReportWords
from transforms import seeds
from transforms.events.rules import cameo_frame


@cache
def _word_classes() -> dict[str, frozenset[str]]:
    return seeds.word_classes(ReportWords, "report_words.csv")


def words(name: str) -> frozenset[str]:
    """The words of a class of seeds/report_words.csv. Raises KeyError for an unknown class."""
    return _word_classes()[name]


@cache
def kinds_by_code() -> pl.DataFrame:
    """cameo_code, kinds (a list) and nature of every code. A code without a row is a kind of its own."""
    prefixes = {row["cameo_prefix"]: row for row in seeds.table(EventKinds, "event_kinds.csv").iter_rows(named=True)}
    rows = []
    for code in cameo_frame()["cameo_code"]:
        row = next((prefixes[code[:length]] for length in range(4, 1, -1) if code[:length] in prefixes), None)
        kinds = seeds.listed(row["kinds"]) if row else [code]
        rows.append({"cameo_code": code, "kinds": kinds, "nature": row and row["nature"]})
    return pl.DataFrame(rows, schema={"cameo_code": pl.String, "kinds": pl.List(pl.String), "nature": pl.String})
