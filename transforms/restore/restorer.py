"""The trained restorer's run-time: for each word of a bare text, how it was written, what stood before it, if quoted.

A small BERT-like encoder (all-MiniLM-L6-v2: Reimers and Gurevych, Sentence-BERT, EMNLP 2019; Wang et al., MiniLM,
NeurIPS 2020) with linear heads on the first piece of each word: the GAPS before the word, the CASES of its letters, and
whether it stood between quotation marks. Tagging words with what stood beside them is usual practice (Tilk and Alumäe,
Bidirectional Recurrent Neural Network with Attention Mechanism for Punctuation Restoration, Interspeech 2016; Nagy et
al., Automatic punctuation restoration with BERT models, 2021). It runs in 8 bits with onnxruntime, one thread, and is
loaded when the first damaged text comes. training/train_restorer.py makes it; seeds/restorer holds it.
"""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from transforms.restore.wordpiece import WordPiece

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

WORD = re.compile(r"[^\W_]+")  # a run of letters and digits: all that is left of a word when punctuation is lost
GAPS = ("none", "comma", "stop", "question")
CASES = ("lower", "capitalized", "upper", "mixed")
# The marks that the network may be shown, for text that has them still, and what is written for them.
MARKS = {
    **{mark: mark for mark in ".,;:?!()-\"'/$%&"},
    **dict.fromkeys("“”«»", '"'),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("—–", "-"),
    "…": ".",
}
MOST_MARKS = 3  # of one gap

SON_OF = re.compile(r"mc[a-z]{3,}")  # McCain

LENGTH = 192  # pieces that the network reads at once, the two at its ends included, in training too
STEP = 110  # pieces from one window to the next: each word is read in nearly two
DEEP = 60  # pieces from the edge of a window: further in, a word is believed no more
SHORTEST_QUOTATION = 3  # words: shorter ones are names and turns of phrase
UNLIKELY = 0.02  # a start less likely than this is not weighed at all: it keeps the search for the best cut short


@dataclass(frozen=True, slots=True)
class Decoding:
    """How probabilities are turned into sentences and quotations, in log-odds; training/tune_decoding.py sets it."""

    start_bias: float = 0.6  # of a sentence's start: F1 is best where one is believed before it is likelier than not
    length_weight: float = 0.5  # of the lengths of sentences, which the network knows something of itself
    quote_bias: float = 0.3  # of each word to be in a quotation
    quote_cost: float = 1.0  # of either end of a quotation in the midst of a sentence
    quote_mark_weight: float = 2.0  # of how likely another mark stood at that end
    quote_start_cost: float = 0.3  # of an end of a quotation where a sentence starts


@dataclass(frozen=True, slots=True)
class Prediction:
    """Probabilities a word: `gaps[i]` of what stood before word i (GAPS), `cases[i]` of how it was written (CASES).

    `quoted[i]` is the probability that word i stood between quotation marks.
    """

    gaps: Floats
    cases: Floats
    quoted: Floats

    @property
    def starts(self) -> Floats:
        """Probability that a sentence starts at each word."""
        return self.gaps[:, GAPS.index("stop")] + self.gaps[:, GAPS.index("question")]


DEFAULT_DECODING = Decoding()


def marks_in(gap: str) -> str:
    """The punctuation between two words in the signs that the network knows."""
    return "".join(MARKS.get(character, "") for character in gap)[:MOST_MARKS]


def softmax(logits: Floats) -> Floats:
    """Probabilities along the last axis."""
    exponent = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(exponent / exponent.sum(axis=-1, keepdims=True), dtype=np.float32)


