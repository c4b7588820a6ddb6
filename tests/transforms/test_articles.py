"""What an article is before any linguistic analysis."""

import datetime as dt
import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.stripped import strip
from schemas import Articles
from transforms.articles import languages
from transforms.articles.damage import has_lost_apostrophes, is_cased, is_punctuated, stretches
from transforms.articles.describe import NOT_DESCRIBED, describe
from transforms.layout import Block

RAW = {
    "uri": pl.String(),
    "url": pl.String(),
    "publisher": pl.String(),
    "title": pl.String(),
    "byline": pl.String(),
    "published_at": pl.Datetime("us"),
    "text": pl.String(),
}
ENGLISH = (
    "The two delegations met on the border on Sunday and agreed to meet again next week, officials of the foreign "
    "ministry said. “We had a good day,” the envoy, Ann Moe, told reporters in Seoul before she left for the airport. "
    "She wouldn't say what had been agreed, or whether the president had been told of the plan."
)
STRIPPED = re.sub(r"[\W_]+", " ", ENGLISH.lower()).strip()
FRENCH = (
    "Les deux délégations se sont rencontrées dimanche à la frontière et ont décidé de se revoir la semaine prochaine, "
    "ont indiqué des responsables du ministère des Affaires étrangères."
)


def raw(*rows: dict[str, object]) -> pl.DataFrame:
    defaults: dict[str, object] = {"uri": "a", "text": ""}
    return pl.DataFrame([{**dict.fromkeys(RAW), **defaults, **row} for row in rows], schema=RAW, orient="row")


def described(**row: object) -> dict[str, object]:
    return describe(raw(row)).row(0, named=True)


def test_columns_are_those_of_the_schema() -> None:
    expected = {name: dtype for name, dtype in Articles.dtypes().items() if name not in NOT_DESCRIBED}
    assert dict(describe(raw({"text": ENGLISH})).schema) == expected
    assert dict(describe(raw()).schema) == expected


def test_rows_pass_the_checks_of_the_schema() -> None:
    rows = describe(raw({"text": ENGLISH}, {"uri": "b", "text": ""}, {"uri": "c", "text": FRENCH}))
    complete = rows.with_columns(
        duplicate_of=pl.lit(None, pl.String()), extractor=pl.lit("1/2/3"), run_id=pl.lit("r")
    ).select(list(Articles.dtypes()))
    assert Articles.validate(complete, lazy=True).height == 3


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80), max_size=4))
def test_any_text_is_kept_as_it_came(texts: list[str]) -> None:
    rows = describe(raw(*({"uri": str(number), "text": text} for number, text in enumerate(texts))))
    assert rows["text"].to_list() == texts
    assert rows["article_id"].n_unique() == len(texts)
    assert rows["content_id"].n_unique() == len(set(texts))
    for row in rows.iter_rows(named=True):
        for part in ("title", "byline", "dateline"):
            start, end = row[f"{part}_start_char"], row[f"{part}_end_char"]
            assert (start is None) == (end is None)
            assert start is None or row[part] == row["text"][start:end]


def test_what_the_text_names_is_taken_with_its_place() -> None:
    text = f"Envoy leaves border talks early\n\nBy Jane Doe\n\nSEOUL (AP) — {ENGLISH}"
    row = described(text=text)
    assert (row["title"], row["byline"], row["dateline"]) == (
        "Envoy leaves border talks early",
        "Jane Doe",
        "SEOUL (AP)",
    )
    assert row["publisher"] == "The Associated Press"
    assert text[row["publisher_start_char"] : row["publisher_end_char"]] == "AP"
    assert row["published_at"] is None
    assert row["published_at_source"] is None


def test_metadata_wins_and_has_a_place_only_where_the_text_agrees() -> None:
    text = f"Envoy leaves border talks early\n\nBy Jane Doe\n\nSEOUL (AP) — {ENGLISH}"
    day = dt.datetime(2018, 6, 12, 8, 30)
    row = described(text=text, title="Talks Fail", byline="JANE DOE", publisher="The Herald", published_at=day)
    assert (row["title"], row["title_start_char"]) == ("Talks Fail", None)
    assert row["byline"] == "JANE DOE"
    assert text[row["byline_start_char"] : row["byline_end_char"]] == "Jane Doe"
    assert (row["publisher"], row["publisher_start_char"]) == ("The Herald", None)
    assert (row["published_at"], row["published_at_source"]) == (day, "metadata")


