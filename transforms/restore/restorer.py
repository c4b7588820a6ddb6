"""The trained restorer's run-time: for each word of a bare text, how it was written and what stood before it.

A small convolutional network in NumPy. A word is the sum of the learned vectors of its hashed features (the word, its
first and last letters, its shape, the pair it makes with the word before); layers of dilated convolutions read the
words around it; two heads give probabilities: the GAPS before the word and the CASES of its letters. The features
follow usual practice in restoring case and punctuation (Lita et al., tRuEcasIng, ACL 2003; Susanto et al., Learning to
Capitalize with Character-Level RNNs, EMNLP 2016); hashing them needs no vocabulary (Weinberger et al., Feature Hashing
for Large Scale Multitask Learning, ICML 2009). training/train_restorer.py makes the weights; seeds/restorer holds them.
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

WORD = re.compile(r"[^\W_]+")  # a run of letters and digits: all that is left of a word when punctuation is lost
GAPS = ("none", "comma", "stop", "question")
CASES = ("lower", "capitalized", "upper", "mixed")

# Rows of the table of vectors, one range a kind of feature. Row 0 stands for a feature left out and is always zero.
WORD_ROWS, AFFIX_ROWS, SHAPE_ROWS, PAIR_ROWS = 1 << 16, 1 << 14, 1 << 8, 1 << 16
AFFIX_START = 1 + WORD_ROWS
SHAPE_START = AFFIX_START + 2 * AFFIX_ROWS
PAIR_START = SHAPE_START + SHAPE_ROWS
TABLE_ROWS = PAIR_START + PAIR_ROWS
FEATURES = 6
PAIR_FEATURE = 5
FIRST_WIDTH, WIDTH = 5, 3  # words that the first layer, and every other, sees at once
DILATIONS = (1, 2, 4, 8)
REACH = FIRST_WIDTH // 2 + sum(DILATIONS) * (WIDTH // 2)  # words each way that can matter to a prediction
UNLIKELY = 0.02  # a start less likely than this is not weighed at all: it keeps the search for the best cut short
WINDOW = 2048  # words predicted at once: keeps memory flat however long the text is


@dataclass(frozen=True, slots=True)
class Prediction:
    """Probabilities a word: `gaps[i]` of what stood before word i (GAPS), `cases[i]` of how it was written (CASES)."""

    gaps: Floats
    cases: Floats

    @property
    def starts(self) -> Floats:
        """Probability that a sentence starts at each word."""
        return self.gaps[:, GAPS.index("stop")] + self.gaps[:, GAPS.index("question")]


@lru_cache(maxsize=1 << 16)
def _word_features(word: str) -> tuple[int, int, int, int, int, int]:
    """The rows of a lower-case word's own features, and its hash. CRC-32 is the same everywhere; hash() is not."""
    hashed = zlib.crc32(word.encode())
    shape = min(len(word), 15) * 16 + 4 * any(map(str.isdecimal, word)) + 2 * word.isdecimal() + word.isascii()
    return (
        1 + hashed % WORD_ROWS,
        AFFIX_START + zlib.crc32(word[:3].encode()) % AFFIX_ROWS,
        AFFIX_START + AFFIX_ROWS + zlib.crc32(word[-3:].encode()) % AFFIX_ROWS,
        AFFIX_START + AFFIX_ROWS + zlib.crc32(word[-2:].encode()) % AFFIX_ROWS,
        SHAPE_START + shape,
        hashed,
    )


def features(words: Sequence[str]) -> Ints:
    """Rows of the table for each of the lower-case words, FEATURES columns: its own, then of its pair with the last."""
    rows = np.array([_word_features(word) for word in words], dtype=np.int64).reshape(len(words), FEATURES)
    hashed = rows[:, PAIR_FEATURE].copy()
    pair = hashed.copy()
    pair[1:] ^= hashed[:-1] * 31
    # Multiply and keep high bits (Knuth): the low bits of a product hardly depend on the high bits of its factors.
    rows[:, PAIR_FEATURE] = PAIR_START + ((pair & 0xFFFFFFFF) * 2654435761 >> 12) % PAIR_ROWS
    return rows


