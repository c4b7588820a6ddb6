"""A night's figures, and what is unusual about them: warned of, or a reason not to publish."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from flows.settings import Settings
from schemas.meta import RunMetrics
from transforms.anomalies import Anomaly, Levels, anomalies, figures
from warehouse.publish import Writer

EARLIER = """
    SELECT run_no, metric, label, value FROM meta.run_metrics JOIN meta.runs USING (run_id)
    WHERE run_no IN (
        SELECT run_no FROM meta.runs WHERE kind = 'night' AND outcome = 'published' ORDER BY run_no DESC LIMIT ?)
"""


@dataclass(frozen=True)
class Watched:
    """The rows for meta.run_metrics, and what is unusual."""

    metrics: pl.DataFrame
    found: list[Anomaly]

    @property
    def warnings(self) -> list[str]:
        """What does not keep the night from being published."""
        return [anomaly.sentence for anomaly in self.found if not anomaly.fails]

    @property
    def failures(self) -> list[str]:
        """What does."""
        return [anomaly.sentence for anomaly in self.found if anomaly.fails]


def watch(
    tables: Mapping[str, pl.DataFrame], writer: Writer, settings: Settings, run_id: str, *, compares: bool
) -> Watched:
    """The figures of the new rows; with `compares` also against the nights that `watch_nights` names."""
    tonight = figures(tables)
    found: list[Anomaly] = []
    if compares and settings.watch_nights:
        earlier = writer.query(EARLIER, [settings.watch_nights])
        levels = Levels(
            settings.watch_count_warn, settings.watch_count_fail, settings.watch_share_warn, settings.watch_share_fail
        )
        found = anomalies(tonight, earlier, levels)
    rows = tonight.with_columns(run_id=pl.lit(run_id)).select(list(RunMetrics.dtypes()))
    return Watched(rows, found)
