"""Speech whose marks were lost: which words beside the quotes that were found are more of what somebody said.

Restored text has marks only where the restorer was sure of them. What is left of each sentence when quotes, cues and
speakers are taken out is weighed anew: by how likely its words stood between marks, by what was found beside it, and by
its own words, in a logistic regression with the weights of seeds/unmarked_quotes.csv
(training/fit_unmarked_quotes.py). What is taken for speech goes on with the quote beside it, or is a quote of its own
by the nearest speaker.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc, Token

from schemas.quote_weights import QuoteWeights
from transforms import seeds
from transforms.quotes.cues import spoken_cue
from transforms.quotes.speakers import phrase_span
from transforms.quotes.utterances import Utterance

Floats = npt.NDArray[np.float32]

THRESHOLD = "threshold"
LIKELY = 0.5  # to have stood in marks
SHORTEST = 3  # words of a run
NEIGHBOURS = 6  # words on either side of a run
REACH = 2  # sentences from a quote of its own to the quote whose speaker it takes
# Constructions of quotes that the restorer put between marks: a sentence behind one goes on with it.
_MARKED = frozenset({"after", "mixed after", "before", "continued", "floating", "opening"})
_SPEAKER = frozenset({"i", "we", "my", "our", "me", "us", "you", "your"})
_OTHERS = frozenset({"he", "she", "his", "her", "him"})
_PAST, _PRESENT = frozenset({"VBD"}), frozenset({"VBZ", "VBP", "MD"})


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens [start, end) of one sentence that are in no quote yet, with what tells whether they were said."""

    start: int
    end: int
    features: dict[str, float]


def with_unmarked(doc: Doc, quoted: Floats, found: list[Utterance]) -> list[Utterance]:
    """The utterances, continued by the words beside them that were likely said, and those that stand alone.

    `quoted` is the probability of each token to have stood between quotation marks.
    """
    found = outermost(found, quoted)
    utterances = list(found)
    sentence = [number for number, one in enumerate(doc.sents) for _ in one]
    for run in runs(doc, quoted, found):
        if not is_said(run):
            continue
        if not _continues(doc, utterances, run):
            utterances.append(_alone(run, found, sentence))
    return utterances


def outermost(found: Sequence[Utterance], quoted: Floats) -> list[Utterance]:
    """The utterances without those that are part of a longer one: "we think that …" within what was likely quoted."""
    return [
        item
        for item in found
        if item.source is None
        or item.cue is None
        or item.source.lower_ not in _SPEAKER
        or min(quoted[item.source.i], float(quoted[item.cue[0] : item.cue[1]].mean())) < LIKELY
    ]


def is_said(run: Run) -> bool:
    """Whether a run of words was likely said."""
    weights = _weights()
    odds = sum(weights[name] * value for name, value in run.features.items())
    return bool(1 / (1 + np.exp(-odds)) > weights[THRESHOLD])


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    rows = seeds.table(QuoteWeights, "unmarked_quotes.csv").select("feature", "weight").iter_rows()
    return {feature: float(weight) for feature, weight in rows}


def _continues(doc: Doc, utterances: Sequence[Utterance], run: Run) -> bool:
    """Let the utterance that a run adjoins take it in; False where there is none.

    In its own sentence any, in the sentence before or behind one that had quotation marks.
    """
    for item in utterances:
        for number, (start, end) in enumerate(item.pieces):
            if end <= run.start:
                is_beside = not _words(doc, end, run.start) and _goes_on(doc, item, end - 1, run.start)
            else:
                is_beside = not _words(doc, run.end, start) and _goes_on(doc, item, run.end - 1, start)
            if is_beside:
                item.pieces[number] = min(start, run.start), max(end, run.end)
                return True
    return False


def _goes_on(doc: Doc, item: Utterance, before: int, behind: int) -> bool:
    return item.construction in _MARKED | {"unmarked"} or doc[before].sent.start == doc[behind].sent.start


def _words(doc: Doc, start: int, end: int) -> bool:
    return any(token.is_alpha or token.like_num for token in doc[start:end])


