"""Fine-tune the restorer on cased, punctuated English, and write its network and scores.

    python training/train_restorer.py TRAIN_DIR BASE_DIR --out seeds/restorer

TRAIN_DIR holds the JSON-lines files named in SOURCES (uri, text with a blank line between paragraphs, title). BASE_DIR
holds all-MiniLM-L6-v2 (config.json, model.safetensors, vocab.txt). The text is degraded the way stripped corpora are
(lower case, each run of other characters one space), so what stood before each word, how it was written and whether it
was quoted are known. What a step reads depends on the seed and its number alone: a training that was stopped goes on
from its checkpoint as if it had not been. Some of the Wikinews documents are held out, and the scores are theirs. Needs
training/requirements.txt, of which the product itself needs NumPy and onnxruntime alone.
"""

import argparse
import json
import logging
import os
import sys
import time
from pathlib import Path

# Memory given back to the system after each step costs half of the time.
if os.environ.get("MALLOC_TRIM_THRESHOLD_") is None:
    os.environ.update(MALLOC_MMAP_THRESHOLD_="4000000000", MALLOC_TRIM_THRESHOLD_="8000000000")
    os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606  (the C library reads them as it starts)
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional
from transformers import BertModel

from training.labelled_text import SOURCES, UNKNOWN, Labelled, read
from training.restorer_files import scores, write_files
from transforms.restore.restorer import CASES, GAPS, LENGTH
from transforms.restore.wordpiece import WordPiece

log = logging.getLogger("train_restorer")

SEED = 20261122
WINDOWS = 8  # of LENGTH pieces: what a step reads
STEPS = 2000
RATE, HEAD_RATE = 1.5e-4, 1e-3
WARM, COOL = 0.04, 0.5  # shares of the steps in which the rate rises, and in which it falls
WITH_MARKS = 0.15  # share of windows that keep their punctuation: case is learnt for such text too
HIDDEN_WORDS = 0.03  # share of words that are not shown
DROPPED = 0.1
SAVED_EVERY = 250  # steps
MASK, PAD = "[MASK]", "[PAD]"