class Restorer:
    """The trained model. Give it the words of a text in lower case; see `load_restorer`."""

    def __init__(
        self,
        network: bytes,
        vocabulary: Sequence[str],
        length_prior: Sequence[float],
        mixed_forms: Sequence[str],
        decoding: Decoding = DEFAULT_DECODING,
    ) -> None:
        """`network` in ONNX, its pieces, what `cut` and `write` need. Raises onnxruntime's errors and KeyError."""
        import onnxruntime  # noqa: PLC0415  (23 MB that a night of clean articles does without)

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # a worker has one core
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
        self._pieces = WordPiece(vocabulary)
        self.decoding = decoding
        self.length_prior = np.asarray(length_prior, dtype=np.float32)
        # Plain ASCII keeps the number of letters: `write` relies on it.
        self.mixed_forms = {form.lower(): form for form in mixed_forms if form.isascii()}

    def predict(self, words: Sequence[str], marks: Sequence[str] | None = None) -> Prediction:
        """Probabilities for each word of one text. Words are in lower case; none gives empty arrays.

        `marks` is for a text that has its punctuation: what stands before each word (see `marks_in`). The case of
        words is then surer, and the rest is not to be believed.
        """
        numbers, firsts = self._numbers(words, marks)
        logits = np.zeros((len(words), len(GAPS) + len(CASES) + 1), dtype=np.float32)
        belief = np.zeros((len(words), 1), dtype=np.float32)
        for window, judged, weights in windows(firsts, len(numbers)):
            shown = np.concatenate([[self._pieces.cls], numbers[window], [self._pieces.sep]])
            (found,) = self._session.run(None, {"pieces": shown[None]})
            logits[judged] += weights * found[0, firsts[judged] - window.start + 1]
            belief[judged] += weights
        logits /= belief
        gaps, cases, quoted = np.split(logits, [len(GAPS), len(GAPS) + len(CASES)], axis=1)
        is_quoted = softmax(np.concatenate([np.zeros_like(quoted), quoted], axis=1))[:, 1]
        return Prediction(gaps=softmax(gaps), cases=softmax(cases), quoted=is_quoted)

    def _numbers(self, words: Sequence[str], marks: Sequence[str] | None) -> tuple[Ints, Ints]:
        """The pieces of the text, and where each word's first one is."""
        numbers: list[int] = []
        firsts = []
        for i, word in enumerate(words):
            for mark in marks[i] if marks is not None else ():
                numbers += self._pieces.pieces(mark)
            firsts.append(len(numbers))
            numbers += self._pieces.pieces(word)
        return np.array(numbers, dtype=np.int64), np.array(firsts, dtype=np.int64)


def windows(firsts: Ints, length: int) -> Iterator[tuple[slice, slice, Floats]]:
    """(pieces to read, words in them, how much each is believed): windows that overlap by almost half.

    A word is believed by how far it is from where its window cuts the text.
    """
    room = LENGTH - 2
    # The last window reaches back, so that it too is as long as there is text.
    for start in range(0, max(1, length - room + STEP), STEP) if length else ():
        first = max(0, min(start, length - room))
        last = min(first + room, length)
        words = slice(*np.searchsorted(firsts, [first, last]).tolist())
        before = firsts[words] - first if first else np.full(words.stop - words.start, DEEP)
        behind = last - 1 - firsts[words] if last < length else np.full(words.stop - words.start, DEEP)
        weights = np.clip(np.minimum(before, behind), 1, DEEP).astype(np.float32)
        yield slice(first, last), words, weights[:, None]


def write(word: str, case: int, is_first: bool, mixed_forms: dict[str, str]) -> str:
    """A lower-case word as it is to be written. A case that would change the number of letters is not applied."""
    if word in mixed_forms and case != CASES.index("lower"):
        return mixed_forms[word]
    if case == CASES.index("upper"):
        return "".join(map(upper_letter, word))
    if case != CASES.index("lower") and SON_OF.fullmatch(word):
        return f"Mc{word[2].upper()}{word[3:]}"
    if case != CASES.index("lower") or is_first:
        return upper_letter(word[0]) + word[1:]
    return word


def upper_letter(letter: str) -> str:
    """The capital of a letter, or the letter itself where its capital is another letter or more than one ("ß")."""
    upper = letter.upper()
    return upper if len(upper) == 1 and upper.casefold() == letter.casefold() else letter


def lower_letter(letter: str) -> str:
    """The small form of a letter, or the letter itself where that is another letter or more than one ("İ")."""
    lower = letter.lower()
    return lower if len(lower) == 1 and lower.casefold() == letter.casefold() else letter


