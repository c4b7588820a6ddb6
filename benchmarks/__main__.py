"""Measure everything and write RESULTS.md.

make benchmark                    # all of it; a quarter of an hour on two cores
python -m benchmarks quality      # the figures of the labelled articles alone
python -m benchmarks speed        # words a second and memory alone
"""

import json
import sys
import tempfile
from pathlib import Path

from benchmarks import event_sentences, quality, references, speed
from benchmarks.pipeline import publish
from benchmarks.results import render
from benchmarks.shared_material import ROOT, shared

MEASURED = ROOT / "benchmarks" / "results.json"
PARTS = ("references", "event-sentences", "quality", "speed")
OWN_PARTS = PARTS[:2]  # what they are measured on is part of the project


def main(parts: list[str]) -> int:
    """Measure the parts asked for (all of them by default); figures of other parts stay as they were."""
    material = shared()
    if material is None:
        print("benchmarks: the labelled articles are not here (see benchmarks/README.md): own samples alone")
        parts = [part for part in parts if part in OWN_PARTS]
    measured = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
    with tempfile.TemporaryDirectory(prefix="dateline-benchmark-") as folder:
        if "references" in parts:
            print("quality: references", flush=True)
            publish(references.SAMPLE / "articles.jsonl", Path(folder) / "references.duckdb")
            measured.setdefault("quality", {})["references"], _ = references.score(Path(folder) / "references.duckdb")
        if "event-sentences" in parts:
            print("quality: event sentences", flush=True)
            texts = [labelled for labelled in event_sentences.labelled_texts() if labelled.is_held_out]
            source, warehouse = Path(folder) / "event_sentences.jsonl", Path(folder) / "event_sentences.duckdb"
            event_sentences.write_articles(texts, source)
            publish(source, warehouse)
            measured.setdefault("quality", {})["event sentences"] = event_sentences.score(warehouse, texts)
        if "quality" in parts and material is not None:
            for gold_set in quality.GOLD_SETS:
                print(f"quality: {gold_set.name}", flush=True)
                measured.setdefault("quality", {})[gold_set.name] = quality.score(gold_set, material, Path(folder))
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
