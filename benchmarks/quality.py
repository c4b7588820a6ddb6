"""Quality against the labelled articles: publish each set as a user would, then run its scorer on the file."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import stripped
from benchmarks.pipeline import publish
from benchmarks.shared_material import ROOT


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A labelled set, its scorer, and the figures that go into the table (as dotted paths into the scores)."""

    name: str
    gold: str
    scorer: str
    figures: tuple[str, ...]
    is_stripped: bool = False  # whether to score a copy without case and punctuation


QUOTE_FIGURES = (
    *("all.iou.f1", "all.attribution.f1", "direct.iou.f1", "direct.attribution.f1", "mixed.iou.f1"),
    *("indirect.iou.f1", "speech_cue_only.iou.f1", "speech_cue_only.attribution.f1", "token.f1", "speaker_resolved"),
)
EVENT_FIGURES = (
    *("end_to_end", "dyad", "root_macro_f1", "quad_macro_f1", "binary_macro_f1", "false_coding", "false_dyads"),
)
ACTOR_FIGURES = ("country", "sector", "both", "none")
GOLD_SETS = (
    GoldSet("quotes", "quotes/polnear_dev.jsonl", "quotes", QUOTE_FIGURES),
    GoldSet("quotes, other 840 articles", "quotes/polnear_train.jsonl", "quotes", QUOTE_FIGURES),
    GoldSet("quotes, stripped text", "quotes/polnear_dev_stripped.jsonl", "quotes", QUOTE_FIGURES),
    GoldSet(
        "quotes, other 840 articles, stripped", "quotes/polnear_train.jsonl", "quotes", QUOTE_FIGURES, is_stripped=True
    ),
    GoldSet("events", "events/dev.jsonl", "events", EVENT_FIGURES),
    GoldSet("events, stripped text", "events/dev.jsonl", "events", EVENT_FIGURES, is_stripped=True),
    GoldSet("actors", "actors/dev.jsonl", "actors", ACTOR_FIGURES),
    GoldSet("actors, stripped text", "actors/dev.jsonl", "actors", ACTOR_FIGURES, is_stripped=True),
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
    if gold_set.is_stripped:
        name += "_stripped"
        stripped.strip_gold(gold, folder / f"{name}.gold.jsonl")
        gold = folder / f"{name}.gold.jsonl"
    source, warehouse = folder / f"{name}.jsonl", folder / f"{name}.duckdb"
    _run("inputs", shared, (gold, source), is_stripped=gold_set.is_stripped)
    publish(source, warehouse)
    printed = _run(gold_set.scorer, shared, (warehouse, gold), is_stripped=gold_set.is_stripped)
    scores = json.loads(printed.splitlines()[0])
    return {path: _figure(scores, path) for path in gold_set.figures}


def _run(task: str, shared: Path, paths: tuple[Path, Path], *, is_stripped: bool) -> str:
    """What a program of score/ prints."""
    scorers = shared / "score"
    program = ["-m", "benchmarks.stripped", str(scorers), task] if is_stripped else [str(scorers / f"{task}.py")]
    command = [sys.executable, *program, *map(str, paths)]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
