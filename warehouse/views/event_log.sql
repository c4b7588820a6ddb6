-- event_log: One row an event with the names of its actors and the sentence that reports it best.
-- event_id: The event.
-- event_date: When it happened, or is to happen.
-- event_date_precision: How exact event_date is.
-- status: actual, planned, proposed, promised, denied, cancelled or hypothetical.
-- source: Name of who acts.
-- source_country: Country of the source.
-- source_sector: PLOVER sector of the source.
-- event_type: PLOVER event type.
-- event_mode: PLOVER mode.
-- cameo_code: CAMEO code.
-- quad_class: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
-- goldstein: Goldstein scale of the CAMEO code.
-- target: Name of who is acted upon.
-- target_country: Country of the target.
-- target_sector: PLOVER sector of the target.
-- place_name: Where.
-- place_country: Country of the place.
-- contexts: PLOVER contexts, separated by commas.
-- mention_count: Sentences that report it.
-- article_count: Articles that report it.
-- confidence: Highest confidence of its mentions, 0 to 1.
-- trigger: The words that state it, in the sentence shown.
-- reported_by: Who says so in that sentence, where the trigger stands in a quote of an actor who is known.
-- sentence: The sentence with the highest confidence; originals before near-duplicates.
-- uri: The article of that sentence.
-- publisher: Who published that article.
-- published_at: When that article was published, where known.
-- source_actor_id: Who acts.
-- target_actor_id: Who is acted upon.
-- article_id: The article of the sentence shown.
-- start_char: Start of the trigger in articles.text.
-- end_char: End of the trigger, exclusive.
WITH
    best AS (
        SELECT m.*, art.uri, art.publisher, art.published_at, s.text AS sentence
        FROM main.event_mentions AS m
        JOIN main.articles AS art USING (article_id)
        JOIN main.sentences AS s ON s.sentence_id = m.sentence_id
        QUALIFY row_number() OVER (
            PARTITION BY m.event_id
            ORDER BY art.duplicate_of IS NOT NULL, m.confidence DESC, m.event_mention_id
        ) = 1
    ),
    contexts AS (
        SELECT event_id, string_agg(context, ', ' ORDER BY context) AS contexts
        FROM main.event_contexts
        GROUP BY event_id
    )
SELECT
    e.event_id,
    e.event_date,
    e.event_date_precision,
    e.status,
    source.name AS source,
    e.source_country,
    e.source_sector,
    e.event_type,
    e.event_mode,
    e.cameo_code,
    e.quad_class,
    e.goldstein,
    target.name AS target,
    e.target_country,
    e.target_sector,
    e.place_name,
    e.place_country,
    contexts.contexts,
    e.mention_count,
    e.article_count,
    e.confidence,
    best.trigger AS trigger,
    reporter.name AS reported_by,
    best.sentence,
    best.uri,
    best.publisher,
    best.published_at,
    e.source_actor_id,
    e.target_actor_id,
    best.article_id,
    best.start_char,
    best.end_char
FROM main.events AS e
JOIN best ON best.event_id = e.event_id
LEFT JOIN main.actors AS source ON source.actor_id = e.source_actor_id
LEFT JOIN main.actors AS target ON target.actor_id = e.target_actor_id
LEFT JOIN main.actors AS reporter ON reporter.actor_id = best.reported_by_actor_id
LEFT JOIN contexts ON contexts.event_id = e.event_id
