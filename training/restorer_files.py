"""The files that the restorer's run-time reads, made from a trained network, and how well they do on text held out."""

import csv
import json
import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn

from training.labelled_text import UNKNOWN, Labelled, case_of
from transforms.restore import restorer
from transforms.restore.restorer import CASES, GAPS, LENGTH, Restorer

log = logging.getLogger("train_restorer")

COMMA = GAPS.index("comma")  # the gaps after it end a sentence
SEEDS = Path(__file__).parents[1] / "seeds"
NAME_TABLES = ("organizations.csv", "armed_groups.csv", "officeholders.csv", "legislators.csv", "public_figures.csv")
MOSTLY = 0.8  # of a word's names
LONGEST_SENTENCE = 80  # words; longer ones count as this


class _Compact(nn.Module):  # type: ignore[misc]  # the checker does without torch
    """A tagger whose vectors of pieces are stored in 8 bits with a scale each: one scale for all costs accuracy."""

    def __init__(self, tagger: nn.Module) -> None:
        super().__init__()
        self.encoder, self.head = tagger.encoder, tagger.head
        vectors = tagger.encoder.embeddings.word_embeddings.weight.detach()
        scales = vectors.abs().amax(dim=1, keepdim=True).clamp(min=1e-9) / 127
        self.register_buffer("scales", scales)
        self.register_buffer("vectors", (vectors / scales).round().to(torch.int8))

    def forward(self, pieces: torch.Tensor) -> torch.Tensor:
        embedded = self.vectors[pieces].float() * self.scales[pieces]
        logits: torch.Tensor = self.head(self.encoder(inputs_embeds=embedded).last_hidden_state)
        return logits


def export(tagger: nn.Module, to: Path) -> None:
    """Write a network that takes (1, pieces) numbers and gives (1, pieces, logits), with its weights in 8 bits."""
    tagger = deepcopy(tagger).eval()
    # The other way of attending looks in each row for words that attend to nothing: an eighth of the time for none.
    tagger.encoder.set_attn_implementation("eager")
    with TemporaryDirectory() as folder:
        whole, prepared = Path(folder) / "whole.onnx", Path(folder) / "prepared.onnx"
        torch.onnx.export(
            _Compact(tagger).eval(),
            (torch.ones((1, LENGTH), dtype=torch.int64),),
            whole,
            input_names=["pieces"],
            output_names=["logits"],
            dynamic_shapes=({1: torch.export.Dim("length", min=3, max=LENGTH)},),
            external_data=False,
        )
        quant_pre_process(whole, prepared, skip_symbolic_shape=True)
        # Weights of seven bits: processors without VNNI add products of eight up in sixteen, which may not hold them.
        quantize_dynamic(
            prepared,
            to,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gemm"],
        )
    network = onnx.load(to)
    network.doc_string = ""
    for node in network.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    del network.graph.value_info[:], network.graph.metadata_props[:], network.metadata_props[:]
    onnx.save(network, to)


