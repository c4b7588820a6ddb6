import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.reference import Agents, Officeholders, SeedError, read_seed
from transforms.actors.gazetteer import Gazetteer, fold, normalise
from transforms.reference import load, plural

HEADER = "name,aliases,country,office,sector,start,end,as_of,wikidata_id,source\n"


def test_tables_load_and_are_cached():
    assert load() is load()
    assert load().country_names["PRK"] == "North Korea"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A B,,USA,President,GOVT,2000,,,,compiled", "sector is 'GOVT'"),
        ("A B,,US,President,GOV,2000,,,,compiled", "country is 'US'"),
        ("A B,,USA,President,GOV,01/02/2000,,,,compiled", "start is '01/02/2000'"),
        (",,USA,President,GOV,2000,,,,compiled", "name is None"),
    ],
)
def test_wrong_row_is_refused_with_file_line_and_reason(row, reason):
    good = "C D,,USA,President,GOV,2000,,,,compiled\n"
    with pytest.raises(SeedError) as error:
        read_seed(Officeholders, (HEADER + good + row + "\n").encode(), "officeholders.csv")
    assert "officeholders.csv, line 3" in str(error.value)
    assert reason in str(error.value)


def test_wrong_columns_and_ragged_rows_are_refused():
    with pytest.raises(SeedError, match=r"agents.csv, line 1: the columns"):
        read_seed(Agents, b"noun,code,source\nspy,SPY,x\n", "agents.csv")
    with pytest.raises(SeedError, match="line 3: 4 cells where the header has 3"):
        read_seed(Agents, b"noun,sector,source\nspy,SPY,x\nmole,SPY,x,y\n", "agents.csv")


def test_office_at_a_date_decides_the_sector():
    pompeo = load().by_key("person:mike pompeo")
    assert pompeo.sector_at(dt.date(2016, 1, 1)) == "LEG"
    assert pompeo.sector_at(dt.date(2017, 6, 1)) == "SPY"
    assert pompeo.sector_at(dt.date(2018, 7, 1)) == "GOV"
    assert pompeo.sector_at(dt.date(2023, 1, 1)) == "ELI"
    assert pompeo.sector_at(dt.date(1990, 1, 1)) is None
    assert pompeo.term_at(dt.date(2018, 7, 1)).office == "Secretary of State"
    assert pompeo.wikidata_id == "Q473239"


def test_spellings_of_one_person_are_one_actor():
    text = "Kim Jong-un, Kim Jong Un"
    keys = {entry.key for hit in load().find(text) for entry in hit.entries if entry.kind == "person"}
    assert keys == {"person:kim jong un"}


def test_bare_surname_of_a_leader_needs_to_be_plain():
    when = dt.date(2018, 7, 1)
    assert [person.key for person in load().leaders("Trump", when)] == ["person:donald trump"]
    assert len(load().leaders("Clinton", None)) > 1


def found(names, text):
    return [text[hit.start : hit.end] for hit in Gazetteer((name, name) for name in names).find(text)]


def test_gazetteer_minds_words_capitals_and_stops():
    assert found(["Iran", "Iranian"], "Iranians and Iran") == ["Iran"]
    assert found(["US"], "they told us that the US left") == ["US"]
    assert found(["WHO"], "Who said it? The WHO.") == ["WHO"]
    assert found(["Recep Erdoğan"], "Recep Erdogan, RECEP ERDOĞAN") == ["Recep Erdogan", "RECEP ERDOĞAN"]
    assert found(["Japan Korea"], "in Japan. Korea and Japan, Korea") == []
    assert found(["al-Qaeda"], "al Qaeda and al-Qaeda") == ["al Qaeda", "al-Qaeda"]
    assert found(["Kim Jong Un", "Kim", "Jong Un"], "Kim Jong Un") == ["Kim", "Kim Jong Un", "Jong Un"]
    assert found([], "nothing") == []


@given(st.text())
def test_folding_keeps_length(text):
    assert len(fold(text)) == len(text)


@given(st.lists(st.text(max_size=30), max_size=20), st.text(max_size=80))
def test_any_name_can_be_searched_for(names, text):
    gazetteer = Gazetteer((name, name) for name in names)
    for hit in gazetteer.find(text + " ".join(names)):
        assert hit.start < hit.end


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("official", "officials"),
        ("secretary of state", "secretaries of state"),
        ("gunman", "gunmen"),
        ("spokesperson", "spokespeople"),
        ("attorney", "attorneys"),
    ],
)
def test_plural(noun, expected):
    assert plural(noun) == expected
