"""Names of things and places are no actors; bodies and people that look like them are."""

import pytest
from test_actors import actors, mentions, read
from test_namesakes import meant


def named(text: str, date: str = "2019-03-01") -> dict[str, str]:
    """Name -> kind of the actors that a text names."""
    found = (one.actor for one in read(text, date).mentions if one.actor and one.form == "name")
    return {actor.name: actor.kind for actor in found if not actor.is_generic}


@pytest.mark.parametrize(
    "text",
    [
        "Hurricane Nadia hit the coast. Residents said Nadia had torn off roofs.",
        "The shop on Anton Keller Avenue closed.",
        "Tourists left Fort Osborne on Sunday.",
        "Doctors blamed Coronavirus for the losses.",
        "Lawmakers passed the Clean Rivers Act on Monday.",
        "They met in Izmir. Izmir was quiet.",
        "Brexit worried the traders.",
    ],
)
def test_things_and_places_are_no_actors(text: str) -> None:
    assert not named(text)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Jude Law met reporters in Rome.", "Jude Law", "person"),  # heads of things that are family names too
        ("Nadia Ferris told reporters that Ferris was tired.", "Nadia Ferris", "person"),
        ("The Clean Rivers Alliance sued the mill.", "Clean Rivers Alliance", "organization"),
        ("Police arrested George Hall Jr. Nobody else was hurt.", "George Hall Jr.", "person"),
    ],
)
def test_people_and_bodies_with_such_words_are(text: str, name: str, kind: str) -> None:
    assert named(text).get(name) == kind


def test_a_campaign_that_opens_with_people_is_a_body() -> None:
    assert named("The group Women Cross Borders marched on Sunday.") == {"Women Cross Borders": "organization"}


def test_an_acronym_of_a_country_not_spoken_of_is_not_its_party() -> None:
    text = (
        "U.S. officials in Texas and Ohio said the BRAC panel would close bases. Ohio's governor, an American, agreed."
    )
    assert not any(actor.country == "BGD" for actor in actors(text, "2005-06-01").values())
    assert any(actor.country == "BGD" for actor in actors("BRAC opened schools in Bangladesh.").values())


def test_an_administration_is_of_its_leader_s_country() -> None:
    text = "The Obama Administration said that talks would go on."
    assert {actor.country for actor in actors(text, "2014-06-01").values()} == {"USA"}


def test_the_forms_of_a_country_are_one_body() -> None:
    text = "The U.S. Geological Survey gave 5.2. The United States Geological Survey later said 5.4."
    assert [key for key in actors(text) if key.startswith("org:")] == ["org:u s geological survey"]


def test_a_surname_with_a_title_is_of_the_one_in_that_office() -> None:
    text = "The American vice president spoke. Vice President Harris thanked U.S. troops."
    assert meant("Harris", text, "2022-05-01").key == "person:kamala harris"
    assert meant("Feinstein", "U.S. senators voted. Senator Feinstein objected.", "2015-05-01").country == "USA"


def test_a_leader_of_a_country_not_spoken_of_lends_nobody_a_common_surname() -> None:
    text = "Ambassador Hussain met Chinese officials in Beijing."
    assert meant("Hussain", text, "2016-05-01").country != "PAK"


def test_an_acronym_in_mixed_case_is_written_so() -> None:
    assert "group:jaish e mohammed" not in actors("Jem sang with the Misfits in Delhi, India.")


def test_a_title_without_country_is_that_of_the_only_country_named() -> None:
    assert meant("Anna Vrba", "Minister Anna Vrba left Prague, the Czech capital.").country == "CZE"


@pytest.mark.parametrize(
    ("text", "name", "is_actor"),
    [
        ("They read a report on Labor Affairs in March.", "Labor Affairs", False),
        ("They sued the Center for Food Safety.", "Center for Food Safety", True),
    ],
)
def test_fragments_of_ordinary_words_are_no_bodies(text, name, is_actor):
    assert (name in [words for words, _ in mentions(text)]) is is_actor


def test_the_house_is_that_of_the_country_that_the_article_is_about():
    found = dict(mentions("The Senate and the House passed the bill, Nancy Pelosi told Americans in Washington."))
    assert found["House"] == "org:u s house of representatives"
    assert dict(mentions("The House rejected the deal, Theresa May told Britain.")).get("House") != found["House"]


def test_a_persons_name_ends_before_what_is_none():
    assert "person:barack obama" in actors("Obama Says He Will Veto The Bill.", "2015-01-10")
    assert "Mike Pompeo" in named("Talks were announced by Mike Pompeo Yonhap said.", "2018-07-15")
