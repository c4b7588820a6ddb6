"""Articles with the same text, or nearly the same."""

import datetime as dt
import random
import subprocess
import sys
import time

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import ArticleBands
from transforms.articles import duplicates
from transforms.ids import content_id

SCHEMA = {
    "article_id": pl.String(),
    "uri": pl.String(),
    "content_id": pl.String(),
    "text": pl.String(),
    "published_at": pl.Datetime("us"),
}
WORDS = [f"word{number}" for number in range(200)]
STORY = " ".join(WORDS[:120])
NEARLY = STORY.replace("word60 ", "another ")
HALF = " ".join(WORDS[40:160])
OTHER = " ".join(reversed(WORDS))
DAY = dt.datetime(2018, 6, 12)
GOLDEN = [47970908940888664, 1189374284075934181]

Article = tuple[str, str, dt.datetime | None]


def article_id(uri: str, text: str) -> str:
    return content_id("art", uri, text)


def frame(articles: list[Article]) -> pl.DataFrame:
    rows = [(article_id(uri, text), uri, content_id("txt", text), text, day) for uri, text, day in articles]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def known(articles: list[Article], duplicate_of: dict[str, str] | None = None) -> pl.DataFrame:
    originals = [(duplicate_of or {}).get(uri) for uri, _, _ in articles]
    return frame(articles).with_columns(pl.Series("duplicate_of", originals, pl.String()))


def mark(new: list[Article], old: pl.DataFrame | None = None) -> dict[str, tuple[str, bool]]:
    """article_id -> duplicate_of and is_identical."""
    articles, old = frame(new), known([]) if old is None else old
    marked = duplicates.mark(articles, duplicates.bands(articles), old, duplicates.bands(old))
    return {row[0]: (row[1], row[2]) for row in marked.iter_rows()}


def test_bands_are_those_of_the_schema() -> None:
    rows = duplicates.bands(frame([("a", STORY, None), ("b", " ".join(WORDS[:49]), None)]))
    assert dict(rows.schema) == ArticleBands.dtypes()
    assert rows.height == duplicates.BANDS
    assert dict(duplicates.bands(frame([])).schema) == ArticleBands.dtypes()


def test_bands_do_not_see_case_and_punctuation() -> None:
    hashes = [
        duplicates.bands(frame([("a", text, None)]))["band_hash"].to_list()
        for text in (STORY, STORY.upper().replace(" ", ", "), f"“{STORY.title()}”\n")
    ]
    assert hashes[0] == hashes[1] == hashes[2]


def test_bands_are_the_same_in_every_process_and_release() -> None:
    # Published bands are compared with new ones for years: when this fails, a release of rensa has changed what
    # they mean, and the stored bands must be made anew.
    assert duplicates.bands(frame([("a", STORY, None)]))["band_hash"].to_list()[:2] == GOLDEN
    code = (
        "import polars as pl; from transforms.articles import duplicates as d;"
        f"print(d.bands(pl.DataFrame({{'article_id': ['a'], 'text': [{STORY!r}]}}))['band_hash'].to_list()[:2])"
    )
    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert printed.stdout.strip() == str(GOLDEN)


def test_identical_text_points_to_the_first() -> None:
    marked = mark([("b", STORY, None), ("a", STORY, None), ("c", STORY, DAY), ("d", OTHER, None)])
    first = article_id("c", STORY)  # published articles come before undated ones
    assert marked == {article_id("a", STORY): (first, True), article_id("b", STORY): (first, True)}


def test_the_same_words_much_later_are_another_report() -> None:
    year = dt.timedelta(days=365)
    articles: list[Article] = [
        ("a", STORY, DAY),
        ("b", STORY, DAY + year),
        ("c", NEARLY, DAY + year),
        ("d", STORY, None),
    ]
    first, second = article_id("a", STORY), article_id("b", STORY)
    expected = {article_id("c", NEARLY): (second, False), article_id("d", STORY): (first, True)}
    assert mark(articles) == expected
    # One after the other, as nights bring them, and in the other order.
    assert mark(articles[2:], known(articles[:2])) == expected
    assert mark([("z", STORY, DAY + year)], known([("a", STORY, DAY)])) == {}
    last = [("z", STORY, DAY - dt.timedelta(days=3))]
    assert mark(last, known([("b", STORY, DAY + year), ("a", STORY, DAY)])) == {article_id("z", STORY): (first, True)}


