-- coverage: One row a publisher and day of publication: what was read, and what was found in it. Articles whose day is
--   not known are counted under a null day, those whose publisher is not known under a null publisher.
-- stored: whole
-- published_on: Day of publication (UTC).
-- publisher: Who published the articles.
-- article_count: Articles, near-duplicates included.
-- duplicate_count: Those that are nearly the same as an earlier article, whoever published that.
-- not_extracted_count: Originals from which nothing was extracted, such as those in another language.
-- word_count: Words of the originals.
-- event_mention_count: Sentences of originals that report an event; a sentence counts for each event it reports.
-- quote_count: Quotes in originals.
-- speaker_count: Different speakers of these quotes, of those that are known actors.
-- actor_count: Different actors mentioned in originals.
WITH
    event_mentions AS (
        SELECT article_id, count(*) AS event_mention_count FROM main.event_mentions GROUP BY article_id
    ),
    quotes AS (SELECT article_id, count(*) AS quote_count FROM main.quotes GROUP BY article_id),
    originals AS (
        SELECT article_id, CAST(published_at AS DATE) AS published_on, publisher
        FROM main.articles
        WHERE duplicate_of IS NULL
    ),
    speakers AS (
        SELECT o.published_on, o.publisher, count(DISTINCT q.speaker_actor_id) AS speaker_count
        FROM originals AS o
        JOIN main.quotes AS q USING (article_id)
        GROUP BY o.published_on, o.publisher
    ),
    mentioned AS (
        SELECT o.published_on, o.publisher, count(DISTINCT m.actor_id) AS actor_count
        FROM originals AS o
        JOIN main.actor_mentions AS m USING (article_id)
        GROUP BY o.published_on, o.publisher
    ),
    days AS (
        SELECT
            CAST(a.published_at AS DATE) AS published_on,
            a.publisher,
            count(*) AS article_count,
            count(a.duplicate_of) AS duplicate_count,
            count(*) FILTER (WHERE a.duplicate_of IS NULL AND a.not_extracted_reason IS NOT NULL)
                AS not_extracted_count,
            coalesce(sum(a.word_count) FILTER (WHERE a.duplicate_of IS NULL), 0) AS word_count,
            coalesce(sum(e.event_mention_count) FILTER (WHERE a.duplicate_of IS NULL), 0) AS event_mention_count,
            coalesce(sum(q.quote_count) FILTER (WHERE a.duplicate_of IS NULL), 0) AS quote_count
        FROM main.articles AS a
        LEFT JOIN event_mentions AS e USING (article_id)
        LEFT JOIN quotes AS q USING (article_id)
        GROUP BY published_on, a.publisher
    )
SELECT
    days.published_on,
    days.publisher,
    days.article_count,
    days.duplicate_count,
    days.not_extracted_count,
    CAST(days.word_count AS BIGINT) AS word_count,
    CAST(days.event_mention_count AS BIGINT) AS event_mention_count,
    CAST(days.quote_count AS BIGINT) AS quote_count,
    coalesce(speakers.speaker_count, 0) AS speaker_count,
    coalesce(mentioned.actor_count, 0) AS actor_count
FROM days
LEFT JOIN speakers
    ON speakers.published_on IS NOT DISTINCT FROM days.published_on
    AND speakers.publisher IS NOT DISTINCT FROM days.publisher
LEFT JOIN mentioned
    ON mentioned.published_on IS NOT DISTINCT FROM days.published_on
    AND mentioned.publisher IS NOT DISTINCT FROM days.publisher
ORDER BY days.published_on, days.publisher
