"""CSV: one article a row, a header first (RFC 4180; commas, or else semicolons or tabs)."""

import csv
from collections.abc import Iterator
from typing import Literal

from flows.readers.documents import (
    Position,
    RawDocument,
    Refusal,
    Source,
    UnreadableError,
    choose_columns,
    one_line,
    supervise,
    to_document,
    too_long,
)
from flows.readers.streams import HEAD, Line, decode, lines

# A character takes up to 4 bytes, a quotation mark is doubled; the rest is room for the other cells.
BYTES_PER_CHARACTER = 4
OTHER_CELLS = 1 << 20
DELIMITERS = (",", ";", "\t")
MANIFEST = "manifest.csv"

State = Literal["cell_start", "plain", "quoted", "quote_in_quoted"]


def read_csv(source: Source) -> Iterator[RawDocument | Refusal]:
    """The articles of a .csv or .csv.gz file, read record by record. A record that cannot be read is refused and the
    next one is read. A document without a uri gets "path#row", rows counted from 1 below the header.

    A manifest.csv without a column `text` describes the files beside it and gives no article.
    """
    rows = Rows(source)
    if "text" not in rows.columns:
        if source.path.name == MANIFEST and rows.names_files:
            return
        found = one_line(", ".join(rows.header[:10]))[:100]
        reason = f'no column "text" (found: {found}); rename the column that holds the articles'
        raise UnreadableError("no_text_column", reason)
    yield from supervise(_read(rows, source))


def _read(rows: "Rows", source: Source) -> Iterator[RawDocument | Refusal]:
    for position, cells in rows:
        if isinstance(cells, Refusal):
            yield cells
        else:
            fields = {name: cells[at] for name, at in rows.columns.items()}
            yield from to_document(fields, position, source.max_characters)


class Rows:
    """The records of a CSV file below its header, as (position, cells), or (position, refusal) for a bad one.

    Python's csv module reads each record, but cannot say where a record ends that is too large to be held, so the
    records are split before it, by the same rules: a quotation mark opens a cell only at the cell's start.
    Raises UnreadableError when the header cannot be read.
    """

    def __init__(self, source: Source) -> None:
        self._path = source.uri
        self._max_characters = source.max_characters
        self._limit = BYTES_PER_CHARACTER * source.max_characters + OTHER_CELLS
        # The module's limit holds for the process, so it is only ever raised; the bound that matters is ours.
        csv.field_size_limit(max(csv.field_size_limit(), self._limit))
        self._lines, self._encoding = lines(source, self._limit, in_pieces=True)
        self._delimiter = DELIMITERS[0]
        first = next(self._lines, None)
        if first is None:
            raise UnreadableError("empty", "the file is empty")
        record = self._record(first)
        if record.size > self._limit or record.is_open:
            raise UnreadableError("bad_csv", "no header can be read; the first line must name the columns")
        text = decode(bytes(record.data), self._encoding, record.offset)
        self.header: list[str] = []
        for delimiter in DELIMITERS:
            try:
                header = next(csv.reader([text], delimiter=delimiter), [])
            except csv.Error as error:
                raise UnreadableError("bad_csv", f"the header is no CSV ({error}); end lines with a newline") from error
            if not self.header or len(choose_columns(header)) > len(choose_columns(self.header)):
                self.header, self._delimiter = header, delimiter
        self.columns = choose_columns(self.header)

    @property
    def names_files(self) -> bool:
        """Whether a column names files, as in a manifest."""
        return "uri" in self.columns or self.file_column is not None

    @property
    def file_column(self) -> int | None:
        """Position of the column `file`, or None."""
        names = [name.strip().lower() for name in self.header]
        return names.index("file") if "file" in names else None

    def __iter__(self) -> Iterator[tuple[Position, list[str] | Refusal]]:
        number = 0
        for first in self._lines:
            if first.is_ended and not first.data.strip():
                continue
            number += 1
            position = Position(self._path, "row", number)
            yield position, self._cells(self._record(first), position, first.number)

    def _cells(self, record: "_Record", position: Position, line_no: int) -> list[str] | Refusal:
        begins = f"the record that begins on line {line_no}"
        if record.is_open:
            return position.refuse("truncated", f"{begins} opens a quotation mark that is never closed")
        if record.size > self._limit:
            reason = too_long(f"{begins} has {record.size:,} bytes", self._max_characters)
            return position.refuse("too_long", reason, excerpt=record.data.decode("utf-8", "replace"))
        try:
            text = decode(bytes(record.data), self._encoding, record.offset)
            cells = next(csv.reader([text], delimiter=self._delimiter), [])
        except UnreadableError as error:
            return position.refuse(error.check_name, str(error))
        except csv.Error as error:
            return position.refuse("bad_csv", f"{begins} is no CSV ({error})", excerpt=text)
        width = len(self.header)
        if len(cells) < width or any(cells[width:]):
            reason = f"{begins} has {len(cells)} cells and the header {width}; a cell with a comma must be in quotes"
            return position.refuse("bad_csv", reason, excerpt=text)
        return cells

    def _record(self, first: Line) -> "_Record":
        record = _Record(first.offset, self._delimiter.encode())
        line: Line | None = first
        while line is not None:
            record.add(line, self._limit)
            line = next(self._lines, None) if record.is_open or not line.is_ended else None
        return record


class _Record:
    """The bytes of one record, up to a limit, and whether a quoted cell is still open at their end."""

    def __init__(self, offset: int, delimiter: bytes) -> None:
        self.offset = offset
        self.size = 0
        self.data = bytearray()
        self._delimiter = delimiter
        self._state: State = "cell_start"
        self._after_quote: dict[bytes, State] = {b'"': "quoted", delimiter: "cell_start"}

    @property
    def is_open(self) -> bool:
        """Whether the record goes on past the line end."""
        return self._state == "quoted"

    def add(self, line: Line, limit: int) -> None:
        """Takes in the next line, or the next piece of a line; above the limit only the head of the record is kept."""
        self.size += line.size
        self.data += line.data
        if self.size > limit:
            del self.data[HEAD:]
        self._follow(line.data)

    def _follow(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            following = data[at : at + 1]
            if self._state == "quoted":
                at = data.find(b'"', at) + 1
                if at == 0:
                    return
                self._state = "quote_in_quoted"
            elif self._state == "quote_in_quoted":
                # A doubled quotation mark stands for one; after a single one the cell goes on unquoted.
                self._state = self._after_quote.get(following, "plain")
                at += 1
            elif self._state == "cell_start" and following == b'"':
                self._state = "quoted"
                at += 1
            else:
                opening = data.find(self._delimiter + b'"', at)
                if opening < 0:
                    self._state = "cell_start" if data.endswith(self._delimiter) else "plain"
                    return
                self._state = "quoted"
                at = opening + 2
