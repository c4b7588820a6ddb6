"""What can go wrong with a warehouse, in words that tell the operator what to do."""

from collections.abc import Iterable
from pathlib import Path


class WarehouseError(Exception):
    """The warehouse can't be read or written; the message says why and what to do. The live file is as it was."""


class WarehouseBusyError(WarehouseError):
    """Another run builds this warehouse, or another program is writing to the live file."""


class DamagedError(WarehouseError):
    """A file is not as it was written; `what` says what was found."""

    def __init__(self, path: Path, what: str) -> None:
        self.what = what
        super().__init__(
            f"{path} is damaged: {what}. `dateline restore --list` shows the generations beside it, "
            "`dateline restore` puts the last whole one in its place"
        )


class PublishRefusedError(WarehouseError):
    """The build is sound enough to look at and not good enough to publish. `reasons` lists all that is wrong."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("not published: " + "; ".join(self.reasons))
