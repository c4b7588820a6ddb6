"""What a night of new articles costs on archives of several sizes: stage by stage, with memory and the file's size.

    python -m benchmarks.large_night SMALL.duckdb NEW.jsonl FOLDER ARTICLES...

For each number of articles an archive is made in FOLDER from the rows of SMALL (see benchmarks.large_warehouse), NEW is
run onto it with `dateline run`, and the archive is removed. It takes room for the archive, its build and a generation.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.large_warehouse import grow
from benchmarks.pipeline import publish
from benchmarks.speed import stage_seconds

STAGES = ("read sources", "find copies", "link", "check", "publish")
GIGABYTE = 1e9


@dataclass(frozen=True, slots=True)
class LargeNight:
    """Seconds by stage, peak megabytes of all processes, and bytes of the archive of a number of articles."""

    articles: int
    bytes: int
    seconds: dict[str, float]
    peak_megabytes: float


def measure(small: Path, fresh: Path, folder: Path, articles: int) -> LargeNight:
    """One night on an archive of so many articles. Raises benchmarks.pipeline.RunFailedError."""
    place = folder / f"{articles}-articles"
    place.mkdir(parents=True)
    try:
        warehouse = place / "archive.duckdb"
        grow(small, warehouse, articles, "articles", keys=True)
        size = warehouse.stat().st_size
        night = publish(fresh, warehouse)
        return LargeNight(articles, size, stage_seconds(night.output), night.peak_megabytes)
    finally:
        shutil.rmtree(place)


def main(small: Path, fresh: Path, folder: Path, articles: list[int]) -> None:
    """Print a line for each size of archive."""
    print("articles      GB  " + "  ".join(f"{stage:>12}" for stage in STAGES) + "   peak MB  publish s/GB")
    for number in articles:
        night = measure(small, fresh, folder, number)
        seconds = "  ".join(f"{night.seconds[stage]:10.1f} s" for stage in STAGES)
        gigabytes = night.bytes / GIGABYTE
        rate = night.seconds["publish"] / gigabytes
        print(f"{number:8,}  {gigabytes:6.2f}  {seconds}  {night.peak_megabytes:8,.0f}  {rate:12.1f}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), list(map(int, sys.argv[4:])))
