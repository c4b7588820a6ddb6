"""From batches of articles to rows: workers do it, and a batch that fails is halved until the culprit is found."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from flows.staging import Batch
from flows.workers import WorkerError, Workers
from transforms.extracted import EXTRACTED, extracted_dtypes

ATTEMPTS_ALONE = 2  # an article that fails alone is given one more chance: the machine may have been short of memory


@dataclass
class Extraction:
    """Folders with rows (one Parquet file a table), and the articles that no worker could read, with the reason."""

    folders: list[Path] = field(default_factory=list)
    poisonous: dict[str, str] = field(default_factory=dict)


def extract_batch(batch: Batch, workers: Workers, seconds: float) -> Extraction:
    """Have a batch extracted; what fails is halved, down to single articles, which are reported.

    Raises flows.workers.WorkerStartError when no worker can start at all.
    """
    result = Extraction()
    _extract(batch.articles, batch.folder, workers, seconds, result)
    return result


def _extract(articles: Path, folder: Path, workers: Workers, seconds: float, result: Extraction) -> None:
    ids = pl.read_parquet(articles, columns=["article_id"])["article_id"]
    fault = ""
    for _ in range(ATTEMPTS_ALONE if len(ids) == 1 else 1):
        try:
            with workers.one() as worker:
                worker.extract(articles, folder, seconds=seconds)
        except WorkerError as error:
            fault = str(error)
        else:
            result.folders.append(folder)
            return
    if len(ids) == 1:
        result.poisonous[ids[0]] = fault
        return
    rows = pl.read_parquet(articles)
    middle = len(ids) // 2
    for name, half in (("a", rows[:middle]), ("b", rows[middle:])):
        part = folder / name
        part.mkdir()
        half.write_parquet(part / "articles.parquet")
        _extract(part / "articles.parquet", part, workers, seconds, result)


def rows_in(folders: list[Path]) -> dict[str, pl.DataFrame]:
    """Table name -> all rows that the workers wrote into these folders."""
    rows = {}
    for table in EXTRACTED:
        files = [folder / f"{table.sql_name()}.parquet" for folder in folders]
        rows[table.sql_name()] = pl.read_parquet(files) if files else pl.DataFrame(schema=extracted_dtypes(table))
    return rows
