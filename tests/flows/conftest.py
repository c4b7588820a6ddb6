"""What the tests of flows share: the sample articles, runs of a night without Prefect, and readers of the result."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.night import Night
from flows.outcome import Outcome
from flows.progress import Report
from flows.settings import load

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "seeds" / "articles"
WEEK = ROOT / "docs" / "samples"
RunNight = Callable[..., Outcome]


def run_steps(warehouse: Path, *sources: Path | str, reprocess: bool = False, **settings: object) -> Outcome:
    """One night, all its steps in order, in this process but for the workers."""
    chosen = load(warehouse=warehouse, sources=tuple(map(str, sources)), **settings)
    night = Night(chosen, Report(), reprocess=reprocess)
    with night:
        night.read_sources()
        night.find_copies()
        with night.extraction(), ThreadPoolExecutor(chosen.workers) as pool:
            for result in list(pool.map(night.extract, night.batches())):
                night.collect(result)
        if night.has_changes():
            night.link()
            night.check()
            night.publish()
    return night.outcome


def contents(warehouse: Path, *, without: tuple[str, ...] = ()) -> dict[str, pl.DataFrame]:
    """Table -> its rows in the order of its columns, of all tables of schema main."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' ORDER BY table_name"
            ).fetchall()
        ]
        return {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY ALL').pl().drop(without) for name in names}


def query(warehouse: Path, sql: str) -> list[tuple[object, ...]]:
    """Rows of a query on a published file."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="session")
def published_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with the two sample articles, to be read only."""
    warehouse = tmp_path_factory.mktemp("published") / "samples.duckdb"
    assert run_steps(warehouse, SAMPLES).outcome == "published"
    return warehouse


@pytest.fixture(scope="session")
def two_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples in two nights, as `make samples` publishes them, to be read only."""
    folder = tmp_path_factory.mktemp("nights")
    shutil.copytree(SAMPLES, folder / "samples")
    shutil.copy(WEEK / "manifest.csv", folder / "samples")
    warehouse = folder / "samples.duckdb"
    for run_id, sources in (
        ("night-1", (folder / "samples", WEEK / "first_night.jsonl")),
        ("night-2", (WEEK / "second_night.jsonl",)),
    ):
        assert run_steps(warehouse, *sources, run_id=run_id).outcome == "published"
    return warehouse


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of its own for Prefect, shared because its first run makes a database there, which takes seconds."""
    return tmp_path_factory.mktemp("prefect")
