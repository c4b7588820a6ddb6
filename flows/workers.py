"""The worker processes of a run, seen from the run.

A process of its own for each worker, spoken to by one thread: when it dies or hangs, only its own batch is lost, and
nothing is pickled between processes. (A process pool of the standard library fails every batch in flight with it.)
"""

import contextlib
import json
import os
import queue
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

STARTUP_SECONDS = 120.0
# A process grows with what it has read, a third in a million words. A new one costs three seconds.
WORDS_A_PROCESS = 300_000
POLL_SECONDS = 0.1
ENDING = "the run is ending"
# Workers share the cores among themselves; and sums in one order give the same numbers whatever their number.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}


class WorkerError(Exception):
    """The worker refused a batch (`died` False: it says why and lives on), or died or hung over it (`died` True)."""

    def __init__(self, message: str, *, died: bool) -> None:
        super().__init__(message)
        self.died = died


class WorkerStartError(Exception):
    """A worker cannot start at all (no model, not enough memory): no batch will do better."""


class Worker:
    """One worker process, started when it is first needed and anew after it died."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._words = 0
        self._is_closed = False
        # Held by the thread that speaks with the process: a pipe that is closed under it would let it wait for ever.
        self._speaking = threading.RLock()

    def start(self) -> None:
        """Start the process without waiting for it to be ready. Raises WorkerStartError when it was closed."""
        if self._is_closed:
            raise WorkerStartError(ENDING)
        if self._process is None:
            environment = {**ONE_THREAD, **os.environ}
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                start_new_session=True,  # Ctrl-C on the terminal is for the run, which ends its workers
            )
            self._ready = False
            self._words = 0

    def extract(self, articles: Path, out: Path, *, seconds: float) -> int:
        """Extract a Parquet file of articles into `out`; gives the number of words.

        Raises WorkerError when this batch fails, WorkerStartError when every batch would (or the run is ending).
        """
        with self._speaking:
            self.start()
            if not self._ready:
                try:
                    self._answer(STARTUP_SECONDS)
                except WorkerError as error:
                    self.stop()
                    raise WorkerStartError(f"a worker could not start: {error}") from error
                self._ready = True
            self._send({"articles": str(articles), "out": str(out)})
            words = int(self._answer(seconds)["words"])
            self._words += words
            if self._words >= WORDS_A_PROCESS:
                self.stop()
            return words

    def stop(self) -> None:
        """End the process; harmless when there is none. A thread that waits for its answer hears that it died."""
        while not self._speaking.acquire(timeout=POLL_SECONDS):
            if (process := self._process) is not None:
                process.kill()
        try:
            process, self._process = self._process, None
            if process is None:
                return
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(BrokenPipeError):
                        stream.close()
            process.kill()
            process.wait()
        finally:
            self._speaking.release()

    def close(self) -> None:
        """End the process for good: it is not started anew."""
        self._is_closed = True
        self.stop()

    def _send(self, request: dict[str, str]) -> None:
        assert self._process is not None and self._process.stdin is not None  # noqa: S101  start() made them
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise self._death("died before it took the batch") from error

    def _answer(self, seconds: float) -> dict[str, Any]:
        line = self._line(seconds)
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise WorkerError(answer["error"], died=False)
        return answer

    def _line(self, seconds: float) -> bytes:
        """One line of the worker's output. An answer is short, so it comes whole or the worker is dead."""
        assert self._process is not None and self._process.stdout is not None  # noqa: S101  start() made them
        until = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            if not selector.select(max(0.0, until - time.monotonic())):
                raise self._death(f"gave no answer in {seconds:g} seconds and was stopped")
        line = self._process.stdout.readline()
        if not line:
            raise self._death("died")
        return line

    def _death(self, what: str) -> WorkerError | WorkerStartError:
        process = self._process
        self.stop()
        if self._is_closed:
            return WorkerStartError(ENDING)
        status = process.returncode if process is not None else None
        return WorkerError(f"the worker process {what} (exit status {status})", died=True)


def extracting(model: str, aliases: Path | None = None) -> list[str]:
    """The command of a worker that extracts with this spaCy model and the user's own aliases."""
    return [sys.executable, "-m", "flows.worker", model, *([str(aliases)] if aliases else [])]


class Workers:
    """A set of workers that threads share; a context manager that ends them all."""

    def __init__(self, count: int, command: Sequence[str]) -> None:
        self._all = [Worker(command) for _ in range(count)]
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        for worker in self._all:
            self._idle.put(worker)

    def __enter__(self) -> Self:
        """Start all processes, so that they load the model while other things happen."""
        for worker in self._all:
            worker.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End all processes."""
        self.stop()

    def stop(self) -> None:
        """End all processes for good. Who waits for an answer, or asks later, gets WorkerStartError."""
        for worker in self._all:
            worker.close()

    @contextlib.contextmanager
    def one(self) -> Iterator[Worker]:
        """An idle worker, for as long as the context lasts; waits for one when all are busy."""
        worker = self._idle.get()
        try:
            yield worker
        finally:
            self._idle.put(worker)
