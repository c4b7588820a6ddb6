"""What the report reads from the warehouse: rows in the order of its pages, kept as tables while it is made."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from warehouse.snapshot import Snapshot

ROWS_AT_ONCE = 5_000

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

# An event is shown with the sentence that reports it best, as in the view event_log, and its first dozen reports.
_EVENTS = """
WITH reports AS (
    SELECT
        m.event_id,
        list(
            struct_pack(article_id := m.article_id, row_id := m.event_mention_id, start_char := m.start_char)
            ORDER BY art.duplicate_of IS NOT NULL, m.confidence DESC, m.event_mention_id
        )[1:12] AS reports,
        arg_min(m.sentence_id, (art.duplicate_of IS NOT NULL, -m.confidence, m.event_mention_id)) AS sentence_id,
        min(CAST(art.published_at AS DATE)) AS reported_on
    FROM main.event_mentions AS m
    JOIN main.articles AS art USING (article_id)
    GROUP BY m.event_id
)
SELECT
    row_number() OVER (
        ORDER BY coalesce(e.event_date, r.reported_on) DESC NULLS LAST, e.mention_count DESC, e.event_id
    ) AS no,
    e.event_id, e.event_date, e.event_date_precision, r.reported_on, e.status,
    e.source_actor_id, left(source.name, 120) AS source, e.source_country, e.source_sector,
    e.target_actor_id, left(target.name, 120) AS target, e.target_country, e.target_sector,
    e.event_type, e.event_mode, e.cameo_code, e.quad_class, e.goldstein,
    left(e.place_name, 120) AS place_name, e.place_country, e.latitude, e.longitude,
    e.mention_count, e.article_count, e.confidence,
    left(s.text, 400) AS sentence,
    r.reports
FROM main.events AS e
JOIN reports AS r USING (event_id)
LEFT JOIN main.sentences AS s ON s.sentence_id = r.sentence_id
LEFT JOIN main.actors AS source ON source.actor_id = e.source_actor_id
LEFT JOIN main.actors AS target ON target.actor_id = e.target_actor_id
ORDER BY no
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

_QUOTES = """
SELECT
    row_number() OVER (ORDER BY art.no, q.start_char, q.quote_id) AS no,
    q.quote_id, q.article_id, q.start_char, q.kind, q.confidence,
    left(coalesce(speaker.name, q.speaker_text), 160) AS speaker,
    left(q.cue, 60) AS cue,
    left(q.text, 1200) AS quote,
    left(art.headline, 120) AS headline,
    CAST(coalesce(q.said_on, art.published_at) AS DATE) AS said_on
FROM main.quotes AS q
JOIN shown_articles AS art USING (article_id)
LEFT JOIN main.actors AS speaker ON speaker.actor_id = q.speaker_actor_id
ORDER BY no
"""

# Those of the last run first. What was refused is shown in part, and may be of any size.
_QUARANTINE = """
SELECT
    row_number() OVER (ORDER BY r.started_at DESC, q.table_name, q.check_name, q.quarantine_id) AS no,
    q.table_name, q.check_name, left(q.reason, 400) AS reason, left(q.uri, 300) AS uri, left(q.row, 400) AS row,
    q.run_id
FROM meta.quarantine AS q
LEFT JOIN meta.runs AS r USING (run_id)
ORDER BY no
"""


def last_run(snapshot: Snapshot) -> dict[str, Any] | None:
    """The run that published the file as it is; None when none did."""
    runs = snapshot.query(
        "SELECT * FROM meta.runs WHERE outcome = 'published' ORDER BY started_at DESC, run_id DESC LIMIT 1"
    )
    return None if runs.is_empty() else runs.row(0, named=True)


def prepare(snapshot: Snapshot) -> None:
    """Number articles, events, actors and quotes: the number tells the page."""
    snapshot.keep("shown_articles", _ARTICLES)
    snapshot.keep("shown_events", _EVENTS)
    snapshot.keep("shown_actors", _ACTORS)
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
