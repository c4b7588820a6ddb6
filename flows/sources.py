"""Sources: which files are read, in what order, and by which reader.

A source is a file, a glob pattern or a directory. What cannot be read is given as a `Refusal` in its place, and the
rest goes on; nothing that a file holds stops the run.

| suffix | a document is | its uri, unless it brings one |
| --- | --- | --- |
| .txt | the file | path |
| .html, .htm | the article in the page | path |
| .jsonl, .ndjson, .jsonl.gz, .ndjson.gz | a line | path#line |
| .csv, .csv.gz, .parquet | a row | path#row |

Columns of tables, in any case: uri, text, title, byline, publisher, url, published_at; others are passed over.
The metadata of story.txt (or .html) may stand beside it, in story.json or story.txt.json, or in a row of manifest.csv
whose column `file` (or, without one, `uri`) names it; neither of these is an article.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from flows.readers.csvs import read_csv
from flows.readers.documents import Position, RawDocument, Refusal, Source, UnreadableError, storable
from flows.readers.jsonl import read_jsonl
from flows.readers.pages import read_html, read_text
from flows.readers.parquet import read_parquet
from flows.readers.sidecars import Sidecars, is_sidecar
from flows.readers.streams import check_encoding

__all__ = ["RawDocument", "Refusal", "read"]

PAGES = {".txt": read_text, ".html": read_html, ".htm": read_html}
TABLES = {
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".jsonl.gz": read_jsonl,
    ".ndjson.gz": read_jsonl,
    ".csv": read_csv,
    ".csv.gz": read_csv,
    ".parquet": read_parquet,
}
SUFFIXES = (*PAGES, *TABLES)
_READ = "what is read: " + ", ".join(SUFFIXES)


def read(
    sources: Sequence[str], *, max_characters: int = 1_000_000, encoding: str = "utf-8"
) -> Iterator[RawDocument | Refusal]:
    """All documents of the sources, in the order of the sources and sorted by name below a directory or pattern.

    Directories are read recursively; hidden files and files of other types in them are passed over, as in a pattern's
    matches. A file named outright is read whatever its name, as plain text if its type is unknown. A file reached
    twice, also through links, is read once. Memory does not grow with the files (but holds their names).

    `encoding` is that of text, CSV and JSON files without a byte order mark. A field of metadata that cannot be used
    (such as a date) is dropped: the document comes without it, and after it a Refusal whose `document_kept` is true.

    Raises ValueError for an unknown encoding or a limit below 1. Never raises for what the sources hold.
    """
    check_encoding(encoding)
    if max_characters < 1:
        raise ValueError(f"max_characters is {max_characters}; it must be at least 1")
    return _read(sources, max_characters, encoding)


def _read(sources: Sequence[str], max_characters: int, encoding: str) -> Iterator[RawDocument | Refusal]:
    sidecars = Sidecars()
    seen: set[str] = set()
    for name in sources:
        for found in _files(name):
            if isinstance(found, Refusal):
                yield found
                continue
            real = os.path.realpath(found)
            if real not in seen:
                seen.add(real)
                yield from _read_file(Source(found, _uri(found), max_characters, encoding), sidecars)


def _read_file(source: Source, sidecars: Sidecars) -> Iterator[RawDocument | Refusal]:
    suffix = _suffix(source.path)
    try:
        if suffix in TABLES:
            yield from TABLES[suffix](source)
        elif suffix != ".json":
            yield from PAGES.get(suffix, read_text)(source, sidecars)
        elif not is_sidecar(source.path, tuple(PAGES)):
            reason = "a .json file is read only as metadata beside an article; write articles one a line as .jsonl"
            yield Position(source.uri).refuse("unknown_type", reason)
    except UnreadableError as error:
        yield Position(source.uri).refuse(error.check_name, str(error))
    except OSError as error:
        yield _os_refusal(source.uri, error)


def _suffix(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    return "".join(suffixes) if suffixes[-1:] == [".gz"] else "".join(suffixes[-1:])


def _uri(path: Path) -> str:
    # A file name need not be UTF-8; the bytes that are not appear as escapes.
    return os.fsencode(os.path.normpath(path)).decode("utf-8", "backslashreplace").replace(os.sep, "/")


def _os_refusal(uri: str, error: OSError) -> Refusal:
    if isinstance(error, FileNotFoundError):
        return Position(uri).refuse("missing_source", "no such file; it may have been moved since the run began")
    why = error.strerror or type(error).__name__
    return Position(uri).refuse("unreadable", f"{why}; the user that runs this must be able to read it")


def _files(name: str) -> Iterator[Path | Refusal]:
    """The files that a source names, or why there are none."""
    path = Path(name)
    try:
        if not name.strip():
            yield Position("").refuse("missing_source", "an empty name; name a file, directory or pattern")
        elif path.is_dir():
            yield from _known([path], name)
        elif os.path.lexists(path):
            yield path
        elif any(magic in name for magic in "*?["):
            yield from _known(_matches(name), name)
        else:
            yield Position(storable(name)).refuse("missing_source", "no such file or directory")
    except OSError as error:
        yield _os_refusal(storable(name), error)
    except ValueError as error:  # a NUL in the name, or ** beside other characters
        yield Position(storable(name)).refuse("missing_source", f"not a usable path or pattern ({error})")


def _matches(pattern: str) -> list[Path]:
    # pathlib's ** does not follow links to directories, where glob's runs in circles.
    path = Path(pattern)
    root = Path(path.anchor) if path.anchor else Path()
    shows_hidden = any(part.startswith(".") and part not in {".", ".."} for part in path.parts)
    found = sorted(root.glob(str(path.relative_to(path.anchor))))
    if not shows_hidden:
        found = [match for match in found if not any(part.startswith(".") and part != ".." for part in match.parts)]
    return found


def _known(roots: Sequence[Path], name: str) -> Iterator[Path | Refusal]:
    """The files of a known type among `roots` and below them; a refusal if there are files, but none of those."""
    if not roots:
        yield Position(storable(name)).refuse("missing_source", "no file matches")
    passed_over = 0
    found = False
    for path in _walk(roots):
        if isinstance(path, Refusal) or _suffix(path) in SUFFIXES:
            found = True
            yield path
        else:
            passed_over += 1
    if passed_over and not found:
        yield Position(storable(name)).refuse("unknown_type", f"{passed_over:,} files, none of a known type; {_READ}")


def _walk(roots: Sequence[Path]) -> Iterator[Path | Refusal]:
    """Files, those of a directory before its subdirectories'; each directory once, however links lead to it."""
    visited: set[tuple[int, int]] = set()
    waiting = list(reversed(roots))
    while waiting:
        path = waiting.pop()
        try:
            if not path.is_dir():
                yield path
                continue
            status = path.stat()
            if (status.st_dev, status.st_ino) in visited:
                continue
            visited.add((status.st_dev, status.st_ino))
            with os.scandir(path) as entries:
                listed = sorted((entry.is_dir(), entry.name) for entry in entries if not entry.name.startswith("."))
        except OSError as error:
            yield _os_refusal(_uri(path), error)
            continue
        yield from (path / name for is_dir, name in listed if not is_dir)
        waiting.extend(path / name for is_dir, name in reversed(listed) if is_dir)
