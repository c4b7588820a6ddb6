"""What the parser reads: offsets that lead back, clean text untouched, lost case and punctuation put back."""

import itertools
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import seeds
from transforms.layout import INSERTED, Block, Readable
from transforms.restore.readable import readable
from transforms.restore.restorer import (
    DEFAULT_DECODING,
    LENGTH,
    STEP,
    cut,
    load_restorer,
    lower_letter,
    quotations,
    upper_letter,
    windows,
)
from transforms.restore.wordpiece import MOST_PIECES, WordPiece

STRIPPED = (
    "the prime minister of japan arrived in washington on monday for talks with president joe biden the two leaders "
    "discussed the u s s military presence in the region officials said the visit hasn t been easy the united states "
    "has about 54 000 troops in japan and the u s department of defense wants to keep them there"
)


def body(text: str) -> list[Block]:
    return [Block(0, len(text), "body")]


def sentences(result: Readable) -> list[str]:
    edges = [*result.sentence_starts, len(result.text)]
    return [result.text[a:b].strip() for a, b in itertools.pairwise(edges)]


def assert_leads_back(result: Readable, text: str) -> None:
    assert len(result.text) == len(result.origin)
    kept = result.origin != INSERTED
    assert (np.diff(result.origin[kept]) > 0).all()
    for character, position in zip(result.text, result.origin.tolist(), strict=True):
        if position != INSERTED:
            assert character.casefold() == text[position].casefold()
    starts = result.sentence_starts
    assert list(starts) == sorted(set(starts))
    assert all(0 <= start < len(result.text) for start in starts)


texts = st.text(st.one_of(st.characters(), st.sampled_from("İßſıµK'’“” \n\r\t.?!u s t 😀aA1")), max_size=80)
PIECES = (
    *(
        "u",
        "s",
        "t",
        "d",
        "c",
        "p",
        "m",
        "ll",
        "re",
        "i",
        "o",
        "neill",
        "hasn",
        "The",
        "JAPAN",
        "said",
        "million",
        "ﬁn",
    ),
    *("5", "300", "2", "1", ".", "“", "\n\n", "İstanbul", "straße", "😀"),
)
words = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, list[Block]]:
    text = draw(texts | words)
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    kinds = st.sampled_from(["title", "byline", "body", "boilerplate"])
    return text, [Block(a, b, draw(kinds)) for a, b in itertools.pairwise(edges)]


@given(articles(), st.booleans(), st.booleans())
@settings(deadline=None, max_examples=300)
def test_every_character_leads_back(article: tuple[str, list[Block]], is_cased: bool, is_punctuated: bool) -> None:
    text, blocks = article
    result = readable(text, blocks, is_cased=is_cased, is_punctuated=is_punctuated)
    assert_leads_back(result, text)
    letters = [p for b in blocks if b.kind in ("title", "body") for p in range(b.start, b.end) if text[p].isalnum()]
    kept = set(result.origin.tolist())
    assert all(position in kept for position in letters), "no letter or digit may get lost"


@given(articles())
@settings(deadline=None)
def test_clean_text_passes_through(article: tuple[str, list[Block]]) -> None:
    text, blocks = article
    result = readable(text, blocks, is_cased=True, is_punctuated=True)
    kept = [block for block in blocks if block.kind in ("title", "body")]
    assert result.text == "\n\n".join(text[block.start : block.end] for block in kept)
    assert not result.starts_are_complete
    assert not result.is_restored
    assert len(result.sentence_starts) == len(kept)


def test_blocks_are_joined_and_furniture_left_out() -> None:
    text = "A headline\nBy A. Writer\nThe body.\nShare this"
    blocks = [Block(0, 10, "title"), Block(11, 23, "byline"), Block(24, 33, "body"), Block(34, 44, "boilerplate")]
    result = readable(text, blocks, is_cased=True, is_punctuated=True)
    assert result.text == "A headline\n\nThe body."
    assert result.sentence_starts == (0, 12)
    assert result.source_span(12, 20) == (24, 32)