def length_prior(texts: Sequence[Labelled]) -> list[float]:
    """Log-probability of a sentence of n words, relative to cutting at a constant rate, smoothed."""
    counts = np.ones(LONGEST_SENTENCE + 1)
    words = sentences = 0
    for text in texts:
        starts = [0, *(i for i, gap in enumerate(text.gaps) if gap > COMMA), len(text.words)]
        for length in np.diff(starts):
            counts[min(int(length), LONGEST_SENTENCE)] += 1
        words, sentences = words + len(text.words), sentences + len(starts) - 1
    smooth = np.convolve(np.pad(counts, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    # The network's own odds already hold the base rate: divide it out (geometric lengths), keep the shape alone.
    rate = sentences / words
    geometric = rate * (1 - rate) ** np.arange(LONGEST_SENTENCE + 1)
    prior = np.log(smooth / smooth.sum()) - np.log(geometric / geometric.sum())
    return [round(float(value), 3) for value in np.clip(prior, -4, 1)]


def mixed_forms(texts: Sequence[Labelled]) -> list[str]:
    """Words mostly written with capitals inside ("McCain", "NGOs"), three times or more."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word, form in zip(text.words, text.forms, strict=True):
            written[word][form] += 1
    mixed = CASES.index("mixed")
    tops = ((forms.most_common(1)[0], sum(forms.values())) for forms in written.values())
    return sorted(form for (form, count), total in tops if case_of(form) == mixed and count >= 3 and count > total / 2)


def names_with_capitals_inside() -> list[str]:
    """Words of names in the reference tables that are mostly written with capitals inside ("YouTube")."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for name in NAME_TABLES:
        with (SEEDS / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                names = [row.get("name", ""), *row.get("aliases", "").split("|")]
                for word in {word for one in names for word in restorer.WORD.findall(one)}:
                    written[word.lower()][word] += 1
    mixed = CASES.index("mixed")
    tops = ((forms.most_common(1)[0], sum(forms.values())) for forms in written.values())
    return sorted(form for (form, count), total in tops if case_of(form) == mixed and count > MOSTLY * total)


def scores(model: Restorer, texts: Sequence[Labelled]) -> dict[str, float]:
    """F1 over texts: sentence starts (the first aside), words with a capital (letter for letter), commas, quotes."""
    pairs: dict[str, npt.NDArray[np.int64]] = defaultdict(lambda: np.zeros(3, dtype=np.int64))
    for text in texts:
        found = model.predict(text.words)
        cuts = restorer.cut(found.starts, model.length_prior, np.zeros(len(text.words), dtype=np.int8), model.decoding)
        forms = [
            restorer.write(word, int(case), i in cuts, model.mixed_forms)
            for i, (word, case) in enumerate(zip(text.words, found.cases.argmax(axis=1), strict=True))
        ]
        in_quotation: set[object] = {
            i
            for first, last in restorer.quotations(found.quoted, found.gaps, cuts, model.decoding)
            for i in range(first, last)
        }
        compared: dict[str, tuple[set[object], set[object]]] = {
            "boundary": ({*cuts[1:]}, {i for i, gap in enumerate(text.gaps) if gap > COMMA}),
            "comma": (_where(found.gaps.argmax(axis=1).tolist(), COMMA) - {*cuts}, _where(text.gaps, COMMA)),
            "case": (_capitalized(forms), _capitalized(text.forms)),
            "quoted": (in_quotation - _where(text.quoted, UNKNOWN), _where(text.quoted, 1)),
        }
        for name, (mine, right) in compared.items():
            pairs[name] += [len(mine & right), len(mine), len(right)]
    return {name: round(200 * hit / max(1, mine + right), 1) for name, (hit, mine, right) in pairs.items()}


def _where(labels: Sequence[int], wanted: int) -> set[object]:
    return {i for i, value in enumerate(labels) if value == wanted}


def _capitalized(forms: Sequence[str]) -> set[object]:
    return {(i, form) for i, form in enumerate(forms) if form != form.lower()}


def write_files(
    tagger: nn.Module,
    vocabulary: Sequence[str],
    journalism: Sequence[Labelled],
    everything: Sequence[Labelled],
    to: Path,
) -> Restorer:
    """Write network.onnx, vocab.txt and habits.json, and give the restorer that they make."""
    to.mkdir(parents=True, exist_ok=True)
    export(tagger, to / "network.onnx")
    learnt = mixed_forms(everything)
    known = {form.lower() for form in learnt}
    forms = sorted([*learnt, *(form for form in names_with_capitals_inside() if form.lower() not in known)])
    prior = length_prior(journalism)
    (to / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    habits = json.dumps({"length_prior": prior, "mixed_forms": forms}, ensure_ascii=False, indent=0)
    (to / "habits.json").write_text(habits + "\n", encoding="utf-8")
    return Restorer((to / "network.onnx").read_bytes(), vocabulary, prior, forms)
