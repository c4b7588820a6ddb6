"""The folder of a run, as threads of a stopped run find it."""

import threading
from pathlib import Path

from flows.staging import Staging, folder_beside

MOST = 5_000  # folders; the run ends long before


def test_a_thread_that_still_writes_leaves_nothing_behind(tmp_path: Path) -> None:
    warehouse = tmp_path / "news.duckdb"
    written, gone = 0, threading.Event()
    with Staging(warehouse):
        (folder,) = folder_beside(warehouse).iterdir()

        def write() -> None:
            nonlocal written
            try:
                while written < MOST:
                    (folder / "ingested" / f"{written}").mkdir()
                    written += 1
            except FileNotFoundError:
                gone.set()

        thread = threading.Thread(target=write, daemon=True)
        thread.start()
        while written < 100:
            pass
    thread.join(10)
    assert gone.is_set()
    assert list(tmp_path.iterdir()) == []
