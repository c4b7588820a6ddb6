-- actor_activity: One row an actor: how often it is mentioned, quoted, and takes part in events. Near-duplicate
--   articles do not count.
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
WITH
    mentions AS (
        SELECT
            m.actor_id,
            count(*) AS mention_count,
            count(DISTINCT m.article_id) AS article_count,
            min(a.published_at) AS first_published_at,
            max(a.published_at) AS last_published_at
        FROM main.actor_mentions AS m
        JOIN main.articles AS a USING (article_id)
        WHERE a.duplicate_of IS NULL
        GROUP BY m.actor_id
    ),
    utterances AS (
        SELECT q.speaker_actor_id AS actor_id, count(DISTINCT q.utterance_id) AS utterance_count
        FROM main.quotes AS q
        JOIN main.articles AS a USING (article_id)
        WHERE a.duplicate_of IS NULL
        GROUP BY q.speaker_actor_id
    ),
    sources AS (
        SELECT source_actor_id AS actor_id, count(*) AS event_count FROM main.events GROUP BY source_actor_id
    ),
    targets AS (
        SELECT target_actor_id AS actor_id, count(*) AS event_count FROM main.events GROUP BY target_actor_id
    )
SELECT
    actors.actor_id,
    actors.name,
    actors.kind,
    actors.country,
    actors.sector,
    actors.title,
    actors.is_generic,
    coalesce(mentions.mention_count, 0) AS mention_count,
    coalesce(mentions.article_count, 0) AS article_count,
    coalesce(utterances.utterance_count, 0) AS utterance_count,
    coalesce(sources.event_count, 0) AS source_event_count,
    coalesce(targets.event_count, 0) AS target_event_count,
    mentions.first_published_at,
    mentions.last_published_at
FROM main.actors AS actors
LEFT JOIN mentions USING (actor_id)
LEFT JOIN utterances USING (actor_id)
LEFT JOIN sources USING (actor_id)
LEFT JOIN targets USING (actor_id)
