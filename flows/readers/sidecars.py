"""Metadata that lies beside an article: NAME.json, or a row of the directory's manifest.csv."""

import json
import posixpath
from collections import OrderedDict
from pathlib import Path
from typing import Any

from flows.readers.csvs import MANIFEST, Rows
from flows.readers.documents import METADATA, Position, Refusal, Source, UnreadableError, choose_columns
from flows.readers.streams import byte_order, chunks, decode

# Metadata of one article, and of a directory: the manifest is held in memory, some 150,000 files' worth. A larger
# collection is better given as one table.
MAX_SIDECAR_BYTES = 1 << 20
MAX_MANIFEST_BYTES = 32 << 20
# Sources are read directory by directory, so few manifests are needed at a time.
MANIFESTS_HELD = 2

Fields = dict[str, Any]


def sidecar_names(path: Path) -> tuple[str, str]:
    """Where the metadata of story.txt is looked for: story.json, then story.txt.json."""
    return f"{path.stem}.json", f"{path.name}.json"


def is_sidecar(path: Path, suffixes: tuple[str, ...]) -> bool:
    """Whether the .json file describes an article beside it, one of whose suffixes is given."""
    if path.suffix.lower() != ".json":
        return False
    articles = [path.with_suffix(suffix) for suffix in suffixes]
    if path.with_suffix("").suffix.lower() in suffixes:
        articles.append(path.with_suffix(""))
    return any(article.is_file() for article in articles)


class Sidecars:
    """The metadata beside articles, for one run over the sources. What cannot be read is reported once."""

    def __init__(self) -> None:
        self._manifests: OrderedDict[Path, dict[str, Fields]] = OrderedDict()
        self._reported: set[Path] = set()

    def fields(self, source: Source) -> tuple[Fields, list[Refusal]]:
        """Metadata (and uri, where given) of an article's file: the sidecar's, else the manifest's, field by field;
        with warnings (bad_metadata) for what could not be read.
        """
        warnings: list[Refusal] = []
        directory = source.path.parent
        found: Fields = {}
        if directory not in self._manifests:
            self._manifests[directory] = self._manifest(source, warnings)
            if len(self._manifests) > MANIFESTS_HELD:
                self._manifests.popitem(last=False)
        manifest = self._manifests[directory]
        found |= manifest.get(source.path.name) or manifest.get(source.uri, {})
        for name in sidecar_names(source.path):
            beside = _beside(source, name)
            if beside.path.is_file():
                try:
                    found |= _read_sidecar(beside)
                except (UnreadableError, OSError) as error:
                    warnings.append(_warning(beside, error))
                break
        return found, warnings

    def _manifest(self, source: Source, warnings: list[Refusal]) -> dict[str, Fields]:
        manifest = _beside(source, MANIFEST)
        if not manifest.path.is_file():
            return {}
        entries: dict[str, Fields] = {}
        problems: list[Refusal] = []
        try:
            _check_size(manifest)
            rows = Rows(manifest)
            # With a column `text` it is a table of articles that happens to have this name.
            if "text" not in rows.columns and rows.names_files:
                file_column = rows.columns["uri"] if rows.file_column is None else rows.file_column
                wanted = METADATA if rows.file_column is None else ("uri", *METADATA)
                columns = {name: at for name, at in rows.columns.items() if name in wanted}
                for _, cells in rows:
                    if isinstance(cells, Refusal):
                        problems.append(_as_warning(cells))
                    else:
                        fields = {name: cells[at] for name, at in columns.items() if cells[at].strip()}
                        entries[posixpath.normpath(cells[file_column].strip())] = fields
        except (UnreadableError, OSError) as error:
            problems.append(_warning(manifest, error))
        if manifest.path not in self._reported:
            self._reported.add(manifest.path)
            warnings.extend(problems)
        return entries


def _check_size(manifest: Source) -> None:
    size = manifest.path.stat().st_size
    if size > MAX_MANIFEST_BYTES:
        reason = f"{size:,} bytes is too large for a manifest; put text and metadata into one table instead"
        raise UnreadableError("too_long", reason)


def _beside(source: Source, name: str) -> Source:
    parent = source.uri.rpartition("/")
    return Source(source.path.with_name(name), f"{parent[0]}{parent[1]}{name}", source.max_characters, source.encoding)


def _read_sidecar(sidecar: Source) -> Fields:
    data = read_bytes(sidecar, MAX_SIDECAR_BYTES)
    encoding, mark = byte_order(data, sidecar.encoding)
    try:
        fields = json.loads(decode(data[mark:], encoding, mark))
    except (ValueError, RecursionError) as error:
        raise UnreadableError("bad_json", f"no valid JSON ({error})") from error
    if not isinstance(fields, dict):
        raise UnreadableError("bad_json", "no JSON object; write title, byline, publisher, url, published_at into one")
    names = list(fields)
    given = {name: fields[names[at]] for name, at in choose_columns(names).items() if name != "text"}
    return {name: value for name, value in given.items() if value not in (None, "")}


def read_bytes(source: Source, limit: int) -> bytes:
    """The whole file; raises UnreadableError, holding no more than the limit, when it is larger."""
    data = bytearray()
    for chunk in chunks(source):
        data += chunk
        if len(data) > limit:
            size = source.path.stat().st_size
            raise UnreadableError("too_long", f"{size:,} bytes, and no more than {limit:,} are read")
    return bytes(data)


def _warning(source: Source, error: Exception) -> Refusal:
    reason = f"{error}; the articles it describes were kept without its metadata"
    return Position(source.uri).refuse("bad_metadata", reason)


def _as_warning(refusal: Refusal) -> Refusal:
    return Refusal(refusal.uri, "bad_metadata", refusal.reason, refusal.row)
