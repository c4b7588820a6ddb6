"""Quality against the labelled articles: publish each set as a user would, then run its scorer on the file."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.pipeline import publish


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A labelled set, its scorer, and the figures that go into the table (as dotted paths into the scores)."""

    name: str
    gold: str
    scorer: str
    figures: tuple[str, ...]


QUOTE_FIGURES = (
    *("all.iou.f1", "all.attribution.f1", "direct.iou.f1", "direct.attribution.f1", "mixed.iou.f1"),
    *("indirect.iou.f1", "speech_cue_only.iou.f1", "speech_cue_only.attribution.f1", "token.f1", "speaker_resolved"),
)
GOLD_SETS = (
    GoldSet("quotes", "quotes/polnear_dev.jsonl", "quotes", QUOTE_FIGURES),
    GoldSet("quotes, other 840 articles", "quotes/polnear_train.jsonl", "quotes", QUOTE_FIGURES),
    GoldSet("quotes, stripped text", "quotes/polnear_dev_stripped.jsonl", "quotes", QUOTE_FIGURES),
    GoldSet(
        "events",
        "events/dev.jsonl",
        "events",
        ("end_to_end", "dyad", "root_macro_f1", "quad_macro_f1", "binary_macro_f1", "false_coding", "false_dyads"),
    ),
    GoldSet("actors", "actors/dev.jsonl", "actors", ("country", "sector", "both", "none")),
    GoldSet("sentences", "sentences/dev.jsonl", "sentences", ("boundary.f1", "case.f1")),
)


def _figure(scores: dict[str, Any], path: str) -> float:
    value: Any = scores
    for part in path.split("."):
        value = value[part]
    return float(value)


def score(gold_set: GoldSet, shared: Path, folder: Path) -> dict[str, float]:
    """Figure -> per cent, of one set published into `folder`."""
    gold = shared / "gold" / gold_set.gold
    name = "_".join(gold.relative_to(shared / "gold").with_suffix("").parts)  # several sets are called dev
    source, warehouse = folder / f"{name}.jsonl", folder / f"{name}.duckdb"
    subprocess.run([sys.executable, str(shared / "score" / "inputs.py"), str(gold), str(source)], check=True)
    publish(source, warehouse)
    command = [sys.executable, str(shared / "score" / f"{gold_set.scorer}.py"), str(warehouse), str(gold)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    scores = json.loads(printed.splitlines()[0])
    return {path: _figure(scores, path) for path in gold_set.figures}
