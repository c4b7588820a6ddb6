"""The state of a warehouse as OpenMetrics text, for Prometheus and what reads its format.

Gauges alone, so that a textfile collector, which knows only the older text format, reads the same file.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.openmetrics import exposition

from flows.health import STATES, Health
from warehouse.errors import WarehouseError
from warehouse.publish import Warehouse

LAST_FIGURES = """
    SELECT metric, label, value FROM meta.run_metrics
    WHERE run_id = (SELECT run_id FROM meta.runs WHERE outcome = 'published' AND kind <> 'backfill'
        ORDER BY run_no DESC LIMIT 1)
"""
ARTICLES = {
    "new": "new_articles",
    "known": "known_articles",
    "duplicate": "duplicate_articles",
    "foreign_language": "foreign_language_articles",
}


def metrics_text(warehouse: Warehouse, health: Health) -> str:
    """All figures of the last run and of the file."""
    registry = CollectorRegistry()

    def gauge(name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"dateline_{name}", about, labels, registry=registry)

    state = gauge("health", "1 for the state that `dateline status` gives, 0 for the others.", "state")
    for name in STATES:
        state.labels(name).set(name == health.state)
    gauge("file_bytes", "Size of the live file.").set(health.file_bytes or 0)
    gauge("generations", "Earlier generations beside the live file.").set(len(health.generations))
    if health.last_good_at is not None:
        last_good = gauge("last_good_run_timestamp_seconds", "End of the last run that ended well.")
        last_good.set(health.last_good_at.timestamp())
    if health.runs:
        _add_run(gauge, health.runs[0])
    _add_file(gauge, warehouse)
    written: bytes = exposition.generate_latest(registry)  # type: ignore[no-untyped-call]
    return written.decode("utf-8")


def _add_run(gauge: Any, run: Mapping[str, Any]) -> None:
    outcome = gauge("last_run", "1, with kind and outcome of the last run as labels.", "kind", "outcome")
    outcome.labels(run["kind"], run["outcome"]).set(1)
    gauge("last_run_seconds", "Seconds that the last run took.").set(run["seconds"] or 0)
    stages = gauge("last_run_stage_seconds", "Seconds that each stage of the last run took.", "stage")
    for name, seconds in json.loads(run["stage_seconds"] or "{}").items():
        stages.labels(name).set(seconds)
    gauge("last_run_documents", "Documents that the last run read.").set(run["inputs"])
    gauge("last_run_words", "Words of articles that the last run extracted.").set(run["words"] or 0)
    gauge("last_run_quarantined_rows", "Rows that the last run put into quarantine.").set(run["quarantined_rows"])
    gauge("last_run_warnings", "Unusual figures of the last run.").set(len(json.loads(run["warnings"] or "[]")))
    articles = gauge("last_run_articles", "Articles of the last run, by what they were.", "state")
    for name, column in ARTICLES.items():
        articles.labels(name).set(run[column])


def _add_file(gauge: Any, warehouse: Warehouse) -> None:
    try:
        rows = warehouse.query(
            "SELECT table_name, row_count FROM meta.table_stats "
            "WHERE run_id = (SELECT run_id FROM meta.runs WHERE outcome = 'published' ORDER BY run_no DESC LIMIT 1)"
        )
        figures = warehouse.query(LAST_FIGURES)
    except WarehouseError:  # health says so
        return
    table_rows = gauge("table_rows", "Rows of each table of the live file.", "table")
    for name, count in rows.iter_rows():
        table_rows.labels(name).set(count)
    by_metric = {
        "new_articles": gauge("published_articles", "New articles of the last night.", "publisher"),
        "null_share": gauge("published_null_share", "Share of nulls among its new rows, by column.", "column"),
        "unresolved_share": gauge("published_unresolved_share", "Share of its new rows without an actor.", "table"),
    }
    for metric, label, value in figures.iter_rows():
        if metric in by_metric:
            by_metric[metric].labels(label).set(value)


def write_metrics(path: Path, text: str) -> None:
    """Put the text into a file in one step: a collector may read at any moment. Raises OSError."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
