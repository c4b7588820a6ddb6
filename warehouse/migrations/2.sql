-- Sectors and countries as at an article's date; more about each quote; what a publication changed. What earlier versions did not find stays null
-- until its article is read anew (`dateline run --reprocess`).
ALTER TABLE articles ADD COLUMN damage VARCHAR;

ALTER TABLE actor_mentions ADD COLUMN country VARCHAR;
ALTER TABLE actor_mentions ADD COLUMN sector VARCHAR;
UPDATE actor_mentions SET country = actors.country, sector = actors.sector
FROM actors WHERE actors.actor_id = actor_mentions.actor_id;

ALTER TABLE event_mentions ADD COLUMN source_sector VARCHAR;
ALTER TABLE event_mentions ADD COLUMN target_sector VARCHAR;
ALTER TABLE event_mentions ADD COLUMN reported_by_actor_id VARCHAR;
UPDATE event_mentions SET source_sector = actors.sector
FROM actors WHERE actors.actor_id = event_mentions.source_actor_id;
UPDATE event_mentions SET target_sector = actors.sector
FROM actors WHERE actors.actor_id = event_mentions.target_actor_id;

ALTER TABLE quotes ADD COLUMN parent_quote_id VARCHAR;
ALTER TABLE quotes ADD COLUMN is_anonymous BOOLEAN;
ALTER TABLE quotes ADD COLUMN addressee_actor_id VARCHAR;
ALTER TABLE quotes ADD COLUMN medium VARCHAR;
ALTER TABLE quotes ADD COLUMN evidence VARCHAR;

ALTER TABLE meta.runs ADD COLUMN run_no BIGINT;
ALTER TABLE meta.runs ADD COLUMN kind VARCHAR;
ALTER TABLE meta.runs ADD COLUMN warnings VARCHAR;
ALTER TABLE meta.runs ADD COLUMN selection VARCHAR;
ALTER TABLE meta.runs ADD COLUMN words BIGINT;
UPDATE meta.runs SET kind = 'night', run_no = numbered.run_no
FROM (SELECT run_id, row_number() OVER (ORDER BY started_at, run_id) AS run_no FROM meta.runs) AS numbered
WHERE numbered.run_id = runs.run_id;
CREATE TABLE meta.run_metrics (run_id VARCHAR, metric VARCHAR, label VARCHAR, value DOUBLE);
CREATE TABLE meta.changes (
    subject VARCHAR, subject_id VARCHAR, change VARCHAR, label VARCHAR, words VARCHAR, status VARCHAR,
    happened_on DATE, publisher VARCHAR, published_at TIMESTAMP, confidence DOUBLE, article_id VARCHAR, run_id VARCHAR
);
