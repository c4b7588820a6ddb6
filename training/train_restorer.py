"""Train the restorer on cased, punctuated English, and write its weights and scores.

    python training/train_restorer.py TRAIN_DIR --out seeds/restorer

TRAIN_DIR holds the JSON-lines files named in SOURCES (uri, text with a blank line between paragraphs, title). The text
is degraded the way stripped corpora are (lower case, each run of other characters one space), so what stood before
each word and how it was written are known. NumPy alone, one seed, one core: the same weights every time on the same
machine and NumPy. Some of the Wikinews documents are held out, and the scores printed are theirs.
"""

import argparse
import json
import logging
import os
import re
import sys
import time
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy: sums in another order would change the weights
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import numpy.typing as npt

from transforms.restore import restorer
from transforms.restore.restorer import (
    CASES,
    DILATIONS,
    FIRST_WIDTH,
    GAPS,
    TABLE_ROWS,
    WIDTH,
    WORD,
    Floats,
    Ints,
    Restorer,
)

log = logging.getLogger("train_restorer")

# How often each source's words are seen in one pass. Wikinews is the only journalism, and small; the Senate releases
# are half of all words and of one style, speeches are nobody's news prose.
SOURCES = {
    "wikinews_2019_2020.jsonl": 3.0,
    "wikinews_meantime.jsonl": 3.0,
    "gum_wikinews_interviews.jsonl": 3.0,
    "us_state_department.jsonl": 1.0,
    "us_justice_department.jsonl": 1.0,
    "re3d_open.jsonl": 3.0,
    "white_house_statements.jsonl": 0.4,
    "us_senate_press_releases.jsonl": 0.3,
    "white_house_speeches.jsonl": 0.2,
    "litbank_coref_quotes.jsonl": 0.2,
}
HELD_OUT_PERCENT = 15  # of the Wikinews documents
SEED = 20261122
VECTOR, HIDDEN = 64, 128
TEXTS, LENGTH = 16, 256  # a step reads 16 stretches of 256 words
PASSES = 3
PEAK_RATE, VECTOR_RATE = 2e-3, 0.05
# Shares of vectors and of hidden units left out in training, so that spelling and context are learnt too: pairs of
# words are learnt by heart soonest.
FORGOTTEN_WORDS, FORGOTTEN_PAIRS, FORGOTTEN_UNITS = 0.2, 0.5, 0.25
UNKNOWN = -1


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


