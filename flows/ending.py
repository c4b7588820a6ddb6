"""What follows a run, however it ended: its figures for monitors, and word of it. Neither can fail it."""

from flows.health import GOOD, health
from flows.metrics import metrics_text, write_metrics
from flows.notify import notify
from flows.outcome import Outcome
from flows.progress import Report
from flows.settings import Settings
from warehouse.errors import WarehouseError
from warehouse.publish import Warehouse


def tell_of(outcome: Outcome, settings: Settings, report: Report) -> None:
    """Write `metrics_file` and notify, where the settings ask for it; say what could not be done."""
    level = "info" if outcome.outcome in GOOD else "error"
    if settings.log == "json":  # in words, the command's summary says so
        report.line(outcome.message or outcome.outcome, level=level, outcome=outcome.outcome)
    if settings.metrics_file is not None:
        try:
            warehouse = Warehouse(settings.warehouse)
            found = health(warehouse, last=1, stale_hours=settings.stale_hours)
            write_metrics(settings.metrics_file, metrics_text(warehouse, found))
        except (OSError, WarehouseError) as error:
            report.line(f"could not write metrics_file {settings.metrics_file}: {error}", level="warning")
    notify(outcome, settings, report.line)
