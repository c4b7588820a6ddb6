"""Parquet: one article a row."""

import os
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

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
from flows.readers.streams import MAX_UNPACKED_RATIO, UNPACKED_RATIO_FROM, open_file

# Of one value; a longer one is not even turned into a Python string. A character takes up to 4 bytes.
BYTES_PER_CHARACTER = 4
READ_BUFFER = 1 << 16


def read_parquet(source: Source) -> Iterator[RawDocument | Refusal]:
    """The articles of a .parquet file. Text may be a string or UTF-8 bytes; a value that cannot be read is refused and
    the next row is read. A document without a uri gets "path#row", rows counted from 1.

    Memory: a row at a time (a single value can stand for gigabytes, and one row costs only 14 microseconds). Parquet
    itself has no way to read part of a value, so a value of 200 MB takes some 600 MB for a moment before it is refused.
    """
    with open_file(source) as raw:
        try:
            file = pq.ParquetFile(raw, pre_buffer=False, buffer_size=READ_BUFFER)
            yield from supervise(_read(file, source, os.fstat(raw.fileno()).st_size))
        # Arrow's errors are some of its own, some ValueErrors and some OSErrors.
        except (pa.ArrowException, ValueError, OSError) as error:
            reason = f"broken or cut-off Parquet ({error}); write or fetch it again"
            raise UnreadableError("bad_parquet", reason) from error


def _read(file: pq.ParquetFile, source: Source, size: int) -> Iterator[RawDocument | Refusal]:
    names = file.schema_arrow.names
    columns = {name: names[at] for name, at in choose_columns(names).items()}
    if "text" not in columns:
        found = one_line(", ".join(names[:10]))[:100]
        reason = f'no column "text" (found: {found}); rename the column that holds the articles'
        raise UnreadableError("no_text_column", reason)
    limit = BYTES_PER_CHARACTER * source.max_characters
    unpacked = 0
    batches = file.iter_batches(batch_size=1, columns=list(columns.values()), use_threads=False)
    for number, batch in enumerate(batches, start=1):
        position = Position(source.uri, "row", number)
        # A row counts as its bytes and one: a billion equal rows take no room in the file at all.
        unpacked += batch.nbytes + 1
        if unpacked > UNPACKED_RATIO_FROM and unpacked > MAX_UNPACKED_RATIO * size:
            reason = f"unpacks to more than {MAX_UNPACKED_RATIO} times its size (a bomb); write it anew if it is not"
            raise UnreadableError("parquet_bomb", reason)
        try:
            fields = {name: _value(batch.column(column)[0], limit) for name, column in columns.items()}
        except _ValueTooLargeError as error:
            yield position.refuse("too_long", too_long(str(error), source.max_characters))
        except UnicodeDecodeError as error:
            yield position.refuse("not_utf8", f"a value is not UTF-8 ({error}); Parquet strings must be")
        else:
            yield from to_document(fields, position, source.max_characters)


class _ValueTooLargeError(Exception):
    """The message says how large."""


def _value(scalar: pa.Scalar, limit: int) -> Any:
    if isinstance(scalar, pa.DictionaryScalar):
        scalar = scalar.value
    if isinstance(scalar, pa.StringScalar | pa.BinaryScalar) and scalar.is_valid:
        size = scalar.as_buffer().size
        if size > limit:
            raise _ValueTooLargeError(f"a value has {size:,} bytes")
        return scalar.as_buffer().to_pybytes().decode("utf-8")
    if isinstance(scalar, pa.TimestampScalar) and scalar.is_valid:
        # Finer than microseconds has no Python form; with a zone, the instant is kept and its name is not needed.
        zone = "UTC" if scalar.type.tz else None
        scalar = scalar.cast(pa.timestamp("us", tz=zone), safe=False)
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        # A date that Python has no form for: `to_document` says so as for any other unreadable one.
        return f"a {scalar.type} out of range"