def _alone(run: Run, found: Sequence[Utterance], sentence: Sequence[int]) -> Utterance:
    """A quote of its own, by the speaker of the quote nearest to it: the one before it, if that is as near.

    `sentence` numbers each token's sentence.
    """
    here = sentence[run.start]

    def distance(item: Utterance) -> tuple[int, bool]:
        away = min(abs(here - sentence[position]) for a, b in item.pieces for position in (a, b - 1))
        return away, item.pieces[0][0] > run.start

    nearest = min((item for item in found if item.source is not None), key=distance, default=None)
    if nearest is None or distance(nearest)[0] > REACH:
        return Utterance([(run.start, run.end)], None, None, "unmarked", kind="direct")
    return Utterance(
        [(run.start, run.end)], nearest.cue, nearest.source, "unmarked", utterance=nearest.utterance, kind="direct"
    )


def runs(doc: Doc, quoted: Floats, found: Sequence[Utterance]) -> list[Run]:
    """What is left of each sentence without quotes, cues and speakers: runs of SHORTEST words or more."""
    is_word = np.array([token.is_alpha or token.like_num for token in doc], dtype=bool)
    in_quote, is_held = np.zeros(len(doc), dtype=bool), np.zeros(len(doc), dtype=bool)
    for item in found:
        for start, end in item.pieces:
            in_quote[start:end] = True
        for start, end in filter(None, (item.cue, phrase_span(item.source) if item.source is not None else None)):
            is_held[start:end] = True
    is_free = ~in_quote & ~is_held
    clipped = np.clip(quoted, 1e-3, 1 - 1e-3)
    logits = np.log(clipped / (1 - clipped)).astype(np.float32)
    left = []
    for sentence in doc.sents:
        edges = np.diff(np.concatenate(([0], is_free[sentence.start : sentence.end].astype(np.int8), [0])))
        for first, last in zip(np.flatnonzero(edges > 0), np.flatnonzero(edges < 0), strict=True):
            words = np.flatnonzero(is_word[sentence.start + first : sentence.start + last]) + sentence.start + first
            if len(words) >= SHORTEST:
                features = _features(doc, words, logits, is_word, in_quote, sentence.start, sentence.end)
                left.append(Run(int(words[0]), int(words[-1]) + 1, features))
    return left


def _features(
    doc: Doc,
    words: npt.NDArray[np.int64],
    logits: Floats,
    is_word: npt.NDArray[np.bool_],
    in_quote: npt.NDArray[np.bool_],
    first: int,
    last: int,
) -> dict[str, float]:
    """What is known of some words of the sentence [first, last)."""
    before = np.flatnonzero(is_word[: words[0]])[-NEIGHBOURS:]
    after = np.flatnonzero(is_word[words[-1] + 1 :])[:NEIGHBOURS] + words[-1] + 1
    tokens = [doc[int(i)] for i in words]
    return {
        "bias": 1.0,
        "quoted": float(logits[words].mean()),
        "likely": float((logits[words] > 0).mean()),
        "quoted before": float(logits[before].mean()) if len(before) else 0.0,
        "quoted after": float(logits[after].mean()) if len(after) else 0.0,
        "found before": float(in_quote[before].mean()) if len(before) else 0.0,
        "found after": float(in_quote[after].mean()) if len(after) else 0.0,
        "adjoins before": float(bool(len(before)) and before[-1] >= first and in_quote[before[-1]]),
        "adjoins after": float(bool(len(after)) and after[0] < last and in_quote[after[0]]),
        "whole sentence": float(int(is_word[first:last].sum()) == len(words)),
        "length": float(np.log(len(words))),
        "speaker": sum(token.lower_ in _SPEAKER for token in tokens) / len(words),
        "others": sum(token.lower_ in _OTHERS for token in tokens) / len(words),
        "past": float(any(token.tag_ in _PAST for token in tokens)),
        "present": float(any(token.tag_ in _PRESENT for token in tokens)),
        "cue": float(any(_is_cue(token) for token in tokens)),
    }


def _is_cue(token: Token) -> bool:
    return token.pos_ == "VERB" and spoken_cue(token) is not None
