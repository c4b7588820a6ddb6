"""How batches travel to other machines and their rows back: Parquet files in a folder that all of them see.

The folder is a shared disk or an object store (S3, or what speaks like it; Google Cloud Storage), named by a URI as
pyarrow.fs has them: `file:///mnt/shared/night`, `s3://bucket/prefix?region=eu-west-1`,
`s3://bucket/prefix?endpoint_override=storage:9000&scheme=http`. Through the scheduler go names of folders alone.
"""

import uuid
from dataclasses import dataclass
from pathlib import Path

import pyarrow.fs as pafs

from flows.extraction import Extraction, extract_batch
from flows.staging import Batch
from flows.workers import Workers

OWN = "dateline-batches"  # all that is written to the exchange lies in a folder of this name, and is removed with it


class ElsewhereError(Exception):
    """The work cannot be done on other machines; the message says why."""


class ExchangeError(ElsewhereError):
    """The folder for the exchange cannot be reached or written; the message says why."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A batch on its way to another machine, and what that machine must have and do."""

    number: int
    folder: str  # URI; holds articles.parquet
    model: str
    aliases: str | None  # content of the file of the user's own aliases
    extractor: str  # versions of code, model and rules, as articles.extractor has them
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a parcel: where its rows lie, and the articles that no worker could read."""

    attempt: str  # URI of the folder with the rows
    folders: tuple[str, ...]  # folders below it with a Parquet file a table
    poisonous: tuple[tuple[str, str], ...]  # article id, reason


class Exchange:
    """The shared folder of one run, seen from the run."""

    def __init__(self, uri: str) -> None:
        """Raises ExchangeError when the URI is none that pyarrow.fs knows."""
        self._uri = uri
        self._files, self._root = _place(uri)
        self._root = f"{self._root}/{OWN}"

    def clear(self) -> None:
        """Remove what earlier runs left. Raises ExchangeError when the folder cannot be reached or written."""
        try:
            if self._files.get_file_info(self._root).type != pafs.FileType.NotFound:
                self._files.delete_dir(self._root)
            self._files.create_dir(self._root, recursive=True)
        except OSError as error:
            raise ExchangeError(f"the exchange {self._uri} cannot be written: {error}") from error

    def send(self, batch: Batch) -> str:
        """Put the articles of a batch there; gives the URI of their folder."""
        name = f"batch-{batch.number:06}"
        self._files.create_dir(f"{self._root}/{name}", recursive=True)
        _copy(batch.articles, pafs.LocalFileSystem(), f"{self._root}/{name}/{batch.articles.name}", self._files)
        return _below(self._uri, f"{OWN}/{name}")

    def fetch(self, answer: Answer, batch: Batch) -> Extraction:
        """Take the rows of a batch into its own folder, and remove the batch from the exchange."""
        files, attempt = _place(answer.attempt)
        for folder in answer.folders:
            here = batch.folder / "rows" / folder
            here.mkdir(parents=True)
            pafs.copy_files(f"{attempt}/{folder}".rstrip("/"), str(here), files, pafs.LocalFileSystem())
        self._files.delete_dir(f"{self._root}/batch-{batch.number:06}")
        return Extraction([batch.folder / "rows" / folder for folder in answer.folders], dict(answer.poisonous))


def extract_parcel(parcel: Parcel, workers: Workers, scratch: Path) -> Answer:
    """Have a parcel extracted on this machine, in the empty folder `scratch`, and put the rows beside its articles.

    Each attempt has a folder of its own: a machine that was given up for lost, and is not, overwrites nothing.
    """
    files, folder = _place(parcel.folder)
    batch = Batch(parcel.number, scratch, 0)
    _copy(f"{folder}/{batch.articles.name}", files, batch.articles, pafs.LocalFileSystem())
    found = extract_batch(batch, workers, parcel.seconds)
    attempt = uuid.uuid4().hex
    folders = []
    for path in found.folders:
        name = path.relative_to(scratch).as_posix() if path != scratch else ""
        folders.append(name)
        there = f"{folder}/{attempt}/{name}".rstrip("/")
        files.create_dir(there, recursive=True)
        for file in path.glob("*.parquet"):
            if file != path / batch.articles.name:
                _copy(file, pafs.LocalFileSystem(), f"{there}/{file.name}", files)
    return Answer(_below(parcel.folder, attempt), tuple(folders), tuple(found.poisonous.items()))


def _copy(source: Path | str, files: pafs.FileSystem, target: Path | str, target_files: pafs.FileSystem) -> None:
    pafs.copy_files(str(source), str(target), files, target_files)


def _place(uri: str) -> tuple[pafs.FileSystem, str]:
    try:
        files, path = pafs.FileSystem.from_uri(uri)
    except (ValueError, OSError, NotImplementedError) as error:  # pyarrow's ArrowInvalid is a ValueError
        raise ExchangeError(f"no folder to exchange batches in: {uri!r}: {error}") from error
    return files, path.rstrip("/")


def _below(uri: str, name: str) -> str:
    """The URI of something in a folder, its query kept."""
    folder, mark, query = uri.partition("?")
    return f"{folder.rstrip('/')}/{name}{mark}{query}"
