"""Bytes, lines and text of a file in bounded memory, however large the file or a line of it.

Encodings are strict: a byte that the encoding does not know is refused, never replaced, because offsets and evidence
must be those of the input. A byte order mark is obeyed and removed.
"""

import codecs
import gzip
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from flows.readers.documents import Source, UnreadableError

CHUNK = 1 << 16
# What is kept of a line that is too long: enough for an excerpt.
HEAD = 1_000
# Deflate cannot pass 1,032:1 and text hardly reaches 20:1. Beyond this ratio, and this size, it is an attack or a slip.
MAX_UNPACKED_RATIO = 200
UNPACKED_RATIO_FROM = 8 << 20

# UTF-32 first: its little-endian mark starts with that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STATEFUL = ("iso2022", "hz", "utf-7", "utf_7")
# Control characters that text has no use for (tab, line ends, form feed and escape are left out).
_CONTROLS = frozenset(range(0x20)) - frozenset(b"\t\n\v\f\r\x1b")


@dataclass(slots=True)
class Line:
    """A line with its terminator, or a piece of a line that is larger than the limit: the number of the line from 1,
    byte offset in the (unpacked) file, size, and whether the line ends here. `data` may hold only the head of it.
    """

    number: int
    offset: int
    size: int
    data: bytes
    is_ended: bool = True


def check_encoding(encoding: str) -> str:
    """The encoding's name as Python knows it; raises ValueError for one that it does not know."""
    try:
        "a\n".encode(encoding)
        return codecs.lookup(encoding).name
    except (LookupError, UnicodeError) as error:
        raise ValueError(
            f"encoding {encoding!r} is not known; use utf-8, cp1252, utf-16 or another of Python's"
        ) from error


def open_file(source: Source) -> BinaryIO:
    """The file, open to read. Raises UnreadableError for a pipe, device or socket, and OSError as the system does."""
    if not stat.S_ISREG(source.path.stat().st_mode):
        raise UnreadableError("not_a_file", "this is no regular file (a pipe, device or socket); name a file")
    return source.path.open("rb")


def chunks(source: Source) -> Iterator[bytes]:
    """The file's bytes, those of a .gz unpacked. Raises UnreadableError where a .gz is cut off, broken or a bomb, and
    what `open_file` raises.
    """
    with open_file(source) as file:
        if source.path.suffix.lower() == ".gz":
            yield from _unpacked(file)
        else:
            while chunk := file.read(CHUNK):
                yield chunk


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    total = 0
    try:
        with gzip.GzipFile(fileobj=file) as unpacked:
            while chunk := unpacked.read1(CHUNK):
                total += len(chunk)
                if total > UNPACKED_RATIO_FROM and total > MAX_UNPACKED_RATIO * file.tell():
                    reason = (
                        f"unpacks to more than {MAX_UNPACKED_RATIO} times its size (a gzip bomb); unpack it yourself"
                    )
                    raise UnreadableError("gzip_bomb", reason)
                yield chunk
    except EOFError as error:
        reason = f"the gzip file is cut off after {total:,} unpacked bytes; fetch it again"
        raise UnreadableError("truncated", reason) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableError("bad_gzip", f"broken gzip data ({error}); fetch it again") from error


def lines(source: Source, limit: int, *, in_pieces: bool = False) -> tuple[Iterator[Line], str]:
    """The file's lines, and the encoding their bytes are in. Of a line above `limit` bytes comes only the head, with
    the size of the whole; or, with `in_pieces`, all of it in pieces of about `limit` bytes.

    Encodings in which the newline is not the byte 0x0A alone (UTF-16, UTF-32 and the stateful ones) are recoded to
    UTF-8 on the way, so that a line can always be split off before it is decoded.
    """
    head, rest = _head(chunks(source))
    encoding, mark = byte_order(head, source.encoding)
    data = chain([head[mark:]], rest)
    if _newline_is_a_byte(encoding):
        if b"\0" in head:
            raise UnreadableError("binary", binary_reason(head))
        return _split(data, limit, mark, in_pieces), encoding
    return _split(_recoded(data, encoding, mark), limit, 0, in_pieces), "utf-8"


