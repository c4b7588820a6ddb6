"""Set how the restorer's probabilities are decoded, on articles that it was not trained on.

    python training/tune_decoding.py TRAIN_DIR [--restorer seeds/restorer]

To be run after a training. TRAIN_DIR is that of train_restorer.py: the Wikinews articles held out there are read here.
Tries all combinations of the values below: sentence starts by F1; quotations by the mean of the F1 of words and that of
whole stretches. Writes the best as `decoding` into habits.json.
"""

import argparse
import itertools
import json
import logging
import sys
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from training.labelled_text import UNKNOWN, Labelled, held_out_articles, label
from transforms.restore.restorer import GAPS, Decoding, Prediction, Restorer, cut, quotations

log = logging.getLogger("tune_decoding")

START_BIASES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
LENGTH_WEIGHTS = (0.25, 0.5, 0.75, 1.0)
QUOTE_BIASES = (-0.3, 0.0, 0.3, 0.6)
QUOTE_COSTS = (0.5, 1.0, 1.5)
QUOTE_MARK_WEIGHTS = (1.0, 2.0, 3.0)
QUOTE_START_COSTS = (0.3, 1.0)


def f1(mine: Iterable[AbstractSet[object]], right: Iterable[AbstractSet[object]]) -> float:
    """F1 over texts, in percent."""
    pairs = list(zip(mine, right, strict=True))
    found, wanted = sum(len(a) for a, _ in pairs), sum(len(b) for _, b in pairs)
    return 200 * sum(len(a & b) for a, b in pairs) / max(1, found + wanted)


def sentence_starts(model: Restorer, predictions: Sequence[Prediction], decoding: Decoding) -> list[list[int]]:
    """The words that start a sentence in each text."""
    return [cut(p.starts, model.length_prior, np.zeros(len(p.starts), dtype=np.int8), decoding) for p in predictions]


def tune_starts(model: Restorer, texts: Sequence[Labelled], predictions: Sequence[Prediction]) -> Decoding:
    """The decoding with the best sentence starts."""
    right = [{i for i, gap in enumerate(t.gaps) if gap > GAPS.index("comma")} for t in texts]

    def value(decoding: Decoding) -> float:
        return f1([{*starts[1:]} for starts in sentence_starts(model, predictions, decoding)], right)

    grid = itertools.product(START_BIASES, LENGTH_WEIGHTS)
    best = max((replace(model.decoding, start_bias=b, length_weight=w) for b, w in grid), key=value)
    log.info("sentence starts: F1 %.1f -> %.1f", value(model.decoding), value(best))
    return best


def tune_quotations(
    texts: Sequence[Labelled], predictions: Sequence[Prediction], starts: Sequence[list[int]], before: Decoding
) -> Decoding:
    """The decoding with the best quotations."""
    words = [{i for i, q in enumerate(t.quoted) if q == 1} for t in texts]
    unknown = [{i for i, q in enumerate(t.quoted) if q == UNKNOWN} for t in texts]
    stretches = [{*_stretches(t.quoted)} for t in texts]

    def values(decoding: Decoding) -> tuple[float, float]:
        found = [quotations(p.quoted, p.gaps, s, decoding) for p, s in zip(predictions, starts, strict=True)]
        inside = (
            {i for a, b in some for i in range(a, b)} - left_out for some, left_out in zip(found, unknown, strict=True)
        )
        return f1(inside, words), f1(({*some} for some in found), stretches)

    grid = itertools.product(QUOTE_BIASES, QUOTE_COSTS, QUOTE_MARK_WEIGHTS, QUOTE_START_COSTS)
    tried = (
        replace(before, quote_bias=bias, quote_cost=cost, quote_mark_weight=weight, quote_start_cost=start_cost)
        for bias, cost, weight, start_cost in grid
    )
    best = max(tried, key=lambda decoding: sum(values(decoding)))
    for name, old, new in zip(("words", "stretches"), values(before), values(best), strict=True):
        log.info("quoted %s: F1 %.1f -> %.1f", name, old, new)
    return best


def _stretches(quoted: Sequence[int]) -> Iterable[tuple[int, int]]:
    edges = np.diff(np.concatenate(([0], np.array(quoted) == 1, [0])).astype(np.int8))
    yield from zip(np.flatnonzero(edges > 0).tolist(), np.flatnonzero(edges < 0).tolist(), strict=True)


def main() -> None:
    """Read, try, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train_dir", type=Path)
    parser.add_argument("--restorer", type=Path, default=Path(__file__).parents[1] / "seeds" / "restorer")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    vocabulary = (options.restorer / "vocab.txt").read_text(encoding="utf-8").splitlines()
    habits = json.loads((options.restorer / "habits.json").read_text(encoding="utf-8"))
    before = Decoding(**habits.get("decoding", {}))
    network = (options.restorer / "network.onnx").read_bytes()
    model = Restorer(network, vocabulary, habits["length_prior"], habits["mixed_forms"], before)
    texts = [label(article["text"]) for article in held_out_articles(options.train_dir)]
    predictions = [model.predict(text.words) for text in texts]
    best = tune_starts(model, texts, predictions)
    best = tune_quotations(texts, predictions, sentence_starts(model, predictions, best), best)
    log.info(json.dumps(asdict(best)))
    habits["decoding"] = asdict(best)
    written = json.dumps(habits, ensure_ascii=False, indent=0)
    (options.restorer / "habits.json").write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
