"""What a run says while it goes: a live bar on a terminal, plain lines in a log."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import TimeRemainingColumn as Remaining

LINE_EVERY_SECONDS = 30.0
"""How often a long stage says in a log where it is."""


class Report:
    """Tells of the stages of a run on standard error, and remembers how long each took.

    With `as_json` each line is a JSON object: time, message, and what more is known (stage, seconds, done, total), with
    the `context` that the run adds, such as its id.
    """

    def __init__(self, console: Console | None = None, *, as_json: bool = False) -> None:
        self._console = console or Console(stderr=True)
        self._as_json = as_json
        self._live = self._console.is_terminal and not as_json
        self.context: dict[str, object] = {}
        self.seconds: dict[str, float] = {}
        self._bar: Progress | None = None
        self._done = 0
        self._total: int | None = None
        self._stage = ""
        self._said_at = 0.0

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[None]:
        """A stage of the run; `total` is the number of words, rows or documents that `advance` will count up to."""
        started = time.monotonic()
        self._stage, self._done, self._total, self._said_at = name, 0, total, started
        try:
            if self._live:
                columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
                with Progress(*columns, TimeElapsedColumn(), Remaining(), console=self._console) as bar:
                    self._bar = bar
                    bar.add_task(name, total=total)
                    yield
            else:
                yield
        finally:
            self._bar = None
            took = time.monotonic() - started
            self.seconds[name] = self.seconds.get(name, 0.0) + took
            if not self._live:
                told = f"{name}: {self._done:,} done in {took:.1f} s" if self._done else f"{name}: {took:.1f} s"
                self.line(told, stage=name, seconds=round(took, 3), done=self._done)

    def advance(self, by: int) -> None:
        """Count within the stage. Safe to call from several threads."""
        self._done += by
        if self._bar is not None:
            self._bar.advance(self._bar.task_ids[0], by)
        elif not self._live and time.monotonic() - self._said_at > LINE_EVERY_SECONDS:
            self._said_at = time.monotonic()
            of = f" of {self._total:,}" if self._total else ""
            self.line(f"{self._stage}: {self._done:,}{of}", stage=self._stage, done=self._done, total=self._total)

    def line(self, text: str, *, level: str = "info", **known: object) -> None:
        """One line; what comes from an article is shown escaped, so that it cannot forge lines or colours.

        `level` (info, warning or error) and what is `known` go into JSON alone.
        """
        if self._live:
            self._console.print(printable(text), markup=False, highlight=False)
            return
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if self._as_json:
            entry = {"time": stamp, "level": level, "message": text, **self.context, **known}
            sys.stderr.write(json.dumps(entry, default=str) + "\n")
        else:
            sys.stderr.write(f"{stamp} {printable(text)}\n")
        sys.stderr.flush()


def printable(text: str) -> str:
    """The text with every character that is not printable as a JSON escape."""
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
