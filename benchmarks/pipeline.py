"""Runs of the product as a user runs it, in a process of its own, with its time and memory."""

import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

POLL_SECONDS = 0.25
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """Wall-clock seconds and peak memory of a command and all its descendants, and what it said."""

    seconds: float
    peak_megabytes: float
    output: str


class RunFailedError(Exception):
    """The measured command did not exit with status 0."""


def _proportional_megabytes(process: psutil.Process) -> float:
    """Proportional set size of a process and its descendants: memory they share counts once."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):  # it ended while we looked
            continue
    return total / MEGABYTE


def measure(command: Sequence[str], cwd: Path) -> Measured:
    """Run a command to its end. Raises RunFailedError with the end of its output."""
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    peak = 0.0
    ended = threading.Event()

    def watch() -> None:
        nonlocal peak
        try:
            seen = psutil.Process(process.pid)
            while not ended.wait(POLL_SECONDS):
                peak = max(peak, _proportional_megabytes(seen))
        except psutil.NoSuchProcess:  # it ended before we looked
            return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    output, _ = process.communicate()
    seconds = time.monotonic() - started
    ended.set()
    watcher.join()
    if process.returncode:
        raise RunFailedError(f"{' '.join(command)}: exit status {process.returncode}\n{output[-3000:]}")
    return Measured(seconds, peak, output)


def publish(source: Path, warehouse: Path, workers: int = 2) -> Measured:
    """`dateline run` over one source."""
    command = [sys.executable, "-m", "flows.cli", "run", str(source), "--warehouse", str(warehouse)]
    return measure([*command, "--workers", str(workers)], cwd=warehouse.parent)
