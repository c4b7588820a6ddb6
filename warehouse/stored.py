"""The rows that views keep (schema `stored`), and what a publication did to rows that were there before.

A view that joins ten million rows answers in seconds; what it shows changes once a night. So the rows of such views are
kept as tables, and a publication renews those of the articles, events and actors that it touched, and no others.
"""

# ruff: noqa: S608 - all names in the SQL come from the views' files

import duckdb

from warehouse.ddl import View, identifier, load_views

WHOLE = "whole"
# DuckDB puts joins on disk where memory ends, but not lists of names.
MOST_AT_ONCE = 200_000
# What a publication touches. The removal of articles and the merging of rows fill these; `note_touched` adds the rest.
TOUCHED = """
CREATE TEMP TABLE touched_articles (article_id VARCHAR);
CREATE TEMP TABLE touched_events (event_id VARCHAR);
CREATE TEMP TABLE touched_actors (actor_id VARCHAR);
CREATE TEMP TABLE touched_quotes (quote_id VARCHAR);
CREATE TEMP TABLE gone_articles (article_id VARCHAR, label VARCHAR, publisher VARCHAR, published_at TIMESTAMP);
"""

_NOTE = """
INSERT INTO touched_quotes
SELECT quote_id FROM stored.quote_log SEMI JOIN touched_articles USING (article_id)
UNION
SELECT quote_id FROM main.quotes SEMI JOIN touched_articles USING (article_id)
UNION
-- A later article may tell what a speaker is.
SELECT kept.quote_id
FROM stored.quote_log AS kept
JOIN main.actors AS a ON a.actor_id = kept.speaker_actor_id
WHERE (kept.speaker, kept.speaker_kind, kept.speaker_country, kept.speaker_sector, kept.speaker_title)
    IS DISTINCT FROM (a.name, a.kind, a.country, a.sector, a.title);

INSERT INTO touched_actors
SELECT actor_id FROM main.actor_mentions SEMI JOIN touched_articles USING (article_id) WHERE actor_id IS NOT NULL
UNION
SELECT speaker_actor_id FROM main.quotes SEMI JOIN touched_articles USING (article_id)
UNION
SELECT speaker_actor_id FROM stored.quote_log SEMI JOIN touched_articles USING (article_id)
UNION
SELECT unnest([source_actor_id, target_actor_id]) FROM main.events SEMI JOIN touched_events USING (event_id)
UNION
SELECT unnest([source_actor_id, target_actor_id]) FROM stored.event_log SEMI JOIN touched_events USING (event_id)
UNION
SELECT actor_id FROM main.actors WHERE run_id = $run_id
UNION
SELECT actor_id FROM stored.actor_activity ANTI JOIN main.actors USING (actor_id);
"""

