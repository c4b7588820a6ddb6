"""What restoring costs: clean text with and without the restorer in the way, stripped text against clean.

    python -m benchmarks.restoring_speed [ARTICLES [ROUNDS]]

One process reads the same labelled articles over and over, by turns as they are with the restorer, without it, and
stripped: processor time with one thread, as a worker has, and the median of the rounds. Pairs that stand next to each
other share the machine's mood.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from unittest.mock import patch

import numpy as np
import polars as pl

from benchmarks.shared_material import shared
from benchmarks.stripped import strip
from flows.settings import DEFAULT_MODEL
from flows.workers import ONE_THREAD
from transforms import annotate
from transforms.articles.describe import describe
from transforms.extract import extract
from transforms.layout import Block, Readable
from transforms.reference import load
from transforms.restore import readable as restore

ARTICLES, ROUNDS = 40, 5
BATCH = 8
COLUMNS = ("uri", "url", "publisher", "title", "byline", "published_at", "text")


def _as_it_is(text: str, blocks: Sequence[Block], *, is_cased: bool, is_punctuated: bool) -> Readable:
    """The readable text of a clean article, put together without looking at it."""
    kept = [block for block in blocks if block.kind not in restore.LEFT_OUT and block.start < block.end]
    gap = np.full(len(restore.SEPARATOR), -1, dtype=np.int32)
    origins = [part for block in kept for part in (gap, np.arange(block.start, block.end, dtype=np.int32))][1:]
    pieces = [text[block.start : block.end] for block in kept]
    starts = np.cumsum([0, *(len(piece) + len(gap) for piece in pieces)])[:-1]
    return Readable(restore.SEPARATOR.join(pieces), np.concatenate(origins), tuple(starts.tolist()))


def main(arguments: list[str]) -> int:
    """Print words a second and the ratios; 2 without the labelled articles."""
    folder = shared()
    if folder is None:
        print("the labelled articles are not here (see benchmarks/README.md)")
        return 2
    number, rounds = [*map(int, arguments), *(ARTICLES, ROUNDS)[len(arguments) :]]
    lines = (folder / "gold" / "quotes" / "polnear_train.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines[:number]]
    words = sum(len(text.split()) for text in texts)
    nlp, reference = annotate.load_model(DEFAULT_MODEL), load()
    dtypes = dict.fromkeys(COLUMNS, pl.String) | {"published_at": pl.Datetime("us")}

    def frame(some: Sequence[str]) -> pl.DataFrame:
        return describe(pl.DataFrame([{"uri": str(i), "text": text} for i, text in enumerate(some)], schema=dtypes))

    clean, stripped = frame(texts), frame([strip(text)[0] for text in texts])

    def seconds(articles: pl.DataFrame) -> float:
        started = time.process_time()
        for first in range(0, len(articles), BATCH):
            extract(articles[first : first + BATCH], nlp, reference)
        return time.process_time() - started

    def without() -> float:
        with patch.object(restore, "readable", _as_it_is):
            return seconds(clean)

    runs: dict[str, Callable[[], float]] = {
        "clean, with": lambda: seconds(clean),
        "clean, without": without,
        "stripped": lambda: seconds(stripped),
    }
    seconds(clean[:BATCH]), seconds(stripped[:BATCH])  # what is loaded once
    took: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(rounds):
        for name in list(runs)[:: 1 if turn % 2 else -1]:
            took[name].append(runs[name]())
    for name, each in took.items():
        print(f"{name}: {words / statistics.median(each):,.0f} words a second")
    pairs = zip(took["clean, with"], took["clean, without"], strict=True)
    print(f"clean, time with to without: {statistics.median(a / b for a, b in pairs):.3f}")
    pairs = zip(took["clean, with"], took["stripped"], strict=True)
    print(f"stripped, speed to clean: {statistics.median(a / b for a, b in pairs):.2f}")
    return 0


if __name__ == "__main__":
    if not ONE_THREAD.items() <= os.environ.items():  # NumPy's BLAS asks once, when it is loaded
        os.execve(sys.executable, sys.orig_argv, {**os.environ, **ONE_THREAD})  # noqa: S606
    sys.exit(main(sys.argv[1:]))
