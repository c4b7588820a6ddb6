"""Whatever Unicode an article is made of: every row gives its own words, and the sentences hold the whole text."""

from functools import lru_cache
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.ingest import RAW_SCHEMA
from flows.night import EXTRACTION_COLUMNS
from flows.settings import DEFAULT_MODEL
from schemas import MAIN_TABLES
from schemas.evidence import EVIDENCE, evidence
from transforms.annotate import load_model
from transforms.articles.describe import describe
from transforms.extract import extract

# What news is made of, for extraction to find something.
SENTENCES = (
    "Foreign Minister Anna Berg met Chinese officials in Oslo on Monday.",
    "“We will not give up,” Berg said. “Never.”",
    '"It was," said the spokesman, "a good day for Kenya."',
    "Norway condemned the arrest of three journalists by Russian police, killing 12 people.",
    "She told reporters that the talks, planned for May 5, had been cancelled.",
    "According to the U.N., at least 5,300 people fled the north’s villages…",
    "PANMUNJOM (Reuters) — South Korea’s President Moon Jae-in thanked Mr. O’Neill.",
    "Photo: Jane Doe/AP",
    "READ MORE: Ten things to know",
    "By John Smith",
    "© 2018 The Example Times. All rights reserved.",
    "The rebels — «we are ready», their leader warned — attacked the town of Goma in March 2019.",
)
# What breaks programs: each is put in beside, between and inside the words.
ODDITIES = (
    *(
        "👍",
        "👩‍👩‍👧‍👦",
        "🇳🇴🇰🇪",
        "e\u0301\u0323",
        "Z̷a̷l̷",
        "\u200b",
        "\u200d",
        "\ufeff",
        "\u00ad",
        "\u2028",
        "\u2029",
        "\x85",
    ),
    *("\r\n", "\r", "\n", "\r\n\r\n", "\n \n", "\t", "\x0b\x0c", "\x00", "\x1b[31m", "\u00a0", "\u3000", "\u202f"),
    *("“", "”", "‘", "’", '"', "'", "``", "''", "«", "„", "…", "—", "- ", "(", "]"),
    *(
        "\u202eעברית\u202c",
        "العربية،",
        "Κίεβο",
        "Київ",
        "北京。",
        "ﬁ",
        "İ",
        "ŉ",
        "ß",
        "ẞ",
        "ǅ",
        "𝒜",
        "𐐀",
        "٣٬٥",
        "½",
        "Ⅷ",
    ),
    *("x" * 3000, "U.S.", "a.m.", "s", "i", "1 000", "http://example.org/?a=b&c", "@name", "<b>", "&amp;", "%s", "{}"),
)
FORMS = (
    str,
    str,
    str,
    str.upper,
    str.lower,
    str.title,
    lambda text: "".join(c for c in text if c.isalnum() or c in " \n").lower(),
)

pieces = st.one_of(
    st.sampled_from(SENTENCES), st.sampled_from(SENTENCES), st.sampled_from(ODDITIES), st.text(max_size=12)
)
joints = st.sampled_from((" ", " ", " ", "\n", "\n\n", "\r\n\r\n", ""))


@st.composite
def articles(draw: st.DrawFn) -> dict[str, Any]:
    """The raw row of an article: sentences and oddities, now and then one inside the other."""
    text = ""
    for piece in draw(st.lists(pieces, min_size=1, max_size=14)):
        text += piece + draw(joints)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.sampled_from(ODDITIES)) + text[place:]
    text = draw(st.sampled_from(FORMS))(text)
    lines = text.splitlines()
    return {"text": text or "a", "title": draw(st.sampled_from((None, None, lines[0] if lines else None)))}


@lru_cache(maxsize=1)
def language() -> Any:
    return load_model(DEFAULT_MODEL)


def extracted(raw: list[dict[str, Any]]) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """The articles as described, and the rows that are found in them; none is left out for its language."""
    rows = [dict.fromkeys(RAW_SCHEMA) | article | {"uri": str(number)} for number, article in enumerate(raw)]
    described = describe(pl.DataFrame(rows, schema=RAW_SCHEMA))
    return described, extract(described.select(EXTRACTION_COLUMNS), language())