END = re.compile(r"[.?!…]")
COMMA = re.compile(r"[,;:—–()]|\s-\s|--")
QUOTE = re.compile("[\"“”«»]|''|``|(?<!\\w)['‘]")
ABBREVIATIONS = _set(
    "Mr Mrs Ms Dr Prof Rev Hon Sen Sens Rep Reps Gov Govs Gen Lt Col Maj Capt Cpl Sgt Adm Cmdr Pres Amb Atty Supt Det "
    "St Mt Ft No Nos vs v etc Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Ala Ariz Ark Calif Colo Conn Del Fla Ga "
    "Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn Tex Vt Va Wash Wis Wyo"
)
OPENERS = _set(
    "The A An In On At It He She They We I You This That These Those There But And Or So As If For From With By Our "
    "His Her Their Its My While When After Before Since Although However Meanwhile According To Under During Not No"
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text's words in lower case, what stood before each and how it was written (UNKNOWN: not to be learnt)."""

    words: list[str]
    gaps: list[int]
    cases: list[int]
    forms: list[str]


def starts_sentence(before: str, gap: str, form: str) -> bool:
    """Whether a sentence starts between two words, given the cased text: the word before, the gap, the word after."""
    if "\n\n" in gap:
        return True
    end = END.search(gap)
    if not end or form[0].islower() or not re.search(r"\s", gap[end.start() :]):
        return False
    if gap[end.start()] == "." and "." not in gap[end.end() :]:
        if before in ABBREVIATIONS:
            return False
        if len(before) == 1 and before.isalpha():  # an initial, or "U.S.", "p.m."
            return form in OPENERS
    return True


def case_of(form: str) -> int:
    """Index into CASES of a word as written; UNKNOWN for one without cased letters."""
    if form == form.lower():
        return CASES.index("lower") if form != form.upper() else UNKNOWN
    if form[0] != form[0].lower() and form[1:] == form[1:].lower():
        return CASES.index("capitalized")
    return CASES.index("upper" if form == form.upper() else "mixed")


def label(text: str, uncased_until: int = 0) -> Labelled:
    """The words of a cased, punctuated text with their labels. Words before `uncased_until` teach no case."""
    labelled = Labelled([], [], [], [])
    before, end = "", 0
    for match in WORD.finditer(text):
        form, gap = match.group(), text[end : match.start()]
        starts = not before or starts_sentence(before, gap, form)
        kind = "question" if starts and "?" in gap else "stop" if starts else "comma" if COMMA.search(gap) else "none"
        case = case_of(form)
        # A capital at the start of a sentence or of a quotation is not the word's own.
        if match.start() < uncased_until or (case == CASES.index("capitalized") and (starts or QUOTE.search(gap))):
            case = UNKNOWN
        labelled.words.append(form.lower())
        labelled.gaps.append(GAPS.index(kind) if before else UNKNOWN)
        labelled.cases.append(case)
        labelled.forms.append(form)
        before, end = form, match.end()
    return labelled


def read(folder: Path, chance: np.random.Generator) -> tuple[list[tuple[float, Labelled]], list[Labelled]]:
    """Texts to train on with their weights, and those held out. Half are preceded by their headline."""
    training, held_out = [], []
    for name, weight in SOURCES.items():
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            title, text = article.get("title") or "", article["text"]
            is_wikinews = "wikinews" in name
            if is_wikinews and zlib.crc32(article["uri"].encode()) % 100 < HELD_OUT_PERCENT:
                held_out.append(label(text))
            elif title and chance.random() < 0.5:
                date = f"{article['published_at']}\n\n" if is_wikinews and article.get("published_at") else ""
                # Only Wikinews writes its headlines in sentence case.
                training.append((weight, label(f"{title}\n\n{date}{text}", 0 if is_wikinews else len(title))))
            else:
                training.append((weight, label(text)))
    return training, held_out


class Network:
    """The restorer's network with its gradients (backward passes by hand) and its optimizers."""

    def __init__(self, rows: Ints, chance: np.random.Generator) -> None:
        """`rows`: the rows of the table that occur. The others stay zero, so that what was never seen says nothing."""
        sizes = [(FIRST_WIDTH * VECTOR, HIDDEN), *((WIDTH * HIDDEN, HIDDEN) for _ in DILATIONS)]
        self.vectors = np.zeros((TABLE_ROWS, VECTOR), dtype=np.float32)
        self.vectors[rows] = chance.normal(0, 0.1, (len(rows), VECTOR))
        self.vectors[0] = 0
        self.kernels = [chance.normal(0, (2 / rows) ** 0.5, (rows, columns)) for rows, columns in sizes]
        # Residual layers start small, so that their sum does not grow with depth.
        self.kernels[1:] = [kernel * 0.3 for kernel in self.kernels[1:]]
        self.biases = [np.zeros(HIDDEN) for _ in sizes]
        self.head = [chance.normal(0, HIDDEN**-0.5, (HIDDEN, len(GAPS) + len(CASES))), np.zeros(len(GAPS) + len(CASES))]
        self.dense: list[Floats] = [a.astype(np.float32) for a in (*self.kernels, *self.biases, *self.head)]
        self._first = [np.zeros_like(a) for a in self.dense]
        self._second = [np.zeros_like(a) for a in self.dense]
        self._seen = np.full(self.vectors.shape, 1e-10, dtype=np.float32)
        self._step = 0
        self._chance = chance

    def step(self, rows: Ints, gaps: Ints, cases: Ints, rate: float) -> npt.NDArray[np.float64]:
        """One step on (texts, words, features) rows; gives the losses of gaps and cases."""
        count = len(DILATIONS) + 1
        kernels, biases, (head, head_bias) = self.dense[:count], self.dense[count : 2 * count], self.dense[-2:]
        vectors = self.vectors[rows].sum(axis=2)
        beside = [restorer.neighbours(vectors, FIRST_WIDTH, 1)]
        active = [np.maximum(beside[0] @ kernels[0] + biases[0], 0)]
        hidden = active[0]
        for dilation, kernel, bias in zip(DILATIONS, kernels[1:], biases[1:], strict=True):
            beside.append(restorer.neighbours(hidden, WIDTH, dilation))
            active.append(np.maximum(beside[-1] @ kernel + bias, 0))
            hidden = hidden + active[-1]
        kept = self._chance.random(hidden.shape, dtype=np.float32) >= FORGOTTEN_UNITS
        mask = kept.astype(np.float32) / np.float32(1 - FORGOTTEN_UNITS)
        dropped = hidden * mask
        logits = dropped @ head + head_bias
        losses = [_cross_entropy(logits[..., : len(GAPS)], gaps), _cross_entropy(logits[..., len(GAPS) :], cases)]
        error = np.concatenate([gradient for _, gradient in losses], axis=-1)

        flat = error.reshape(-1, error.shape[-1])
        gradients = [dropped.reshape(-1, HIDDEN).T @ flat, flat.sum(axis=0)]
        down = (error @ head.T) * mask
        kernel_gradients, bias_gradients = [], []
        for layer in range(count - 1, -1, -1):
            through = down * (active[layer] > 0)
            flat = through.reshape(-1, HIDDEN)
            kernel_gradients.append(beside[layer].reshape(-1, beside[layer].shape[-1]).T @ flat)
            bias_gradients.append(flat.sum(axis=0))
            width, dilation = (WIDTH, DILATIONS[layer - 1]) if layer else (FIRST_WIDTH, 1)
            back = _gather_back(through @ kernels[layer].T, width, dilation)
            down = down + back if layer else back
        self._adam([*kernel_gradients[::-1], *bias_gradients[::-1], *gradients], rate)
        self._adagrad(rows, down, rate / PEAK_RATE * VECTOR_RATE)
        return np.array([losses[0][0], losses[1][0]])

    def _adam(self, gradients: list[Floats], rate: float) -> None:
        self._step += 1
        fade = rate * (1 - 0.99**self._step) ** 0.5 / (1 - 0.9**self._step)
        for i, gradient in enumerate(gradients):
            self._first[i] += 0.1 * (gradient - self._first[i])
            self._second[i] += 0.01 * (gradient * gradient - self._second[i])
            self.dense[i] -= np.float32(fade) * self._first[i] / (np.sqrt(self._second[i]) + 1e-8)

    def _adagrad(self, rows: Ints, gradient: Floats, rate: float) -> None:
        """Move the vectors of the rows that were read (Duchi et al., JMLR 2011); row 0 stays zero."""
        flat = rows.reshape(-1)
        order = np.argsort(flat, kind="stable")
        touched, first = np.unique(flat[order], return_index=True)
        summed = np.add.reduceat(gradient.reshape(-1, VECTOR)[order // rows.shape[-1]], first, axis=0)
        if touched[0] == 0:
            touched, summed = touched[1:], summed[1:]
        self._seen[touched] += summed * summed
        self.vectors[touched] -= np.float32(rate) * summed / np.sqrt(self._seen[touched])

    def weights(self, length_prior: Floats, mixed: list[str]) -> dict[str, npt.NDArray[np.generic]]:
        """The arrays of weights.npz: the table in 8 bits with a scale a row, the layers in 16."""
        scales = np.abs(self.vectors).max(axis=1) / 127
        divisor = np.where(scales > 0, scales, 1)[:, None]
        count = len(DILATIONS) + 1
        arrays: dict[str, npt.NDArray[np.generic]] = {
            "vectors": np.round(self.vectors / divisor).astype(np.int8),
            "scales": scales.astype(np.float16),
            "head": self.dense[-2].astype(np.float16),
            "head_bias": self.dense[-1].astype(np.float16),
            "length_prior": length_prior,
            "mixed_forms": np.array(mixed),
        }
        for layer in range(count):
            arrays[f"kernel_{layer}"] = self.dense[layer].astype(np.float16)
            arrays[f"bias_{layer}"] = self.dense[count + layer].astype(np.float16)
        return arrays


def _cross_entropy(logits: Floats, labels: Ints) -> tuple[float, Floats]:
    """The mean loss over the labels known, and its gradient."""
    probability = restorer.softmax(logits)
    known = labels != UNKNOWN
    right = np.where(known, labels, 0)[..., None]
    loss = -np.log(np.take_along_axis(probability, right, axis=-1)[..., 0] + 1e-9)
    np.put_along_axis(probability, right, np.take_along_axis(probability, right, axis=-1) - 1, axis=-1)
    total = max(1, int(known.sum()))
    return float(loss[known].sum()) / total, probability * (known[..., None] / np.float32(total))


def _gather_back(gradient: Floats, width: int, dilation: int) -> Floats:
    """The gradient of `restorer.neighbours`: each neighbour's share goes back to the word it was read from."""
    size, length = gradient.shape[-1] // width, gradient.shape[1]
    back = np.zeros((*gradient.shape[:2], size), dtype=np.float32)
    for slot in range(width):
        shift = (slot - width // 2) * dilation
        into = slice(max(0, -shift), length - max(0, shift))
        out_of = slice(max(0, shift), length - max(0, -shift))
        back[:, out_of] += gradient[:, into, slot * size : (slot + 1) * size]
    return back


def stretches(texts: list[tuple[float, Labelled]], chance: np.random.Generator) -> list[tuple[int, int]]:
    """One pass: (text, first word) of stretches of LENGTH words, each text as often as its weight says, shuffled."""
    drawn = []
    for number, (weight, text) in enumerate(texts):
        times = int(weight) + (chance.random() < weight % 1)
        for _ in range(times):
            # The first stretch starts anywhere, so that cuts fall elsewhere each time, and within sentences too.
            first = -int(chance.integers(LENGTH)) if len(text.words) > LENGTH else 0
            drawn += [(number, start) for start in range(first, len(text.words), LENGTH)]
    order = chance.permutation(len(drawn))
    return [drawn[i] for i in order]


def train(texts: list[tuple[float, Labelled]], passes: int, chance: np.random.Generator) -> Network:
    """The trained network; the rate rises for a twentieth of the steps, then falls to nothing."""
    rows = [restorer.features(text.words) for _, text in texts]
    network = Network(np.unique(np.concatenate(rows)), chance)
    labels = [np.array([text.gaps, text.cases], dtype=np.int64) for _, text in texts]
    batches = []
    for _ in range(passes):
        drawn = stretches(texts, chance)
        batches += [drawn[i : i + TEXTS] for i in range(0, len(drawn) - TEXTS + 1, TEXTS)]
    started, running = time.perf_counter(), np.zeros(2)
    for number, batch in enumerate(batches):
        block = np.zeros((TEXTS, LENGTH, restorer.FEATURES), dtype=np.int64)
        wanted = np.full((2, TEXTS, LENGTH), UNKNOWN, dtype=np.int64)
        for line, (text, first) in enumerate(batch):
            cut_rows = rows[text][max(first, 0) : first + LENGTH]
            block[line, : len(cut_rows)] = cut_rows
            wanted[:, line, : len(cut_rows)] = labels[text][:, max(first, 0) : first + LENGTH]
        wanted[0, :, 0] = UNKNOWN  # nothing is seen of what stood before the first word
        block[chance.random((TEXTS, LENGTH)) < FORGOTTEN_WORDS, 0] = 0
        block[chance.random((TEXTS, LENGTH)) < FORGOTTEN_PAIRS, restorer.PAIR_FEATURE] = 0
        done = number / len(batches)
        loss = network.step(block, wanted[0], wanted[1], PEAK_RATE * min(done * 20 + 0.01, (1 - done) / 0.95))
        running += (loss - running) * max(0.01, 1 / (number + 1))
        if number % 200 == 0:
            seconds = time.perf_counter() - started
            log.info("step %d of %d: gaps %.3f, cases %.3f, %.0f s", number, len(batches), *running, seconds)
    return network


def length_prior(texts: list[tuple[float, Labelled]], longest: int = 80) -> Floats:
    """Log-probability of a sentence of n words, relative to cutting at a constant rate, smoothed; from journalism."""
    counts = np.ones(longest + 1)
    words = sentences = 0
    for weight, text in texts:
        if weight < 3:
            continue
        starts = [0, *(i for i, gap in enumerate(text.gaps) if gap in (2, 3)), len(text.words)]
        for length in np.diff(starts):
            counts[min(int(length), longest)] += 1
        words, sentences = words + len(text.words), sentences + len(starts) - 1
    smooth = np.convolve(np.pad(counts, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    # The network's own odds already hold the base rate: divide it out (geometric lengths), keep the shape alone.
    rate = sentences / words
    geometric = rate * (1 - rate) ** np.arange(longest + 1)
    prior = np.log(smooth / smooth.sum()) - np.log(geometric / geometric.sum())
    return np.asarray(np.clip(prior, -4, 1), dtype=np.float32)


def mixed_forms(texts: list[tuple[float, Labelled]]) -> list[str]:
    """Words mostly written with capitals inside ("McCain", "NGOs"), in two documents or more."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for _, text in texts:
        for word, form in set(zip(text.words, text.forms, strict=True)):
            written[word][form] += 1
    mixed = CASES.index("mixed")
    tops = ((forms.most_common(1)[0], sum(forms.values())) for forms in written.values())
    return sorted(form for (form, count), total in tops if case_of(form) == mixed and count >= 2 and count > total / 2)


def scores(model: Restorer, texts: list[Labelled]) -> dict[str, float]:
    """Boundary and case F1 over texts, as the tables have them: words with a capital, sentence starts included."""
    pairs: dict[str, list[int]] = {name: [0, 0, 0] for name in ("boundary", "boundary_threshold", "comma", "case")}
    for text in texts:
        found = model.predict(text.words)
        free = np.zeros(len(text.words), dtype=np.int8)
        gold = {i for i, gap in enumerate(text.gaps) if gap in (2, 3)}
        cuts = set(restorer.cut(found.starts, model.length_prior, free)) - {0}
        plain = {int(i) for i in np.flatnonzero(found.starts > 0.5)} - {0}
        commas = {int(i) for i in np.flatnonzero(found.gaps[:, 1] > 0.5)} - {0}
        given = {}
        for i, word in enumerate(text.words):
            form = restorer.write(word, int(found.cases[i].argmax()), i == 0 or i in cuts, model.mixed_forms)
            if form != word:
                given[i] = form
        wanted = {i: form for i, form in enumerate(text.forms) if form != form.lower()}
        both: tuple[tuple[str, set[object], set[object]], ...] = (
            ("boundary", set(cuts), set(gold)),
            ("boundary_threshold", set(plain), set(gold)),
            ("comma", set(commas), {i for i, gap in enumerate(text.gaps) if gap == 1}),
            ("case", set(given.items()), set(wanted.items())),
        )
        for name, mine, right in both:
            pairs[name] = [a + b for a, b in zip(pairs[name], (len(mine & right), len(mine), len(right)), strict=True)]
    return {name: round(200 * hit / max(1, mine + right), 1) for name, (hit, mine, right) in pairs.items()}


def main() -> None:
    """Read, train, score, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train_dir", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--passes", type=int, default=PASSES)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    chance = np.random.default_rng(SEED)
    training, held_out = read(options.train_dir, chance)
    log.info("%d texts to train on, %d held out", len(training), len(held_out))
    network = train(training, options.passes, chance)
    weights = network.weights(length_prior(training), mixed_forms(training))
    options.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.out / "weights.npz", allow_pickle=False, **weights)
    log.info(json.dumps(scores(Restorer(weights), held_out)))


if __name__ == "__main__":
    main()
