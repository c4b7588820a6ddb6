"""Measure everything and write RESULTS.md.

make benchmark                      # all of it; a quarter of an hour on two cores
python -m benchmarks quality        # the figures of the labelled articles alone
python -m benchmarks status         # one of the project's own sets alone: references, status, deduplication
python -m benchmarks speed          # words a second and memory alone
"""

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import capitals, deduplication, event_sentences, quality, references, speed, status
from benchmarks.pipeline import publish
from benchmarks.results import render
from benchmarks.shared_material import ROOT, shared

MEASURED = ROOT / "benchmarks" / "results.json"


def _references(folder: Path, measured: dict[str, Any]) -> None:
    warehouse = folder / "references.duckdb"
    publish(references.SAMPLE / "articles.jsonl", warehouse)
    measured.setdefault("quality", {})["references"], _ = references.score(warehouse)


def _event_sentences(folder: Path, measured: dict[str, Any]) -> None:
    texts = [labelled for labelled in event_sentences.labelled_texts() if labelled.is_held_out]
    source, warehouse = folder / "event_sentences.jsonl", folder / "event_sentences.duckdb"
    event_sentences.write_articles(texts, source)
    publish(source, warehouse)
    measured.setdefault("quality", {})["event sentences"] = event_sentences.score(warehouse, texts)


def _status(folder: Path, measured: dict[str, Any]) -> None:
    source, warehouse = folder / "status.jsonl", folder / "status.duckdb"
    status.write_source(source)
    publish(source, warehouse)
    scored = status.score(warehouse)
    measured.setdefault("quality", {})["status"] = scored.figures
    measured["status_confusion"] = scored.confusion


def _deduplication(folder: Path, measured: dict[str, Any]) -> None:
    source, warehouse = folder / "deduplication.jsonl", folder / "deduplication.duckdb"
    deduplication.write_source(source)
    publish(source, warehouse)
    figures = measured.setdefault("quality", {})
    figures["deduplication"], _ = deduplication.score(warehouse, "pairs")
    figures["deduplication, held out"], _ = deduplication.score(warehouse, "held_out")


OWN_SETS: dict[str, Callable[[Path, dict[str, Any]], None]] = {
    "references": _references,
    "event-sentences": _event_sentences,
    "status": _status,
    "deduplication": _deduplication,
}
PARTS = (*OWN_SETS, "quality", "speed")


def main(parts: list[str]) -> int:
    """Measure the parts asked for (all of them by default); figures of other parts stay as they were."""
    material = shared()
    if material is None:
        parts = [part for part in parts if part in OWN_SETS]
        print(f"benchmarks: the labelled articles are not here (see benchmarks/README.md); measuring {parts}")
    measured = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
    with tempfile.TemporaryDirectory(prefix="dateline-benchmark-") as folder:
        for name, measure in OWN_SETS.items():
            if name in parts:
                print(f"quality: {name}", flush=True)
                measure(Path(folder), measured)
        if "quality" in parts and material is not None:
            for gold_set in quality.GOLD_SETS:
                print(f"quality: {gold_set.name}", flush=True)
                measured.setdefault("quality", {})[gold_set.name] = quality.score(gold_set, material, Path(folder))
            print("quality: capitals", flush=True)
            measured.setdefault("quality", {})["capitals and Title Case"] = capitals.score(material, Path(folder))
        if "speed" in parts and material is not None:
            measured["speed"] = speed.measure_speed(material, Path(folder))
    MEASURED.write_text(json.dumps(measured, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    (ROOT / "benchmarks" / "RESULTS.md").write_text(render(measured), encoding="utf-8")
    print("benchmarks: wrote benchmarks/RESULTS.md")
    return 0


if __name__ == "__main__":
    chosen = sys.argv[1:] or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        sys.exit(f"benchmarks: no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    sys.exit(main(chosen))
