-- actor_network: One row a pair of actors and direction: how often the first acted upon the second, and spoke about it.
--   Events that took place (status actual) and utterances, near-duplicate articles left out. For drawing a network: the
--   two actors of a row are the ends of an edge.
-- stored: whole
-- source_actor_id: Who acts or speaks.
-- source: Its name.
-- source_kind: person, organization, country, group or unknown.
-- source_country: Its country.
-- target_actor_id: Who is acted upon or spoken about.
-- target: Its name.
-- target_kind: person, organization, country, group or unknown.
-- target_country: Its country.
-- event_count: Events in which the first acts upon the second.
-- cooperation_count: Those of quad classes 1 and 2.
-- conflict_count: Those of quad classes 3 and 4.
-- goldstein_mean: Mean Goldstein value of the events that have one, -10 to 10; null without events.
-- utterance_count: Utterances of the first in which the second is spoken about.
-- first_event_date: Day of the earliest of the events whose day is known.
-- last_event_date: Day of the latest of the events whose day is known.
WITH
    deeds AS (
        SELECT
            source_actor_id,
            target_actor_id,
            count(*) AS event_count,
            count(*) FILTER (WHERE quad_class <= 2) AS cooperation_count,
            count(*) FILTER (WHERE quad_class >= 3) AS conflict_count,
            avg(goldstein) AS goldstein_mean,
            min(event_date) FILTER (WHERE event_date_precision = 'day') AS first_event_date,
            max(event_date) FILTER (WHERE event_date_precision = 'day') AS last_event_date
        FROM main.events
        WHERE status = 'actual'
            AND source_actor_id <> target_actor_id
            AND mention_count > 0
        GROUP BY source_actor_id, target_actor_id
    ),
    words AS (
        SELECT
            q.speaker_actor_id AS source_actor_id,
            qa.actor_id AS target_actor_id,
            count(DISTINCT q.utterance_id) AS utterance_count
        FROM main.quotes AS q
        JOIN main.quote_actors AS qa USING (quote_id)
        JOIN main.articles AS art USING (article_id)
        WHERE art.duplicate_of IS NULL AND q.speaker_actor_id <> qa.actor_id
        GROUP BY q.speaker_actor_id, qa.actor_id
    )
SELECT
    source_actor_id,
    source.name AS source,
    source.kind AS source_kind,
    source.country AS source_country,
    target_actor_id,
    target.name AS target,
    target.kind AS target_kind,
    target.country AS target_country,
    coalesce(deeds.event_count, 0) AS event_count,
    coalesce(deeds.cooperation_count, 0) AS cooperation_count,
    coalesce(deeds.conflict_count, 0) AS conflict_count,
    deeds.goldstein_mean,
    coalesce(words.utterance_count, 0) AS utterance_count,
    deeds.first_event_date,
    deeds.last_event_date
FROM deeds
FULL JOIN words USING (source_actor_id, target_actor_id)
JOIN main.actors AS source ON source.actor_id = source_actor_id
JOIN main.actors AS target ON target.actor_id = target_actor_id
