"""Places, regions, groups and bodies inside the phrases by which actors are called."""

import pytest
from test_actors import actors, mentions, read

from transforms.placenames import country_of


def facts(text):
    """{words: (country, sector)} of what an article mentions."""
    document = read(text)
    return {
        document.doc[mention.start : mention.end].text: (mention.actor.country, mention.actor.sector)
        for mention in document.mentions
        if mention.actor
    }


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("Lagos police fired tear gas.", "Lagos police", ("NGA", "COP")),
        ("Authorities in Odesa closed the port.", "Authorities", ("UKR", "GOV")),
        ("Residents of Mosul fled on Friday.", "Residents of Mosul", ("IRQ", "CVL")),
        ("The mayor of Lyon resigned.", "mayor of Lyon", ("FRA", "GOV")),
        ("Kivu rebels attacked a village.", "Kivu rebels", ("COD", "REB")),
        ("Oaxaca teachers went on strike.", "Oaxaca teachers", ("MEX", "EDU")),
        ("Chechen fighters surrendered.", "Chechen fighters", ("RUS", "UAF")),
        ("The legislature of Kenya approved the bill.", "legislature of Kenya", ("KEN", "LEG")),
        ("Somaliland police arrested two men.", "Somaliland police", ("SOM", "COP")),
    ],
)
def test_the_country_of_a_place_beside_a_role(text, phrase, expected):
    assert facts(text)[phrase] == expected


@pytest.mark.parametrize(
    ("name", "spoken_of", "country"),
    [
        ("Lagos", {}, "NGA"),
        ("Birmingham", {}, "GBR"),
        ("Birmingham", {"USA": 2}, "USA"),
        ("Lisbon", {"USA": 5}, "PRT"),
        ("Nowhere-on-Sea", {}, None),
        ("", {}, None),
    ],
)
def test_which_country_a_place_is_in(name, spoken_of, country):
    assert country_of(name, spoken_of) == country


def test_georgia_is_a_state_or_a_country():
    assert facts("Georgia police arrested a man in Atlanta.")["Georgia police"] == ("USA", "COP")
    assert facts("Georgia police closed a street in Tbilisi.")["Georgia police"] == ("GEO", "COP")


def test_regions_act_and_are_places():
    assert actors("Abkhazia held elections on Sunday.")["place:abkhazia"].country == "GEO"
    assert actors("Catalonia rejected the offer.")["place:catalonia"].country == "ESP"
    assert "place:bavaria" not in actors("It rained in Bavaria.")
    assert facts("Rohingya fled to Bangladesh.")["Rohingya"] == ("MMR", "CVL")


def test_a_given_name_is_no_region():
    assert mentions("Virginia Halloran left on Friday.") == [("Virginia Halloran", "person:virginia halloran")]


def test_who_is_backed_or_opposed_gives_no_country():
    assert facts("Turkey-backed Syrian rebels advanced.")["Syrian rebels"] == ("SYR", "REB")
    assert facts("Anti-Russian protesters gathered in Tbilisi.").get("Anti-Russian protesters", (None,))[0] != "RUS"


def test_fighters_are_of_their_group():
    assert facts("Hezbollah fighters crossed the border.")["Hezbollah fighters"] == ("LBN", "REB")
    assert facts("Likud lawmakers walked out.")["Likud lawmakers"] == ("ISR", "LEG")


def test_a_noun_for_its_kind_is_part_of_a_group():
    assert ("rebel M23 group", "group:m23") in mentions("The rebel M23 group took the town.")


def test_an_office_in_a_body_has_its_sector():
    assert facts("The president of the Malawi Law Society resigned.")["president"] == ("MWI", "NGO")
    assert facts("The president of Malawi resigned.")["president of Malawi"] == ("MWI", "GOV")


def test_bodies_of_state_are_those_of_the_country_spoken_of():
    found = facts("The Interior Ministry confirmed it. Four Turkish soldiers died near Ankara.")
    assert found["Interior Ministry"] == ("TUR", "GOV")
    found = facts("The Interior Ministry confirmed it. Turkish and Greek soldiers met.")
    assert found["Interior Ministry"] == (None, "GOV")