class Tagger(nn.Module):  # type: ignore[misc]  # the checker does without torch
    """The encoder with a linear head: the logits of GAPS, of CASES and of being quoted, for each piece."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        # Dropout between the layers doubles the time of a step on a CPU; before the head it costs nothing.
        self.encoder = BertModel.from_pretrained(
            base, add_pooling_layer=False, attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0
        )
        self.encoder.embeddings.requires_grad_(False)  # 12 of 22 million weights; names never seen keep theirs
        self.dropout = nn.Dropout(DROPPED)
        self.head = nn.Linear(self.encoder.config.hidden_size, len(GAPS) + len(CASES) + 1)

    def forward(self, pieces: torch.Tensor) -> torch.Tensor:
        """(texts, pieces) numbers -> (texts, pieces, logits)."""
        logits: torch.Tensor = self.head(self.dropout(self.encoder(input_ids=pieces).last_hidden_state))
        return logits


class Source:
    """The words of a source as pieces, and windows cut out of them."""

    def __init__(self, text: Labelled, pieces: WordPiece, numbers: dict[str, int]) -> None:
        self._pieces = [pieces.pieces(word) for word in text.words]
        self._marks = [tuple(numbers[mark] for mark in marks) for marks in text.marks]
        self._labels = np.array([text.gaps, text.cases, text.quoted], dtype=np.int64)
        self._cls, self._sep, self._mask, self._pad = (numbers[piece] for piece in ("[CLS]", "[SEP]", MASK, PAD))

    def window(self, chance: np.random.Generator) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """LENGTH pieces from a random word on, and what is to be said at the first piece of each word (3 rows)."""
        first = int(chance.integers(max(1, len(self._pieces) - LENGTH)))
        keeps_marks = chance.random() < WITH_MARKS
        hidden = chance.random(LENGTH) < HIDDEN_WORDS
        shown = np.full(LENGTH, self._pad)
        wanted = np.full((3, LENGTH), UNKNOWN)
        shown[0], at, word = self._cls, 1, first
        while word < len(self._pieces):
            marks = self._marks[word] if keeps_marks else ()
            pieces = (self._mask,) if hidden[word - first] else self._pieces[word]
            if at + len(marks) + len(pieces) >= LENGTH:
                break
            shown[at : at + len(marks) + len(pieces)] = *marks, *pieces
            at += len(marks)
            wanted[:, at] = self._labels[:, word]
            # With its marks a text says the rest itself; what stood before the first word is not to be seen.
            if keeps_marks:
                wanted[[0, 2], at] = UNKNOWN
            elif word == first:
                wanted[0, at] = UNKNOWN
            at, word = at + len(pieces), word + 1
        shown[at] = self._sep
        return shown, wanted


def batch(sources: list[Source], shares: npt.NDArray[np.float64], step: int) -> tuple[torch.Tensor, torch.Tensor]:
    """What a step reads: (windows, pieces), and what it is to say: (windows, 3, pieces)."""
    chance = np.random.default_rng((SEED, step))
    windows = [sources[i].window(chance) for i in chance.choice(len(sources), WINDOWS, p=shares)]
    return torch.from_numpy(np.stack([w for w, _ in windows])), torch.from_numpy(np.stack([w for _, w in windows]))


def losses(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """The mean losses of gaps, cases and quotes over the labels known."""
    parts = logits.float().split([len(GAPS), len(CASES), 1], dim=-1)
    gaps = functional.cross_entropy(
        parts[0].flatten(0, 1), wanted[:, 0].flatten(), ignore_index=UNKNOWN, reduction="sum"
    )
    cases = functional.cross_entropy(
        parts[1].flatten(0, 1), wanted[:, 1].flatten(), ignore_index=UNKNOWN, reduction="sum"
    )
    known = wanted[:, 2] != UNKNOWN
    quotes = functional.binary_cross_entropy_with_logits(
        parts[2][..., 0], wanted[:, 2].float(), weight=known.float(), reduction="sum"
    )
    counts = (wanted != UNKNOWN).sum(dim=(0, 2)).clamp(min=1)
    return torch.stack([gaps, cases, quotes]) / counts


def rate_at(done: float) -> float:
    """The share of the highest rate when a share of the steps is done: up, flat, down to nothing."""
    return min(1.0, (done + 1e-3) / WARM, (1 - done) / COOL)


def held_out_scores(tagger: Tagger, source: Source, windows: int = 48) -> dict[str, float]:
    """F1 of boundaries and capitals by the likeliest label, and of quoted words: a quick look at windows held out."""
    tagger.eval()
    chance = np.random.default_rng(SEED)
    hits = np.zeros((3, 3))
    for _ in range(windows // WINDOWS):
        drawn = [source.window(chance) for _ in range(WINDOWS)]
        shown, wanted = (np.stack(side) for side in zip(*drawn, strict=True))
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            logits = tagger(torch.from_numpy(shown)).float().numpy()
        gap = torch.from_numpy(logits[..., : len(GAPS)]).softmax(-1).numpy()
        said = np.stack([gap[..., 2] + gap[..., 3] > 0.5, logits[..., 4:8].argmax(-1) > 0, logits[..., 8] > 0], axis=1)
        true = np.stack([wanted[:, 0] >= 2, wanted[:, 1] > 0, wanted[:, 2] > 0], axis=1)
        known = wanted != UNKNOWN
        for i, both in enumerate((said & true, said, true)):
            hits[i] += (both & known).sum(axis=(0, 2))
    tagger.train()
    f1 = 200 * hits[0] / np.maximum(1, hits[1] + hits[2])
    return dict(zip(("boundary", "capital", "quoted"), f1.round(1).tolist(), strict=True))


def train(options: argparse.Namespace, tagger: Tagger, sources: list[Source], held_out: Source) -> None:
    """Train in place, going on from the checkpoint if there is one, and leave checkpoints in its folder."""
    shares = np.array(list(SOURCES.values()))
    shares /= shares.sum()
    bare = [p for n, p in tagger.encoder.named_parameters() if p.requires_grad and p.ndim < 2]
    dense = [p for n, p in tagger.encoder.named_parameters() if p.requires_grad and p.ndim >= 2]
    groups = [(dense, RATE, 0.01), (bare, RATE, 0.0), (list(tagger.head.parameters()), HEAD_RATE, 0.0)]
    optimizer = torch.optim.AdamW(
        [{"params": p, "lr": rate, "peak": rate, "weight_decay": decay} for p, rate, decay in groups],
        betas=(0.9, 0.98),
        fused=True,
    )
    step, spent = 0, 0.0
    checkpoint = options.checkpoints / "last.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        tagger.load_state_dict(saved["tagger"])
        optimizer.load_state_dict(saved["optimizer"])
        step, spent = saved["step"], saved["seconds"]
    first, started, running, is_cooling = step, time.time(), torch.zeros(3), False

    def save(name: str) -> None:
        state = {"tagger": tagger.state_dict(), "optimizer": optimizer.state_dict(), "step": step}
        torch.save({**state, "seconds": spent + time.time() - started}, options.checkpoints / f"{name}.new")
        (options.checkpoints / f"{name}.new").replace(options.checkpoints / f"{name}.pt")

    while step < options.steps:
        done = step / options.steps
        if done > 1 - COOL and not is_cooling:
            is_cooling = True
            save("before_cooling")
        torch.manual_seed(SEED + step)  # for dropout
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * rate_at(done)
        shown, wanted = batch(sources, shares, step)
        with torch.autocast("cpu", torch.bfloat16):
            logits = tagger(shown)
        parts = losses(logits, wanted)
        (parts[0] + parts[1] + 0.5 * parts[2]).backward()
        nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        step += 1
        running += (parts.detach() - running) * max(0.02, 1 / (step - first))
        if step % 50 == 0:
            seconds = time.time() - started
            pieces = (step - first) * WINDOWS * LENGTH / seconds
            log.info(
                "step %d, %.0f s, %.0f pieces/s, losses %s", step, spent + seconds, pieces, running.numpy().round(3)
            )
        if step % SAVED_EVERY == 0:
            log.info("held out: %s", json.dumps(held_out_scores(tagger, held_out)))
            save("last")
    save("last")
    log.info("%d steps, %d pieces, %.0f s", step, step * WINDOWS * LENGTH, spent + time.time() - started)


def main() -> None:
    """Read, train, score, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train_dir", type=Path)
    parser.add_argument("base_dir", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--checkpoints", type=Path, default=Path("checkpoints"))
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)
    options.checkpoints.mkdir(parents=True, exist_ok=True)
    vocabulary = (options.base_dir / "vocab.txt").read_text(encoding="utf-8").splitlines()
    pieces, numbers = WordPiece(vocabulary), {piece: number for number, piece in enumerate(vocabulary)}
    training, held_out = read(options.train_dir, np.random.default_rng(SEED))
    whole = Labelled()
    for text in held_out:
        whole.extend(text)
    sources = [Source(training[name], pieces, numbers) for name in SOURCES]
    tagger = Tagger(options.base_dir)
    train(options, tagger, sources, Source(whole, pieces, numbers))
    journalism = [text for name, text in training.items() if "wikinews" in name]
    model = write_files(tagger, vocabulary, journalism, list(training.values()), options.out)
    log.info(json.dumps(scores(model, held_out)))


if __name__ == "__main__":
    main()
