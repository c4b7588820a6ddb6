import datetime as dt
import subprocess
import sys
import time

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.reference import (
    Agents,
    ArmedGroups,
    GroupTerms,
    Legislators,
    Officeholders,
    PublicFigures,
    SeedError,
    read_seed,
)
from transforms import seeds
from transforms.actors.gazetteer import Gazetteer, capitals_agree, fold, normalise, normalise_all
from transforms.known import Known
from transforms.known_rows import People
from transforms.reference import load, plural

HEADER = "name,aliases,country,office,sector,start,end,as_of,wikidata_id,source\n"


def test_tables_load_and_are_cached():
    assert load() is load()
    assert load().country_names["PRK"] == "North Korea"


@pytest.mark.parametrize(
    ("model", "file_name"),
    [(Officeholders, "officeholders.csv"), (PublicFigures, "public_figures.csv"), (Legislators, "legislators.csv")],
)
@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A B,,USA,President,GOVT,2000,,,,compiled", "sector is 'GOVT'"),
        ("A B,,US,President,GOV,2000,,,,compiled", "country is 'US'"),
        ("A B,,USA,President,GOV,01/02/2000,,,,compiled", "start is '01/02/2000'"),
        ("A B,,USA,President,GOV,2000,,,Pompeo,compiled", "wikidata_id is 'Pompeo'"),
        (",,USA,President,GOV,2000,,,,compiled", "name is None"),
    ],
)
def test_wrong_row_is_refused_with_file_line_and_reason(model, file_name, row, reason):
    good = "C D,,USA,President,GOV,2000,,,,compiled\n"
    with pytest.raises(SeedError) as error:
        read_seed(model, (HEADER + good + row + "\n").encode(), file_name)
    assert f"{file_name}, line 3" in str(error.value)
    assert reason in str(error.value)


def test_wrong_columns_and_ragged_rows_are_refused():
    with pytest.raises(SeedError, match=r"agents.csv, line 1: the columns"):
        read_seed(Agents, b"noun,code,source\nspy,SPY,x\n", "agents.csv")
    with pytest.raises(SeedError, match="line 3: 4 cells where the header has 3"):
        read_seed(Agents, b"noun,sector,source\nspy,SPY,x\nmole,SPY,x,y\n", "agents.csv")
    with pytest.raises(SeedError, match=r"agents.csv, line 3: noun is None"):
        read_seed(Agents, b"noun,sector,source\nspy,SPY,x\n\n", "agents.csv")
    with pytest.raises(SeedError, match=r"^agents.csv"):  # no CSV, no UTF-8, and a carriage return in the middle
        read_seed(Agents, bytes(range(256)), "agents.csv")


def test_a_group_that_governs_is_a_government():
    taliban = load().by_key("group:taliban")
    days = [dt.date(1995, 1, 1), dt.date(2000, 1, 1), dt.date(2015, 1, 1), dt.date(2024, 1, 1), None]
    assert [taliban.sector_at(day) for day in days] == ["REB", "GOV", "REB", "GOV", "REB"]


def test_every_time_of_a_group_is_that_of_a_group():
    groups, terms = seeds.table(ArmedGroups, "armed_groups.csv"), seeds.table(GroupTerms, "group_terms.csv")
    strangers = terms.join(groups, on=["name", "country"], how="anti", nulls_equal=True)
    assert strangers["name"].to_list() == []


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


def people(*rows, figures=(), seats=()):
    tables = ((Officeholders, rows), (PublicFigures, figures), (Legislators, seats))
    return People(*(read_seed(model, "\n".join([HEADER.strip(), *lines]).encode(), "rows") for model, lines in tables))


def test_rows_of_one_wikidata_item_are_one_person():
    known = people(
        "Ann Lee,,GBR,Minister of Health,GOV,2010,2012,,Q1,x",
        "Anne Lee,,IGO,Judge,IGO,2014,2015,,Q1,x",
        "Ann Lee,A. Lee,GBR,Leader of the Party,PTY,2016,2017,,,x",
    ).by_key("person:ann lee")
    assert [term.office for term in known.terms] == ["Minister of Health", "Judge", "Leader of the Party"]
    assert (known.country, known.wikidata_id, known.is_minor) == ("GBR", "Q1", False)