def test_short_texts_are_copies_only_when_identical() -> None:
    short = " ".join(WORDS[:20])
    assert mark([("a", short, None), ("b", f"{short} more", None)]) == {}
    assert mark([("a", short, None), ("b", short, None)]) == {article_id("b", short): (article_id("a", short), True)}


def test_nearly_the_same_text_is_a_copy_and_a_half_is_not() -> None:
    marked = mark([("a", STORY, None), ("b", NEARLY, None), ("c", HALF, None)])
    assert marked == {article_id("b", NEARLY): (article_id("a", STORY), False)}


def test_a_copy_of_a_copy_points_to_the_original() -> None:
    marked = mark([("a", STORY, None), ("b", NEARLY, None), ("c", NEARLY, None)])
    original = article_id("a", STORY)
    assert marked == {article_id("b", NEARLY): (original, False), article_id("c", NEARLY): (original, True)}


def test_known_articles_come_first() -> None:
    old = known([("z", NEARLY, None)])
    original = article_id("z", NEARLY)
    assert mark([("a", STORY, DAY)], old) == {article_id("a", STORY): (original, False)}
    assert mark([("a", NEARLY, DAY)], old) == {article_id("a", NEARLY): (original, True)}


def test_the_same_text_as_a_known_copy_points_to_its_original() -> None:
    original = article_id("o", STORY)
    old = known([("o", STORY, None), ("k", NEARLY, None)], {"k": original})
    assert mark([("a", NEARLY, None)], old) == {article_id("a", NEARLY): (original, True)}


def test_a_later_version_is_no_copy_of_the_one_it_replaces() -> None:
    old = known([("a", STORY, None), ("k", STORY, None)], {"k": article_id("a", STORY)})
    assert mark([("a", NEARLY, None)], old) == {}


texts = st.sampled_from([STORY, NEARLY, HALF, OTHER, f"{STORY} more", "too short", f"{HALF} more", STORY.upper()])
days = st.none() | st.sampled_from([DAY, DAY + dt.timedelta(days=1)])
articles = st.lists(st.tuples(texts, days), max_size=12)


@settings(max_examples=60, deadline=None)
@given(articles, articles, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    new: list[tuple[str, dt.datetime | None]], old: list[tuple[str, dt.datetime | None]], shuffler: random.Random
) -> None:
    published: list[Article] = [(f"old{number}", text, day) for number, (text, day) in enumerate(old)]
    first_night = mark(published)
    standing = {uri: first_night.get(article_id(uri, text), (None,))[0] for uri, text, _ in published}
    tonight: list[Article] = [(f"new{number}", text, day) for number, (text, day) in enumerate(new)]
    marked = mark(tonight, known(published, standing))
    originals = {article_id(uri, text) for uri, text, _ in [*published, *tonight]} - set(first_night) - set(marked)
    assert {original for original, _ in marked.values()} <= originals
    shuffler.shuffle(tonight)
    shuffler.shuffle(published)
    assert mark(tonight, known(published, standing)) == marked


@pytest.mark.slow
@pytest.mark.parametrize("is_copy", [True, False])
def test_thousands_of_one_template_take_seconds(is_copy: bool) -> None:
    def filled(number: int) -> str:
        if is_copy:
            return f"{STORY} filling{number}"
        return " ".join(" ".join((*WORDS[5 * gap : 5 * gap + 8], f"f{number}g{gap}")) for gap in range(30))

    new: list[Article] = [(f"{number:05}", filled(number), None) for number in range(10_000)]
    started = time.process_time()
    marked = mark(new)
    assert time.process_time() - started < 30
    assert len(marked) == (len(new) - 1 if is_copy else 0)
