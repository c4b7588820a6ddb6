"""Publishing among other processes: the duckdb command line, readers that hold the file, and kill -9."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from warehouse_rows import news, run_row, texts

from warehouse.inspect import check_file
from warehouse.publish import Warehouse

CLI = shutil.which("duckdb", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(CLI is None, reason="the duckdb command line (PyPI duckdb-cli) is not installed")


@pytest.fixture
def warehouse(tmp_path) -> Warehouse:
    warehouse = Warehouse(tmp_path / "news.duckdb")
    publish(warehouse, 0)
    return warehouse


def publish(warehouse: Warehouse, number: int) -> None:
    with warehouse.writer() as writer:
        writer.merge(news(texts([number]), f"run-{number}"))
        writer.publish(run_row(f"run-{number}"))


def ask(path: Path, sql: str) -> list[dict]:
    command = [str(CLI), "-readonly", "-json", str(path), "-c", sql]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


class Held:
    """A duckdb command line that has a file open and answers one number a question."""

    def __init__(self, path: Path, *options: str) -> None:
        command = [str(CLI), *options, "-csv", "-noheader", str(path)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def count(self) -> int:
        self.process.stdin.write("SELECT count(*) FROM articles;\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def close(self) -> None:
        self.process.communicate(".quit\n", timeout=30)
        assert self.process.returncode == 0


def test_the_real_command_line_reads_tables_views_and_comments(warehouse) -> None:
    assert ask(warehouse.path, "SELECT text, start_char FROM actor_mentions ORDER BY 2 LIMIT 1") == [
        {"text": "Seoul", "start_char": 0}
    ]
    for view in ("daily_dyads", "actor_activity", "quote_log", "gdelt_events", "event_log"):
        assert ask(warehouse.path, f"SELECT * FROM {view}")
    (row,) = ask(
        warehouse.path, "SELECT comment FROM duckdb_columns() WHERE table_name = 'quotes' AND column_name = 'cue'"
    )
    assert row["comment"].startswith("The words that report the speech")


def test_the_file_has_the_storage_version_that_older_readers_know(warehouse) -> None:
    (row,) = ask(warehouse.path, "SELECT tags['storage_version'] AS v FROM duckdb_databases() WHERE NOT internal")
    assert row["v"].startswith("v1.2.0")


@pytest.mark.parametrize("options", [("-readonly",), ()], ids=["reading", "open for writing"])
def test_a_command_line_that_holds_the_file_and_a_run_do_not_disturb_each_other(warehouse, options) -> None:
    held = Held(warehouse.path, *options)
    assert held.count() == 1
    assert warehouse.known_articles().height == 1
    for number in (1, 2):
        publish(warehouse, number)
        assert held.count() == 1
    held.close()
    assert warehouse.known_articles().height == 3
    assert ask(warehouse.path, "SELECT count(*) AS n FROM articles") == [{"n": 3}]
    assert check_file(warehouse.path) == []


def test_a_command_line_that_is_writing_stops_the_run(warehouse) -> None:
    held = Held(warehouse.path)
    held.process.stdin.write("CREATE TABLE mine (a INTEGER);\n")
    assert held.count() == 1
    with pytest.raises(Exception, match=r"\.wal exists"):
        publish(warehouse, 1)
    held.close()
    publish(warehouse, 1)
    assert ask(warehouse.path, "SELECT count(*) AS n FROM mine") == [{"n": 0}]


PUBLISH = """
import sys
sys.path[:0] = sys.argv[3:]
from warehouse_rows import news, run_row, texts
from warehouse.publish import Warehouse
number = int(sys.argv[2])
frames = news(texts(range(number * 200, number * 200 + 200)), f"run-{number}")
print("ready", flush=True)
with Warehouse(sys.argv[1]).writer() as writer:
    writer.record(run_row(f"run-{number}", "running"))
    for name, frame in frames.items():
        writer.merge({name: frame})
    writer.publish(run_row(f"run-{number}"))
print("done", flush=True)
"""


def start_publishing(path: Path, number: int) -> subprocess.Popen:
    command = [sys.executable, "-c", PUBLISH, str(path), str(number), str(ROOT), str(Path(__file__).parent)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def test_a_second_process_is_told_who_is_at_work(warehouse) -> None:
    code = PUBLISH.replace(
        "with Warehouse(sys.argv[1]).writer() as writer:",
        "with Warehouse(sys.argv[1]).writer() as writer:\n    print('in', flush=True); sys.stdin.readline()",
    )
    command = [sys.executable, "-c", code, str(warehouse.path), "1", str(ROOT), str(Path(__file__).parent)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert [process.stdout.readline(), process.stdout.readline()] == ["ready\n", "in\n"]
    with pytest.raises(Exception, match=rf"another run is building .* \(process {process.pid}\)"):
        publish(warehouse, 2)
    assert process.communicate("\n", timeout=60)[0] == "done\n"
    assert warehouse.known_articles().height == 201


@pytest.mark.slow
def test_killed_at_any_moment_the_live_file_is_one_whole_generation(warehouse) -> None:
    started = time.perf_counter()
    whole = start_publishing(warehouse.path, 1)
    started = time.perf_counter()
    assert whole.communicate(timeout=120)[0] == "done\n"
    usual = time.perf_counter() - started
    randomness = random.Random(7)  # noqa: S311 - moments, not secrets
    killed = 0
    for number in range(2, 22):
        before = warehouse.known_articles().height
        process = start_publishing(warehouse.path, number)
        time.sleep(randomness.uniform(0, usual * 1.1))
        process.send_signal(signal.SIGKILL)
        done = process.communicate(timeout=60)[0] == "done\n"
        killed += process.returncode == -signal.SIGKILL
        after = warehouse.known_articles().height
        assert after in ({before + 200} if done else {before, before + 200})
        assert check_file(warehouse.path) == []
    assert killed >= 5
    publish(warehouse, 5000)
    assert check_file(warehouse.path) == []
    left = {path.name.removeprefix("news.duckdb") for path in warehouse.path.parent.iterdir()}
    assert {name for name in left if ".gen-" not in name} == {"", ".lock"}
    outcomes = warehouse.runs()["outcome"].to_list()
    assert len(left) == 2 + min(3, outcomes.count("published") - 1)  # each publication but the first kept a generation
    assert set(outcomes) <= {"published", "failed"}
