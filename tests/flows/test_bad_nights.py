"""Nights on machines that run full, lose their disk, have a wrong clock or too little memory."""

import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from commands import DATELINE, dateline, wait_until
from conftest import SAMPLES, query, run_steps
from test_killed import Process, feed, uris_in
from test_night import STORY, write_jsonl

from flows.night import Night, RunRefused
from flows.progress import Report
from flows.settings import load
from warehouse.errors import WarehouseError
from warehouse.inspect import check_file
from warehouse.publish import Warehouse, utc_now

Mount = Callable[..., None]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)], check=False, capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"only root may mount a disk for the test: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


def fill(folder: Path, left: int) -> Path:
    """A file that leaves so many bytes of the disk."""
    ballast = folder / "ballast"
    free = os.statvfs(folder)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, free.f_bavail * free.f_bsize - left))
    return ballast


@pytest.mark.slow
def test_a_disk_that_is_full_at_any_step_costs_the_night_and_nothing_else(
    published_samples: Path, disk: Path, tmp_path: Path
) -> None:
    warehouse = disk / "news.duckdb"
    shutil.copy(published_samples, warehouse)
    before = warehouse.read_bytes()
    source, fresh = feed(tmp_path, 1)
    # No room for the ledger, the staging folder, the copy, the rows, the checkpoint.
    for left in (0, 4_096, 30_000, len(before) // 2, len(before) + 100_000):
        ballast = fill(disk, left)
        with pytest.raises(Exception):  # noqa: B017  of the system, DuckDB or Polars
            run_steps(warehouse, source, workers=1)
        ballast.unlink()
        assert warehouse.read_bytes() == before
        assert {path.name for path in disk.iterdir()} <= {f"news.duckdb{end}" for end in ("", ".lock", ".runs.jsonl")}
    assert run_steps(warehouse, source, workers=1).outcome == "published"
    assert check_file(warehouse) == [] and fresh <= uris_in(warehouse)


def test_a_full_disk_is_said_in_words(published_samples: Path, disk: Path, tmp_path: Path) -> None:
    warehouse = disk / "news.duckdb"
    shutil.copy(published_samples, warehouse)
    fill(disk, 8_192)
    source, _ = feed(tmp_path, 1)
    night = Night(load(warehouse=warehouse, sources=(str(source),)), Report())
    with pytest.raises(Exception), night:  # noqa: B017  Polars says that a file is out of specification
        night.read_sources()
    assert night.outcome.message is not None and night.outcome.message.startswith("the disk is full (")


def test_a_disk_that_became_read_only_is_named_and_can_still_be_read(
    published_samples: Path, disk: Path, tmp_path: Path
) -> None:
    warehouse = disk / "news.duckdb"
    shutil.copy(published_samples, warehouse)
    source, _ = feed(tmp_path, 1)
    remount(disk, "ro")
    night = Night(load(warehouse=warehouse, sources=(str(source),)), Report())
    with pytest.raises(WarehouseError, match=r"can't write beside .*news\.duckdb: .*Read-only file system"), night:
        pass
    assert Warehouse(warehouse).runs().height == 1
    assert query(warehouse, "SELECT count(*) FROM articles") == [(2,)]


def test_a_folder_that_vanishes_while_a_night_is_on(tmp_path: Path) -> None:
    warehouse = tmp_path / "disk" / "news.duckdb"
    source, _ = feed(tmp_path, 1)
    night = Night(load(warehouse=warehouse, sources=(str(source),)), Report())
    with pytest.raises(Exception), night:  # noqa: B017
        night.read_sources()
        shutil.rmtree(warehouse.parent)
        night.find_copies()
        list(night.batches())
    assert night.outcome.outcome == "failed"
    assert night.outcome.message is not None and "has gone while the run was on" in night.outcome.message


def test_a_clock_that_is_set_back_changes_no_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = tmp_path / "news.duckdb"
    years = iter((2031, 1999, 1999, 2026))
    for number in range(4):
        shift = dt.datetime(next(years), 1, 1, number) - utc_now()
        monkeypatch.setattr("flows.night.utc_now", lambda shift=shift: utc_now() + shift)
        articles: dict[str, object] = {"uri": str(number), "text": " ".join([f"The cat sat on mat {number}."] * 3)}
        # No English word of it is a name or an event: nothing is extracted, and no worker is needed.
        feed_file = write_jsonl(tmp_path / f"{number}.jsonl", articles | {"text": "1234 5678 " * (number + 1)})
        assert run_steps(warehouse, feed_file, max_shrink_share=1.0).outcome == "published"
    runs = Warehouse(warehouse).runs()
    assert runs["run_no"].to_list() == [4, 3, 2, 1]
    assert [started.year for started in runs["started_at"]] == [2026, 1999, 1999, 2031]
    assert runs["seconds"].min() >= 0
    last = runs["run_id"][0]
    assert query(warehouse, "SELECT DISTINCT run_id FROM what_changed") == [(last,)]
    assert [number for number, _ in Warehouse(warehouse).files.generations()] == [1, 2, 3]


@pytest.mark.slow
def test_workers_without_memory_end_the_night_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    starved = [sys.executable, str(Path(__file__).with_name("starved_worker.py"))]
    monkeypatch.setattr("flows.night.extracting", lambda model, _aliases: [*starved, model])
    articles: list[dict[str, object]] = [{"uri": str(n), "text": f"{STORY} It was day {n}. " * 200} for n in range(6)]
    with pytest.raises(RunRefused, match="none of the 6 articles of a batch could be extracted"):
        run_steps(tmp_path / "w.duckdb", write_jsonl(tmp_path / "f.jsonl", *articles), workers=1, batch_words=10**6)
    assert not (tmp_path / "w.duckdb").exists()


@pytest.mark.slow
def test_a_prefect_server_that_dies_does_not_cost_the_night(tmp_path: Path, prefect_home: Path) -> None:
    warehouse = tmp_path / "news.duckdb"
    source, fresh = feed(tmp_path, 0)
    command = [*DATELINE, "run", str(source), "-w", str(warehouse), "--workers", "1"]
    run = Process(command, tmp_path, prefect_home)
    run.wait_for(" find copies: ")
    for child in psutil.Process(run.process.pid).children(recursive=True):
        if "uvicorn" in child.cmdline():
            child.kill()
    wait_until(lambda: run.process.poll() is not None, 200, "the end of the run")
    assert run.process.returncode == 0, run.said()
    assert uris_in(warehouse) == fresh and check_file(warehouse) == []


def test_another_version_of_the_model_is_told_of(published_samples: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    shutil.copy(published_samples, warehouse)
    import duckdb

    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("UPDATE articles SET extractor = replace(extractor, '-3.8.0', '-3.7.1')")
    outcome = run_steps(warehouse, SAMPLES)
    assert (outcome.outcome, outcome.counts.known, outcome.counts.outdated) == ("unchanged", 2, 2)


@pytest.mark.slow
def test_a_damaged_file_is_refused_and_restored(published_samples: Path, tmp_path: Path, prefect_home: Path) -> None:
    warehouse = tmp_path / "news.duckdb"
    shutil.copy(published_samples, warehouse)
    source, fresh = feed(tmp_path, 1)
    assert run_steps(warehouse, source).outcome == "published"
    content = bytearray(warehouse.read_bytes())
    content[-2000:-1900] = os.urandom(100)
    warehouse.write_bytes(content)
    with pytest.raises(WarehouseError, match="is damaged: 1 of its"):
        run_steps(warehouse, source)
    listed = dateline("restore", "--list", "-w", warehouse, home=prefect_home)
    assert listed.returncode == 0 and "generation 1, " in listed.stdout and ": whole" in listed.stdout
    done = dateline("restore", "-w", warehouse, home=prefect_home)
    assert done.returncode == 0, done.stderr
    assert "generation 1 is the live file" in done.stdout and "news.duckdb.damaged" in done.stdout
    again = dateline("restore", "-w", warehouse, home=prefect_home)
    assert again.returncode == 1 and "is whole" in again.stderr
    assert run_steps(warehouse, source).outcome == "published"
    assert fresh <= uris_in(warehouse) and check_file(warehouse) == []
    runs = Warehouse(warehouse).runs()
    assert runs.select("kind", "outcome").rows()[:2] == [("night", "published"), ("restore", "restored")]