def _head(data: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    # A gzip reader may give less than a byte order mark at first.
    head = b""
    for chunk in data:
        head += chunk
        if len(head) >= HEAD:
            break
    return head, data


def _split(data: Iterator[bytes], limit: int, offset: int, in_pieces: bool) -> Iterator[Line]:
    number, size, kept = 1, 0, bytearray()
    for chunk in data:
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            size += len(piece) + 1
            if size <= limit or in_pieces:
                kept += piece
                kept += b"\n"
            else:
                kept += piece[:HEAD]
            yield Line(number, offset, size, bytes(kept))
            number, offset, size = number + 1, offset + size, 0
            kept = bytearray()
        size += len(rest)
        kept += rest
        if size > limit and in_pieces:
            yield Line(number, offset, size, bytes(kept), is_ended=False)
            offset, size = offset + size, 0
            kept = bytearray()
        elif size > limit:
            del kept[HEAD:]
    if size:
        yield Line(number, offset, size, bytes(kept))


def _recoded(data: Iterator[bytes], encoding: str, offset: int) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    for chunk in chain(data, [b""]):
        try:
            yield decoder.decode(chunk, final=not chunk).encode("utf-8")
        except UnicodeError as error:
            raise UnreadableError(*encoding_problem(error, encoding, offset, chunk)) from error
        offset += len(chunk)


def _newline_is_a_byte(encoding: str) -> bool:
    name = codecs.lookup(encoding).name
    return "\n\",'{}a".encode(name) == b"\n\",'{}a" and not name.startswith(_STATEFUL)


def byte_order(head: bytes, encoding: str) -> tuple[str, int]:
    """The encoding that a byte order mark names, and the mark's length; else the encoding given, and 0."""
    for mark, named in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return named, len(mark)
    return encoding, 0


def decode(data: bytes, encoding: str, offset: int = 0) -> str:
    """The text in `data`, which starts at byte `offset` of its file.

    Raises UnreadableError: binary for NUL bytes, and for undecodable bytes among control characters; not_utf8 (for any
    encoding) with the offset and the setting to change.
    """
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        raise UnreadableError(*encoding_problem(error, encoding, offset, data)) from error
    if "\0" in text:
        raise UnreadableError("binary", binary_reason(data))
    return text


def encoding_problem(error: UnicodeError, encoding: str, offset: int, data: bytes) -> tuple[str, str]:
    """Check name and reason for bytes that are not in the encoding; `data` starts at byte `offset` of its file."""
    if _newline_is_a_byte(encoding) and not _CONTROLS.isdisjoint(data[: 8 * HEAD]):
        return "binary", binary_reason(data)
    where, what = f"byte {offset:,}", "the bytes there"
    if isinstance(error, UnicodeDecodeError):
        # An incremental decoder may hold back bytes of the chunk before.
        where = f"byte {offset + error.start - (len(error.object) - len(data)):,}"
        what = f"0x{error.object[error.start]:02X}"
    utf_8 = codecs.lookup(encoding).name == "utf-8"
    advice = (
        "for older Windows files set encoding to cp1252"
        if utf_8
        else "set encoding to utf-8, or to what the file is in"
    )
    return "not_utf8", f"not {encoding} at {where} ({what}); {advice}"


def binary_reason(data: bytes) -> str:
    """Why `data` is refused as binary, with a hint where it looks like UTF-16 without its byte order mark."""
    odd, even = data[1::2].count(0), data[::2].count(0)
    if len(data) > 3 and max(odd, even) > 0.4 * (len(data) // 2):
        return f"looks like UTF-16 without a byte order mark; set encoding to utf-16-{'le' if odd > even else 'be'}"
    return "binary data, not text (NUL or control bytes); give .txt, .html, .jsonl, .csv or .parquet"