def assert_evident(described: pl.DataFrame, rows: dict[str, pl.DataFrame]) -> None:
    texts = dict(described.select("article_id", "text").iter_rows())
    for table in EVIDENCE:
        frame = described if table.sql_name() == "articles" else rows[table.sql_name()]
        for row in frame.iter_rows(named=True):
            text = texts[row["article_id"]]
            for span in evidence(table):
                start, end = row[span.start], row[span.end]
                assert (start is None) == (end is None), (table, row)
                if start is not None:
                    assert 0 <= start < end <= len(text), (table, span, row)
                    assert span.words is None or text[start:end] == row[span.words], (table, span, row)


def assert_sentences_hold_the_text(described: pl.DataFrame, sentences: pl.DataFrame) -> None:
    assert sentences["sentence_id"].is_unique().all()
    for article_id, text in described.select("article_id", "text").iter_rows():
        held: set[int] = set()
        end = 0
        here = sentences.filter(pl.col("article_id") == article_id).sort("sentence_no")
        assert here["sentence_no"].to_list() == list(range(1, here.height + 1))
        for row in here.iter_rows(named=True):
            assert row["start_char"] >= end, ("sentences overlap", text, row)
            end = row["end_char"]
            held.update(range(row["start_char"], end))
        lost = [place for place, character in enumerate(text) if character.isalpha() and place not in held]
        assert not lost, ("in no sentence", text, lost[:10])


def assert_in_sentences_to_read(rows: dict[str, pl.DataFrame]) -> None:
    """Everything was found in a sentence that is no boilerplate, and starts in it."""
    sentences = rows["sentences"].select("sentence_id", "is_boilerplate", first="start_char", last="end_char")
    for name in ("actor_mentions", "quotes", "event_mentions"):
        found = rows[name].join(sentences, on="sentence_id", how="left")
        assert found["is_boilerplate"].not_().all(), (name, found)
        outside = found.filter((pl.col("start_char") < pl.col("first")) | (pl.col("start_char") >= pl.col("last")))
        assert outside.is_empty(), (name, outside.to_dicts())


def assert_keys_are_one_row(rows: dict[str, pl.DataFrame]) -> None:
    for table in MAIN_TABLES:
        keys = table.primary_key()
        frame = rows.get(table.sql_name())
        if frame is not None and table.sql_name() != "actors" and set(keys) <= set(frame.columns):
            assert frame.select(keys).is_unique().all(), (table, frame.filter(frame.select(keys).is_duplicated()))


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(articles(), min_size=6, max_size=8))
def test_every_row_gives_its_own_words(raw: list[dict[str, Any]]) -> None:
    described, rows = extracted(raw)
    assert_evident(described, rows)
    assert_sentences_hold_the_text(described, rows["sentences"])
    assert_in_sentences_to_read(rows)
    assert_keys_are_one_row(rows)


@pytest.mark.parametrize("form", FORMS[2:])
@pytest.mark.parametrize("oddity", ["👩‍👩‍👧‍👦", "e\u0301\u0323", "\u202eעברית\u202c", "\r\n", "\x00", "İ", "\u2028"])
def test_every_form_with_an_oddity_between_all_sentences(form: Any, oddity: str) -> None:
    text = form("\n\n".join(SENTENCES[:6]).replace(". ", f". {oddity}").replace("\n\n", f"{oddity}\n\n"))
    described, rows = extracted([{"text": text}])
    assert rows["actor_mentions"].height and rows["sentences"].height > 3
    assert_evident(described, rows)
    assert_sentences_hold_the_text(described, rows["sentences"])
    assert_in_sentences_to_read(rows)


def test_text_of_nothing_but_oddities_gives_no_row_and_no_error() -> None:
    raw = [{"text": oddity} for oddity in ODDITIES] + [{"text": "\n"}, {"text": " . "}]
    described, rows = extracted(raw)
    assert_evident(described, rows)
    assert_sentences_hold_the_text(described, rows["sentences"])
