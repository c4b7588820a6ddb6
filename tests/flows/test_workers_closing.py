"""Workers whose run ends while they are at work: nobody waits for them, and none is started anew."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flows.workers import Workers, WorkerStartError

HANGING = """
import json, sys, time
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    open(json.loads(line)["out"], "w").close()
    time.sleep(600)
"""


def ask(workers: Workers, out: Path) -> int:
    with workers.one() as worker:
        return worker.extract(Path("articles"), out, seconds=600)


def test_who_waits_for_an_answer_hears_that_the_run_ends(tmp_path: Path) -> None:
    script, out = tmp_path / "hanging.py", tmp_path / "out"
    script.write_text(HANGING, encoding="utf-8")
    workers = Workers(1, [sys.executable, str(script)])
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(ask, workers, out)
        while not out.exists():
            time.sleep(0.01)
        asked = time.monotonic()
        workers.stop()
        with pytest.raises(WorkerStartError, match="the run is ending"):
            answer.result(timeout=5)
        assert time.monotonic() - asked < 5
    with pytest.raises(WorkerStartError, match="the run is ending"):
        ask(workers, out)
