"""The views, held against the tables beneath them, on the samples as two nights have published them."""

from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from warehouse.asking import ask
from warehouse.ddl import load_views

VIEWS = [view.name for view in load_views()]


@pytest.fixture(scope="module")
def tables(two_nights: Path) -> dict[str, pl.DataFrame]:
    """The tables that the views are made of, and the views."""
    names = ["articles", "actors", "actor_mentions", "events", "event_mentions", "quotes", "quote_actors", "sentences"]
    return {name: ask(two_nights, f"SELECT * FROM {name}") for name in (*names, *VIEWS)}


def by(frame: pl.DataFrame, key: str) -> dict[Any, dict[str, Any]]:
    return {row[key]: row for row in frame.iter_rows(named=True)}


def test_event_log_has_each_event_once_with_its_best_sentence(tables: dict[str, pl.DataFrame]) -> None:
    log, events, actors = tables["event_log"], by(tables["events"], "event_id"), by(tables["actors"], "actor_id")
    assert sorted(log["event_id"]) == sorted(events)
    copies = set(tables["articles"].drop_nulls("duplicate_of")["article_id"])
    mentions = tables["event_mentions"].to_dicts()
    texts = by(tables["articles"], "article_id")
    for row in log.iter_rows(named=True):
        event = events[row["event_id"]]
        for side in ("source", "target"):
            actor = event[f"{side}_actor_id"]
            assert row[side] == (actors[actor]["name"] if actor else None)
        of_event = [m for m in mentions if m["event_id"] == row["event_id"]]
        assert any(m["status"] == event["status"] for m in of_event)
        best = min(
            (m for m in of_event if m["status"] == event["status"]),
            key=lambda m: (m["article_id"] in copies, -m["confidence"], m["event_mention_id"]),
        )
        assert (row["article_id"], row["start_char"], row["trigger"]) == (
            *(best["article_id"], best["start_char"], best["trigger"]),
        )
        assert texts[row["article_id"]]["text"][row["start_char"] : row["end_char"]] == row["trigger"]


def test_quote_log_has_each_quote_once_with_those_it_speaks_of(tables: dict[str, pl.DataFrame]) -> None:
    log, quotes, actors = tables["quote_log"], by(tables["quotes"], "quote_id"), by(tables["actors"], "actor_id")
    assert sorted(log["quote_id"]) == sorted(quotes)
    for row in log.iter_rows(named=True):
        quote = quotes[row["quote_id"]]
        speaker = actors.get(quote["speaker_actor_id"])
        assert row["speaker"] == (speaker["name"] if speaker else quote["speaker_text"])
        about = tables["quote_actors"].filter(quote_id=row["quote_id"])["actor_id"]
        names = sorted({actors[actor]["name"] for actor in about})
        assert (row["actors_spoken_about"] or "").split("; ") == (names or [""])


def test_actor_activity_counts_originals_alone(tables: dict[str, pl.DataFrame]) -> None:
    originals = set(tables["articles"].filter(pl.col("duplicate_of").is_null())["article_id"])
    assert len(originals) < tables["articles"].height
    mentions = tables["actor_mentions"].filter(pl.col("article_id").is_in(list(originals)))
    quotes = tables["quotes"].filter(pl.col("article_id").is_in(list(originals)))
    counted = Counter(mentions["actor_id"])
    spoken = {name: frame["utterance_id"].n_unique() for (name,), frame in quotes.group_by("speaker_actor_id")}
    sources, targets = Counter(tables["events"]["source_actor_id"]), Counter(tables["events"]["target_actor_id"])
    activity = by(tables["actor_activity"], "actor_id")
    assert set(activity) == set(tables["actors"]["actor_id"])
    for actor, row in activity.items():
        assert row["mention_count"] == counted[actor]
        assert row["article_count"] == mentions.filter(actor_id=actor)["article_id"].n_unique()
        assert row["utterance_count"] == spoken.get(actor, 0)
        assert (row["source_event_count"], row["target_event_count"]) == (sources[actor], targets[actor])


def test_daily_dyads_add_up_to_the_events_that_happened(tables: dict[str, pl.DataFrame]) -> None:
    happened = (
        tables["events"]
        .filter(status="actual", event_date_precision="day")
        .drop_nulls(["source_country", "target_country"])
    )
    dyads = tables["daily_dyads"]
    assert dyads["event_count"].sum() == happened.height > 5
    classes = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
    for number, name in enumerate(classes, 1):
        assert dyads[f"{name}_count"].sum() == happened.filter(quad_class=number).height
    assert dyads["goldstein_sum"].sum() == pytest.approx(happened["goldstein"].sum())


