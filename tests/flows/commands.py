"""The commands `dateline` and `duckdb` as processes, for the tests that want nothing less."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from typer.testing import CliRunner

from flows.cli import app

ROOT = Path(__file__).resolve().parents[2]
DATELINE = [sys.executable, "-m", "flows.cli"]
DUCKDB = shutil.which("duckdb", path=str(Path(sys.executable).parent))
PATIENCE = 120.0


def environment(prefect_home: Path, **more: str) -> dict[str, str]:
    """The environment of this process without settings of Dateline and Prefect, and with a Prefect home of its own."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATELINE_", "PREFECT_", "FORCE_COLOR", "NO_COLOR", "COLUMNS", "TTY_"))
    }
    return inherited | {"PREFECT_HOME": str(prefect_home), "PYTHONPATH": str(ROOT)} | more


def dateline(
    *arguments: str | Path, home: Path, cwd: Path | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [*DATELINE, *map(str, arguments)],
        env=environment(home, **more),
        cwd=cwd or home,
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def said(*arguments: str | Path, status: int = 0) -> str:
    """What the command says, called within this process; both outputs where it fails."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == status, result.output
    return result.stdout if status == 0 else result.output


def duckdb_rows(file: Path, sql: str) -> list[dict[str, Any]]:
    """What the real command line answers."""
    command = [str(DUCKDB), "-readonly", "-json", str(file), "-c", sql]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    rows: list[dict[str, Any]] = json.loads(done.stdout or "[]")
    return rows


def wait_until(is_so: Callable[[], bool], seconds: float, what: str) -> None:
    """Fail when `is_so` does not come true in time."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, f"not within {seconds:g} s: {what}"
        time.sleep(0.02)


def family(pid: int) -> list[psutil.Process]:
    """The processes that a process has started, and those that they have started, at this moment."""
    return list(psutil.Process(pid).children(recursive=True))


def assert_gone(processes: list[psutil.Process], seconds: float = 30.0) -> None:
    """Fail when one of the processes lives on."""
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    assert not alive, [process.cmdline() for process in alive]
