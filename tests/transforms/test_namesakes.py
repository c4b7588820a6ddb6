"""Which bearer of a name an article means, with the real tables; offices decided again when the date is known."""

import datetime as dt

import polars as pl
import pytest
from parsing import MODEL, document

from transforms.actors.mentions import find_mentions
from transforms.annotate import load_model
from transforms.document import LocalActor
from transforms.extract import extract
from transforms.reference import load


def meant(name: str, text: str, date: str | None = "2019-03-01") -> LocalActor:
    """Whom the first place with a name means."""
    article = document(text, dt.datetime.fromisoformat(date) if date else None)
    find_mentions(article, load())
    actors = [one.actor for one in article.mentions if article.doc[one.start : one.end].text == name and one.actor]
    return actors[0]


@pytest.mark.parametrize(
    ("text", "name", "date", "key"),
    [
        # two people of one name: the office, if the title tells it
        ("Sen. Tim Johnson met U.S. officials.", "Tim Johnson", "2006-03-01", "person:tim johnson (q925052)"),
        ("Rep. Tim Johnson met U.S. officials.", "Tim Johnson", "2006-03-01", "person:tim johnson (q861115)"),
        # the country
        ("Australian Senator David Smith criticised it.", "David Smith", "2019-03-01", "person:david smith (AUS)"),
        # a seat alone, but a rare name and a term that runs
        ("Souhail Alouini opposed the law in Tunisia.", "Souhail Alouini", "2019-03-01", "person:souhail alouini"),
        ("Angela Merkel spoke.", "Angela Merkel", "2019-03-01", "person:angela merkel"),
    ],
)
def test_title_country_and_term_tell_who_is_meant(text: str, name: str, date: str, key: str) -> None:
    assert meant(name, text, date).key == key


@pytest.mark.parametrize(
    ("text", "name", "date"),
    [
        ("Tim Johnson met U.S. officials.", "Tim Johnson", "2006-03-01"),  # which of the two?
        ("David Smith, a plumber, was robbed in the United States.", "David Smith", "2019-03-01"),
        ("David Smith was robbed in Australia.", "David Smith", "2019-03-01"),
        ("Edward Kennedy spoke in Boston, United States.", "Edward Kennedy", "2006-01-01"),  # took a seat in 2019
    ],
)
def test_a_bearer_of_whom_nothing_tells_is_nobody_of_the_tables(text: str, name: str, date: str) -> None:
    actor = meant(name, text, date)
    assert actor.country is None
    assert load().by_key(actor.key) is None


@pytest.mark.parametrize(
    ("text", "name", "key"),
    [
        ("Stalin's successor denounced him.", "Stalin", "person:joseph stalin"),
        ("Signed by President Reagan in 1983, the law stands.", "Reagan", "person:ronald reagan"),
        ("Mao founded the republic.", "Mao", "person:mao zedong"),
        # unless the article names another, gives another office, or speaks of the country of a later leader
        ("Angela Nixon sued the city. Nixon won.", "Nixon", "person:angela nixon"),
        ("Premier Mao resigned, Taiwan said on Monday.", "Mao", "person:mao chi kuo"),
    ],
)
def test_some_surnames_mean_one_person_long_after_his_time(text: str, name: str, key: str) -> None:
    assert meant(name, text).key == key


def test_a_leader_of_long_ago_is_of_the_former_elites() -> None:
    reagan = meant("Ronald Reagan", "President Ronald Reagan signed the law in 1983.")
    assert (reagan.country, reagan.sector) == ("USA", "ELI")


def test_a_namesake_of_somebody_known_has_a_key_of_its_own() -> None:
    actor = meant("Andrew Smith", "The German biologist Andrew Smith spoke in Berlin.")
    assert (actor.key, actor.country) == ("person:andrew smith (-)", "DEU")


def test_a_title_in_the_article_goes_before_an_end_in_the_tables() -> None:
    gone = load().by_key("person:juan carlos jobet")
    assert gone is not None and gone.sector_at(dt.date(2023, 6, 1)) == "ELI"
    assert meant("Juan Carlos Jobet", "Minister Juan Carlos Jobet resigned in Chile.", "2023-06-01").sector == "GOV"
    assert meant("Barack Obama", "President Barack Obama spoke in Chicago.", "2019-03-01").sector == "ELI"


def test_offices_are_decided_again_once_the_date_is_known() -> None:
    text = "Norway condemned Russia yesterday, March 5, 2013. Mike Pompeo called on the U.S. to follow."
    row = {
        "article_id": "a",
        "text": text,
        "title": None,
        "published_at": None,
        "is_cased": True,
        "is_punctuated": True,
    }
    articles = pl.DataFrame([row], schema_overrides={"published_at": pl.Datetime("us"), "title": pl.String})
    actors = extract(articles, load_model(MODEL))["actors"]
    assert actors.filter(pl.col("name") == "Mike Pompeo")["sector"].to_list() == ["LEG"]
    assert meant("Mike Pompeo", text, None).sector == "GOV"
