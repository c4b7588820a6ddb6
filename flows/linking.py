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
    found = rows["actors"].select("actor_id").unique()
    known = writer.query("SELECT * EXCLUDE (run_id) FROM actors SEMI JOIN found USING (actor_id)", found=found)
    if replaced:
        known = _mentioned_still(known, writer, gone)
    actors = link.actors(rows["actors"], known)
    fresh = link.identify_events(rows["event_mentions"], articles.select("article_id", "duplicate_of"))
    staying = _published_mentions(writer, fresh, gone, actors)
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


def _mentioned_still(actors: pl.DataFrame, writer: Writer, gone: pl.DataFrame) -> pl.DataFrame:
    """The actors that published articles mention which stay; what only articles say that go is to be said anew."""
    return writer.query(
        """
        SELECT * FROM known WHERE actor_id IN (
            SELECT actor_id FROM actor_mentions ANTI JOIN gone USING (article_id) WHERE actor_id IS NOT NULL)
        """,
        known=actors,
        gone=gone,
    )


def _published_mentions(writer: Writer, fresh: pl.DataFrame, gone: pl.DataFrame, actors: pl.DataFrame) -> pl.DataFrame:
    """Published mentions that stay, of every event that this night changes.

    Those are the events of new mentions, of mentions that go, and of actors about whom more is known now.
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
        changed_actors=actors.select("actor_id"),
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