def test_stripped_text_is_restored() -> None:
    result = readable(STRIPPED, body(STRIPPED), is_cased=False, is_punctuated=False)
    assert_leads_back(result, STRIPPED)
    assert result.is_restored
    assert result.starts_are_complete
    found = sentences(result)
    assert found[0].lower().startswith("the prime minister of japan arrived in washington")
    assert {"The", "Japan", "Washington", "Monday"} <= set(found[0].replace(",", "").split())
    assert any(sentence.startswith("The two leaders") for sentence in found)
    assert "President Joe Biden" in result.text
    assert "the U.S.'s military" in result.text
    assert "hasn't" in result.text
    assert "54,000 troops" in result.text
    assert "U.S. Department of Defense" in result.text
    assert result.text.endswith("there.")


def test_names_are_written_as_they_are_known() -> None:
    text = "senator mcconnell told youtube that the bill would pass and representative mcgovern of massachusetts agreed"
    result = readable(text, body(text), is_cased=False, is_punctuated=False)
    assert {"McConnell", "YouTube", "McGovern"} <= set(result.text.replace(",", "").replace(".", "").split())


def test_all_capitals_keep_their_punctuation() -> None:
    text = "THE PRESIDENT OF FRANCE MET MR. BIDEN IN WASHINGTON. THEY DIDN'T SPEAK TO REPORTERS."
    result = readable(text, body(text), is_cased=False, is_punctuated=True)
    assert_leads_back(result, text)
    first, second = sentences(result)
    assert first.lower() == "the president of france met mr. biden in washington."
    assert {"The", "France", "Mr", "Biden", "Washington"} <= set(first.replace(".", "").split())
    assert second == "They didn't speak to reporters."


def test_lower_case_with_punctuation_is_cut_at_its_marks() -> None:
    text = "“we met in paris,” said emmanuel macron. “it went well.”"
    result = readable(text, body(text), is_cased=False, is_punctuated=True)
    found = sentences(result)
    assert len(found) == 2
    assert "Paris" in found[0]
    assert found[1] == "“It went well.”"


def test_a_cased_text_without_punctuation_keeps_its_case() -> None:
    text = "The minister arrived in Cairo on Sunday He is expected to meet the president of Egypt"
    result = readable(text, body(text), is_cased=True, is_punctuated=False)
    assert [s.rstrip(".") for s in sentences(result)] == [
        "The minister arrived in Cairo on Sunday",
        "He is expected to meet the president of Egypt",
    ]


@pytest.mark.parametrize(
    ("stripped", "written"),
    [
        ("the minister s visit to the u n", "minister's visit to the U.N."),
        ("they can t say what it ll cost", "can't say what it'll cost"),
        ("she was re elected after 2 1 2 years", "re elected after 2 1/2 years"),
        ("growth of 2 5 percent was seen", "2.5 percent"),
        ("on june 12 300 people met", "12, 300 people"),
        ("it starts at 5 p m on friday", "5 p.m. on Friday"),
        ("about 1 200 000 people fled", "1,200,000 people"),
    ],
)
def test_what_stripping_took_out_of_words(stripped: str, written: str) -> None:
    result = readable(stripped, body(stripped), is_cased=False, is_punctuated=False)
    assert_leads_back(result, stripped)
    assert written.lower() in result.text.lower()


@pytest.mark.parametrize("letter", ["ß", "İ", "ŉ", "ǰ", "ﬁ", "😀", "ı"])
def test_a_letter_never_changes_its_length(letter: str) -> None:
    assert len(upper_letter(letter)) == len(lower_letter(letter)) == 1
    assert upper_letter(letter).casefold() == lower_letter(letter).casefold() == letter.casefold()


