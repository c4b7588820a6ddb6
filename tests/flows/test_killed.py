"""Runs that are killed or stopped at any moment: the live file is one whole generation, and the next run completes."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from commands import DATELINE, assert_gone, dateline, environment, family, wait_until
from conftest import query
from test_night import STORY, write_jsonl

from warehouse.inspect import check_file
from warehouse.publish import Warehouse

pytestmark = pytest.mark.slow
KILLS = 50
ARTICLES = 3
MOMENTS = random.Random(2026)  # noqa: S311  moments, not secrets


def feed(folder: Path, number: int) -> tuple[Path, set[str]]:
    """Some articles that no other feed has, and their uris."""
    uris = [f"{number}-{place}" for place in range(ARTICLES)]
    articles: list[dict[str, object]] = [
        {"uri": uri, "text": f"{STORY} This was told in report {uri} by the mayor of town {uri}."} for uri in uris
    ]
    return write_jsonl(folder / f"feed-{number}.jsonl", *articles), set(uris)


def uris_in(warehouse: Path) -> set[str]:
    return {str(uri) for (uri,) in query(warehouse, "SELECT uri FROM articles")} if warehouse.exists() else set()


class Process:
    """A run as a process in a session of its own, with what it says in a file."""

    def __init__(self, command: list[str], folder: Path, home: Path) -> None:
        self._said = folder / "said.txt"
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                command, cwd=folder, env=environment(home), stdout=said, stderr=said, start_new_session=True
            )
        self.begun = time.monotonic()

    def said(self) -> str:
        return self._said.read_text(encoding="utf-8")

    def wait_for(self, words: str) -> None:
        """Until it has said these words, or has ended."""
        wait_until(lambda: words in self.said() or self.process.poll() is not None, 120, words)

    def end(self, signal_number: int, *, group: bool) -> int:
        """Send a signal to it alone or to its group; gives its exit status when it and all its children are gone."""
        if self.process.poll() is not None:
            return self.process.returncode
        children = family(self.process.pid)
        (os.killpg if group else os.kill)(self.process.pid, signal_number)
        status = self.process.wait(30)
        assert_gone(children)
        return status


def steps(warehouse: Path, source: Path, home: Path) -> Process:
    return Process(
        [sys.executable, str(Path(__file__).with_name("one_run.py")), str(warehouse), str(source)], source.parent, home
    )


def usual_seconds(start: Callable[[], Process]) -> tuple[float, float]:
    """How long a run takes, and how much of it after the check of its rows: that is the publication."""
    run = start()
    run.wait_for(" check: ")
    checked = time.monotonic()
    assert run.process.wait(120) == 0, run.said()
    ended = time.monotonic()
    return ended - run.begun, ended - checked


def assert_nothing_left(warehouse: Path) -> None:
    names = {path.name.removeprefix(warehouse.name) for path in warehouse.parent.glob(f"{warehouse.name}*")}
    generations = {name for name in names if re.fullmatch(r"\.gen-[0-9]{6}", name)}
    assert names - generations == {"", ".lock"}
    assert len(generations) <= 3


def test_killed_fifty_times_the_file_is_always_whole(tmp_path: Path, prefect_home: Path) -> None:
    warehouse = tmp_path / "news.duckdb"
    source, fresh = feed(tmp_path, 0)
    whole, publication = usual_seconds(lambda: steps(warehouse, source, prefect_home))
    published, killed, swapped = fresh, 0, 0
    for number in range(1, KILLS + 1):
        source, fresh = feed(tmp_path, number)
        before = warehouse.read_bytes()
        run = steps(warehouse, source, prefect_home)
        if number % 2:
            time.sleep(MOMENTS.uniform(0, whole))
        else:  # around the publication, where it could do harm
            run.wait_for(" check: ")
            time.sleep(MOMENTS.uniform(0, publication))
        killed += run.end(signal.SIGKILL, group=True) == -signal.SIGKILL
        if warehouse.read_bytes() == before:
            continue
        assert check_file(warehouse) == []
        assert uris_in(warehouse) == published | fresh, "the new generation, whole"
        published |= fresh
        swapped += 1
    assert killed >= KILLS // 4  # the machine may be quieter than it was when a run was timed
    assert swapped < KILLS

    source, fresh = feed(tmp_path, KILLS + 1)
    last = steps(warehouse, source, prefect_home)
    assert last.process.wait(120) == 0, last.said()
    assert check_file(warehouse) == []
    assert uris_in(warehouse) == published | fresh
    assert_nothing_left(warehouse)
    runs = Warehouse(warehouse).runs()
    assert set(runs["outcome"]) <= {"published", "failed"}
    assert (runs["outcome"] == "published").sum() == swapped + 2


def command(warehouse: Path, source: Path, home: Path) -> Process:
    return Process([*DATELINE, "run", str(source), "-w", str(warehouse), "--workers", "1"], source.parent, home)


def test_the_command_killed_leaves_no_process_and_the_next_run_completes(tmp_path: Path, prefect_home: Path) -> None:
    warehouse = tmp_path / "news.duckdb"
    source, fresh = feed(tmp_path, 0)
    for moment, group in (("read sources", False), ("extract (words)", True), ("check", True)):
        run = command(warehouse, source, prefect_home)
        run.wait_for(f" {moment}: ")
        time.sleep(MOMENTS.uniform(0, 0.3))
        assert run.end(signal.SIGKILL, group=group) == -signal.SIGKILL
        assert not warehouse.exists() or check_file(warehouse) == []
        status = dateline("status", "-w", warehouse, home=prefect_home)
        assert status.returncode == 2 and "killed before it ended" in status.stdout
    done = dateline("run", source, "-w", warehouse, home=prefect_home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert uris_in(warehouse) == fresh
    assert check_file(warehouse) == []


@pytest.mark.parametrize(
    ("signal_number", "group", "moment", "status"),
    [
        (signal.SIGINT, True, " find copies: ", 128 + signal.SIGINT),  # Ctrl-C on a terminal, while workers parse
        (signal.SIGTERM, False, " find copies: ", 128 + signal.SIGTERM),
        (signal.SIGTERM, False, "", 128 + signal.SIGTERM),  # while Prefect starts
    ],
)
def test_a_stopped_run_ends_at_once_and_cleans_up(
    tmp_path: Path, prefect_home: Path, signal_number: int, group: bool, moment: str, status: int
) -> None:
    warehouse = tmp_path / "news.duckdb"
    source, _ = feed(tmp_path, 0)
    run = command(warehouse, source, prefect_home)
    if moment:
        run.wait_for(moment)
    else:
        wait_until(lambda: len(psutil.Process(run.process.pid).children()) == 2, 60, "worker and server started")
    asked = time.monotonic()
    assert run.end(signal_number, group=group) == status, run.said()
    assert time.monotonic() - asked < 15
    assert "Traceback" not in run.said()
    left = {path.name.removeprefix("news.duckdb") for path in tmp_path.glob("news.duckdb*")}
    assert left <= {".lock", ".runs.jsonl"}