def quotations(quoted: Floats, gaps: Floats, starts: Collection[int], decoding: Decoding) -> list[tuple[int, int]]:
    """The stretches of words [first, last) that were most likely quoted: a Viterbi search over being in or out.

    `quoted` and `gaps` are a Prediction's, `starts` the words that start a sentence. A quotation starts and ends with a
    sentence or where another mark stood likely enough: words quoted in the midst of a clause are seldom told from
    others.
    """
    odds = np.log(np.clip(quoted, 1e-4, 1)) - np.log(np.clip(1 - quoted, 1e-4, 1)) + decoding.quote_bias
    marks = np.log(np.clip(1 - gaps[:, GAPS.index("none")], 1e-4, 1))
    turn = decoding.quote_mark_weight * marks - decoding.quote_cost
    edges = [0, *starts] if len(quoted) else []
    turn[edges] = np.maximum(turn[edges], -decoding.quote_start_cost)
    score, came_from = [0.0, -np.inf], []
    for gain, cost in zip(odds.tolist(), turn.tolist(), strict=True):
        out, inside = (score[0], score[1] + cost), (score[1], score[0] + cost)
        came_from.append((out[1] > out[0], inside[1] > inside[0]))
        score = [max(out), max(inside) + gain]
    found: list[tuple[int, int]] = []
    is_in, end = score[1] - decoding.quote_start_cost > score[0], len(quoted)
    for i in range(len(quoted) - 1, -1, -1):
        if came_from[i][is_in]:
            if is_in:
                found.append((i, end))
            else:
                end = i
            is_in = not is_in
    return [(first, last) for first, last in found[::-1] if last - first >= SHORTEST_QUOTATION]


def cut(starts: Floats, length_prior: Floats, fixed: npt.NDArray[np.int8], decoding: Decoding) -> list[int]:
    """The most likely cut into sentences: the words that start one, the first word of the text included.

    A semi-Markov Viterbi search (Sarawagi and Cohen, NIPS 2004) for the cut with the highest sum of log-odds of its
    starts (plus the bias) and weighted log-probabilities of its sentences' lengths (`length_prior[n]`: n words; its
    last value holds for all longer sentences). `fixed` is 1 where a sentence must start, -1 where none may, 0 where the
    model decides.
    """
    if not len(starts):
        return []
    odds = np.log(np.clip(starts, 1e-6, 1 - 1e-6))
    odds += decoding.start_bias - np.log(np.clip(1 - starts, 1e-6, 1 - 1e-6))
    longest = len(length_prior) - 1
    candidates = [0, *(np.flatnonzero((fixed > 0) | ((fixed == 0) & (starts > UNLIKELY))).tolist()), len(starts)]
    candidates = sorted(set(candidates))
    gains = [0.0, *odds[candidates[1:-1]].tolist(), 0.0]
    prior = (decoding.length_weight * length_prior).tolist()
    best, back = [0.0], [0]
    oldest = 0  # the first candidate that may still start the sentence that ends here
    for j in range(1, len(candidates)):
        end = candidates[j]
        # A candidate too far back is of no use unless nothing nearer is left: the prior is flat past `longest`.
        while oldest < j - 1 and end - candidates[oldest] > longest:
            oldest += 1
        scores = [best[i] + prior[min(end - candidates[i], longest)] for i in range(oldest, j)]
        top = max(range(len(scores)), key=scores.__getitem__)
        best.append(scores[top] + gains[j])
        back.append(oldest + top)
        if end < len(starts) and fixed[end] > 0:
            oldest = j
    found, j = [], len(candidates) - 1
    while j > 0:
        j = back[j]
        found.append(candidates[j])
    return found[::-1]


@lru_cache(maxsize=1)
def load_restorer() -> Restorer:
    """The restorer that ships in seeds/restorer, read once a process."""
    folder = files("seeds") / "restorer"
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    habits = json.loads((folder / "habits.json").read_text(encoding="utf-8"))
    return Restorer(
        (folder / "network.onnx").read_bytes(),
        vocabulary,
        habits["length_prior"],
        habits["mixed_forms"],
        Decoding(**habits.get("decoding", {})),
    )