# Rows of earlier publications that this one touched: what they show, against what is there now.
_CHANGES = """
INSERT INTO meta.changes BY NAME
SELECT
    'article' AS subject,
    g.article_id AS subject_id,
    CASE
        WHEN a.article_id IS NULL THEN 'removed'
        WHEN (coalesce(a.title, a.uri), a.publisher, a.published_at) IS DISTINCT FROM
            (g.label, g.publisher, g.published_at) THEN 'updated'
        ELSE 'unchanged'
    END AS change,
    CASE WHEN change = 'removed' THEN g.label END AS label,
    CASE WHEN change = 'removed' THEN g.publisher END AS publisher,
    CASE WHEN change = 'removed' THEN g.published_at END AS published_at,
    $run_id AS run_id
FROM gone_articles AS g
LEFT JOIN main.articles AS a USING (article_id);

INSERT INTO meta.changes BY NAME
SELECT
    'actor' AS subject,
    kept.actor_id AS subject_id,
    CASE WHEN a.actor_id IS NULL THEN 'removed' ELSE 'unchanged' END AS change,
    CASE WHEN change = 'removed' THEN kept.name END AS label,
    $run_id AS run_id
FROM stored.actor_activity AS kept
LEFT JOIN main.actors AS a USING (actor_id)
WHERE a.actor_id IS NULL OR a.run_id = $run_id;

INSERT INTO meta.changes BY NAME
SELECT
    'event' AS subject,
    kept.event_id AS subject_id,
    CASE
        WHEN e.event_id IS NULL THEN 'removed'
        WHEN (e.event_date, e.status, e.source_actor_id, e.target_actor_id, e.cameo_code, e.place_name, e.mention_count)
            IS DISTINCT FROM (kept.event_date, kept.status, kept.source_actor_id, kept.target_actor_id,
                kept.cameo_code, kept.place_name, kept.mention_count) THEN 'updated'
        ELSE 'unchanged'
    END AS change,
    CASE WHEN change = 'removed'
        THEN concat_ws(' ', coalesce(kept.source, '?'), kept.event_type, coalesce(kept.target, '?')) END AS label,
    CASE WHEN change = 'removed' THEN kept.sentence END AS words,
    CASE WHEN change = 'removed' THEN kept.status END AS status,
    CASE WHEN change = 'removed' THEN kept.event_date END AS happened_on,
    CASE WHEN change = 'removed' THEN kept.publisher END AS publisher,
    CASE WHEN change = 'removed' THEN kept.published_at END AS published_at,
    CASE WHEN change = 'removed' THEN kept.confidence END AS confidence,
    CASE WHEN change = 'removed' THEN kept.article_id END AS article_id,
    $run_id AS run_id
FROM stored.event_log AS kept
SEMI JOIN touched_events USING (event_id)
LEFT JOIN main.events AS e USING (event_id)
WHERE e.event_id IS NULL OR e.run_id = $run_id;

INSERT INTO meta.changes BY NAME
SELECT
    'quote' AS subject,
    kept.quote_id AS subject_id,
    CASE
        WHEN q.quote_id IS NULL THEN 'removed'
        WHEN (q.text, q.cue, q.kind, q.said_on, q.speaker_actor_id, q.confidence) IS DISTINCT FROM
            (kept.quote, kept.cue, kept.kind, kept.said_on, kept.speaker_actor_id, kept.confidence) THEN 'updated'
        ELSE 'unchanged'
    END AS change,
    CASE WHEN change = 'removed' THEN coalesce(kept.speaker, '?') END AS label,
    CASE WHEN change = 'removed' THEN kept.quote END AS words,
    CASE WHEN change = 'removed' THEN kept.said_on END AS happened_on,
    CASE WHEN change = 'removed' THEN kept.publisher END AS publisher,
    CASE WHEN change = 'removed' THEN kept.published_at END AS published_at,
    CASE WHEN change = 'removed' THEN kept.confidence END AS confidence,
    CASE WHEN change = 'removed' THEN kept.article_id END AS article_id,
    $run_id AS run_id
FROM stored.quote_log AS kept
SEMI JOIN touched_articles USING (article_id)
LEFT JOIN main.quotes AS q USING (quote_id);
"""


def renew_stored(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Bring what views keep in line with the tables, and write down in `meta.changes` what became of earlier rows.

    The temporary tables of TOUCHED say what was removed and merged.
    """
    _run(connection, _NOTE, run_id)
    connection.execute("DELETE FROM meta.changes")
    _run(connection, _CHANGES, run_id)
    for view in load_views():
        if view.stored == WHOLE:
            connection.execute(f"DELETE FROM stored.{identifier(view.name)}")
            _insert(connection, view)
        elif view.stored:
            table, key = keyed_by(view)
            touched = f"touched_{table.removeprefix('main.')}"
            connection.execute(f"DELETE FROM stored.{identifier(view.name)} WHERE {key} IN (FROM {touched})")
            _insert(connection, view, f"SEMI JOIN {touched} USING ({key})")


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the empty tables of what views keep: a few queries over all that was ever published."""
    for view in load_views():
        if view.stored:
            _insert(connection, view)


def keyed_by(view: View) -> tuple[str, str]:
    """The table of whose rows a view keeps one each, and its key: `main.events`, `event_id`."""
    table, _, key = str(view.stored).partition(" by ")
    return table, key


def _insert(connection: duckdb.DuckDBPyConnection, view: View, narrowed: str = "") -> None:
    """Put the rows of a view into its table, those of the narrowed table if it has a key, part by part if many."""
    insert = f"INSERT INTO stored.{identifier(view.name)} {view.query}"
    if view.stored == WHOLE:
        connection.execute(insert)
        return
    table, key = keyed_by(view)
    found = connection.execute(f"SELECT count(*) FROM {table} {narrowed}").fetchone()
    # Ids are digests: their last digit divides them into equal parts.
    parts = [f"right({key}, 1) = '{digit}'" for digit in "0123456789abcdef"]
    for part in parts if found and found[0] > MOST_AT_ONCE else ["true"]:
        # Narrowed to a table first, whose size the optimizer knows; of a condition it can only guess.
        connection.execute(f"CREATE OR REPLACE TEMP TABLE narrowed AS SELECT * FROM {table} {narrowed} WHERE {part}")
        connection.execute(insert.replace(f"{table} AS", "narrowed AS", 1))
        connection.execute("DROP TABLE narrowed")


def _run(connection: duckdb.DuckDBPyConnection, script: str, run_id: str) -> None:
    for statement in duckdb.extract_statements(script):
        named = {"run_id": run_id} if "run_id" in statement.named_parameters else {}
        connection.execute(statement, named)
