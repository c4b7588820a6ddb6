"""People who have the file open, and the runs that publish the next one: neither disturbs the other."""

import subprocess
from pathlib import Path

import pytest
from commands import DUCKDB, duckdb_rows
from conftest import SAMPLES, run_steps

from warehouse.inspect import check_file

pytestmark = pytest.mark.skipif(DUCKDB is None, reason="the duckdb command line (PyPI duckdb-cli) is not installed")
COUNT = "SELECT count(*) AS n FROM articles"


class Session:
    """The real command line with a file open: it answers one number a question."""

    def __init__(self, file: Path) -> None:
        command = [str(DUCKDB), "-readonly", "-csv", "-noheader", str(file)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def number(self, sql: str) -> int:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(sql + ";\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def leave(self) -> None:
        """Leave, as somebody whose every question was answered."""
        self._process.communicate(".exit\n", timeout=30)
        assert self._process.returncode == 0


def test_an_open_session_keeps_its_data_through_runs_and_a_new_one_sees_the_new(tmp_path: Path) -> None:
    warehouse = tmp_path / "news.duckdb"
    first, second = sorted(SAMPLES.glob("*.txt"))
    assert run_steps(warehouse, first).outcome == "published"
    early = Session(warehouse)
    mentions = early.number("SELECT count(*) FROM actor_mentions")
    assert (early.number(COUNT), mentions > 10) == (1, True)

    assert run_steps(warehouse, first, second).outcome == "published"
    assert duckdb_rows(warehouse, COUNT) == [{"n": 2}]
    assert early.number(COUNT) == 1
    late = Session(warehouse)
    assert late.number(COUNT) == 2

    other = tmp_path / "other.txt"
    other.write_text(
        "Norway condemned Russia in Oslo on Monday. “We will not give up,” Anna Berg said.", encoding="utf-8"
    )
    assert run_steps(warehouse, other).outcome == "published"
    assert run_steps(warehouse, other).outcome == "unchanged"
    assert (early.number(COUNT), late.number(COUNT), duckdb_rows(warehouse, COUNT)) == (1, 2, [{"n": 3}])
    # Pages that were not read before are still those of its own generation.
    assert (
        early.number("SELECT count(*) FROM actor_mentions WHERE text IS NOT NULL AND end_char > start_char") == mentions
    )
    assert late.number("SELECT count(DISTINCT article_id) FROM sentences WHERE length(text) > 0") == 2
    early.leave()
    late.leave()

    assert check_file(warehouse) == []
    left = {path.name.removeprefix("news.duckdb") for path in tmp_path.glob("news.duckdb*")}
    assert left <= {"", ".lock", ".runs.jsonl", ".gen-000001", ".gen-000002"}
    assert run_steps(warehouse, first, second, other).outcome == "unchanged"
