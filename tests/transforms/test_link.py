"""Rows across articles: one row an actor, one row an event."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import EventMentions
from transforms import link
from transforms.events import coding
from transforms.extracted import extracted_dtypes
from transforms.ids import content_id

DAY = dt.date(2018, 7, 1)
PUBLISHED = {"day1": dt.datetime(2018, 7, 1), "day2": dt.datetime(2018, 7, 2)}
ACTORS = pl.DataFrame(
    {
        "actor_id": ["a", "b", "gunmen", "malian gunmen"],
        "country": ["FRA", None, None, "MLI"],
        "sector": ["GOV", None, "UAF", "UAF"],
        "is_generic": [False, False, True, True],
    }
)


def candidate(actor_id: str, article_id: str = "art", count: int = 1, **columns: object) -> dict[str, object]:
    described = {"name": "X", "kind": "person", "country": None, "sector": None, "title": None}
    described |= {"is_generic": False, "wikidata_id": None}
    return {"actor_id": actor_id, **described, **columns, "article_id": article_id, "mention_count": count}


def candidates(*rows: dict[str, object]) -> pl.DataFrame:
    from schemas import Actors

    return pl.DataFrame(rows, schema=extracted_dtypes(Actors))


def known(*rows: dict[str, object]) -> pl.DataFrame:
    return candidates(*rows).drop("article_id", "mention_count").with_columns(first_seen=DAY, last_seen=DAY)


def seen(first: dt.date = DAY, last: dt.date = DAY) -> pl.DataFrame:
    return pl.DataFrame({"actor_id": ["a"], "first_seen": [first], "last_seen": [last]})


def mention(number: int, article: str, **columns: object) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(extracted_dtypes(EventMentions))
    return row | {
        "event_mention_id": content_id("evm", number),
        "article_id": article,
        "sentence_id": f"{article}-{number}",
        "rule_id": "meet",
        "status": "actual",
        "event_date": DAY,
        "event_date_precision": "day",
        "source_actor_id": "a",
        "target_actor_id": "b",
        "confidence": 0.5,
        **columns,
    }


def events_of(*mentions: dict[str, object], copies: dict[str, str] | None = None) -> pl.DataFrame:
    """Events of mentions that all have `event_id`, which stands for what transforms.same_event makes of them."""
    names = sorted({str(m["article_id"]) for m in mentions})
    articles = pl.DataFrame(
        {
            "article_id": names,
            "duplicate_of": [(copies or {}).get(name) for name in names],
            "published_at": [PUBLISHED.get(name) for name in names],
        },
        schema={"article_id": pl.String, "duplicate_of": pl.String, "published_at": pl.Datetime},
    )
    schema = extracted_dtypes(EventMentions) | {"event_id": pl.String()}
    frame = pl.DataFrame([{"event_id": "e"} | m for m in mentions], schema=schema)
    return link.events(coding.code(frame), articles, ACTORS)


def test_an_actor_gets_what_most_mentions_say() -> None:
    found = link.actors(
        candidates(
            candidate("a", "1", 3, name="Sung Kim", country="USA"),
            candidate("a", "2", 1, name="Kim", country="KOR", title="ambassador"),
        ),
        known(),
        seen(),
    )
    row = found.row(0, named=True)
    assert (row["name"], row["country"], row["title"], row["sector"]) == ("Sung Kim", "USA", "ambassador", None)


def test_what_is_published_about_an_actor_stays_and_gaps_are_filled() -> None:
    found = link.actors(
        candidates(candidate("a", count=9, name="Other", country="FRA", sector="GOV")),
        known(candidate("a", name="First", country="DEU")),
        seen(),
    )
    row = found.row(0, named=True)
    assert (row["name"], row["country"], row["sector"]) == ("First", "DEU", "GOV")


def test_an_actor_about_whom_nothing_new_is_known_is_left_out() -> None:
    assert link.actors(candidates(candidate("a")), known(candidate("a")), seen()).is_empty()


def test_an_actor_seen_later_is_a_changed_one() -> None:
    later = DAY + dt.timedelta(days=1)
    found = link.actors(candidates(candidate("a")), known(candidate("a")), seen(last=later))
    assert found.select("first_seen", "last_seen").rows() == [(DAY, later)]


@given(st.permutations([("1", 2, "Anna"), ("2", 2, "Bert"), ("3", 1, "Carl Long Name"), ("4", 1, "D")]))
def test_the_order_of_candidates_changes_nothing(rows: list[tuple[str, int, str]]) -> None:
    found = link.actors(candidates(*(candidate("a", a, n, name=name) for a, n, name in rows)), known(), seen())
    assert found["name"].to_list() == ["Anna"]


def test_reports_of_one_event_become_one_row() -> None:
    found = events_of(mention(1, "x"), mention(2, "x", confidence=0.8), mention(3, "y"))
    assert found.select("mention_count", "article_count", "confidence").rows() == [(3, 2, 0.8)]


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"day1": "planned", "day2": "actual"}, "actual"),
        ({"day1": "planned", "day2": "cancelled"}, "cancelled"),
        ({"day1": "cancelled", "day2": "planned"}, "cancelled"),
        ({"day1": "actual", "day2": "hypothetical"}, "actual"),
        ({"day1": "proposed", "day2": "planned"}, "planned"),
        ({"day1": "denied", "day2": "actual"}, "actual"),
        ({"day1": "actual", "day2": "denied"}, "denied"),
        ({"undated": "cancelled", "day1": "actual"}, "actual"),
    ],
)
def test_the_status_is_that_of_the_latest_report_but_plans_undo_nothing(told: dict[str, str], status: str) -> None:
    mentions = [mention(n, article, status=said) for n, (article, said) in enumerate(told.items())]
    assert events_of(*mentions)["status"].to_list() == [status]
    assert events_of(*mentions[::-1])["status"].to_list() == [status]


def test_of_one_day_the_status_that_most_reports_have_counts() -> None:
    found = events_of(
        mention(1, "day1", status="actual"), mention(2, "day1", status="denied"), mention(3, "day1", status="denied")
    )
    assert found["status"].to_list() == ["denied"]


def test_codes_come_from_a_report_with_the_status_of_the_event() -> None:
    found = events_of(
        mention(1, "day1", rule_id="visit", status="planned", confidence=0.9), mention(2, "day2", rule_id="meet")
    )
    assert found.select("cameo_code", "confidence").rows() == [("040", 0.9)]


def test_the_date_is_the_most_precise_that_most_reports_give() -> None:
    week = {"event_date": dt.date(2018, 6, 25), "event_date_precision": "week"}
    other = {"event_date": dt.date(2018, 6, 30)}
    found = events_of(
        mention(1, "x", **week), mention(2, "y", **week), mention(3, "z"), mention(4, "z"), mention(5, "z", **other)
    )
    assert found.select("event_date", "event_date_precision").rows() == [(DAY, "day")]


def test_a_named_participant_stands_before_a_role_and_a_role_with_a_country_before_one_without() -> None:
    found = events_of(
        mention(1, "x", source_actor_id="gunmen", target_actor_id="gunmen"),
        mention(2, "y", source_actor_id="gunmen", target_actor_id="gunmen"),
        mention(3, "z", source_actor_id="a", target_actor_id="malian gunmen"),
    )
    assert found.select("source_actor_id", "source_country", "target_actor_id").rows() == [
        ("a", "FRA", "malian gunmen")
    ]


def test_an_unnamed_participant_is_filled_in_from_another_report() -> None:
    found = events_of(mention(1, "x", target_actor_id=None), mention(2, "y"), mention(3, "y", target_actor_id=None))
    assert found["target_actor_id"].to_list() == ["b"]


def test_copies_of_an_article_count_once() -> None:
    undated = {"event_date": None, "event_date_precision": "unknown"}
    found = events_of(
        mention(1, "x", **undated), mention(2, "copy", **undated), mention(3, "copy", **undated), copies={"copy": "x"}
    )
    assert found.select("mention_count", "article_count").rows() == [(1, 1)]


def test_a_report_that_only_a_copy_holds_counts() -> None:
    found = events_of(mention(1, "copy"), mention(2, "copy2"), copies={"copy": "x", "copy2": "x"})
    assert found.select("mention_count", "article_count").rows() == [(1, 1)]


def test_the_place_comes_from_the_surest_mention_that_has_one() -> None:
    found = events_of(
        mention(1, "x", confidence=0.9),
        mention(2, "x", confidence=0.6, place_name="Oslo", place_country="NOR", latitude=59.9, longitude=10.7),
        mention(3, "x", confidence=0.3, place_name="Rome", place_country="ITA", latitude=41.9, longitude=12.5),
    )
    assert found.select("place_name", "place_country", "confidence").rows() == [("Oslo", "NOR", 0.9)]


def test_the_sector_of_a_participant_is_that_at_the_date_of_the_reports() -> None:
    found = events_of(
        mention(1, "x", source_sector="GOV"), mention(2, "y", source_sector="GOV"), mention(3, "z", source_sector="ELI")
    )
    assert found["source_sector"].to_list() == ["GOV"]