def test_actor_network_has_the_deeds_and_words_between_two(tables: dict[str, pl.DataFrame]) -> None:
    happened = tables["events"].filter(status="actual").drop_nulls(["source_actor_id", "target_actor_id"])
    deeds = Counter(
        (row["source_actor_id"], row["target_actor_id"])
        for row in happened.iter_rows(named=True)
        if row["source_actor_id"] != row["target_actor_id"]
    )
    originals = tables["articles"].filter(pl.col("duplicate_of").is_null()).select("article_id")
    said = tables["quotes"].join(originals, on="article_id").join(tables["quote_actors"], on="quote_id")
    words: dict[tuple[str, str], set[str]] = {}
    for row in said.drop_nulls("speaker_actor_id").iter_rows(named=True):
        if row["speaker_actor_id"] != row["actor_id"]:
            words.setdefault((row["speaker_actor_id"], row["actor_id"]), set()).add(row["utterance_id"])
    edges = {(row["source_actor_id"], row["target_actor_id"]): row for row in tables["actor_network"].to_dicts()}
    assert set(edges) == {*deeds, *words}
    for pair, row in edges.items():
        assert row["event_count"] == row["cooperation_count"] + row["conflict_count"] == deeds[pair]
        assert row["utterance_count"] == len(words.get(pair, ()))
        assert (row["goldstein_mean"] is None) == (row["event_count"] == 0)


def test_coverage_counts_every_article_once(tables: dict[str, pl.DataFrame]) -> None:
    articles, coverage = tables["articles"], tables["coverage"]
    originals = articles.filter(pl.col("duplicate_of").is_null())
    keys = articles.select(pl.col("published_at").dt.date(), "publisher").unique()
    assert coverage.select("published_on", "publisher").sort(pl.all()).rows() == keys.sort(pl.all()).rows()
    assert coverage["article_count"].sum() == articles.height
    assert coverage["duplicate_count"].sum() == articles.height - originals.height == 1
    assert coverage["word_count"].sum() == originals["word_count"].sum()
    for count, table in (("event_mention_count", "event_mentions"), ("quote_count", "quotes")):
        assert coverage[count].sum() == tables[table].join(originals, on="article_id", how="semi").height
    horn = coverage.filter(publisher="Horn Daily", article_count=2).row(0, named=True)
    of_horn = originals.filter(publisher="Horn Daily").filter(pl.col("published_at").dt.day() == 4)
    speakers = tables["quotes"].join(of_horn, on="article_id", how="semi").drop_nulls("speaker_actor_id")
    assert horn["speaker_count"] == speakers["speaker_actor_id"].n_unique()


def test_what_changed_is_what_the_last_night_brought(tables: dict[str, pl.DataFrame]) -> None:
    changed = tables["what_changed"]
    assert set(changed["run_id"]) == {"night-2"}
    assert changed.select("subject", "subject_id").is_unique().all()
    for subject, table in (("article", "articles"), ("quote", "quotes"), ("event", "events")):
        ids = changed.filter(subject=subject)["subject_id"]
        assert sorted(ids) == sorted(tables[table].filter(run_id="night-2")[f"{subject}_id"])
    before = set(tables["event_mentions"].filter(run_id="night-1")["event_id"])
    for row in changed.filter(subject="event").iter_rows(named=True):
        assert row["change"] == ("updated" if row["subject_id"] in before else "new")
    updated = changed.filter(change="updated")
    assert set(updated["status"]) == {"cancelled"} and updated.height == 2
    actors = set(changed.filter(subject="actor")["subject_id"])
    known = set(tables["actor_mentions"].filter(run_id="night-1")["actor_id"])
    assert actors and not actors & known


def test_gdelt_events_are_events_of_known_days(tables: dict[str, pl.DataFrame]) -> None:
    happened = tables["events"].filter(status="actual", event_date_precision="day").drop_nulls("event_date")
    gdelt = tables["gdelt_events"]
    assert gdelt.height == happened.height > 5
    assert gdelt["GLOBALEVENTID"].is_unique().all()
    assert set(gdelt["SQLDATE"]) == {int(day.strftime("%Y%m%d")) for day in happened["event_date"]}
