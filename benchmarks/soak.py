"""Runs killed at random moments for hours: are rows lost, generations mixed, runs stuck, processes left behind?

    python -m benchmarks.soak --hours 2 --folder /tmp/soak

A round adds a feed, starts a night, and kills or stops it somewhere, or lets it end; now and then the live file is
damaged and restored. Most nights go without Prefect, to have more of them. After each round the live file must be one
whole generation: of each article all the rows that it had when it came, with all its sentences and some of each table,
of each feed all articles or none, and nothing gone that was there.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from flows.night import Night
from flows.progress import Report
from flows.restoring import restore_generation
from flows.settings import load
from warehouse.inspect import check_file
from warehouse.integrity import fault
from warehouse.publish import Warehouse

STORY = (
    "Foreign Minister Anna Berg met Chinese officials in Oslo on Monday. “We will not give up,” Berg said. "
    "Norway condemned the arrest of three journalists. The talks were to continue on Tuesday, she told reporters, "
    "in hall {number} of building {number} at the harbour, where report {number} was to be read."
)
SENTENCES = 4
ARTICLES = 3
PATIENCE_SECONDS = 300.0
# Feeds are read from the first on each night; after so many rounds a new warehouse is begun.
ROUNDS_A_WAREHOUSE = 60
SHARE_ENDED, SHARE_STOPPED, SHARE_DAMAGED, SHARE_WITH_PREFECT = 0.2, 0.2, 0.08, 0.1
ROWS = """
    SELECT uri, (SELECT count(*) FROM sentences AS t WHERE t.article_id = a.article_id),
        (SELECT count(*) FROM actor_mentions AS t WHERE t.article_id = a.article_id),
        (SELECT count(*) FROM event_mentions AS t WHERE t.article_id = a.article_id),
        (SELECT count(*) FROM quotes AS t WHERE t.article_id = a.article_id)
    FROM articles AS a
