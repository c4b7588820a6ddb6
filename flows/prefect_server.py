"""Prefect servers of our own, on this machine only: they end with the process that started them, even if it is killed.

Prefect's own server for one run gets the Ctrl-C of the terminal together with the run, which then waits a minute for a
server that has gone; and when the run is killed, it stays behind.
"""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence

HOST = "127.0.0.1"
STARTUP_SECONDS = 120.0
POLL_SECONDS = 0.2
# What Prefect sets for the server that it starts for one run: no pages, no schedules.
FOR_ONE_RUN = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}


class ServerError(Exception):
    """There is no Prefect server to be had; the message says why and what to do."""


def is_healthy(api_url: str) -> bool:
    """Whether a Prefect server answers there; one that asks who we are (Prefect Cloud) does."""
    try:
        with urllib.request.urlopen(f"{api_url.rstrip('/')}/health", timeout=5) as answer:  # noqa: S310  the user's URL
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        return error.code in (401, 403)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def require(api_url: str) -> None:
    """Raise ServerError when no Prefect server answers there."""
    if not is_healthy(api_url):
        raise ServerError(f"no Prefect server answers at PREFECT_API_URL={api_url}; start it, or unset it")


def address(port: int) -> str:
    """The API address of a server on this machine."""
    return f"http://{HOST}:{port}/api"


def is_taken(port: int) -> bool:
    """Whether something listens on the port."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def for_one_run() -> Iterator[str]:
    """The API address of a server that records one run and keeps no schedule. Raises ServerError."""
    port = _free_port()
    app = ("--factory", "prefect.server.api.server:create_app", "--lifespan", "on", "--log-level", "error")
    with _started([sys.executable, "-m", "uvicorn", *app, "--host", HOST, "--port", str(port)], port, FOR_ONE_RUN):
        yield address(port)


@contextlib.contextmanager
def with_schedules(port: int) -> Iterator[str]:
    """The API address of a server that keeps schedules. Raises ServerError."""
    with _started(
        [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(port), "--no-ui"], port, {}
    ):
        yield address(port)


@contextlib.contextmanager
def _started(command: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.leash", *command],
        stdin=subprocess.PIPE,
        env={**os.environ, **environment},
        start_new_session=True,
    )
    try:
        until = time.monotonic() + STARTUP_SECONDS
        while not is_healthy(address(port)):
            if process.poll() is not None or time.monotonic() > until:
                raise ServerError(f"the Prefect server did not start on port {port}; see its messages above")
            time.sleep(POLL_SECONDS)
        yield
    finally:
        process.communicate()  # closes the leash's input: it ends the server