def test_two_people_of_one_name_have_keys_of_their_own():
    known = people(
        "Ann Lee,,GBR,Minister of Health,GOV,2010,2012,,Q1,x",
        seats=["Ann Lee,,GBR,Member,LEG,2010,2012,,Q2,x", "Ann Lee,,USA,Senator,LEG,2010,2012,,Q3,x"],
    )
    keys = {known.known(row).key: known.known(row).wikidata_id for row in known.names["row"]}
    # Who has but a seat takes nobody's key away.
    assert keys == {"person:ann lee": "Q1", "person:ann lee (q2)": "Q2", "person:ann lee (USA)": "Q3"}


def test_an_office_in_an_international_body_is_the_one_bearer_s():
    rows = ["Ann Lee,,IGO,Director,IGO,2013,2014,,,x", "Ann Lee,,GBR,Minister of Health,GOV,2010,2012,,,x"]
    known = people(*rows).by_key("person:ann lee")
    assert (known.country, len(known.rows)) == ("GBR", 2)
    shared = people(*rows, "Ann Lee,,USA,Governor,GOV,2010,2012,,,x")
    assert {shared.known(row).key for row in shared.names["row"]} == {
        f"person:ann lee ({c})" for c in ("IGO", "GBR", "USA")
    }


def test_a_figure_out_of_office_is_no_namesake_in_a_legislature():
    known = people(
        figures=["Ann Lee,,USA,Singer,CVL,2010,,2026,,x"], seats=["Ann Lee,,USA,Senator,LEG,2010,2012,,Q3,x"]
    )
    assert known.by_key("person:ann lee").sector_at(dt.date(2011, 1, 1)) == "CVL"
    assert known.by_key("person:ann lee (q3)").is_minor


def test_two_of_one_name_in_the_tables_are_told_apart():
    one, other = (load().by_key(f"person:tim johnson ({item})") for item in ("q925052", "q861115"))
    assert (one.wikidata_id, other.wikidata_id) == ("Q925052", "Q861115")
    (hit,) = (hit for hit in load().find("Tim Johnson spoke.") if hit.end - hit.start > 3)
    assert {one.key, other.key} <= {entry.key for entry in hit.entries}


def office(*rows):
    return Known("person:x", "X", "person", rows=rows)


def test_of_several_offices_the_one_in_government_counts():
    both = office(("Leader", "PTY", "2001", None, "2026"), ("Member", "LEG", "2010", "2022", None))
    assert both.sector_at(dt.date(2015, 1, 1)) == "LEG"
    assert both.sector_at(dt.date(2023, 1, 1)) == "PTY"
    minister = office(*both.rows, ("Minister", "GOV", "2011", "2012", None))
    assert minister.sector_at(dt.date(2011, 6, 1)) == "GOV"
    assert minister.sector_at(dt.date(2013, 6, 1)) == "LEG"
    assert minister.sector_at(None) == "GOV"


def test_a_term_of_unknown_end_runs_on_and_then_nothing_is_known():
    seen = office(("Minister of Health", "GOV", "2021", None, "2025-03-10"))
    assert seen.term_at(dt.date(2026, 2, 1)).office == "Minister of Health"
    assert seen.term_at(dt.date(2028, 2, 1)) is None
    assert seen.sector_at(dt.date(2028, 2, 1)) == "GOV"  # nobody says that it ended
    assert seen.sector_at(dt.date(2035, 2, 1)) is None
    assert office(("Minister", "GOV", "2021", "2025", None)).sector_at(dt.date(2026, 2, 1)) == "ELI"
    assert office(("Director", "BUS", "2021", "2025", None)).sector_at(dt.date(2026, 2, 1)) == "BUS"


def test_without_a_date_the_highest_office_tells():
    after = office(("President", "GOV", "2008", "2012", None), ("Chairman of the Council", "GOV", "2020", None, "2024"))
    assert after.term_at(None).office == "President"
    assert after.term_at(dt.date(2021, 1, 1)).office == "Chairman of the Council"


