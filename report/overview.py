"""The first page, and the pages that are one picture with its table: speakers, network, map."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import polars as pl

from report import charts
from report.pages import Pages, checked_id, page_of
from report.tables import count
from warehouse.snapshot import Snapshot

LATEST_ARTICLES = 8
SHOWN_REASONS = 20
CHARTED_SPEAKERS = 15
LISTED_SPEAKERS = 500
MOST_LINES = 200
DRAWN_LINES = 90
DRAWN_ACTORS = 45
MOST_PLACES = 500
DRAWN_PLACES = 400

Row = dict[str, Any]

_TILES = (
    ("articles", "articles", "articles/1.html"),
    ("quotes", "quotes", "quotes.html"),
    ("events", "events", "events/1.html"),
    ("actors", "actors", "actors/1.html"),
)
_SPEAKERS = """
SELECT q.speaker_actor_id AS actor_id, a.name, a.no, a.country, a.sector, count(*) AS total,
    count(*) FILTER (WHERE q.kind = 'direct') AS direct,
    count(*) FILTER (WHERE q.kind = 'mixed') AS mixed,
    count(*) FILTER (WHERE q.kind = 'indirect') AS indirect,
    count(DISTINCT q.article_id) AS articles
FROM main.quotes AS q JOIN shown_actors AS a ON a.actor_id = q.speaker_actor_id
GROUP BY ALL ORDER BY total DESC, a.no
"""
_LINES = """
SELECT source_actor_id AS source, target_actor_id AS target, count(*) AS events,
    arg_max(quad_class, n) AS quad_class
FROM (
    SELECT source_actor_id, target_actor_id, quad_class,
        count(*) OVER (PARTITION BY source_actor_id, target_actor_id, quad_class) * 10 - quad_class AS n
    FROM shown_events
    WHERE source_actor_id <> target_actor_id
)
GROUP BY ALL ORDER BY events DESC, source, target
"""
_PLACES = """
SELECT arg_min(place_name, no) AS name, arg_min(place_country, no) AS country, latitude, longitude,
    count(*) AS events, arg_max(quad_class, n) AS quad_class, min(no) AS no, arg_min(event_id, no) AS event_id
