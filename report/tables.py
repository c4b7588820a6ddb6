"""What the report reads from the warehouse: rows in the order of its pages, kept as tables while it is made."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from warehouse.snapshot import Snapshot

ROWS_AT_ONCE = 5_000
ROWS_A_PAGE = 100

# The latest first; without a date the order is that of the uris, so that the same file gives the same report.
_ARTICLES = """
SELECT
    row_number() OVER (ORDER BY art.published_at DESC NULLS LAST, art.uri) AS no,
    art.article_id,
    art.uri,
    coalesce(left(art.title, 300), left(trim(regexp_extract(left(art.text, 2000), '\\S[^\\n]*')), 300)) AS headline,
    art.publisher,
    art.published_at,
    art.word_count,
    art.duplicate_of,
    art.not_extracted_reason,
    length(art.text) AS size,
    coalesce(q.n, 0) AS quotes,
    coalesce(e.n, 0) AS events
FROM main.articles AS art
LEFT JOIN (SELECT article_id, count(*) AS n FROM main.quotes GROUP BY ALL) AS q USING (article_id)
LEFT JOIN (SELECT article_id, count(*) AS n FROM main.event_mentions GROUP BY ALL) AS e USING (article_id)
ORDER BY no
"""

# Numbers are given to narrow rows, and wide ones are only sorted: sorting goes to disk where memory ends, windows and
# lists over a million events do not.
_EVENT_NUMBERS = """
SELECT
    row_number() OVER (ORDER BY day DESC NULLS LAST, mention_count DESC, event_id) AS no, event_id, status, reported_on
FROM (
    SELECT e.event_id, e.status, e.mention_count, r.reported_on, coalesce(e.event_date, r.reported_on) AS day
    FROM main.events AS e
    JOIN (
        SELECT m.event_id, min(CAST(art.published_at AS DATE)) AS reported_on
        FROM main.event_mentions AS m JOIN main.articles AS art USING (article_id) GROUP BY m.event_id
    ) AS r USING (event_id)
)
"""

# The first dozen reports of an event, best first, as in the view event_log.
_REPORTS = """
SELECT n.no, m.article_id, m.event_mention_id AS row_id, m.start_char, m.sentence_id,
    row_number() OVER (
        PARTITION BY n.no
        ORDER BY m.status <> n.status, art.duplicate_of IS NOT NULL, m.confidence DESC, m.event_mention_id
    ) AS rank
FROM main.event_mentions AS m
JOIN event_numbers AS n USING (event_id)
JOIN main.articles AS art USING (article_id)
QUALIFY rank <= 12
ORDER BY n.no, rank
"""

_EVENTS = """
SELECT
    n.no,
    e.event_id, e.event_date, e.event_date_precision, n.reported_on, e.status,
    e.source_actor_id, left(source.name, 120) AS source, e.source_country, e.source_sector,
    e.target_actor_id, left(target.name, 120) AS target, e.target_country, e.target_sector,
    e.event_type, e.event_mode, e.cameo_code, e.quad_class, e.goldstein,
    left(e.place_name, 120) AS place_name, e.place_country, e.latitude, e.longitude,
    e.mention_count, e.article_count, e.confidence,
    left(s.text, 400) AS sentence
FROM main.events AS e
JOIN event_numbers AS n USING (event_id)
LEFT JOIN shown_reports AS r ON r.no = n.no AND r.rank = 1
LEFT JOIN main.sentences AS s ON s.sentence_id = r.sentence_id
LEFT JOIN main.actors AS source ON source.actor_id = e.source_actor_id
LEFT JOIN main.actors AS target ON target.actor_id = e.target_actor_id
ORDER BY n.no
"""

# The words that an actor's row leads to: the first mention by name in the latest article that has one.
_ACTORS = """
WITH first_words AS (
    SELECT
        m.actor_id,
        arg_min(
            struct_pack(article_id := m.article_id, row_id := m.mention_id, start_char := m.start_char),
            (m.form <> 'name', art.no, m.start_char)
        ) AS words
    FROM main.actor_mentions AS m
    JOIN shown_articles AS art USING (article_id)
    WHERE m.actor_id IS NOT NULL
    GROUP BY m.actor_id
)
SELECT
    row_number() OVER (ORDER BY a.mention_count DESC, a.name, a.actor_id) AS no,
    a.actor_id, left(a.name, 160) AS name, a.kind, a.country, a.sector, left(a.title, 120) AS title, a.is_generic,
    a.mention_count, a.article_count, a.utterance_count, a.source_event_count, a.target_event_count,
    w.words
