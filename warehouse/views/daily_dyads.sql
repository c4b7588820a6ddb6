-- daily_dyads: One row a day, source country and target country: what was done, by quad class. Only events that took
--   place (status actual), on a known day, between two known countries.
-- event_date: The day.
-- source_country: Country of who acts (ISO 3166 alpha-3; also UNO, EUR, IGO).
-- target_country: Country of who is acted upon.
-- event_count: Events.
-- verbal_cooperation_count: Events of quad class 1.
-- material_cooperation_count: Events of quad class 2.
-- verbal_conflict_count: Events of quad class 3.
-- material_conflict_count: Events of quad class 4.
-- goldstein_mean: Mean Goldstein value of the events that have one, -10 to 10.
-- goldstein_sum: Sum of the Goldstein values.
-- mention_count: Sentences that report the events, near-duplicate articles left out.
-- confidence_mean: Mean confidence of the events.
SELECT
    event_date,
    source_country,
    target_country,
    count(*) AS event_count,
    count(*) FILTER (WHERE quad_class = 1) AS verbal_cooperation_count,
    count(*) FILTER (WHERE quad_class = 2) AS material_cooperation_count,
    count(*) FILTER (WHERE quad_class = 3) AS verbal_conflict_count,
    count(*) FILTER (WHERE quad_class = 4) AS material_conflict_count,
    avg(goldstein) AS goldstein_mean,
    sum(goldstein) AS goldstein_sum,
    CAST(sum(mention_count) AS BIGINT) AS mention_count,
    avg(confidence) AS confidence_mean
FROM main.events
WHERE status = 'actual'
    AND event_date_precision = 'day'
    AND event_date IS NOT NULL
    AND source_country IS NOT NULL
    AND target_country IS NOT NULL
GROUP BY event_date, source_country, target_country
ORDER BY event_date, source_country, target_country
