-- what_changed: One row an article, actor, event or quote that the last published run brought, or an event that it
--   wrote anew because further reports arrived. What a corrected article says, and what is read anew after an upgrade,
--   counts as new. What went is not here: compare the row counts in meta.table_stats, or the file with an earlier one.
-- run_id: The run: the last one that published.
-- subject: What the row is about: article, actor, event or quote.
-- change: new, or updated for an event of which earlier runs knew.
-- subject_id: Its article_id, actor_id, event_id or quote_id.
-- label: In a few words what it is: headline, name, source with type and target, or speaker.
-- words: The sentence that reports the event, or the words of the quote.
-- status: Status of an event: actual, planned, proposed, promised, denied, cancelled or hypothetical.
-- happened_on: First day of an event, day on which a quote was said; null where not known.
-- publisher: Who published the article; null for actors.
-- published_at: When the article was published, where known; null for actors.
-- confidence: Confidence of an event or quote, 0 to 1.
-- article_id: The article of the words, or the article itself; null for actors.
WITH
    last_run AS (
        SELECT run_id FROM meta.runs WHERE outcome = 'published' ORDER BY run_no DESC LIMIT 1
    )
SELECT
    run_id,
    'article' AS subject,
    'new' AS change,
    article_id AS subject_id,
    coalesce(title, uri) AS label,
    CAST(NULL AS VARCHAR) AS words,
    CAST(NULL AS VARCHAR) AS status,
    CAST(NULL AS DATE) AS happened_on,
    publisher,
    published_at,
    CAST(NULL AS DOUBLE) AS confidence,
    article_id
FROM main.articles
JOIN last_run USING (run_id)
UNION ALL
SELECT
    last_run.run_id,
    'actor',
    'new',
    a.actor_id,
    a.name,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL
FROM main.actors AS a
JOIN last_run USING (run_id)
WHERE a.actor_id NOT IN (
    SELECT m.actor_id
    FROM main.actor_mentions AS m
    WHERE m.actor_id IS NOT NULL AND m.run_id <> (SELECT run_id FROM last_run)
)
UNION ALL
SELECT
    last_run.run_id,
    'event',
    CASE
        WHEN e.event_id IN (
            SELECT m.event_id FROM main.event_mentions AS m WHERE m.run_id <> (SELECT run_id FROM last_run)
        ) THEN 'updated'
        ELSE 'new'
    END,
    e.event_id,
    concat_ws(' ', coalesce(e.source, '?'), e.event_type, coalesce(e.target, '?')),
    e.sentence,
    e.status,
    e.event_date,
    e.publisher,
    e.published_at,
    e.confidence,
    e.article_id
FROM main.event_log AS e
JOIN main.events USING (event_id)
JOIN last_run ON last_run.run_id = main.events.run_id
UNION ALL
SELECT
    last_run.run_id,
    'quote',
    'new',
    q.quote_id,
    coalesce(q.speaker, '?'),
    q.quote,
    NULL,
    q.said_on,
    q.publisher,
    q.published_at,
    q.confidence,
    q.article_id
FROM main.quote_log AS q
JOIN main.quotes USING (quote_id)
JOIN last_run ON last_run.run_id = main.quotes.run_id
