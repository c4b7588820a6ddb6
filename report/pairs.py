"""Timelines of pairs: of countries, and of actors, between whom most was done."""

import re
from typing import Any

from report import charts
from report.articles import Parts
from report.lists import with_words
from report.pages import Pages, checked_id, last_page
from report.tables import ROWS_A_PAGE, events_with_reports, in_pages
from schemas.table import COUNTRY_PATTERN
from warehouse.errors import WarehouseError
from warehouse.snapshot import Snapshot

MOST_PAIRS = 60  # of countries, and of actors
MOST_EVENTS = 5 * ROWS_A_PAGE  # that a pair's pages list
FEWEST_EVENTS = 3

# A pair is the same whichever of the two acts: `one` is the first of them by name or code.
_PAIRS = """
SELECT
    {one} AS one_key, {other} AS other_key,
    count(*) AS events,
    count(*) FILTER (WHERE {source} = {one}) AS first_acts,
    [count(*) FILTER (WHERE quad_class = 1), count(*) FILTER (WHERE quad_class = 2),
     count(*) FILTER (WHERE quad_class = 3), count(*) FILTER (WHERE quad_class = 4)] AS by_class,
    avg(goldstein) AS goldstein
FROM shown_events
WHERE {source} <> {target}
GROUP BY ALL
HAVING count(*) >= {fewest}
ORDER BY events DESC, one_key, other_key
LIMIT {most}
"""
_OF_A_PAIR = "(({source} = $1 AND {target} = $2) OR ({source} = $2 AND {target} = $1))"
_BY_DAY = """
SELECT coalesce(event_date, reported_on) AS day, quad_class, count(*) AS events, sum(goldstein) AS goldstein,
    count(goldstein) AS scaled, count(*) FILTER (WHERE event_date IS NULL) AS by_report
FROM shown_events
WHERE status = 'actual' AND coalesce(event_date, reported_on) IS NOT NULL AND {which}
GROUP BY ALL ORDER BY ALL
"""
_COUNTRY_NAMES = """
SELECT country, arg_max(name, mention_count) FROM shown_actors
WHERE country IS NOT NULL AND (kind = 'country' OR country IN ('UNO', 'EUR')) AND NOT is_generic
GROUP BY country
"""
_COUNTRIES = {"source": "source_country", "target": "target_country"}
_ACTORS = {"source": "source_actor_id", "target": "target_actor_id"}

Row = dict[str, Any]


def write_pairs(snapshot: Snapshot, pages: Pages, parts: Parts) -> None:
    """Write a page or several for each pair, and the page that lists the pairs."""
    countries = _pairs(snapshot, _COUNTRIES)
    actors = _pairs(snapshot, _ACTORS)
    names = _names(snapshot, [key for pair in actors for key in (pair["one_key"], pair["other_key"])])
    called = dict(snapshot.query(_COUNTRY_NAMES).iter_rows())
    for pair in countries:
        for key in (pair["one_key"], pair["other_key"]):
            if not re.fullmatch(COUNTRY_PATTERN, key):
                raise WarehouseError(f"{key[:40]!r} is no code of a country")
        pair |= {"one": called.get(pair["one_key"]) or pair["one_key"]}
        pair |= {"other": called.get(pair["other_key"]) or pair["other_key"]}
    for pair in actors:
        checked_id(pair["one_key"])
        checked_id(pair["other_key"])
        pair |= {"one": names[pair["one_key"]], "other": names[pair["other_key"]]}
    for columns, pairs in ((_COUNTRIES, countries), (_ACTORS, actors)):
        for pair in pairs:
            pair["stem"] = f"{pair['one_key']}-{pair['other_key']}"
            _write_pair(snapshot, pages, parts, columns, pair)
    groups = [("Countries and bodies", "countries", countries), ("Actors", "actors", actors)]
    pages.write("timelines.html", "timelines.html", groups=groups)


def _pairs(snapshot: Snapshot, columns: dict[str, str]) -> list[Row]:
    source, target = columns["source"], columns["target"]
    sql = _PAIRS.format(
        **columns,
        one=f"least({source}, {target})",
        other=f"greatest({source}, {target})",
        fewest=FEWEST_EVENTS,
        most=MOST_PAIRS,
    )
    return snapshot.query(sql).to_dicts()


def _names(snapshot: Snapshot, actor_ids: list[str]) -> dict[str, str]:
    rows = snapshot.query("SELECT actor_id, name FROM shown_actors WHERE list_contains(?, actor_id)", [actor_ids])
    return dict(rows.iter_rows())


def _write_pair(snapshot: Snapshot, pages: Pages, parts: Parts, columns: dict[str, str], pair: Row) -> None:
    which = _OF_A_PAIR.format(**columns)
    both = [pair["one_key"], pair["other_key"]]
    days = snapshot.query(_BY_DAY.format(which=which), both).to_dicts()
    chart = charts.timeline(days, f"between {pair['one']} and {pair['other']}") if days else None
    sql = f"SELECT * FROM shown_events WHERE {which} ORDER BY no LIMIT {MOST_EVENTS}"  # noqa: S608  our own names
    events = events_with_reports(snapshot, snapshot.query(sql, both).iter_rows(named=True))
    rows = [with_words(row, parts) for row in events]
    for number, some in enumerate(in_pages(rows), start=1):
        pages.write_list(
            f"dyads/{pair['stem']}",
            "dyad.html",
            some,
            number,
            last_page(len(rows)),
            pair=pair,
            chart=chart if number == 1 else None,
            drawn=sum(day["events"] for day in days),
            by_report=sum(day["by_report"] for day in days),
            listed=len(rows),
        )