def test_a_role_without_dates_is_for_life_and_an_office_is_not():
    rows = (("Novelist", "CVL", None, None, None), ("Mayor", "GOV", "2004", None, None))
    writer = Known("person:x", "X", "person", "PER", rows=rows)
    assert [writer.sector_at(dt.date(year, 6, 1)) for year in (1990, 2004, 2020)] == ["CVL", "GOV", "CVL"]
    for year in (1, 1990, 9999):
        assert writer.was_in_office(dt.date(year, 6, 1), years=5) is (990 < year < 9000)
    dissident = Known("person:y", "Y", "person", "PER", rows=(("Dissident", "SOC", "2008", None, None),))
    assert [dissident.sector_at(dt.date(year, 6, 1)) for year in (2000, 2010, 2024)] == [None, "SOC", "SOC"]


def test_names_are_common_or_rare():
    assert not load().is_rare("David Smith")
    assert load().is_rare("Souhail Alouini")


@pytest.mark.slow
def test_tables_load_quickly():
    code = "import time; from transforms import reference as r; t = time.time(); r.load(); print(time.time() - t)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert float(done.stdout) < 8


def test_many_more_names_hardly_slow_the_search():
    few = load().country_names.values()
    more = pl.Series([f"Given{number} Family{number % 977}" for number in range(200_000)])
    text = " ".join(
        f"Given{number} Family{number} met officials of Iran and the Bank of England." for number in range(300)
    )

    def seconds(gazetteer):
        gazetteer.find(text)
        start = time.perf_counter()
        for _ in range(5):
            gazetteer.find(text)
        return time.perf_counter() - start

    small = Gazetteer.of_rows(pl.Series(few), lambda row: row)
    large = Gazetteer.of_rows(pl.concat([pl.Series(few), more]), lambda row: row)
    assert len(large.find(text)) == len(small.find(text)) + 300
    assert seconds(large) < 4 * seconds(small) + 0.05


def found(names, text):
    return [text[hit.start : hit.end] for hit in Gazetteer((name, name) for name in names).find(text)]


def test_gazetteer_minds_words_capitals_and_stops():
    assert found(["Iran", "Iranian"], "Iranians and Iran") == ["Iran"]
    assert found(["US"], "they told us that the US left") == ["US"]
    assert found(["WHO"], "Who said it? The WHO.") == ["WHO"]
    assert found(["DFE"], "the DfE, dfe, Dfe and DFe") == ["DfE"]
    assert found(["Recep Erdoğan"], "Recep Erdogan, RECEP ERDOĞAN") == ["Recep Erdogan", "RECEP ERDOĞAN"]
    assert found(["Japan Korea"], "in Japan. Korea and Japan, Korea") == []
    assert found(["al-Qaeda"], "al Qaeda and al-Qaeda") == ["al Qaeda", "al-Qaeda"]
    assert found(["Kim Jong Un", "Kim", "Jong Un"], "Kim Jong Un") == ["Kim", "Kim Jong Un", "Jong Un"]
    assert found([], "nothing") == []


WORDS = st.sampled_from(["un", "Kim", "jong", "él", "the", "A"])


@given(st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), max_size=30), st.lists(WORDS, max_size=20))
def test_the_hashes_find_what_comparing_every_run_of_words_finds(names, words):
    """The plain way, which is quadratic: every run of words against every name."""
    text = " ".join(words)
    starts = [sum(len(word) + 1 for word in words[:i]) for i in range(len(words))]
    expected = {
        (starts[i], starts[j] + len(words[j]), name)
        for i in range(len(words))
        for j in range(i, len(words))
        for name in names
        if _same(name, text[starts[i] : starts[j] + len(words[j])])
    }
    hits = Gazetteer((name, name) for name in names).find(text)
    assert {(hit.start, hit.end, name) for hit in hits for name in hit.entries} == expected


def _same(name, found):
    return normalise(name) == normalise(found) and (name == found or capitals_agree(name, found))


@given(st.text())
def test_folding_keeps_length(text):
    assert len(fold(text)) == len(text)


@given(st.lists(st.text(max_size=30), max_size=20), st.text(max_size=80))
def test_any_name_can_be_searched_for(names, text):
    gazetteer = Gazetteer((name, name) for name in names)
    for hit in gazetteer.find(text + " ".join(names)):
        assert hit.start < hit.end


@given(st.lists(st.text()))
def test_names_of_a_column_are_normalised_as_single_ones_are(names):
    assert normalise_all(pl.Series(names, dtype=pl.String)).to_list() == [normalise(name) for name in names]


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
