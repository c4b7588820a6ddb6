"""Memory: what a process has freed goes back to the system, and what an article may take has an end.

What a night may take is for all its processes together.
"""

import ctypes
import re
import resource
from pathlib import Path

# Above what the model and the tables take. Ordinary words, as many as `max_characters` lets in, take half of it;
# two hundred thousand marks take all.
ARTICLE_BYTES = 2 << 30
_STATUS = Path("/proc/self/status")


def give_back_memory() -> None:
    """Hand freed memory back; without this a worker doubles over a long night. Only glibc has to be asked.

    After each batch it costs a worker 2% of its time.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def bound_memory(more: int = ARTICLE_BYTES) -> None:
    """Let this process take `more` bytes than it has now, and end in MemoryError or by itself where it wants more.

    Otherwise the system would end some process of its own choice. Only Linux counts what a process takes (its private
    writable memory, RLIMIT_DATA); elsewhere nothing is bounded.
    """
    if not _STATUS.exists():
        return
    taken = re.search(r"^VmData:\s+(\d+) kB", _STATUS.read_text(encoding="ascii"), re.MULTILINE)
    if taken is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        limit = int(taken[1]) * 1024 + more
        if hard == resource.RLIM_INFINITY or limit < hard:
            resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
