"""The nightly schedule: a deployment of the flow, served by this process against a Prefect server.

`serve` alone never fires: schedules are kept by a server. The one that PREFECT_API_URL names is used; without one, a
server is started here, on this machine only, and stopped with this process.
"""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from flows import prefect_environment
from flows.settings import Settings

HOST = "127.0.0.1"
PORT = 4200  # Prefect's own default, so that its tools find the server
STARTUP_SECONDS = 120.0
POLL_SECONDS = 0.5


class ServingError(Exception):
    """The schedule cannot be served; the message says why and what to do."""


def is_healthy(api_url: str) -> bool:
    """Whether a Prefect server answers there."""
    try:
        with urllib.request.urlopen(f"{api_url.rstrip('/')}/health", timeout=5) as answer:  # noqa: S310  the user's URL
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


@contextlib.contextmanager
def server(port: int = PORT) -> Iterator[str]:
    """The API address of the configured server, or of one started for as long as the context lasts.

    Raises ServingError when the configured one does not answer, or none can be started.
    """
    configured = os.environ.get("PREFECT_API_URL")
    if configured:
        if not is_healthy(configured):
            raise ServingError(f"no Prefect server answers at PREFECT_API_URL={configured}; start it, or unset it")
        yield configured
        return
    local = f"http://{HOST}:{port}/api"
    if is_healthy(local):
        os.environ["PREFECT_API_URL"] = local
        yield local
        return
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            raise ServingError(f"port {port} is taken by something that is no Prefect server; set PREFECT_API_URL")
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(port), "--no-ui"]
    process = subprocess.Popen(command)
    try:
        until = time.monotonic() + STARTUP_SECONDS
        while not is_healthy(local):
            if process.poll() is not None or time.monotonic() > until:
                raise ServingError(f"the Prefect server did not start on port {port}; see its messages above")
            time.sleep(POLL_SECONDS)
        os.environ["PREFECT_API_URL"] = local
        yield local
    finally:
        process.terminate()
        process.wait()


def serve_nights(settings: Settings, *, cron: str, timezone: str) -> None:
    """Serve the schedule until stopped. Raises ServingError, also for a cron expression that is none."""
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO")  # a service's log should tell of each night
    prefect_environment.prepare()
    with server():
        from prefect.client.schemas.schedules import CronSchedule  # noqa: PLC0415  after PREFECT_API_URL is set
        from prefect.flows import EntrypointType  # noqa: PLC0415
        from prefect.schedules import Cron  # noqa: PLC0415

        from flows.nightly import nightly  # noqa: PLC0415

        try:
            CronSchedule(cron=cron, timezone=timezone)
        except ValueError as error:
            raise ServingError(f"--cron {cron!r} with --timezone {timezone!r}: {error}") from error
        nightly.serve(
            name="nightly",
            schedule=Cron(cron, timezone=timezone),
            parameters={"settings": settings.model_dump(mode="json")},
            limit=1,  # a night that takes longer than a day must not meet the next one
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