@pytest.mark.parametrize(
    ("text", "cased", "punctuated"),
    [
        (ENGLISH, True, True),
        (STRIPPED, False, False),
        (ENGLISH.lower(), False, True),
        (ENGLISH.upper(), False, True),
        (ENGLISH.title(), False, True),
        (re.sub(r"[^\w\s]", "", ENGLISH), True, False),
        ("Envoy leaves Seoul for talks in the north", True, True),
        ("envoy leaves seoul for talks in the north", False, False),
        ("ENVOY LEAVES SEOUL FOR TALKS IN THE NORTH", False, False),
        ("Envoy Leaves Seoul For Talks in North", False, False),
        ("envoy leaves seoul, ministry says", False, True),
        ("NATO", True, True),
        ("", True, True),
        ("12 34", True, True),
    ],
)
def test_case_and_punctuation_are_measured(text: str, cased: bool, punctuated: bool) -> None:
    assert (is_cased(text), is_punctuated(text)) == (cased, punctuated)


def test_case_is_measured_on_the_body_not_on_the_headline() -> None:
    row = described(text=f"ENVOY LEAVES SEOUL EARLY\n\n{ENGLISH}", title="ENVOY LEAVES SEOUL EARLY")
    assert row["is_cased"]
    row = described(text=f"Envoy Leaves Seoul Early\n\n{STRIPPED}", title="Envoy Leaves Seoul Early")
    assert not row["is_cased"]
    assert not row["is_punctuated"]


@pytest.mark.parametrize("text", [ENGLISH, STRIPPED, ENGLISH.upper(), ENGLISH.title(), ENGLISH[:120], STRIPPED[:120]])
def test_english_is_english_whatever_it_has_lost(text: str) -> None:
    row = described(text=text)
    assert (row["language"], row["not_extracted_reason"]) == ("en", None)


def test_other_languages_are_named() -> None:
    row = described(text=FRENCH)
    assert (row["language"], row["not_extracted_reason"]) == ("fr", "language is French (fr), not English")
    assert languages.identify("Президент встретился в воскресенье с послом") == "ru"
    assert languages.identify("外交部发言人周日表示会谈取得进展") == "zh"


@pytest.mark.parametrize("text", ["Trump meets Kim", "General Motors sales plunge by 45%", "Kim a Pyongyang"])
def test_a_short_text_is_taken_for_english(text: str) -> None:
    assert described(text=text)["not_extracted_reason"] is None


@pytest.mark.parametrize("text", ["", " \n", "12,345 — 6", "?!", "\u200b"])
def test_no_words_nothing_to_extract(text: str) -> None:
    row = described(text=text)
    assert (row["language"], row["not_extracted_reason"], row["is_cased"]) == (None, "no words", True)


@pytest.mark.parametrize(("text", "count"), [("", 0), ("U.S. troops don't leave — 5,300 stay", 6), ("a b\nc", 3)])
def test_words_are_counted_as_a_person_counts(text: str, count: int) -> None:
    assert described(text=text)["word_count"] == count


def test_where_case_is_in_use_only_its_lack_tells() -> None:
    sentence = "The president of France arrived in Berlin on Monday. It is his first visit since the election there."
    bare = "the minister said on sunday that talks would go on in cairo until both sides there can agree on what to do"
    listed = (
        "Signed By: The Governments Of Austria, Belgium, Canada, Denmark, Estonia, Finland, France, Germany, Greece"
    )
    blocks, at = [], 0
    for text in (sentence, bare, bare, listed, bare.upper(), sentence):
        blocks.append(Block(at, at + len(text), "body"))
        at += len(text) + 2
    whole = "\n\n".join((sentence, bare, bare, listed, bare.upper(), sentence))
    found = stretches(whole, blocks, is_cased=True, is_punctuated=True)
    assert [(cased, punctuated, len(run)) for cased, punctuated, run in found] == [
        (True, True, 1),
        (False, False, 2),
        (True, True, 3),
    ], "a single line in capitals may be a heading"


SPOKEN = " ".join(["“We can’t wait,” Ann Moe’s aide said on Monday.", ENGLISH, "“I don’t know,” Mr Ray told us."] * 3)


@pytest.mark.parametrize(
    ("text", "damage"),
    [
        (SPOKEN, None),
        (SPOKEN.lower(), "lower case"),
        (SPOKEN.upper(), "capitals"),
        (strip(SPOKEN)[0], "lower case, no punctuation, no apostrophes"),
        (re.sub("[“”]", "", SPOKEN), "no quotation marks"),
        (re.sub("[’']", " ", SPOKEN), "no apostrophes"),
        (f"{SPOKEN}\n\n{SPOKEN.lower()}\n\n{SPOKEN}", "lower case in part"),
        (SPOKEN * 5, "no paragraphs"),
        (ENGLISH, None),
        ("12 34", None),
    ],
)
def test_what_an_article_lost_is_named(text: str, damage: str | None) -> None:
    assert described(text=text)["damage"] == damage


@pytest.mark.parametrize(
    ("text", "has_lost"),
    [
        ("Russia s plan hasn t changed, they said.", True),
        ("Russia's plan hasn't changed. A s b, c s d.", False),
        ("They said plan B s bad.", False),
        ("", False),
    ],
)
def test_lost_apostrophes(text: str, has_lost: bool) -> None:
    assert has_lost_apostrophes(text) == has_lost
