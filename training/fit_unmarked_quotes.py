"""Fit what tells words that were said from others where quotation marks are lost (seeds/unmarked_quotes.csv).

    python training/fit_unmarked_quotes.py TRAIN_DIR

To be run after a training of the restorer and after tune_decoding.py. The quotes that the pipeline finds in articles as
they are tell which words of the same articles, stripped, were said: of the Wikinews articles held out from the
training, and of some releases, of which it has seen a part. The weights are those of a logistic regression with a small
ridge; the threshold is the highest whose F1 of words is about the best.
"""

import argparse
import csv
import logging
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.stripped import strip
from flows.settings import DEFAULT_MODEL
from training.labelled_text import articles, held_out_articles
from transforms import annotate
from transforms.articles.describe import describe
from transforms.document import Document
from transforms.extract import documents
from transforms.quotes.find import quoted_tokens, utterances
from transforms.quotes.quotation_marks import quoted_stretches
from transforms.quotes.unmarked import THRESHOLD, outermost, runs
from transforms.reference import load

log = logging.getLogger("fit_unmarked_quotes")

Vector = npt.NDArray[np.float64]
OUT = Path(__file__).parents[1] / "seeds" / "unmarked_quotes.csv"
RELEASES = {"us_senate_press_releases.jsonl": 60, "us_state_department.jsonl": 20, "white_house_statements.jsonl": 15}
SEED = 1
BATCH = 8
RIDGE = 1.0
SLACK = 0.5  # points of F1
THRESHOLDS = (0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
COLUMNS = ("uri", "url", "publisher", "title", "byline", "published_at", "text")


def read(texts: Sequence[str]) -> Iterator[Document]:
    """The texts as the pipeline reads them. A document must not be kept when the next ones are asked for."""
    nlp, reference = annotate.load_model(DEFAULT_MODEL), load()
    dtypes = dict.fromkeys(COLUMNS, pl.String) | {"published_at": pl.Datetime("us")}
    for first in range(0, len(texts), BATCH):
        rows = [{"uri": str(i), "text": text} for i, text in enumerate(texts[first : first + BATCH], first)]
        with nlp.memory_zone():
            yield from documents(describe(pl.DataFrame(rows, schema=dtypes)), nlp, reference)


def said_in(document: Document, positions: Sequence[int]) -> npt.NDArray[np.bool_]:
    """For each character of a stripped text whether the pipeline finds it said in the text as it was."""
    said = np.zeros(positions[-1] + 1, dtype=bool)
    for quote in document.quotes:
        start, end = document.source_span(quote.start, quote.end)
        said[positions[start] : positions[end]] = True
    return said


def weights(features: Vector, said: Vector, size: Vector) -> Vector:
    """Logistic regression by Newton's method; the first column is the constant."""
    found = np.zeros(features.shape[1])
    ridge = np.diag([0.0, *[RIDGE] * (len(found) - 1)])
    for _ in range(30):
        odds = 1 / (1 + np.exp(-features @ found))
        slope = features.T @ (size * (odds - said)) + ridge @ found
        curve = (features * (size * odds * (1 - odds))[:, None]).T @ features + ridge
        found -= np.linalg.solve(curve, slope)
    return found


def main() -> None:
    """Read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train_dir", type=Path)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    chance = np.random.default_rng(SEED)
    texts = [article["text"] for article in held_out_articles(options.train_dir)]
    for name, number in RELEASES.items():
        all_of_it = articles(options.train_dir, name)
        texts += [all_of_it[int(i)]["text"] for i in chance.choice(len(all_of_it), number, replace=False)]
    stripped, positions = zip(*map(strip, texts), strict=True)
    said = [said_in(document, place) for document, place in zip(read(texts), positions, strict=True)]
    names: list[str] = []
    rows, shares, sizes = [], [], []
    in_quote = right = in_both = 0  # words in quotes that are found without this, in quotes, in both
    for document, is_said in zip(read(stripped), said, strict=True):
        if document.readable.quoted is None:  # too short to tell that its marks are lost
            continue
        doc, origin = document.doc, document.readable.origin
        found = outermost(utterances(document, quoted_stretches(doc)), quoted_tokens(document))
        taken = {i for item in found for start, end in item.pieces for i in range(start, end)}
        words = {token.i: bool(is_said[origin[token.idx]]) for token in doc if token.is_alpha or token.like_num}
        in_quote, right = in_quote + len(taken & words.keys()), right + sum(words.values())
        in_both += sum(words[i] for i in taken & words.keys())
        for run in runs(doc, quoted_tokens(document), found):
            own = [words[i] for i in range(run.start, run.end) if i in words]
            names = list(run.features)
            rows.append(list(run.features.values()))
            shares.append(sum(own) / len(own))
            sizes.append(len(own))
    features, share, size = np.array(rows), np.array(shares), np.array(sizes, dtype=float)
    # Long runs count for more, but not for as much more as they are longer: their words stand or fall together.
    found_weights = weights(features, share, np.sqrt(size))
    likely = 1 / (1 + np.exp(-features @ found_weights))

    def value(threshold: float) -> float:
        chosen = likely > threshold
        both = in_both + float((share * size)[chosen].sum())
        return float(200 * both / (in_quote + size[chosen].sum() + right))

    # The surest words that are about as good: a quote made longer by doubtful words is a wrong quote.
    most = max(map(value, THRESHOLDS))
    best = max(threshold for threshold in THRESHOLDS if value(threshold) > most - SLACK)
    log.info("%d texts, %d runs; words said: F1 %.1f -> %.1f", len(texts), len(rows), value(1.0), value(best))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("feature", "weight"))
        writer.writerow((THRESHOLD, best))
        writer.writerows((name, f"{weight:.2f}") for name, weight in zip(names, found_weights, strict=True))


if __name__ == "__main__":
    main()