"""


def one_night(warehouse: Path, feeds: Path) -> int:
    """A night without Prefect, in this process but for its worker."""
    night = Night(load(warehouse=warehouse, sources=(str(feeds),), workers=1), Report(), reprocess=False)
    with night:
        night.read_sources()
        night.find_copies()
        with night.extraction(), ThreadPoolExecutor(1) as pool:
            for result in list(pool.map(night.extract, night.batches())):
                night.collect(result)
        if night.has_changes():
            night.link()
            night.check()
            night.publish()
    return int(night.outcome.outcome not in {"published", "unchanged"})


@dataclass
class Soak:
    """The state of one warehouse, and what was counted over all of them."""

    folder: Path
    moments: random.Random
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    warehouse: Path = Path()
    feeds: Path = Path()
    fed: dict[int, set[str]] = field(default_factory=dict)
    seen: dict[str, tuple[int, ...]] = field(default_factory=dict)
    usual: float = 20.0

    def begin(self, number: int) -> None:
        """A new warehouse and no feeds."""
        self.warehouse = self.folder / f"soak-{number}" / "news.duckdb"
        self.feeds = self.warehouse.parent / "feeds"
        self.feeds.mkdir(parents=True)
        self.fed, self.seen = {}, {}

    def feed(self, number: int) -> None:
        """Some articles that no other feed has."""
        articles = [
            {"uri": f"{number}-{place}", "text": STORY.format(number=number * ARTICLES + place)}
            for place in range(ARTICLES)
        ]
        lines = "".join(json.dumps(article) + "\n" for article in articles)
        (self.feeds / f"{number:06}.jsonl").write_text(lines, encoding="utf-8")
        self.fed[number] = {article["uri"] for article in articles}

    def rows(self) -> dict[str, tuple[int, ...]]:
        """Rows of each table by uri, in the live file."""
        if not self.warehouse.exists():
            return {}
        return {str(uri): tuple(counts) for uri, *counts in Warehouse(self.warehouse).query(ROWS).iter_rows()}

    def problem(self, kind: str, what: str) -> None:
        """Count a fault and say it."""
        self.counts[kind] += 1
        self.faults.append(f"{kind}: {what}")
        print(f"FAULT {kind}: {what}", flush=True)

    def night(self, number: int) -> None:
        """One round."""
        self.feed(number)
        before = self.rows()
        ends = number % ROUNDS_A_WAREHOUSE == 0 or self.moments.random() < SHARE_ENDED
        with_prefect = self.moments.random() < SHARE_WITH_PREFECT
        if with_prefect:
            command = ["-m", "flows.cli", "run", str(self.feeds), "-w", str(self.warehouse), "--workers", "1"]
        else:
            command = ["-m", "benchmarks.soak", "--night", str(self.warehouse), str(self.feeds)]
        said = self.warehouse.parent / "said.txt"
        with said.open("wb") as log:
            begun = time.monotonic()
            environment = {**os.environ, "PREFECT_HOME": str(self.folder / "prefect")}
            process = subprocess.Popen(
                [sys.executable, *command], stdout=log, stderr=log, env=environment, start_new_session=True
            )
        if not ends:
            self.strike(process)
        try:
            status = process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.problem("stuck runs", f"round {number} had not ended after {PATIENCE_SECONDS:g} s")
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return
        if ends:
            self.counts["nights that ended"] += 1
            if not with_prefect:
                self.usual = time.monotonic() - begun
            if status:
                self.problem("failed nights", f"round {number}: {said.read_text(encoding='utf-8')[-2000:]}")
        self.look(number, before, must_be_there=ends and not status)

    def strike(self, process: subprocess.Popen[bytes]) -> None:
        """Kill or stop it at some moment, and see all that it started gone."""
        time.sleep(self.moments.uniform(0, 1.1 * self.usual))
        if process.poll() is not None:
            self.counts["nights that ended before they were struck"] += 1
            return
        started = psutil.Process(process.pid).children(recursive=True)
        stops = self.moments.random() < SHARE_STOPPED
        asked = time.monotonic()
        if stops:
            process.send_signal(signal.SIGTERM)
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE_SECONDS)
        self.counts["stopped with SIGTERM" if stops else "killed"] += 1
        longest = round(time.monotonic() - asked) if stops else 0
        self.counts["longest stop in seconds"] = max(self.counts["longest stop in seconds"], longest)
        if alive := psutil.wait_procs(started, timeout=60)[1]:
            self.problem("left behind", f"{[child.cmdline() for child in alive]}")

    def look(self, number: int, before: dict[str, tuple[int, ...]], *, must_be_there: bool) -> None:
        """The live file must be whole, and hold what it held."""
        if not self.warehouse.exists():
            if before:
                self.problem("lost", f"round {number}: the live file is gone")
            return
        if found := [finding.message for finding in check_file(self.warehouse)]:
            self.problem("mixed generations", f"round {number}: {found}")
            return
        rows = self.rows()
        if gone := before.keys() - rows.keys():
            self.problem("lost", f"round {number}: {len(gone)} articles are gone")
        for uri, counts in rows.items():
            first = self.seen.setdefault(uri, counts)
            if counts != first or counts[0] != SENTENCES or not all(counts):
                self.problem("lost", f"round {number}: article {uri} has {counts} rows, and had {first}")
        for feed, uris in self.fed.items():
            there = uris & rows.keys()
            if there and there != uris:
                self.problem(
                    "mixed generations", f"round {number}: {len(there)} of {len(uris)} articles of feed {feed}"
                )
            if must_be_there and not there:
                self.problem("lost", f"round {number}: feed {feed} is not published")
        if not must_be_there and rows.keys() - before.keys():
            self.counts["struck after the swap"] += 1

    def damage(self, number: int) -> None:
        """Overwrite some bytes of the live file; a run must refuse it, and `restore` bring a whole one."""
        live = Warehouse(self.warehouse).files
        if not live.live.exists() or not live.generations():
            return
        copy = live.live.with_name("damaged-copy")
        copy.write_bytes(live.live.read_bytes())
        with copy.open("r+b") as file:
            place = self.moments.randrange(12_288, copy.stat().st_size - 64)
            file.seek(place)
            file.write(self.moments.randbytes(64))
        copy.replace(live.live)
        self.counts["files damaged"] += 1
        if fault(live.live) is None:
            self.problem("damage not seen", f"round {number}, byte {place}")
        restore_generation(self.warehouse, None)
        if wrong := fault(live.live):
            self.problem("not restored", f"round {number}: {wrong}")
        self.look(number, {}, must_be_there=False)


def main() -> int:
    """Exit status 1 when anything was lost, mixed, stuck or left behind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=0.5)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--night", nargs=2, type=Path, metavar=("WAREHOUSE", "FEEDS"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.night:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        return one_night(*chosen.night)
    if chosen.folder is None:
        parser.error("--folder is needed")
    chosen.folder.mkdir(parents=True)
    soak = Soak(chosen.folder, random.Random(chosen.seed))  # noqa: S311  moments, not secrets
    begun, number = time.monotonic(), 0
    while time.monotonic() - begun < chosen.hours * 3600:
        number += 1
        if number % ROUNDS_A_WAREHOUSE == 1:
            soak.begin(number)
        if soak.moments.random() < SHARE_DAMAGED:
            soak.damage(number)
        soak.night(number)
        hours = (time.monotonic() - begun) / 3600
        summary = {"seed": chosen.seed, "hours": round(hours, 3), "rounds": number, **soak.counts}
        (chosen.folder / "summary.json").write_text(json.dumps({**summary, "faults": soak.faults}, indent=1) + "\n")
    print(json.dumps(summary), flush=True)
    return int(bool(soak.faults))


if __name__ == "__main__":
    sys.exit(main())