@given(st.lists(st.integers(1, MOST_PIECES), max_size=400))
@settings(deadline=None)
def test_each_word_is_believed_most_where_it_is_far_from_a_cut(sizes: list[int]) -> None:
    firsts, length = np.cumsum([0, *sizes])[:-1], sum(sizes)
    most = np.zeros(len(sizes))
    for pieces, judged, weights in windows(firsts, length):
        assert 0 < pieces.stop - pieces.start <= LENGTH - 2
        assert (weights > 0).all()
        for first, weight in zip(firsts[judged], weights[:, 0], strict=True):
            assert pieces.start <= first < pieces.stop
            assert pieces.start == 0 or weight <= max(1, first - pieces.start)
            assert pieces.stop == length or weight <= max(1, pieces.stop - first)
        most[judged] = np.maximum(most[judged], weights[:, 0])
    assert (most >= (LENGTH - 2 - STEP) // 2).all()


def test_words_far_away_change_nothing() -> None:
    model = load_restorer()
    some = STRIPPED.split()
    long = some * (3 * LENGTH // len(some))
    whole, changed = model.predict(long), model.predict([*long[:-10], *["qwerty"] * 10])
    half = len(long) // 2
    assert len(whole.gaps) == len(whole.cases) == len(whole.quoted) == len(long)
    assert np.array_equal(whole.cases[:half], changed.cases[:half])
    assert np.allclose(whole.gaps.sum(axis=1), 1, atol=1e-5)


def test_words_in_pieces() -> None:
    pieces = WordPiece(["[CLS]", "[SEP]", "[UNK]", "play", "##ing", "##s", "cafe", "a", "##a"])
    assert pieces.pieces("playings") == (3, 4, 5)
    assert pieces.pieces("café") == (6,)
    assert pieces.pieces("played") == (2,)
    assert pieces.pieces("a" * MOST_PIECES * 2) == (7, *[8] * (MOST_PIECES - 1))
    assert pieces.pieces("a" * 1000) == (2,)


@pytest.mark.parametrize(
    ("quoted", "found"),
    [
        ([0.1] * 12, []),
        ([0.9] * 5 + [0.1] * 7, [(0, 5)]),
        ([0.1] * 7 + [0.9] * 5, [(7, 12)]),
        ([0.1, 0.9] + [0.1] * 10, []),
        ([0.9] * 5 + [0.45] + [0.9] * 6, [(0, 12)]),
    ],
)
def test_quotations_are_stretches(quoted: list[float], found: list[tuple[int, int]]) -> None:
    gaps = np.full((len(quoted), 4), 0.25, dtype=np.float32)
    assert quotations(np.array(quoted, dtype=np.float32), gaps, [], DEFAULT_DECODING) == found


def test_quotations_of_nothing() -> None:
    nothing = load_restorer().predict([])
    assert quotations(nothing.quoted, nothing.gaps, [], DEFAULT_DECODING) == []


@given(
    st.lists(st.tuples(st.floats(0.03125, 1, width=32), st.sampled_from([-1, 0, 0, 1])), min_size=1, max_size=7),
    st.lists(st.floats(-3, 1, width=32), min_size=8, max_size=8),
)
@settings(deadline=None)
def test_no_other_cut_is_better(gaps: list[tuple[float, int]], prior: list[float]) -> None:
    starts = np.array([p for p, _ in gaps], dtype=np.float32)
    fixed = np.array([f for _, f in gaps], dtype=np.int8)

    def value(cuts: tuple[int, ...]) -> float:
        clipped = np.clip(starts[list(cuts)], 1e-6, 1 - 1e-6)
        lengths = np.diff([0, *cuts, len(starts)])
        odds = float((DEFAULT_DECODING.start_bias + np.log(clipped) - np.log(1 - clipped)).sum())
        return odds + DEFAULT_DECODING.length_weight * sum(prior[n] for n in lengths)

    free = [i for i in range(1, len(starts)) if fixed[i] == 0]
    forced = [i for i in range(1, len(starts)) if fixed[i] > 0]
    every = (c for size in range(len(free) + 1) for c in itertools.combinations(free, size))
    best = max(value(tuple(sorted([*forced, *some]))) for some in every)
    found = cut(starts, np.array(prior, dtype=np.float32), fixed, DEFAULT_DECODING)
    assert found[0] == 0
    assert value(tuple(found[1:])) == pytest.approx(best, abs=1e-3)


def test_what_was_quoted_gets_its_marks_back() -> None:
    text = (
        "the minister spoke to reporters in cairo on sunday we will not accept this deal because it is bad for our "
        "workers and for our country he said the talks will go on next week"
    )
    result = readable(text, body(text), is_cased=False, is_punctuated=False)
    assert_leads_back(result, text)
    assert result.text.count("“") == result.text.count("”") == 1
    assert "on Sunday. “We will not accept this deal" in result.text


def test_a_quotation_ends_with_a_sentence_rather_than_in_its_midst() -> None:
    quoted = np.array([0.1] * 3 + [0.9] * 6 + [0.6] + [0.1] * 4, dtype=np.float32)
    gaps = np.full((len(quoted), 4), 0.01, dtype=np.float32)
    gaps[:, 0] = 0.97
    gaps[[3, 9, 10], 0] = 0.5
    assert quotations(quoted, gaps, [3, 9], DEFAULT_DECODING) == [(3, 9)]
    assert quotations(quoted, gaps, [3, 10], DEFAULT_DECODING) == [(3, 10)]


CLEAN = "The president of France arrived in Berlin on Monday. “It isn’t easy,” he said."


def test_a_stripped_stretch_of_a_clean_article_is_restored_alone() -> None:
    text = f"{CLEAN}\n\n{STRIPPED}\n\n{CLEAN}"
    stripped = len(CLEAN) + 2
    edges = [(0, len(CLEAN)), (stripped, stripped + len(STRIPPED)), (stripped + len(STRIPPED) + 2, len(text))]
    result = readable(text, [Block(a, b, "body") for a, b in edges], is_cased=True, is_punctuated=True)
    assert_leads_back(result, text)
    assert result.text.startswith(CLEAN + "\n\nThe ")
    assert "Japan arrived in Washington on Monday" in result.text
    assert result.text.endswith("\n\n" + CLEAN)
    assert "President Joe Biden" in result.text
    assert result.is_restored
    assert not result.starts_are_complete
    assert result.quoted is not None
    assert len(result.quoted) == len(result.text)
    assert not result.quoted[: len(CLEAN)].any()


def test_text_that_lost_its_apostrophes_gets_them_back_without_the_network() -> None:
    text = "Russia s president said it hasn t been easy. The U S Senate won t vote on France s plan for 5 300 troops."
    result = readable(text, body(text), is_cased=True, is_punctuated=True)
    assert_leads_back(result, text)
    assert result.text == (
        "Russia's president said it hasn't been easy. The U.S. Senate won't vote on France's plan for 5,300 troops."
    )
    assert not result.starts_are_complete


def test_punctuated_text_gets_its_apostrophes_back_too() -> None:
    text = "the u s military hasn t left. russia s plan was bad."
    result = readable(text, body(text), is_cased=False, is_punctuated=True)
    assert result.text == "The U.S. military hasn't left. Russia's plan was bad."


def test_where_no_marks_are_left_words_carry_how_likely_they_were_quoted() -> None:
    title = "France holds talks\n\n"
    text = title + STRIPPED
    blocks = [Block(0, len(title) - 2, "title"), Block(len(title), len(text), "body")]
    result = readable(text, blocks, is_cased=False, is_punctuated=False)
    assert result.quoted is not None
    assert len(result.quoted) == len(result.text)
    assert not result.quoted[: len(title) - 2].any(), "a headline is nobody's words"
    assert result.quoted[len(title) :].any()
    marked = "“we met in paris,” said emmanuel macron. “it went well.”"
    assert readable(marked, body(marked), is_cased=False, is_punctuated=True).quoted is None


def test_loading_is_quick_and_weights_are_small() -> None:
    load_restorer.cache_clear()
    started = time.perf_counter()
    load_restorer()
    assert time.perf_counter() - started < 2, "0.3 s on a quiet machine"
    assert sum(file.stat().st_size for file in Path(seeds.__file__).with_name("restorer").iterdir()) < 40e6


def test_clean_text_does_without_the_network() -> None:
    program = """
import sys
from transforms.layout import Block
from transforms.restore.readable import readable
readable("It is.", [Block(0, 6, "body")], is_cased=True, is_punctuated=True)
assert "onnxruntime" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)
