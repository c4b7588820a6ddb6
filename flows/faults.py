"""What stopped a run, in words that tell the operator what to do."""

import errno
import shutil
from pathlib import Path

# As the operating system says it, also through DuckDB.
FULL = ("No space left on device", "Disk quota exceeded")
# Polars says of a full disk that a file is out of specification; DuckDB writes a quarter of a megabyte at a time.
LEAST_FREE_BYTES = 1_000_000


def in_words(error: BaseException, folder: Path) -> str:
    """Type and message of an error, with what to do about it where that is known; `folder` is the warehouse's."""
    said = f"{type(error).__name__}: {error}".removesuffix(": ")
    if isinstance(error, MemoryError):
        return f"the run is out of memory ({said}); give it more, or lower batch_words and workers, then run again"
    if not folder.is_dir():
        return f"{folder} has gone while the run was on ({said}); is its disk still there? Then run again"
    if any(words in said for words in FULL) or shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
        return f"the disk is full ({said}); make room, then run again: nothing is lost but the time"
    if isinstance(error, OSError) and error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return f"the run may not write there ({said}); give its user the right to, then run again"
    return said
