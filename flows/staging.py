"""Where a run keeps its work: Parquet files in a folder beside the warehouse, gone when the run ends.

Articles go through two shapes. While sources are read, they are appended as they come. When all are read, they are
dealt into buckets by article id and cut into batches of about the same number of words: what a batch holds then
depends on the articles alone, not on the order of the sources or on the number of workers, and no step holds more
than a bucket in memory.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl
import pyarrow.parquet as pq

BUCKET_WORDS = 1_000_000  # some 6 MB of text
HEX_DIGITS = 8  # of an article id; enough to spread a billion articles evenly


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles that one worker is handed at a time, and the folder for the rows found in them."""

    number: int
    folder: Path
    words: int

    @property
    def articles(self) -> Path:
        """The Parquet file of the articles."""
        return self.folder / "articles.parquet"


def folder_beside(warehouse: Path) -> Path:
    """The folder for staged files of runs into this warehouse."""
    return warehouse.with_name(warehouse.name + ".staging")


class Staging:
    """The staging folder of one run; a context manager that empties it, and removes what killed runs left."""

    def __init__(self, warehouse: Path) -> None:
        self._root = folder_beside(warehouse)
        self._folder = self._ingested = self._root
        self._chunks = 0

    def __enter__(self) -> Self:
        """Only the holder of the writer's lock may enter: what lies there is no living run's."""
        shutil.rmtree(self._root, ignore_errors=True)
        self._root.mkdir(parents=True)
        try:
            # A name of its own: the worker of a killed run may still be at its last batch.
            self._folder = Path(tempfile.mkdtemp(dir=self._root))
            self._ingested = self._folder / "ingested"
            self._ingested.mkdir()
        except OSError:
            shutil.rmtree(self._root, ignore_errors=True)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Remove the folder. A thread of a stopped run may still be at its batch: it finds the folder gone at once,
        rather than putting a file into what is being emptied.
        """
        with contextlib.suppress(FileNotFoundError):
            self._folder.rename(self._folder.with_suffix(".gone"))
        shutil.rmtree(self._root, ignore_errors=True)

    @property
    def folder(self) -> Path:
        """The folder of this run."""
        return self._folder.resolve()

    def append(self, articles: pl.DataFrame) -> None:
        """Keep articles as they were read."""
        self._chunks += 1
        articles.write_parquet(self._ingested / f"{self._chunks:06}.parquet")

    def ingested(self) -> pl.LazyFrame | None:
        """All articles kept so far; None when there are none."""
        return pl.scan_parquet(self._ingested / "*.parquet") if self._chunks else None

    def buckets(self, decided: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """The ingested articles in the order of their ids, about a million words at a time.

        `decided` has article_id and word_count of the articles to keep (others were superseded in this run), and any
        columns that were decided after reading: they replace those read.
        """
        if not decided.height:
            return
        self._deal(decided, 1 + int(decided["word_count"].sum()) // BUCKET_WORDS)
        for path in self._dealt():
            yield pl.read_parquet(path).sort("article_id")

    def articles(self) -> pl.DataFrame:
        """All articles that were dealt into buckets, by id."""
        return pl.concat([pl.read_parquet(path) for path in self._dealt()], rechunk=False).sort("article_id")

    def _dealt(self) -> list[Path]:
        return sorted((self._folder / "buckets").glob("*.parquet"))

    def _deal(self, decided: pl.DataFrame, count: int) -> None:
        """Write each ingested article to the bucket of its id."""
        folder = self._folder / "buckets"
        folder.mkdir()
        writers: dict[int, pq.ParquetWriter] = {}
        try:
            for chunk in sorted(self._ingested.iterdir()):
                read = pl.read_parquet(chunk)
                columns = dict.fromkeys([*read.columns, *decided.columns])
                rows = read.drop(set(decided.columns) - {"article_id"}, strict=False).join(decided, on="article_id")
                rows = rows.unique("article_id", keep="first").select(list(columns))
                for (bucket,), part in rows.group_by(_bucket(count)):
                    table = part.to_arrow()
                    number = int(str(bucket))
                    if number not in writers:
                        writers[number] = pq.ParquetWriter(folder / f"{number:06}.parquet", table.schema)
                    writers[number].write_table(table)
                chunk.unlink()
        finally:
            for writer in writers.values():
                writer.close()

    def batches(self, bucket: pl.DataFrame, words: int, first_number: int) -> list[Batch]:
        """Cut a bucket of articles, in the order given, into batches of about `words` words, each in a folder."""
        running = bucket["word_count"].cum_sum() - bucket["word_count"]
        batches = []
        for number, part in enumerate(bucket.group_by(running // words, maintain_order=True), first_number):
            folder = self._folder / f"batch-{number:06}"
            folder.mkdir()
            batch = Batch(number, folder, int(part[1]["word_count"].sum()))
            part[1].write_parquet(batch.articles)
            batches.append(batch)
        return batches


def _bucket(count: int) -> pl.Expr:
    """The bucket of an article, by the order of its id: buckets in order are articles in order."""
    digits = pl.col("article_id").str.slice(4, HEX_DIGITS).str.to_integer(base=16)
    bucket: pl.Expr = digits * count // 16**HEX_DIGITS
    return bucket.alias("bucket")