def neighbours(hidden: Floats, width: int, dilation: int) -> Floats:
    """(texts, words, d) -> (texts, words, width * d): each word's vector beside its neighbours'; zeros outside."""
    _, length, size = hidden.shape
    beside = np.zeros((*hidden.shape[:2], width * size), dtype=np.float32)
    for slot in range(width):
        shift = (slot - width // 2) * dilation
        if abs(shift) < length:
            into = slice(max(0, -shift), length - max(0, shift))
            out_of = slice(max(0, shift), length - max(0, -shift))
            beside[:, into, slot * size : (slot + 1) * size] = hidden[:, out_of]
    return beside


def softmax(logits: Floats) -> Floats:
    """Probabilities along the last axis."""
    exponent = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(exponent / exponent.sum(axis=-1, keepdims=True), dtype=np.float32)


class Restorer:
    """The trained model. Give it the words of a text in lower case; see `load_restorer`."""

    def __init__(self, weights: dict[str, npt.NDArray[np.generic]]) -> None:
        """Takes the arrays of weights.npz; raises KeyError when one is missing, ValueError when sizes do not fit."""
        self._vectors = np.asarray(weights["vectors"], dtype=np.int8)
        if self._vectors.shape[0] != TABLE_ROWS:
            raise ValueError(f"the restorer's table has {self._vectors.shape[0]} rows, not {TABLE_ROWS}")
        self._scales = np.asarray(weights["scales"], dtype=np.float32)
        layers = range(len(DILATIONS) + 1)
        self._kernels = [np.asarray(weights[f"kernel_{n}"], dtype=np.float32) for n in layers]
        self._biases = [np.asarray(weights[f"bias_{n}"], dtype=np.float32) for n in layers]
        self._head = np.asarray(weights["head"], dtype=np.float32)
        self._head_bias = np.asarray(weights["head_bias"], dtype=np.float32)
        self.length_prior = np.asarray(weights["length_prior"], dtype=np.float32)
        # Plain ASCII keeps the number of letters: `write` relies on it.
        self.mixed_forms = {str(form).lower(): str(form) for form in weights["mixed_forms"] if str(form).isascii()}

    def predict(self, words: Sequence[str]) -> Prediction:
        """Probabilities for each word of one text. Words are in lower case; none gives empty arrays."""
        rows = features(words)
        logits = np.zeros((len(words), len(GAPS) + len(CASES)), dtype=np.float32)
        for start in range(0, len(words), WINDOW):
            first, last = max(0, start - REACH), min(len(words), start + WINDOW + REACH)
            within = slice(start - first, min(start + WINDOW, len(words)) - first)
            logits[start : start + WINDOW] = self._logits(rows[first:last])[within]
        return Prediction(gaps=softmax(logits[:, : len(GAPS)]), cases=softmax(logits[:, len(GAPS) :]))

    def _logits(self, rows: Ints) -> Floats:
        vectors = self._vectors[rows[:, 0]] * self._scales[rows[:, 0], None]
        for column in range(1, FEATURES):
            vectors += self._vectors[rows[:, column]] * self._scales[rows[:, column], None]
        beside = neighbours(vectors[None], FIRST_WIDTH, 1)[0]
        hidden: Floats = np.maximum(beside @ self._kernels[0] + self._biases[0], 0)
        for dilation, kernel, bias in zip(DILATIONS, self._kernels[1:], self._biases[1:], strict=True):
            beside = neighbours(hidden[None], WIDTH, dilation)[0]
            hidden = hidden + np.maximum(beside @ kernel + bias, 0)
        return np.asarray(hidden @ self._head + self._head_bias, dtype=np.float32)


def write(word: str, case: int, is_first: bool, mixed_forms: dict[str, str]) -> str:
    """A lower-case word as it is to be written. A case that would change the number of letters is not applied."""
    if word in mixed_forms and case != CASES.index("lower"):
        return mixed_forms[word]
    if case == CASES.index("upper"):
        return "".join(map(upper_letter, word))
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


def cut(starts: Floats, length_prior: Floats, fixed: npt.NDArray[np.int8]) -> list[int]:
    """The most likely cut into sentences: the words that start one, the first word of the text included.

    A semi-Markov Viterbi search (Sarawagi and Cohen, NIPS 2004) for the cut with the highest sum of log-odds of its
    starts and log-probabilities of its sentences' lengths (`length_prior[n]`: n words; its last value holds for all
    longer sentences). `fixed` is 1 where a sentence must start, -1 where none may, 0 where the model decides.
    """
    if not len(starts):
        return []
    odds = np.log(np.clip(starts, 1e-6, 1 - 1e-6))
    odds -= np.log(np.clip(1 - starts, 1e-6, 1 - 1e-6))
    longest = len(length_prior) - 1
    candidates = [0, *(np.flatnonzero((fixed > 0) | ((fixed == 0) & (starts > UNLIKELY))).tolist()), len(starts)]
    candidates = sorted(set(candidates))
    gains = [0.0, *odds[candidates[1:-1]].tolist(), 0.0]
    prior = length_prior.tolist()
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
    with (files("seeds") / "restorer" / "weights.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return Restorer(dict(arrays))
