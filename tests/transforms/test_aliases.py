"""Names that an analyst merges or splits."""

import numpy as np
import pytest
from parsing import parsed

from schemas.reference import SeedError
from transforms.actors.aliases import read
from transforms.actors.mentions import find_mentions
from transforms.document import Document
from transforms.layout import Readable
from transforms.reference import Reference, load

HEADER = "alias,key,mentions,articles,source\n"
STORY = "Senator John Smith met Anna Berg in Canberra on Monday. Smith said that he would not resign."


def table(*rows: str) -> bytes:
    return (HEADER + "".join(f"{row},me\n" for row in rows)).encode()


def reference(*rows: str) -> Reference:
    return load(("own.csv", table(*rows)))


def keys(text: str, known: Reference, uri: str | None = None, url: str | None = None) -> list[str]:
    """The keys of the actors mentioned, in the order of the text."""
    readable = Readable(text, np.arange(len(text), dtype=np.int32), (0,))
    document = Document("art_1", text, None, [], readable, parsed(text), uri=uri, url=url)
    find_mentions(document, known)
    return list(dict.fromkeys(mention.actor.key for mention in document.mentions if mention.actor))


def test_a_name_of_one_actor_is_made_that_of_another() -> None:
    own = reference("Jon Smythe,person:john smith,,", "Acme Widgets,org:globex,,")
    text = "John Smith resigned. Jon Smythe left Acme Widgets. Globex bought it, and Smythe laughed."
    assert keys(text, own) == ["person:john smith", "org:globex"]
    assert len(keys(text, load())) >= 3


def test_what_tables_know_of_the_key_goes_with_it() -> None:
    (hit,) = reference("The Donald,person:donald trump,,").find("The Donald")
    (known,) = hit.entries
    assert (known.name, known.country, known.wikidata_id) == ("Donald Trump", "USA", "Q22686")


def test_a_key_may_be_spelt_as_people_write() -> None:
    own = reference("Ana Łódź,person:Ana Łódź (Polish poet),,")
    assert keys("Ana Łódź met John Smith in Paris.", own) == ["person:ana lodz (polish poet)", "person:john smith"]
    (hit,) = own.find("Ana Łódź")
    assert hit.entries[0].name == "Ana Łódź (Polish poet)"


def test_words_of_the_article_tell_two_people_of_one_name_apart() -> None:
    own = reference("John Smith,person:john smith (australian senator),Australia|Canberra,")
    assert keys(STORY, own)[0] == "person:john smith (australian senator)"
    for city in ("Boston", "Canberratown"):
        assert keys(STORY.replace("Canberra", city), own)[0] == "person:john smith"


def test_the_address_of_the_article_tells_two_people_of_one_name_apart() -> None:
    own = reference("John Smith,person:john smith (senator),,*/politics/*|feed-7")
    assert keys(STORY, own)[0] == "person:john smith"
    assert keys(STORY, own, uri="feed-7")[0] == "person:john smith (senator)"
    assert keys(STORY, own, url="news/politics/9.html")[0] == "person:john smith (senator)"
    assert keys(STORY, own, uri="feed-77", url="news/sport/9.html")[0] == "person:john smith"


def test_of_the_rows_that_hold_the_first_counts() -> None:
    own = reference(
        "John Smith,person:b,Canberra,feed-*",
        "John Smith,person:a,Canberra,",
        "John Smith,person:c,,",
    )
    assert keys(STORY, own)[0] == "person:a"
    assert keys(STORY, own, uri="feed-1")[0] == "person:b"
    assert keys(STORY.replace("Canberra", "Boston"), own)[0] == "person:c"


def test_an_office_holder_can_be_told_from_a_namesake() -> None:
    own = reference("Mike Pompeo,person:mike pompeo (chef),restaurant,")
    assert keys("Mike Pompeo opened a restaurant.", own)[0] == "person:mike pompeo (chef)"
    assert keys("Mike Pompeo resigned.", own)[0] == "person:mike pompeo"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("John Smith,john smith,,", "key is 'john smith'"),
        ("John Smith,country:Australia,,", "key is 'country:Australia'"),
        ("John Smith,person:john smith (,,", "key is"),
        ("John Smith,person:---,,", "names nobody"),
        ("...,person:john smith,,", "has no letter or digit"),
        (",person:john smith,,", "alias is None"),
        ("John Smith,person:john smith,a||b,", "mentions is 'a||b'"),
        ("John Smith,person:john smith,?!,", "has no letter or digit"),
        ("Jane Roe,person:someone else,,", "said to mean both person:jane roe and person:someone else"),
        ("John Smith,person:john smith,", "source is None"),
    ],
)
def test_a_wrong_row_is_refused_with_file_line_and_reason(row: str, reason: str) -> None:
    with pytest.raises(SeedError) as error:
        read(table("Jane Roe,person:jane roe,,", row), "own.csv")
    assert "own.csv" in str(error.value)
    assert "line 3" in str(error.value)
    assert reason in str(error.value)


def test_a_country_that_no_table_knows_is_refused() -> None:
    with pytest.raises(SeedError, match="country:ZZZ, which no table knows"):
        reference("Zedland,country:ZZZ,,")