FROM main.actor_activity AS a
LEFT JOIN first_words AS w USING (actor_id)
ORDER BY no
"""

_QUOTE_NUMBERS = """
SELECT row_number() OVER (ORDER BY art.no, q.start_char, q.quote_id) AS no, q.quote_id
FROM main.quotes AS q
JOIN shown_articles AS art USING (article_id)
"""

_QUOTES = """
SELECT
    n.no,
    q.quote_id, q.article_id, q.start_char, q.kind, q.confidence,
    left(coalesce(speaker.name, q.speaker_text), 160) AS speaker,
    left(q.cue, 60) AS cue,
    left(q.text, 1200) AS quote,
    left(art.headline, 120) AS headline,
    CAST(coalesce(q.said_on, art.published_at) AS DATE) AS said_on
FROM main.quotes AS q
JOIN quote_numbers AS n USING (quote_id)
JOIN shown_articles AS art USING (article_id)
LEFT JOIN main.actors AS speaker ON speaker.actor_id = q.speaker_actor_id
ORDER BY n.no
"""

# Those of the last run first. What was refused is shown in part, and may be of any size.
_QUARANTINE = """
SELECT
    row_number() OVER (ORDER BY r.run_no DESC, q.table_name, q.check_name, q.quarantine_id) AS no,
    q.table_name, q.check_name, left(q.reason, 400) AS reason, left(q.uri, 300) AS uri, left(q.row, 400) AS row,
    q.run_id
FROM meta.quarantine AS q
LEFT JOIN meta.runs AS r USING (run_id)
ORDER BY no
"""


def last_run(snapshot: Snapshot) -> dict[str, Any] | None:
    """The run that published the file as it is; None when none did."""
    runs = snapshot.query("SELECT * FROM meta.runs WHERE outcome = 'published' ORDER BY run_no DESC LIMIT 1")
    return None if runs.is_empty() else runs.row(0, named=True)


def prepare(snapshot: Snapshot) -> None:
    """Number articles, events, actors and quotes: the number tells the page."""
    snapshot.keep("shown_articles", _ARTICLES)
    snapshot.keep("event_numbers", _EVENT_NUMBERS)
    snapshot.keep("shown_reports", _REPORTS)
    snapshot.keep("shown_events", _EVENTS)
    snapshot.keep("shown_actors", _ACTORS)
    snapshot.keep("quote_numbers", _QUOTE_NUMBERS)
    snapshot.keep("shown_quotes", _QUOTES)
    snapshot.keep("shown_quarantine", _QUARANTINE)


def count(snapshot: Snapshot, table: str) -> int:
    """Rows of one of the tables that `prepare` keeps."""
    return snapshot.one(f"SELECT count(*) FROM {table}")  # noqa: S608  our own name


def in_order(snapshot: Snapshot, table: str) -> Iterator[dict[str, Any]]:
    """The rows of one of the tables that `prepare` keeps, in the order of their numbers; few are held at once."""
    after = 0
    while True:
        sql = f"SELECT * FROM {table} WHERE no > ? AND no <= ? ORDER BY no"  # noqa: S608  our own name
        rows = snapshot.query(sql, [after, after + ROWS_AT_ONCE])
        if rows.is_empty():
            return
        yield from rows.iter_rows(named=True)
        after += ROWS_AT_ONCE


def events_with_reports(snapshot: Snapshot, events: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The events, each with `reports`: the best dozen of its mentions (article_id, row_id, start_char)."""
    for some in in_pages(events, ROWS_AT_ONCE):
        rows = snapshot.query(
            "SELECT * FROM shown_reports WHERE no BETWEEN ? AND ? AND list_contains(?, no) ORDER BY no, rank",
            [some[0]["no"], some[-1]["no"], [event["no"] for event in some]],
        )
        reports: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in rows.iter_rows(named=True):
            reports[row["no"]].append(row)
        yield from ({**event, "reports": reports[event["no"]]} for event in some)


def in_pages(rows: Iterable[dict[str, Any]], most: int = ROWS_A_PAGE) -> Iterator[list[dict[str, Any]]]:
    """The rows a page at a time."""
    page: list[dict[str, Any]] = []
    for row in rows:
        page.append(row)
        if len(page) == most:
            yield page
            page = []
    if page:
        yield page


def in_batches(snapshot: Snapshot, most_articles: int, most_characters: int) -> Iterator[pl.DataFrame]:
    """The articles' rows of `shown_articles` in batches that fit in memory with all that was read from them."""
    sizes = snapshot.query("SELECT no, size FROM shown_articles ORDER BY no")
    first, characters, last = 1, 0, 0
    for no, size in sizes.iter_rows():
        if last >= first and (characters + size > most_characters or no - first >= most_articles):
            yield _articles(snapshot, first, last)
            first, characters = no, 0
        characters += size
        last = no
    if last:
        yield _articles(snapshot, first, last)


def _articles(snapshot: Snapshot, first: int, last: int) -> pl.DataFrame:
    return snapshot.query("SELECT * FROM shown_articles WHERE no BETWEEN ? AND ? ORDER BY no", [first, last])
