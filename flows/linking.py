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
from transforms.same_event import identity, lookup
from transforms.same_event.reports import LEAD, Background
from warehouse.publish import Writer

REPORTED_IN = ("article_id", "duplicate_of", "published_at")
MENTION_COLUMNS = [name for name in EventMentions.dtypes() if name != "run_id"]
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
    fresh = _identified(articles, rows, actors, writer, gone)
    staying = _published_mentions(writer, fresh, gone, redescribed)
    mentions = pl.concat([fresh.select(staying.columns), staying])
    reported_in = pl.concat([articles.select(REPORTED_IN), _articles_of(writer, staying).select(REPORTED_IN)])
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
    """The actors that are new or changed, and of these the ones whose country is another than published.

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
    as_published = known.select("actor_id", was_country="country")
    redescribed = actors.join(as_published, on="actor_id").filter(pl.col("country").ne_missing(pl.col("was_country")))
    return actors, redescribed


def _identified(
    articles: pl.DataFrame, rows: dict[str, pl.DataFrame], actors: pl.DataFrame, writer: Writer, gone: pl.DataFrame
) -> pl.DataFrame:
    """The night's event mentions with codes and event_id. Only published events that they may be of are looked at."""
    fresh = coding.code(rows["event_mentions"])
    involved = _described(writer, actors, fresh)
    candidates = writer.query(
        f"""
        WITH around AS (
            SELECT m.*, a.published_at, coalesce(m.event_date, a.published_at::DATE) AS day
            FROM event_mentions AS m JOIN articles AS a USING (article_id) ANTI JOIN gone USING (article_id)
            WHERE coalesce(m.event_date, a.published_at::DATE) IN (SELECT day FROM wanted)
        ),
        keyed AS (
            SELECT m.event_id, m.cameo_code, m.day, unnest([
                'source:' || coalesce(s.country, s.actor_id),
                'target:' || coalesce(t.country, t.actor_id),
                'place:' || m.place_country,
                CASE WHEN m.event_date IS NOT NULL THEN 'bare:' || s.sector END,
                CASE WHEN m.event_date IS NOT NULL AND s.country IS NULL THEN 'native:' || s.sector END
            ]) AS key
            FROM around AS m
            LEFT JOIN actors AS s ON s.actor_id = m.source_actor_id
            LEFT JOIN actors AS t ON t.actor_id = m.target_actor_id
        ),
        candidates AS (
            SELECT DISTINCT event_id FROM keyed JOIN kinds USING (cameo_code) SEMI JOIN wanted USING (kind, key, day)
        )
        SELECT {", ".join(MENTION_COLUMNS)}
        FROM event_mentions SEMI JOIN candidates USING (event_id) ANTI JOIN gone USING (article_id)
        """,  # noqa: S608  the names are the model's
        wanted=lookup.wanted(fresh, articles, involved),
        kinds=lookup.kinds(),
        gone=gone,
    )
    articles_there = _articles_of(writer, candidates)
    sentences_there = writer.query(
        """
        SELECT sentence_id, article_id, sentence_no, is_boilerplate, text
        FROM sentences SEMI JOIN wanted USING (article_id)
        WHERE sentence_no < $lead OR sentence_id IN (SELECT sentence_id FROM wanted)
        """,
        {"lead": LEAD},
        wanted=candidates.select("article_id", "sentence_id").unique(),
    )
    background = Background(
        articles=pl.concat([articles.select(articles_there.columns), articles_there], how="vertical_relaxed"),
        sentences=pl.concat(
            [rows["sentences"].select(sentences_there.columns), sentences_there], how="vertical_relaxed"
        ),
        actors=pl.concat([involved, _described(writer, actors, candidates)]).unique("actor_id"),
    )
    before = writer.query(
        "SELECT event_mention_id, event_id FROM event_mentions SEMI JOIN gone USING (article_id)", gone=gone
    )
    own_ids = pl.Series("event_id", [identity.own_id(name) for name in fresh["event_mention_id"]], dtype=pl.String)
    possible = pl.concat([own_ids, before["event_id"]]).unique().to_frame()
    taken = writer.query(
        """
        SELECT DISTINCT event_id
        FROM event_mentions SEMI JOIN possible USING (event_id) ANTI JOIN gone USING (article_id)
        """,
        possible=possible,
        gone=gone,
    )
    published = identity.Published(candidates, dict(before.iter_rows()), frozenset(taken["event_id"]))
    return identity.identify(fresh, published, background)


def _published_mentions(
    writer: Writer, fresh: pl.DataFrame, gone: pl.DataFrame, redescribed: pl.DataFrame
) -> pl.DataFrame:
    """Published mentions that stay, of every event that this night changes.

    Those are the events of new mentions, of mentions that go, and of actors with another country than before.
    """
    return writer.query(
        f"""
        WITH changed AS (
            SELECT event_id FROM fresh
            UNION SELECT event_id FROM event_mentions SEMI JOIN gone USING (article_id)
            UNION SELECT event_id FROM events WHERE source_actor_id IN (SELECT actor_id FROM changed_actors)
            UNION SELECT event_id FROM events WHERE target_actor_id IN (SELECT actor_id FROM changed_actors)
        )
        SELECT {", ".join(MENTION_COLUMNS)}
        FROM event_mentions SEMI JOIN changed USING (event_id) ANTI JOIN gone USING (article_id)
        """,  # noqa: S608  the names are the model's
        fresh=fresh.select("event_id"),
        gone=gone,
        changed_actors=redescribed.select("actor_id"),
    )


def _articles_of(writer: Writer, mentions: pl.DataFrame) -> pl.DataFrame:
    return writer.query(
        "SELECT article_id, duplicate_of, published_at, title FROM articles SEMI JOIN wanted USING (article_id)",
        wanted=mentions.select("article_id").unique(),
    )


def _described(writer: Writer, actors: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Every actor in the mentions, as it will be published."""
    columns = ["actor_id", *link.DESCRIBED]
    wanted = pl.concat([mentions["source_actor_id"], mentions["target_actor_id"]]).drop_nulls().unique()
    known = writer.query(
        f"SELECT {', '.join(columns)} FROM actors SEMI JOIN wanted USING (actor_id)",  # noqa: S608  the model's names
        wanted=wanted.to_frame("actor_id"),
    )
    changed = actors.select(columns).join(wanted.to_frame("actor_id"), on="actor_id", how="semi")
    return pl.concat([changed, known.join(actors, on="actor_id", how="anti")], how="vertical_relaxed")
