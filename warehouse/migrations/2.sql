-- Sectors and countries as at an article's date; more about each quote. What earlier versions did not find stays null
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
