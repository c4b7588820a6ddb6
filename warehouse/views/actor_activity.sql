-- actor_activity: One row an actor: how often it is mentioned, quoted, and takes part in events. Near-duplicate
--   articles do not count.
-- stored: main.actors by actor_id
-- actor_id: The actor.
-- name: Its name.
-- kind: person, organization, country, group or unknown.
-- country: Its country.
-- sector: PLOVER sector code.
-- title: Office or function.
-- is_generic: An unnamed role rather than one identified actor.
-- mention_count: Places where it is named, titled or referred to by a pronoun.
-- article_count: Articles that mention it.
-- utterance_count: Utterances of which it is the speaker.
-- source_event_count: Events in which it acts, whatever their status.
-- target_event_count: Events in which it is acted upon, whatever their status.
-- first_published_at: Earliest article that mentions it, of those whose date is known.
-- last_published_at: Latest article that mentions it, of those whose date is known.
SELECT
    actors.actor_id,
    actors.name,
    actors.kind,
    actors.country,
    actors.sector,
    actors.title,
    actors.is_generic,
    mentions.mention_count,
    mentions.article_count,
    (
        SELECT count(DISTINCT q.utterance_id)
        FROM main.quotes AS q
        JOIN main.articles AS a USING (article_id)
        WHERE a.duplicate_of IS NULL AND q.speaker_actor_id = actors.actor_id
    ) AS utterance_count,
    (SELECT count(*) FROM main.events AS e WHERE e.source_actor_id = actors.actor_id) AS source_event_count,
    (SELECT count(*) FROM main.events AS e WHERE e.target_actor_id = actors.actor_id) AS target_event_count,
    mentions.first_published_at,
    mentions.last_published_at
FROM main.actors AS actors
-- By actor, so that what is asked of actors narrows what is counted.
JOIN LATERAL (
    SELECT
        count(*) AS mention_count,
        count(DISTINCT m.article_id) AS article_count,
        min(a.published_at) AS first_published_at,
        max(a.published_at) AS last_published_at
    FROM main.actor_mentions AS m
    JOIN main.articles AS a USING (article_id)
    WHERE a.duplicate_of IS NULL AND m.actor_id = actors.actor_id
) AS mentions ON true
