"""Settings for Prefect that must stand before it is imported. What the user has set in the environment wins."""

import os

QUIET = {
    # Telemetry: nothing about anybody's run leaves the machine. The server's own analytics also write to its database
    # at start-up, which shows as "database is locked".
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # The run says what happens in its own words, faults included.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
}
# A server for one run is stopped while it still writes down the last task runs; it logs that as errors.
# One that dies on the same machine does not come back: what the run still wants to tell it is not tried for minutes.
OWN_SERVER = {"PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL", "PREFECT_CLIENT_MAX_RETRIES": "1"}


def prepare() -> None:
    """Set what is not set. Call it before the first import of prefect."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    if "PREFECT_API_URL" not in os.environ:
        for name, value in OWN_SERVER.items():
            os.environ.setdefault(name, value)
