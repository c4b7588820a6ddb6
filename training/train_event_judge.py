"""Train the judge of events: seeds/event_judge.csv, and the line of its confidence, seeds/event_confidence.csv.

    python training/train_event_judge.py TRAIN_DIR

Examples are what the rules find in two kinds of text: the two thirds of seeds/event_sentences.csv that may be learnt
from, where an event is right when a label has its type, source and target; and the articles in TRAIN_DIR whose events
were read and judged (training/event_judgements.csv). The line is counted over examples judged by weights that were
learnt without them, by five folds of whole texts. Needs training/requirements.txt beside the product itself.
"""

import csv
import datetime as dt
import json
import logging
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import numpy.typing as npt
import polars as pl
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from benchmarks.calibration import rising_line
from benchmarks.event_sentences import LabelledText, judged, labelled_texts
from flows.settings import DEFAULT_MODEL
from transforms import annotate, extract
from transforms.document import Document
from transforms.events.find import Candidate, candidates
from transforms.events.judge import BIAS, LEAST_LIKELY
from transforms.reference import load

log = logging.getLogger("train_event_judge")

ROOT = Path(__file__).resolve().parents[1]
JUDGEMENTS = ROOT / "training" / "event_judgements.csv"
WEIGHTS = ROOT / "seeds" / "event_judge.csv"
LINE = ROOT / "seeds" / "event_confidence.csv"
FOLDS = 5
LEAST_OFTEN = 2  # what was seen once tells nothing
INVERSE_PENALTY = 0.1  # the best of 0.03, 0.1 and 0.3 for what was held out of the folds
LEAST_WEIGHT = 0.005
KEY_COLUMNS = ("start_char", "event_type", "source_start_char", "target_start_char")
Bools = npt.NDArray[np.bool_]
Key = tuple[str, ...]  # of KEY_COLUMNS


@dataclass(frozen=True, slots=True)
class Example:
    """What is true of a candidate, whether there is such an event, with its sides right, and the text it comes from."""

    features: Collection[str]
    is_event: bool
    is_whole: bool
    text: str


def _row(document: Document, candidate: Candidate) -> dict[str, Any]:
    """The columns of an event mention that a judgement looks at."""
    event = candidate.event
    row: dict[str, Any] = {"event_type": candidate.match.rule.event_type, "status": event.status}
    for name, side in (("source", event.source), ("target", event.target)):
        start, end = document.source_span(side.start, side.end) if side else (None, None)
        row |= {f"{name}_start_char": start, f"{name}_end_char": end}
    return row | {"start_char": document.source_span(event.start, event.end)[0]}


def of_labelled(texts: Iterable[LabelledText], documents: Iterable[Document]) -> Iterator[Example]:
    """The candidates in labelled texts, without those of modals: "will" is not labelled there."""
    for labelled, document in zip(texts, documents, strict=True):
        for candidate in candidates(document):
            if candidate.match.rule.pos != "AUX":
                found = [judged(labelled, event, _row(document, candidate)) for event in labelled.events]
                is_event = any(is_type and (source or target) for is_type, source, target, _ in found)
                is_whole = any(is_type and source and target for is_type, source, target, _ in found)
                yield Example(candidate.features, is_event, is_whole, labelled.text)


def of_judged(
    names: Iterable[tuple[str, str]],
    documents: Iterable[Document],
    verdicts: Mapping[tuple[str, str], Mapping[Key, str]],
) -> Iterator[Example]:
    """The candidates that were judged in articles; `names` are the file and uri of each."""
    for name, document in zip(names, documents, strict=True):
        for candidate in candidates(document):
            row = _row(document, candidate)
            verdict = verdicts[name].get(_key(row))
            if verdict is not None:
                yield Example(candidate.features, verdict != "wrong", verdict == "right", "/".join(name))


def _key(row: Mapping[str, Any]) -> Key:
    """What tells the events of an article apart."""
    return tuple("" if row[name] is None else str(row[name]) for name in KEY_COLUMNS)


def judgements() -> dict[tuple[str, str], dict[Key, str]]:
    """File and uri of an article -> its events: right, wrong, or an event whose sides are wrong ("event")."""
    found: dict[tuple[str, str], dict[Key, str]] = {}
    with JUDGEMENTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["file"], row["uri"]), {})[_key(row)] = row["verdict"]
    return found


