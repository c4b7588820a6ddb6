"""No shape of text costs more than its length says: what doubles, doubles; what would take its square, is seen."""

import time
from collections.abc import Callable
from itertools import count, islice, product

import numpy as np
import polars as pl
import pytest
from targets import MODEL, PUBLISHED

from flows.ingest import RAW_SCHEMA
from transforms.annotate import LONGEST_RUN, load_model, parse
from transforms.articles import blocks, duplicates
from transforms.articles.damage import is_cased, is_punctuated
from transforms.articles.describe import describe
from transforms.document import Quote
from transforms.extract import extract
from transforms.layout import Readable
from transforms.quotes.nested import with_parents

TIMES_LONGER = 8
# Of the work's square would be 64 times as long; what is spent once per call only helps the measure.
MOST_TIMES_SLOWER = 24
LEAST_SECONDS = 0.02  # below it is noise


def repeated(piece: str) -> Callable[[int], str]:
    return lambda length: (piece * (length // len(piece) + 1))[:length]


def of_names(sentence: str) -> Callable[[int], str]:
    """As many different names as fit, each in such a sentence."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = (f"Ann{''.join(one)} Smi{''.join(one)}" for one in product(letters, repeat=3))
    written = [sentence.format(name) for name in islice(names, 5_000)]
    return lambda length: "".join(written)[:length]


SHAPES = {
    **{
        f"{piece[:12]!r}…": repeated(piece)
        for piece in ("a", "A ", "'", '"', "“a ‘b ", "(", "- ", "\n", "a\n", ". ", "1,")
    },
    **{
        f"{piece[:12]!r}…": repeated(piece)
        for piece in ("e\u0301", "\u202e", "\x00 ", "金", "www.a.", "a@", "A&", "https://a/")
    },
    **{
        f"{piece[:12]!r}…": repeated(piece)
        for piece in ("By Ann Lee and ", "May 2, 2018 ", "Published ", "Q: What?\nA: It.\n")
    },
    "names": of_names("{} met officials. "),
    "sentences": repeated("Officials of China said on Monday that they would meet Kim Jong Un in Seoul.\n\n"),
}


def seconds(work: Callable[[str], object], text: str) -> float:
    """The shortest of three times: others use the machine too."""
    times = []
    for _ in range(3):
        start = time.process_time()
        work(text)
        times.append(time.process_time() - start)
    return min(times)


def described(text: str) -> pl.DataFrame:
    raw = {"uri": "u", "url": None, "publisher": None, "title": text[:5_000], "byline": None, "published_at": None}
    return describe(pl.DataFrame([raw | {"text": text}], schema=RAW_SCHEMA))


def tokens(text: str) -> None:
    nlp = load_model(MODEL)
    starts = tuple(range(0, len(text), 20))
    with nlp.select_pipes(disable=nlp.pipe_names):
        list(parse(nlp, [Readable(text, np.arange(len(text), dtype=np.int32), starts)]))


WORK: dict[str, Callable[[str], object]] = {
    "layout": blocks.split,
    "case and marks": lambda text: (is_cased(text), is_punctuated(text)),
    "description": described,
    "shingles": lambda text: duplicates.bands(pl.DataFrame({"article_id": ["art_1"], "text": [text]})),
    "tokens": tokens,
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", WORK)
def test_time_grows_with_length(name: str, shape: str) -> None:
    short, long = (SHAPES[shape](length) for length in (4_000, TIMES_LONGER * 4_000))
    WORK[name](short)  # what is loaded once
    before = max(seconds(WORK[name], short), LEAST_SECONDS)
    assert seconds(WORK[name], long) < MOST_TIMES_SLOWER * before


def test_long_runs_are_cut_and_every_character_is_kept() -> None:
    text = "He said " + "'" * 1_000 + " and “" + "x" * (LONGEST_RUN + 1) + "”\n\n" + "y" * LONGEST_RUN + " then."
    (doc,) = parse(load_model(MODEL), [Readable(text, np.arange(len(text), dtype=np.int32), (0,))])
    assert doc.text == text.replace("\n", "\n")
    assert [token.idx for token in doc] == [doc.text.index(doc.text[token.idx :]) for token in doc]
    assert max(map(len, doc)) <= LONGEST_RUN
    assert "y" * LONGEST_RUN in [token.text for token in doc]


def test_parents_are_the_smallest_around_however_spans_cross() -> None:
    numbers = count()
    spans = [
        (0, 90),
        (0, 90),
        (0, 10),
        (5, 20),
        (6, 9),
        (6, 10),
        (8, 20),
        (30, 60),
        (30, 40),
        (35, 60),
        (36, 40),
        (95, 99),
    ]
    quotes = with_parents([Quote(*span, kind="direct", utterance=next(numbers)) for span in spans])
    for quote in quotes:
        own = (quote.start, quote.end)
        around = [span for span in spans if span != own and span[0] <= own[0] and own[1] <= span[1]]
        assert quote.parent_span == min(around, key=lambda span: (span[1] - span[0], span), default=None)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["“We will go,” he said. ", "Q: What?\nA: It.\n", "the minister of ", "he told his "])
def test_extraction_grows_with_length(piece: str) -> None:
    nlp = load_model(MODEL)

    def read(text: str) -> None:
        row = {"article_id": "art_1", "uri": "u", "url": None, "text": text, "title": None, "published_at": PUBLISHED}
        row |= {"is_cased": True, "is_punctuated": True}
        extract(pl.DataFrame([row], schema_overrides={"title": pl.String, "url": pl.String}), nlp)

    short, long = (repeated(piece)(length) for length in (2_000, TIMES_LONGER * 2_000))
    read(short)
    start = time.process_time()
    read(short)
    between = time.process_time()
    read(long)
    assert time.process_time() - between < MOST_TIMES_SLOWER * (between - start)
