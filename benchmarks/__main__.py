"""Measure everything and write RESULTS.md.

make benchmark                    # all of it; a quarter of an hour on two cores
python -m benchmarks quality      # the figures of the labelled articles alone
python -m benchmarks speed        # words a second and memory alone
"""

import json
import sys
import tempfile
from pathlib import Path

from benchmarks import quality, speed
from benchmarks.results import render
from benchmarks.shared_material import ROOT, shared

MEASURED = ROOT / "benchmarks" / "results.json"
PARTS = ("quality", "speed")


def main(parts: list[str]) -> int:
    """Measure the parts asked for (all of them by default); figures of other parts stay as they were."""
    material = shared()
    if material is None:
        print("benchmarks: the labelled articles are not here (see benchmarks/README.md); nothing was measured")
        return 0
    measured = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
    with tempfile.TemporaryDirectory(prefix="dateline-benchmark-") as folder:
        if "quality" in parts:
            for gold_set in quality.GOLD_SETS:
                print(f"quality: {gold_set.name}", flush=True)
                measured.setdefault("quality", {})[gold_set.name] = quality.score(gold_set, material, Path(folder))
        if "speed" in parts:
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
