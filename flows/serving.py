"""The nightly schedule: a deployment of the flow, served by this process against a Prefect server.

`serve` alone never fires: schedules are kept by a server. The one that PREFECT_API_URL names is used; without one, a
server is started here, on this machine only, and stopped with this process.
"""

import contextlib
import os
from collections.abc import Iterator

from flows import prefect_environment, prefect_server
from flows.prefect_server import ServerError
from flows.settings import Settings

PORT_VARIABLE = "PREFECT_SERVER_API_PORT"
PORT = "4200"  # Prefect's own default, so that its tools find the server


class ServingError(Exception):
    """The schedule cannot be served; the message says why and what to do."""


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The API address of the configured server, or of one started for as long as the context lasts.

    Raises ServerError when the configured one does not answer, or none can be started.
    """
    configured = os.environ.get("PREFECT_API_URL")
    if configured:
        prefect_server.require(configured)
        yield configured
        return
    given = os.environ.get(PORT_VARIABLE, PORT)
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise ServerError(f"{PORT_VARIABLE}={given}: a port is a number from 1 to 65535")
    port = int(given)
    local = prefect_server.address(port)
    if prefect_server.is_healthy(local):
        os.environ["PREFECT_API_URL"] = local
        yield local
        return
    if prefect_server.is_taken(port):
        raise ServerError(
            f"port {port} is taken by something that is no Prefect server; set {PORT_VARIABLE} or PREFECT_API_URL"
        )
    with prefect_server.with_schedules(port):
        os.environ["PREFECT_API_URL"] = local
        yield local


def serve_nights(settings: Settings, *, cron: str, timezone: str) -> None:
    """Serve the schedule until stopped. Raises ServerError; ServingError for a cron expression that is none."""
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
