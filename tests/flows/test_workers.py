"""Worker processes as the run sees them: answers, errors, deaths and silence."""

import subprocess
import sys
from pathlib import Path

import pytest

from flows.workers import Worker, WorkerError, Workers, WorkerStartError, extracting

SCRIPT = """
import json, os, sys, time
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    what = json.loads(line)["articles"]
    if what == "die": os._exit(9)
    if what == "hang": time.sleep(60)
    if what == "refuse": print(json.dumps({"error": "ValueError: no"}), flush=True)
    if what == "work": print(json.dumps({"words": 7}), flush=True)
"""


@pytest.fixture
def worker(tmp_path: Path) -> Worker:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    return Worker([sys.executable, str(script)])


def ask(worker: Worker, what: str, seconds: float = 10.0) -> int:
    return worker.extract(Path(what), Path("out"), seconds=seconds)


def test_a_worker_answers_and_lives_on_after_an_error(worker: Worker) -> None:
    assert ask(worker, "work") == 7
    with pytest.raises(WorkerError, match="ValueError: no") as refused:
        ask(worker, "refuse")
    assert not refused.value.died
    assert ask(worker, "work") == 7
    worker.stop()


@pytest.mark.parametrize(("what", "said"), [("die", "died"), ("hang", "no answer in 0.5 seconds")])
def test_a_worker_that_dies_or_hangs_is_replaced(worker: Worker, what: str, said: str) -> None:
    with pytest.raises(WorkerError, match=said) as death:
        ask(worker, what, seconds=0.5 if what == "hang" else 10.0)
    assert death.value.died
    assert ask(worker, "work") == 7
    worker.stop()


def test_a_missing_model_is_said_once_and_for_all() -> None:
    refused = pytest.raises(WorkerStartError, match="no_such_model")
    with Workers(1, extracting("no_such_model")) as workers, workers.one() as worker, refused:
        ask(worker, "anything")


def test_a_worker_that_has_read_much_is_replaced(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.workers.WORDS_A_PROCESS", 14)
    processes = set()
    for _ in range(4):
        worker.start()
        assert worker._process is not None
        processes.add(worker._process.pid)
        assert ask(worker, "work") == 7
    assert len(processes) == 2
    worker.stop()


def test_stopping_twice_does_no_harm(worker: Worker) -> None:
    assert ask(worker, "work") == 7
    worker.stop()
    worker.stop()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux bounds what a process takes")
def test_what_an_article_may_take_is_bounded() -> None:
    code = "from flows.memory import bound_memory; bound_memory({}); x = bytearray(300 << 20); print(len(x))"
    bounded, free = (
        subprocess.run([sys.executable, "-c", code.format(more << 20)], check=False, capture_output=True, text=True)
        for more in (100, 1_000)
    )
    assert bounded.returncode == 1
    assert "MemoryError" in bounded.stderr
    assert free.stdout.strip() == str(300 << 20)
