-- what_changed: One row an article, actor, event or quote that the last published run brought, wrote anew with another
--   content, or removed: a later text took the place of its article, or its article was read anew after an upgrade.
-- run_id: The run: the last one that published.
-- subject: What the row is about: article, actor, event or quote.
-- change: new, updated or removed.
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
    ),
    written AS (
        SELECT
            run_id, 'article' AS subject, article_id AS subject_id, coalesce(title, uri) AS label,
            CAST(NULL AS VARCHAR) AS words, CAST(NULL AS VARCHAR) AS status, CAST(NULL AS DATE) AS happened_on,
            publisher, published_at, CAST(NULL AS DOUBLE) AS confidence, article_id
        FROM main.articles
        UNION ALL BY NAME
        SELECT run_id, 'actor' AS subject, actor_id AS subject_id, name AS label
        FROM main.actors
        UNION ALL BY NAME
        SELECT
            run_id, 'event' AS subject, event_id AS subject_id,
            concat_ws(' ', coalesce(source, '?'), event_type, coalesce(target, '?')) AS label,
            sentence AS words, status, event_date AS happened_on, publisher, published_at, confidence, article_id
        FROM main.event_log
        UNION ALL BY NAME
        SELECT
            run_id, 'quote' AS subject, quote_id AS subject_id, coalesce(speaker, '?') AS label,
            quote AS words, said_on AS happened_on, publisher, published_at, confidence, article_id
        FROM main.quote_log
    )
SELECT
    run_id, subject, coalesce(earlier.change, 'new') AS change, subject_id, written.label, written.words,
    written.status, written.happened_on, written.publisher, written.published_at, written.confidence, written.article_id
FROM written
JOIN last_run USING (run_id)
LEFT JOIN meta.changes AS earlier USING (run_id, subject, subject_id)
WHERE earlier.change IS DISTINCT FROM 'unchanged'
UNION ALL
SELECT
    run_id, subject, change, subject_id, label, words, status, happened_on, publisher, published_at, confidence,
    article_id
FROM meta.changes
WHERE change = 'removed'
