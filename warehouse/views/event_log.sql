-- event_log: One row an event with the names of its actors and the sentence that reports it best.
-- stored: main.events by event_id
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
-- sentence: Of the sentences that give this status the surest, originals before near-duplicates, to 2,000 characters.
-- uri: The article of that sentence.
-- publisher: Who published that article.
-- published_at: When that article was published, where known.
-- source_actor_id: Who acts.
-- target_actor_id: Who is acted upon.
-- article_id: The article of the sentence shown.
-- start_char: Start of the trigger in articles.text.
-- end_char: End of the trigger, exclusive.
-- run_id: The run that wrote the event.
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
    (SELECT string_agg(c.context, ', ' ORDER BY c.context) FROM main.event_contexts AS c WHERE c.event_id = e.event_id)
        AS contexts,
    e.mention_count,
    e.article_count,
    e.confidence,
    shown.trigger AS trigger,
    reporter.name AS reported_by,
    left(s.text, 2000) AS sentence,
    art.uri,
    art.publisher,
    art.published_at,
    e.source_actor_id,
    e.target_actor_id,
    shown.article_id,
    shown.start_char,
    shown.end_char,
    e.run_id
FROM main.events AS e
-- By event, so that what is asked of events narrows the mentions that are compared; ids alone, so that sentences are
-- read only for the mentions shown.
JOIN LATERAL (
    SELECT m.event_mention_id
    FROM main.event_mentions AS m
    JOIN main.articles AS a USING (article_id)
    WHERE m.event_id = e.event_id
    ORDER BY m.status <> e.status, a.duplicate_of IS NOT NULL, m.confidence DESC, m.event_mention_id
    LIMIT 1
) AS best ON true
JOIN main.event_mentions AS shown ON shown.event_mention_id = best.event_mention_id
JOIN main.sentences AS s ON s.sentence_id = shown.sentence_id
JOIN main.articles AS art ON art.article_id = shown.article_id
LEFT JOIN main.actors AS source ON source.actor_id = e.source_actor_id
LEFT JOIN main.actors AS target ON target.actor_id = e.target_actor_id
LEFT JOIN main.actors AS reporter ON reporter.actor_id = shown.reported_by_actor_id
