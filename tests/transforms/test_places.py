"""Places: which names locate an event, and which of the places of a name is meant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parsing import document, word

from transforms.circumstances.places import place_near


def place(sentence: str, trigger: str, dateline: str | None = None) -> tuple[str, str | None] | None:
    doc = document(sentence, dateline=dateline)
    found = place_near(doc, word(doc, trigger))
    return (found.name, found.country) if found else None


@pytest.mark.parametrize(
    ("sentence", "trigger", "expected"),
    [
        ("Trump met Kim in Singapore on June 12.", "met", ("Singapore", "SGP")),
        ("Officials met at Panmunjom on Sunday.", "met", ("Panmunjom", "PRK")),
        ("Sung Kim led a team to Panmunjom.", "led", ("Panmunjom", "PRK")),
        ("Officials held talks in Geneva.", "talks", ("Geneva", "CHE")),
        ("Officials held talks in Geneva.", "held", ("Geneva", "CHE")),
        ("Rebels attacked soldiers in the city of Aleppo.", "attacked", ("Aleppo", "SYR")),
        ("Police arrested 12 people in central London.", "arrested", ("London", "GBR")),
        ("Protesters marched in Paris, Texas.", "marched", ("Paris", "USA")),
        ("Protesters marched in Paris.", "marched", ("Paris", "FRA")),
        ("A bomb exploded in Helmand province.", "exploded", ("Helmand", "AFG")),
        ("He was tried in a Moscow court.", "tried", ("Moscow", "RUS")),
        ("Turkey shelled villages in northern Syria.", "shelled", ("Syria", "SYR")),
        ("Clashes broke out in Hong Kong.", "broke", ("Hong Kong", "HKG")),
        ("Troops clashed near the West Bank.", "clashed", ("West Bank", "PSE")),
        ("He was shot in Washington, D.C.", "shot", ("Washington", "USA")),
        ("Pompeo visited Pyongyang on Friday.", "visited", ("Pyongyang", "PRK")),
        ("Pompeo's trip to Pyongyang ended.", "trip", ("Pyongyang", "PRK")),
        ("Forces bombed Idlib.", "bombed", ("Idlib", "SYR")),
        ("The siege of Aleppo lasted years.", "siege", ("Aleppo", "SYR")),
        ("A strike killed 12 people in Gaza.", "killed", ("Gaza Strip", "PSE")),
        ("Soldiers were attacked in Kiev.", "attacked", ("Kyiv", "UKR")),
        ("Villagers protested in the capital, Dhaka.", "protested", ("Dhaka", "BGD")),
        ("The minister resigned.", "resigned", None),
        ("Washington said it would respond.", "said", None),
        ("Washington condemned the attack in Kabul.", "condemned", None),
        ("Washington condemned the attack in Kabul.", "attack", ("Kabul", "AFG")),
        ("The U.S. imposed sanctions on Russia.", "imposed", None),
        ("They gathered at the German embassy.", "gathered", None),
        ("He spoke at the China summit.", "spoke", None),
        ("He met Paris Hilton.", "met", None),
        ("He works in Paris Hilton's house.", "works", None),
        ("Police in Berlin said rebels attacked the town.", "attacked", None),
        ("They met in March.", "met", None),
        ("The two sides talked in private.", "talked", None),
        ("The Moscow Times reported the arrest.", "arrest", None),
    ],
)
def test_the_place_of_an_event(sentence: str, trigger: str, expected: tuple[str, str] | None) -> None:
    assert place(sentence, trigger) == expected


@pytest.mark.parametrize(
    ("dateline", "expected"),
    [
        ("PANMUNJOM", ("Panmunjom", "PRK")),
        ("WASHINGTON (Reuters) —", ("Washington", "USA")),
        ("BEIRUT/DAMASCUS, June 12", ("Beirut", "LBN")),
        ("BIRMINGHAM, Ala.", ("Birmingham", "USA")),
        ("PARIS, June 12 (AFP) -", ("Paris", "FRA")),
        ("NOWHEREVILLE", None),
        ("", None),
    ],
)
def test_else_the_dateline(dateline: str, expected: tuple[str, str] | None) -> None:
    assert place("The army attacked the rebels.", "attacked", dateline) == expected


def test_the_countries_an_article_speaks_of_decide_between_namesakes() -> None:
    assert place("Rebels seized a base in Tripoli.", "seized") == ("Tripoli", "LBY")
    assert place("Lebanon sent its army. Rebels seized a base in Tripoli.", "seized") == ("Tripoli", "LBN")


def test_coordinates() -> None:
    doc = document("Trump met Kim in Singapore.")
    found = place_near(doc, word(doc, "met"))
    assert found is not None
    assert (round(found.latitude or 0), round(found.longitude or 0)) == (1, 104)


PIECES = ["in", "Paris", ",", "Texas", "al", "-", "’s", "of"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["in", "Paris", ",", "Texas", "al", "-", "’s", "of"]) | st.text(max_size=3), max_size=10)
)
def test_any_text_is_survived(words: list[str]) -> None:
    doc = document(" ".join(words), dateline=" ".join(words))
    for token in doc.doc:
        place_near(doc, token)