def _folds(examples: list[Example], right: Bools) -> npt.NDArray[np.float64]:
    """The likelihood of each example by weights that were learnt without its text."""
    numbers = {text: number for number, text in enumerate(dict.fromkeys(one.text for one in examples))}
    groups = [numbers[one.text] for one in examples]
    found = np.zeros(len(examples))
    for known, asked in GroupKFold(FOLDS).split(examples, groups=groups):
        weights = fit([examples[i] for i in known], right[known])
        for i in asked:
            found[i] = 1 / (1 + np.exp(-sum(weights.get(feature, 0.0) for feature in examples[i].features)))
    return found


def fit(examples: list[Example], right: Bools) -> dict[str, float]:
    """Feature -> weight."""
    counts = Counter(feature for one in examples for feature in one.features)
    rows = [{name: 1 for name in one.features if counts[name] >= LEAST_OFTEN and name != BIAS} for one in examples]
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=1000)
    model.fit(vectorizer.fit_transform(rows), right)
    names = vectorizer.get_feature_names_out()
    return {BIAS: float(model.intercept_[0])} | dict(zip(names, model.coef_[0].tolist(), strict=True))


def train(examples: list[Example]) -> None:
    """Write the weights and the line, and log what they are worth."""
    event, whole = (np.array([getattr(one, name) for one in examples]) for name in ("is_event", "is_whole"))
    of_event, of_whole = (_folds(examples, right) for right in (event, whole))
    log.info("%d examples, %.1f%% events, %.1f%% right", len(examples), 100 * event.mean(), 100 * whole.mean())
    log.info(
        "area under the curve, five folds: %.3f, %.3f", roc_auc_score(event, of_event), roc_auc_score(whole, of_whole)
    )
    kept = of_event >= LEAST_LIKELY
    log.info("kept: %.1f%% of the right, %.1f%% of no events", 100 * kept[whole].mean(), 100 * kept[~event].mean())
    event_weights, whole_weights = fit(examples, event), fit(examples, whole)
    with WEIGHTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("feature", "event", "whole"))
        for name in sorted(event_weights):
            weights = event_weights[name], whole_weights[name]
            if max(map(abs, weights)) >= LEAST_WEIGHT:
                writer.writerow((name, *(f"{weight:.3f}" for weight in weights)))
    with LINE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("strength", "confidence", "mentions"))
        points = rising_line(list(zip(of_whole[kept].tolist(), whole[kept].tolist(), strict=True)))
        writer.writerows((f"{at:.2f}", f"{share:.3f}", number) for at, share, number in points)


def _documents(records: list[dict[str, Any]]) -> Iterator[Document]:
    """Articles (text, title, published_at) with everything found in them."""
    wanted = ("article_id", "text", "title", "published_at", "is_cased", "is_punctuated")
    known = {
        "article_id": "art_" + "0" * 20,
        "title": None,
        "published_at": None,
        "is_cased": True,
        "is_punctuated": True,
    }
    frame = pl.DataFrame([{name: (known | record).get(name) for name in wanted} for record in records], strict=False)
    return extract.documents(frame, annotate.load_model(DEFAULT_MODEL), load())


def main() -> int:
    """Train on what there is in TRAIN_DIR."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    texts = [labelled for labelled in labelled_texts() if not labelled.is_held_out]
    examples = list(of_labelled(texts, _documents([{"text": labelled.text} for labelled in texts])))
    verdicts, names, records = judgements(), [], []
    for file in sorted({file for file, _ in verdicts}):
        for line in Path(sys.argv[1], f"{file}.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if (name := (file, record["uri"])) in verdicts:
                day = record.get("published_at")
                published = dt.datetime.fromisoformat(day[:10]).replace(tzinfo=dt.UTC) if day else None
                names.append(name)
                records.append({"text": record["text"], "title": record.get("title"), "published_at": published})
    examples += of_judged(names, _documents(records), verdicts)
    train(examples)
    return 0


if __name__ == "__main__":
    sys.exit(main())
