"""Putting an earlier generation back: the live file is damaged, has gone, or holds what should not have been published.

The generation takes the live file's name in one step, so whoever has the old file open keeps reading it, and no moment
is without a live file. It is moved, not copied: that works on a full disk too.
"""

from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import DamagedError, WarehouseError
from warehouse.generations import WarehouseFiles
from warehouse.integrity import fault, require_whole


@dataclass(frozen=True)
class Generation:
    """An earlier generation: number, file, and what is wrong with it (None: it is whole)."""

    number: int
    path: Path
    fault: str | None


@dataclass(frozen=True)
class Restored:
    """What was done: the generation that is live now, where the file lies that was live before (None: there was none),
    and what was wrong with that one.
    """

    generation: int
    kept: Path | None
    fault: str | None


def generations(live: Path) -> list[Generation]:
    """The earlier generations, latest first, each read as a whole."""
    found = WarehouseFiles(live.resolve()).generations()
    return [Generation(number, path, fault(path)) for number, path in reversed(found)]


def restore(live: Path, number: int | None = None) -> Restored:
    """Make a generation the live file: that number, or the latest that is whole. The caller holds the lock.

    A live file that is whole is kept as a generation, so a second `restore` undoes the first; a damaged one is kept
    as `….damaged`, in place of an earlier one of that name. Raises WarehouseError when there is no such
    generation or none that is whole, when the live file is whole and no number is given, and when a program writes to
    the live file.
    """
    files = WarehouseFiles(live.resolve())
    wrong = _what_is_wrong(files)
    if wrong is None and number is None:
        raise WarehouseError(f"{files.live} is whole; to go back all the same, name a generation with --generation")
    source = _chosen(files, number)
    kept = None
    if files.live.exists():
        if wrong is None:
            files.refuse_write_ahead()
            kept = files.keep_live()
        else:
            kept = files.damaged
            kept.unlink(missing_ok=True)
            try:
                kept.hardlink_to(files.live)
            except OSError:  # no hard links there; killed here, the next `restore` finds no live file and goes on
                files.live.replace(kept)
            for log in files.write_ahead():  # it would be replayed into the generation
                log.replace(kept.with_name(kept.name + log.name.removeprefix(files.live.name)))
    source.path.replace(files.live)
    files.sync()
    return Restored(source.number, kept, wrong)


def _what_is_wrong(files: WarehouseFiles) -> str | None:
    """None when the live file is whole. Raises WarehouseError when it is another thing than a warehouse: that is not
    ours to put aside.
    """
    if not files.live.exists():
        return f"{files.live} does not exist"
    try:
        require_whole(files.live)
    except DamagedError as error:
        return error.what
    return None


def _chosen(files: WarehouseFiles, number: int | None) -> Generation:
    found = files.generations()
    if not found:
        raise WarehouseError(f"there is no earlier generation beside {files.live}")
    numbers = ", ".join(str(there) for there, _ in found)
    if number is not None:
        path = dict(found).get(number)
        if path is None:
            raise WarehouseError(f"there is no generation {number} beside {files.live}; there are: {numbers}")
        require_whole(path)
        return Generation(number, path, None)
    faults = []
    for there, path in reversed(found):
        if (wrong := fault(path)) is None:
            return Generation(there, path, None)
        faults.append(wrong)
    raise WarehouseError(f"no generation beside {files.live} is whole: " + "; ".join(faults))
