"""The nightly schedule as a process: it fires, uses the server that is there, and ends with all that it started."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from commands import DATELINE, assert_gone, dateline, environment, family, wait_until
from conftest import SAMPLES, query

from flows.prefect_server import address, is_healthy
from warehouse.inspect import check_file

pytestmark = pytest.mark.slow
Serve = Callable[..., "Service"]


class Service:
    """`dateline serve` as a process in a session of its own, with what it says in a file."""

    def __init__(self, port: int, home: Path, *arguments: str | Path) -> None:
        self.url = address(port)
        self._said = home / f"service-{port}.txt"
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                [*DATELINE, "serve", *map(str, arguments)],
                cwd=home,
                env=environment(home, PREFECT_SERVER_API_PORT=str(port)),
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def said(self) -> str:
        return self._said.read_text(encoding="utf-8")

    def wait_for(self, is_so: Callable[[], bool], seconds: float, what: str) -> None:
        wait_until(lambda: is_so() or self.process.poll() is not None, seconds, what)
        assert self.process.poll() is None, self.said()

    def end(self, signal_number: int) -> float:
        """Seconds until it and all its children are gone."""
        children = family(self.process.pid)
        asked = time.monotonic()
        os.killpg(self.process.pid, signal_number)
        self.process.wait(60)
        assert_gone(children)
        return time.monotonic() - asked


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serve(port: int, prefect_home: Path) -> Iterator[Serve]:
    services = []

    def start(*arguments: str | Path) -> Service:
        services.append(Service(port, prefect_home, *arguments))
        return services[-1]

    yield start
    for service in services:
        if service.process.poll() is None:
            service.end(signal.SIGKILL)


def test_a_schedule_fires_and_its_server_serves_other_runs(serve: Serve, prefect_home: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "news.duckdb"
    service = serve("--cron", "* * * * *", SAMPLES, "--warehouse", warehouse)
    service.wait_for(warehouse.exists, 180, "a scheduled run")
    service.wait_for(lambda: "Finished in state Completed" in service.said().splitlines()[-1], 30, "its end")
    assert check_file(warehouse) == []
    assert query(warehouse, "SELECT outcome, new_articles FROM meta.runs") == [("published", 2)]

    other = tmp_path / "other.duckdb"
    done = dateline("run", SAMPLES, "-w", other, home=prefect_home, PREFECT_API_URL=service.url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert check_file(other) == []

    assert service.end(signal.SIGTERM) < 20
    assert service.process.returncode == 0
    assert not is_healthy(service.url)


def test_ctrl_c_ends_it_with_its_server(serve: Serve, tmp_path: Path) -> None:
    service = serve("--cron", "0 2 * * *", SAMPLES, "--warehouse", tmp_path / "news.duckdb")
    service.wait_for(lambda: "polling for scheduled runs" in service.said(), 120, "the schedule")
    assert service.end(signal.SIGINT) < 20
    assert "Traceback" not in service.said()
    assert not is_healthy(service.url)


def test_killed_it_takes_its_server_along(serve: Serve, tmp_path: Path) -> None:
    service = serve("--cron", "0 2 * * *", SAMPLES, "--warehouse", tmp_path / "news.duckdb")
    service.wait_for(lambda: is_healthy(service.url), 120, "the server")
    service.end(signal.SIGKILL)
    assert not is_healthy(service.url)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--cron", "at night"], "--cron 'at night'"), (["--timezone", "Mars/Olympus"], "Mars/Olympus")],
)
def test_a_schedule_that_is_none_is_named(prefect_home: Path, port: int, arguments: list[str], said: str) -> None:
    done = dateline("serve", SAMPLES, *arguments, home=prefect_home, PREFECT_SERVER_API_PORT=str(port))
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in " ".join(done.stderr.replace("│", " ").split())
    assert not is_healthy(address(port))


def test_a_port_that_is_taken_is_named(prefect_home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = dateline("serve", SAMPLES, home=prefect_home, PREFECT_SERVER_API_PORT=str(port))
    assert done.returncode == 2
    assert f"port {port} is taken" in " ".join(done.stderr.replace("│", " ").split())
