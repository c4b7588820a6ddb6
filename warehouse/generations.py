"""The files of a warehouse: the live file, the build beside it, earlier generations, the lock, the ledger beside them.

Nobody writes the live file. A run copies it to the build file, changes that, and puts it in the live file's place with
one `os.replace`; whoever has the old file open keeps reading the old data. The old file stays as a generation. So at
each moment, whatever is killed, the live path holds one whole generation.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from warehouse.errors import PublishRefusedError, WarehouseBusyError, WarehouseError

# The kind of run that others take turns with.
BACKFILL = "backfill"
# What DuckDB may leave beside a database that a program had open for writing.
WRITE_AHEAD_SUFFIXES = (".wal", ".wal.checkpoint", ".wal.recovery")


class Fingerprint(NamedTuple):
    """What changes when a file is written or replaced."""

    inode: int
    size: int
    modified_ns: int


@dataclass(frozen=True)
class WarehouseFiles:
    """The files that belong to the warehouse whose live file is `live`."""

    live: Path

    @property
    def build(self) -> Path:
        """Where a run prepares the next generation."""
        return self._beside(".build")

    @property
    def spill(self) -> Path:
        """The directory where DuckDB puts what does not fit in memory while building."""
        return self._beside(".build.tmp")

    @property
    def lock(self) -> Path:
        """Held by the run that builds; it stays when the run ends."""
        return self._beside(".lock")

    @property
    def sidecar(self) -> Path:
        """The ledger of runs that published nothing, until a publication takes them in."""
        return self._beside(".runs.jsonl")

    @property
    def damaged(self) -> Path:
        """Where a damaged live file is kept that a restored generation replaced."""
        return self._beside(".damaged")

    def _beside(self, suffix: str) -> Path:
        return self.live.with_name(self.live.name + suffix)

    def generation(self, number: int) -> Path:
        """Path of an earlier generation."""
        return self._beside(f".gen-{number:06d}")

    def generations(self) -> list[tuple[int, Path]]:
        """Earlier generations with their numbers, oldest first."""
        pattern = re.compile(re.escape(self.live.name) + r"\.gen-([0-9]{6,})")
        if not self.live.parent.is_dir():
            return []
        matches = ((pattern.fullmatch(path.name), path) for path in self.live.parent.iterdir())
        return sorted((int(match[1]), path) for match, path in matches if match)

    def fingerprint(self) -> Fingerprint | None:
        """The live file's fingerprint; None when there is none."""
        try:
            found = self.live.stat()
        except FileNotFoundError:
            return None
        return Fingerprint(found.st_ino, found.st_size, found.st_mtime_ns)

    def write_ahead(self) -> list[Path]:
        """Write-ahead logs beside the live file."""
        return [path for path in map(self._beside, WRITE_AHEAD_SUFFIXES) if path.exists()]

    def refuse_write_ahead(self) -> None:
        """Raise WarehouseBusyError when a write-ahead log lies beside the live file.

        It belongs to the file that lies there now. A new file in its place would have it replayed into it by the next
        program that opens it, silently.
        """
        if found := self.write_ahead():
            raise WarehouseBusyError(
                f"{found[0]} exists: another program is writing to {self.live}, or was killed while it did. "
                f"Close it, or open and close the file once with `duckdb {self.live}` to take the log in; then "
                "run again. (Open published files with -readonly.)"
            )

    @contextmanager
    def locked(self, kind: str = "night", tell: Callable[[str], None] | None = None) -> Iterator[None]:
        """Hold the writer lock, for a run of that kind. A backfill waits for every other run, and all wait for the part
        that a backfill is at, and `tell` so; else WarehouseBusyError is raised when another run has it.
        """
        # A second's patience, because `is_locked` holds the lock for an instant too.
        lock = FileLock(self.lock, timeout=1, thread_local=False)
        try:
            self.live.parent.mkdir(parents=True, exist_ok=True)
            self._acquire(lock, kind, tell)
        except OSError as error:
            raise WarehouseError(f"can't write beside {self.live}: {error}") from error
        try:
            self.lock.write_text(f"{os.getpid()} {kind}\n", encoding="ascii")
            self.sweep()
            yield
        finally:
            with suppress(OSError):  # a disk that has gone: the lock counts, not what is written in it
                self.lock.write_text("", encoding="ascii")
            lock.release()

    def _acquire(self, lock: FileLock, kind: str, tell: Callable[[str], None] | None) -> None:
        told = None
        while True:
            try:
                lock.acquire()
            except Timeout as error:
                pid, other = self._holder()
                if BACKFILL not in (kind, other):
                    raise WarehouseBusyError(
                        f"another run is building {self.live}{f' (process {pid})' if pid else ''}; "
                        "wait for it to end, or stop it"
                    ) from error
                if tell is not None and told != pid:
                    tell(f"waiting for another run on {self.live} ({other or 'starting'}, process {pid or 'unknown'})")
                told = pid
            else:
                return

    def is_locked(self) -> bool:
        """Whether a run is building now."""
        if not self.lock.exists():
            return False
        try:
            with FileLock(self.lock, timeout=0):
                return False
        except Timeout:
            return True

    def _holder(self) -> tuple[str, str]:
        """Process and kind of the run that has the lock; empty where they can't be told."""
        try:
            found = self.lock.read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError):
            found = []
        return (found[0], found[1]) if len(found) == 2 and found[0].isdigit() else ("", "")

    def sweep(self) -> None:
        """Remove what a killed run left: its build, and a generation that is still the live file itself."""
        for suffix in ("", *WRITE_AHEAD_SUFFIXES, ".copy"):
            self._beside(".build" + suffix).unlink(missing_ok=True)
        shutil.rmtree(self.spill, ignore_errors=True)
        if self.live.exists():
            for _, path in self.generations():
                if path.samefile(self.live):
                    path.unlink()

    def copy_live(self) -> Fingerprint | None:
        """Copy the live file to the build file; gives the live file's fingerprint, None when there is no live file.

        Raises WarehouseBusyError when the live file is being written to.
        """
        self.refuse_write_ahead()
        before = self.fingerprint()
        if before is None:
            return None
        _copy(self.live, self.build)
        self.refuse_write_ahead()
        if self.fingerprint() != before:
            raise WarehouseBusyError(
                f"{self.live} was written to while it was copied; close the program that writes it"
            )
        return before

    def swap(self, copied_from: Fingerprint | None, keep: int) -> int | None:
        """Put the finished build in the live file's place, keep the old file as a generation; gives its number.

        `copied_from` is what `copy_live` gave: when the live file is another by now, it is not replaced
        (PublishRefusedError). Of the earlier generations the last `keep` stay.
        """
        for suffix in WRITE_AHEAD_SUFFIXES:
            if (left := self._beside(".build" + suffix)).exists():
                raise WarehouseError(f"{left} was left by the checkpoint; the build is not whole")
        _fsync(self.build)
        self.refuse_write_ahead()
        if self.fingerprint() != copied_from:
            raise PublishRefusedError([f"{self.live} was changed by another program since this run copied it"])
        number = None
        if copied_from is not None and keep > 0:
            number = self._next_number()
            self.keep_live()
        self.build.replace(self.live)
        self.sync()
        for _, path in self.generations()[: -keep or None]:
            path.unlink()
        return number

    def _next_number(self) -> int:
        return max((number for number, _ in self.generations()), default=0) + 1

    def sync(self) -> None:
        """Have the disk keep the names as they are now."""
        _fsync(self.live.parent)

    def keep_live(self) -> Path:
        """Keep the live file as the next generation, of which the path is given.

        A hard link, so that the live path is never absent; a copy where the file system has no hard links.
        """
        generation = self.generation(self._next_number())
        try:
            generation.hardlink_to(self.live)
        except OSError:
            copy = self._beside(".build.copy")
            shutil.copy(self.live, copy)
            copy.replace(generation)
        return generation


def _copy(source: Path, target: Path) -> None:
    """Copy a file; where the file system can share blocks between files (XFS, Btrfs), nothing but their list."""
    if not hasattr(os, "copy_file_range"):  # Linux has it
        shutil.copy(source, target)
        return
    with source.open("rb") as read, target.open("wb") as written:
        left = os.fstat(read.fileno()).st_size
        try:
            while left > 0 and (count := os.copy_file_range(read.fileno(), written.fileno(), left)):
                left -= count
        except OSError:  # some file systems have it not; what else is wrong, copying tells
            left = -1
    if left < 0:
        shutil.copy(source, target)
    else:
        shutil.copymode(source, target)


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
