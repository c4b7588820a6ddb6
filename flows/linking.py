"""The published tables from a night's rows: what is new, joined with what the warehouse has on the same events."""

import polars as pl

from schemas import (
    ActorMentions,
    Actors,
    EventContexts,
    EventMentions,
    EventQuantities,
    Events,
    QuoteActors,
    Quotes,
    Sentences,
)
from schemas.table import Table
from transforms import link
from transforms.events import coding
from warehouse.publish import Writer

AS_EXTRACTED: tuple[type[Table], ...] = (Sentences, ActorMentions, Quotes, QuoteActors)


def link_rows(
    articles: pl.DataFrame, rows: dict[str, pl.DataFrame], writer: Writer, replaced: list[str], run_id: str
) -> dict[str, pl.DataFrame]:
    """Rows of all main tables, by table name.

    `articles` are the night's, as published; `rows` what transforms.extract gave for them; `replaced` the ids of
    published articles whose rows go. Events are made anew from all their mentions, the published ones that stay too.
    """
    gone = pl.DataFrame({"article_id": replaced}, schema={"article_id": pl.String})
    actors, redescribed = _actors(articles, rows, writer, gone)
    fresh = link.identify_events(rows["event_mentions"], articles.select("article_id", "duplicate_of"))
    staying = _published_mentions(writer, fresh, gone, redescribed)
    mentions = pl.concat([fresh.select(staying.columns), staying])
    reported_in = pl.concat([articles.select("article_id", "duplicate_of"), _articles_of(writer, staying)])
    events = link.events(mentions, reported_in, _described(writer, actors, mentions))
    linked: dict[type[Table], pl.DataFrame] = {table: rows[table.sql_name()] for table in AS_EXTRACTED}
    linked |= {
        Actors: actors,
        Events: events,
        EventMentions: fresh,
        EventContexts: coding.contexts(events),
        EventQuantities: link.quantities(rows["event_quantities"], fresh),
    }
    finished = {table.sql_name(): link.finish(table, frame, run_id) for table, frame in linked.items()}
    return {"articles": articles, **finished}


def _actors(
    articles: pl.DataFrame, rows: dict[str, pl.DataFrame], writer: Writer, gone: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The actors that are new or changed, and of these the ones whose country or sector is another than published.

    What only articles say that go is to be said anew, so an actor is known by the articles that stay.
    """
    known = writer.query(
        """
        WITH staying AS (
            SELECT actor_id, min(published_at)::DATE AS first_seen, max(published_at)::DATE AS last_seen
            FROM actor_mentions JOIN articles USING (article_id) ANTI JOIN gone USING (article_id)
            WHERE actor_id IN (
                SELECT actor_id FROM found UNION SELECT actor_id FROM actor_mentions SEMI JOIN gone USING (article_id))
            GROUP BY actor_id
        )
        SELECT actors.* EXCLUDE (first_seen, last_seen, run_id),
            actors.first_seen AS first_seen, actors.last_seen AS last_seen,
            staying.first_seen AS staying_first, staying.last_seen AS staying_last
        FROM actors JOIN staying USING (actor_id)
        """,
        found=rows["actors"].select("actor_id").unique(),
        gone=gone,
    )
    days = articles.select("article_id", day=pl.col("published_at").dt.date())
    seen_now = rows["actors"].join(days, on="article_id").select("actor_id", first_seen="day", last_seen="day")
    seen_before = known.select("actor_id", first_seen="staying_first", last_seen="staying_last")
    seen = (
        pl.concat([seen_now, seen_before.cast(seen_now.schema)])
        .group_by("actor_id")
        .agg(pl.col("first_seen").min(), pl.col("last_seen").max())
    )
    known = known.drop("staying_first", "staying_last")
    actors = link.actors(rows["actors"], known, seen)
    as_published = known.select("actor_id", was_country="country", was_sector="sector")
    redescribed = actors.join(as_published, on="actor_id").filter(
        pl.col("country").ne_missing(pl.col("was_country")) | pl.col("sector").ne_missing(pl.col("was_sector"))
    )
    return actors, redescribed


def _published_mentions(
    writer: Writer, fresh: pl.DataFrame, gone: pl.DataFrame, redescribed: pl.DataFrame
) -> pl.DataFrame:
    """Published mentions that stay, of every event that this night changes.

    Those are the events of new mentions, of mentions that go, and of actors with another country or sector than before.
    """
    columns = [name for name in EventMentions.dtypes() if name != "run_id"]
    return writer.query(
        f"""
        WITH changed AS (
            SELECT event_id FROM fresh
            UNION SELECT event_id FROM event_mentions SEMI JOIN gone USING (article_id)
            UNION SELECT event_id FROM events WHERE source_actor_id IN (SELECT actor_id FROM changed_actors)
            UNION SELECT event_id FROM events WHERE target_actor_id IN (SELECT actor_id FROM changed_actors)
        )
        SELECT {", ".join(columns)}
        FROM event_mentions SEMI JOIN changed USING (event_id) ANTI JOIN gone USING (article_id)
        """,  # noqa: S608  the names are the model's
        fresh=fresh.select("event_id"),
        gone=gone,
        changed_actors=redescribed.select("actor_id"),
    )


def _articles_of(writer: Writer, mentions: pl.DataFrame) -> pl.DataFrame:
    return writer.query(
        "SELECT article_id, duplicate_of FROM articles SEMI JOIN wanted USING (article_id)",
        wanted=mentions.select("article_id").unique(),
    )


def _described(writer: Writer, actors: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """actor_id, country and sector of every actor in the mentions, as they will be published."""
    columns = ("actor_id", "country", "sector")
    wanted = pl.concat([mentions["source_actor_id"], mentions["target_actor_id"]]).drop_nulls().unique()
    known = writer.query(
        "SELECT actor_id, country, sector FROM actors SEMI JOIN wanted USING (actor_id)",
        wanted=wanted.to_frame("actor_id"),
    )
    return pl.concat([actors.select(columns), known.join(actors, on="actor_id", how="anti")])
