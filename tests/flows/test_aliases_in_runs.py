"""A merge or a split that an analyst writes down, from one run to the next."""

import json
from pathlib import Path

import pytest
from commands import dateline
from conftest import query, run_steps

from flows.provenance import OwnAliasesError
from warehouse.inspect import check_file

SENATOR = (
    "CANBERRA, March 5, 2019 - Senator John Smith condemned the government of Australia on Tuesday. “We will not give "
    "up,” Smith told reporters. Smith met Chinese officials, and he accused Iran of violating the agreement. The talks "
    "in Canberra were to continue on Wednesday, and both sides agreed to exchange letters before the end of the month."
)
BANKER = (
    "LONDON, April 9, 2019 - Banker John Smith condemned Russia on Tuesday. “It is a bad day for the city,” Smith told "
    "reporters in London. He met Norwegian officials at the office of his company, and a spokesman said that they had "
    "spoken of the price of oil for two hours. Jon Smythe, as friends call him, was to fly home in the evening."
)
GIVE_UP, BAD_DAY = "We will not give up", "It is a bad day for the city"
WHO = """
    SELECT a.name,
        (SELECT string_agg(DISTINCT uri, ' ' ORDER BY uri) FROM actor_mentions JOIN articles USING (article_id)
         WHERE actor_id = a.actor_id),
        (SELECT string_agg(text, ' ' ORDER BY text) FROM quotes
         WHERE kind = 'direct' AND speaker_actor_id = a.actor_id),
        (SELECT string_agg(DISTINCT target_country, ' ' ORDER BY target_country) FROM events
         WHERE source_actor_id = a.actor_id)
    FROM actors a WHERE name LIKE 'J%n Sm%' ORDER BY name
"""


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    file = tmp_path / "feed.jsonl"
    articles = ({"uri": "au", "text": SENATOR}, {"uri": "uk", "text": BANKER})
    file.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    return file


def write(path: Path, *rows: str) -> Path:
    path.write_text("alias,key,mentions,articles,source\n" + "".join(f"{row},me\n" for row in rows), encoding="utf-8")
    return path


def assert_sound(warehouse: Path) -> None:
    assert check_file(warehouse) == []
    lonely = """
        SELECT name FROM actors WHERE actor_id NOT IN (SELECT actor_id FROM actor_mentions WHERE actor_id IS NOT NULL)
    """
    assert query(warehouse, lonely) == []


def test_a_split_and_a_merge_are_obeyed_when_articles_are_read_anew(tmp_path: Path, feed: Path) -> None:
    warehouse, own = tmp_path / "w.duckdb", tmp_path / "own.csv"
    as_found = [
        ("John Smith", "au uk", f"{BAD_DAY} {GIVE_UP}", "AUS CHN IRN NOR RUS"),
        ("Jon Smythe", "uk", None, None),
    ]
    run_steps(warehouse, feed)
    assert query(warehouse, WHO) == as_found
    write(own, "John Smith,person:john smith (senator),Australia,", "Jon Smythe,person:john smith,,")
    outcome = run_steps(warehouse, feed, aliases=own)
    assert (outcome.outcome, outcome.counts.outdated) == ("unchanged", 2)
    outcome = run_steps(warehouse, feed, aliases=own, reprocess=True)
    assert (outcome.outcome, outcome.counts.reprocessed) == ("published", 2)
    assert query(warehouse, WHO) == [
        ("John Smith", "uk", BAD_DAY, "NOR RUS"),
        ("John Smith (senator)", "au", GIVE_UP, "AUS CHN IRN"),
    ]
    assert_sound(warehouse)
    run_steps(warehouse, feed, reprocess=True)  # without the file all is as it was
    assert query(warehouse, WHO) == as_found
    assert_sound(warehouse)


def test_the_next_run_obeys_for_its_own_articles(tmp_path: Path, feed: Path) -> None:
    warehouse, late = tmp_path / "w.duckdb", tmp_path / "late.jsonl"
    run_steps(warehouse, feed)
    text = BANKER.replace("Russia", "Iran").replace("a bad day", "the best of days").replace("oil", "a good cup of tea")
    late.write_text(json.dumps({"uri": "late", "text": text}) + "\n", encoding="utf-8")
    own = write(tmp_path / "own.csv", "John Smith,person:john smith (banker),,late")
    run_steps(warehouse, late, aliases=own)
    names = [(name, where) for name, where, *_ in query(warehouse, WHO)]
    assert names == [("John Smith", "au uk"), ("John Smith (banker)", "late"), ("Jon Smythe", "late uk")]
    assert_sound(warehouse)


def test_a_wrong_file_of_aliases_stops_the_run_before_it_begins(tmp_path: Path, feed: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    with pytest.raises(OwnAliasesError, match=r"own.csv, line 2: key is 'nobody'"):
        run_steps(warehouse, feed, aliases=write(tmp_path / "own.csv", "John Smith,nobody,,"))
    with pytest.raises(OwnAliasesError, match="No such file"):
        run_steps(warehouse, feed, aliases=tmp_path / "none.csv")
    assert not warehouse.exists()


def test_the_command_refuses_a_wrong_file_of_aliases(tmp_path: Path, feed: Path) -> None:
    own = write(tmp_path / "own.csv", "John Smith,person:a,,", "John Smith,person:b,,")
    done = dateline("run", feed, "--warehouse", tmp_path / "w.duckdb", home=tmp_path, DATELINE_ALIASES=str(own))
    assert done.returncode == 2
    assert "said to mean both" in " ".join(done.stderr.split())