FROM (
    SELECT *, count(*) OVER (PARTITION BY latitude, longitude, quad_class) * 10 - quad_class AS n
    FROM shown_events WHERE latitude IS NOT NULL
)
GROUP BY latitude, longitude ORDER BY events DESC, no
"""
_BY_DAY = """
WITH dated AS (
    SELECT coalesce(event_date, reported_on) AS day, quad_class, goldstein
    FROM shown_events WHERE status = 'actual' AND coalesce(event_date, reported_on) IS NOT NULL
), middle AS (
    SELECT quantile_disc(day, 0.1) AS first, quantile_disc(day, 0.9) AS last FROM dated
), ends AS (
    -- What an article remembers of 1986 must not press all the rest into a corner.
    SELECT first - CAST(7 + last - first AS INTEGER) AS first, last + CAST(7 + last - first AS INTEGER) AS last
    FROM middle
)
SELECT day, quad_class, count(*) AS events, sum(goldstein) AS goldstein, count(goldstein) AS scaled
FROM dated, ends WHERE day BETWEEN first AND last
GROUP BY ALL ORDER BY ALL
"""


def write_index(snapshot: Snapshot, pages: Pages, run: Row, runs: Sequence[Row], refused: pl.DataFrame) -> None:
    """The first page: the summary of the run that published, the shape of its news, and what the last run refused.

    `runs` are the last runs, latest first; those that published nothing since are among them. `refused` is what the
    latest put into quarantine.
    """
    days = snapshot.query(_BY_DAY).to_dicts()
    types = snapshot.query(
        "SELECT event_type, quad_class, count(*) AS events, avg(goldstein) AS goldstein FROM shown_events "
        "GROUP BY ALL ORDER BY quad_class, events DESC, event_type"
    ).to_dicts()
    actual = snapshot.one("SELECT count(*) FROM shown_events WHERE status = 'actual'")
    drawn = sum(day["events"] for day in days)
    period = snapshot.query(
        "SELECT CAST(min(published_at) AS DATE), CAST(max(published_at) AS DATE) FROM shown_articles"
    ).row(0)
    latest = snapshot.query("SELECT * FROM shown_articles ORDER BY no LIMIT ?", [LATEST_ARTICLES])
    reasons = (
        refused.group_by("check_name", "reason")
        .agg(pl.len().alias("rows"))
        .sort("rows", "check_name", "reason", descending=[True, False, False])
        .head(SHOWN_REASONS)
    )
    speakers = snapshot.query(f"{_SPEAKERS} LIMIT {CHARTED_SPEAKERS}").to_dicts()
    pages.write(
        "index.html",
        "index.html",
        run=run,
        tiles=_tiles(snapshot, run),
        period=period if period[0] else None,
        day_chart=charts.timeline(days, "of all actors") if days else None,
        drawn=drawn,
        dated_from=actual,
        elsewhere=actual - drawn,
        types=types,
        type_chart=charts.event_types(types) if types else None,
        speaker_chart=charts.speakers(speakers) if speakers else None,
        latest=latest.to_dicts(),
        reasons=reasons.to_dicts(),
        runs=runs,
        since=runs[0] if runs and runs[0]["run_id"] != run["run_id"] else None,
    )


def _tiles(snapshot: Snapshot, run: Row) -> list[Row]:
    """Rows of the main tables, and how many more than after the run before, if there was one."""
    before = dict(
        snapshot.query(
            "SELECT table_name, row_count FROM meta.table_stats WHERE run_id = ("
            "SELECT arg_max(run_id, rowid) FROM meta.table_stats WHERE run_id <> ?)",
            [run["run_id"]],
        ).iter_rows()
    )
    tiles = []
    for table, name, page in _TILES:
        rows = count(snapshot, f"main.{table}")
        added = rows - before[table] if table in before else None
        tiles.append({"name": name, "page": page, "rows": rows, "added": added})
    return tiles


def _leading_to_pages(snapshot: Snapshot, sql: str, key: str) -> list[dict[str, Any]]:
    """The rows of a query, each with the page on which its number `no` is listed; `key` is the id that it links to."""
    rows = snapshot.query(sql).to_dicts()
    for row in rows:
        checked_id(row[key])
        row["page"] = page_of(row["no"])
    return rows


def write_speakers(snapshot: Snapshot, pages: Pages) -> None:
    """The most quoted actors."""
    rows = _leading_to_pages(snapshot, f"{_SPEAKERS} LIMIT {LISTED_SPEAKERS}", "actor_id")
    pages.write(
        "speakers.html",
        "speakers.html",
        rows=rows,
        total=snapshot.one(
            "SELECT count(DISTINCT speaker_actor_id) FROM main.quotes WHERE speaker_actor_id IS NOT NULL"
        ),
        chart=charts.speakers(rows[:CHARTED_SPEAKERS]) if rows else None,
    )


def write_network(snapshot: Snapshot, pages: Pages) -> None:
    """The actors of most events, and who acted upon whom."""
    lines = snapshot.query(f"{_LINES} LIMIT {MOST_LINES}").to_dicts()
    actors = [key for line in lines for key in (line["source"], line["target"])]
    found = snapshot.query("SELECT actor_id, name, no FROM shown_actors WHERE list_contains(?, actor_id)", [actors])
    known = {actor_id: (name, no) for actor_id, name, no in found.iter_rows()}
    events: Counter[str] = Counter()
    for line in lines:
        for end in ("source", "target"):
            name, no = known[checked_id(line[end])]
            line |= {f"{end}_name": name, f"{end}_page": page_of(no)}
            events[line[end]] += line["events"]
    drawn = lines[:DRAWN_LINES]
    ends = {line[end] for line in drawn for end in ("source", "target")}
    nodes = [
        {"id": actor, "name": known[actor][0], "events": number}
        for actor, number in events.most_common()
        if actor in ends
    ][:DRAWN_ACTORS]
    ids = {node["id"] for node in nodes}
    links = [line for line in drawn if line["source"] in ids and line["target"] in ids]
    joined = {line[end] for line in links for end in ("source", "target")}
    nodes = [node for node in nodes if node["id"] in joined]
    pages.write("network.html", "network.html", rows=lines, chart=charts.network(nodes, links) if nodes else None)


def write_map(snapshot: Snapshot, pages: Pages) -> None:
    """The places of events."""
    rows = _leading_to_pages(snapshot, f"{_PLACES} LIMIT {MOST_PLACES}", "event_id")
    pages.write(
        "map.html",
        "map.html",
        rows=rows,
        placed=snapshot.one("SELECT count(*) FROM shown_events WHERE latitude IS NOT NULL"),
        total=count(snapshot, "shown_events"),
        chart=charts.world(rows[:DRAWN_PLACES]) if rows else None,
    )