def test_acronyms_that_several_countries_share():
    assert facts("The PPP objected on Friday. Guyana voted.")["PPP"] == ("GUY", "PTY")
    assert facts("The PPP objected on Friday.")["PPP"][0] is None
    assert facts("The BJP objected on Friday.")["BJP"] == ("IND", "PTY")


def test_a_shared_acronym_has_a_bearer_by_default():
    assert facts("The FSB objected on Friday.")["FSB"] == ("RUS", "SPY")
    assert facts("Britain and its small firms quarrelled. The FSB objected in Britain on Friday.")["FSB"][0] == "GBR"


def test_adjectives_that_stand_for_people():
    assert facts("Aid reached Sudan's displaced on Friday.")["displaced"] == ("SDN", "REF")
    assert facts("The wounded were taken to a hospital in Juba.")["wounded"][1] == "CVL"
    assert "wounded" not in facts("The wounded soldiers were taken away.")


def test_the_seat_of_a_government_is_a_body():
    actor = actors("Zhongnanhai said nothing.")["org:zhongnanhai"]
    assert (actor.kind, actor.country, actor.sector) == ("organization", "CHN", "GOV")
    assert actors("Beijing warned Tokyo.").keys() >= {"country:CHN"}


def test_a_bodys_name_tells_its_country_and_sector():
    assert facts("The University of Ibadan closed.")["University of Ibadan"] == ("NGA", "EDU")
    assert facts("The Valparaiso Workers Federation marched.")["Valparaiso Workers Federation"] == ("CHL", "LAB")
    assert facts("The Harare Residents Association objected.")["Harare Residents Association"] == ("ZWE", "SOC")


def test_campaigns_are_no_people():
    found = actors(
        "The group Mothers Against Knives UK marched on Sunday. Mothers Against Knives UK was founded in Leeds."
    )
    assert not any(actor.kind == "person" for actor in found.values())


def test_a_family_name_that_looks_like_a_pronoun():
    assert ("He Jiankui", "person:he jiankui") in mentions("He Jiankui was sentenced on Monday.")


def test_the_office_before_a_rank_counts():
    text = "Deputy Defence Minister Colonel-General Ivan Testovich visited the front."
    assert actors(text)["person:ivan testovich"].sector == "GOV"


def test_leaders_of_a_faith():
    assert facts("Jewish community leaders condemned the attack.")["Jewish community leaders"][1] == "REL"


@pytest.mark.parametrize(
    ("text", "town", "country"),
    [
        ("Russian forces shelled Mariupol on Tuesday.", "Mariupol", "UKR"),
        ("The siege of Homs lasted two years.", "Homs", "SYR"),
        ("New York sued the oil company.", "New York", "USA"),
        ("Rebels bombed Damascus.", "Damascus", "SYR"),
    ],
)
def test_a_town_that_acts_or_is_acted_upon_is_an_actor(text, town, country):
    assert facts(text)[town] == (country, None)


@pytest.mark.parametrize(
    "text",
    [
        "Two men died in Mariupol.",
        "He flew from Chicago.",
        "The Mariupol theatre burnt.",
        "Lincoln resigned.",
        "Antarctica spoke.",
    ],
)
def test_a_town_where_something_happens_is_none(text):
    assert not {"Mariupol", "Chicago", "Lincoln", "Antarctica"} & set(facts(text))


def test_a_leader_whose_name_opens_a_sentence():
    assert actors("Trump visited Seoul.", "2019-06-12")["person:donald trump"].sector == "GOV"


def test_a_body_of_one_word_needs_more_than_a_capital_only_where_the_word_is_ordinary():
    assert facts("The Riigikogu rejected the bill.")["Riigikogu"] == ("EST", "LEG")
    assert "Carnival" not in facts("Carnival ends on Ash Wednesday.")


def test_a_village_is_a_party_where_it_is_acted_upon_and_a_place_elsewhere():
    assert facts("Turkish forces shelled a Syrian village.")["Syrian village"] == ("SYR", "CVL")
    assert "Nigerian village" not in facts("He was born in a Nigerian village.")
