"""JSON Lines: one article a line, as an object."""

import json
from collections.abc import Iterator

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
from flows.readers.streams import Line, decode, lines

# A character takes up to 12 bytes in JSON (a pair of \uXXXX escapes); the rest is room for the other fields.
BYTES_PER_CHARACTER = 12
OTHER_FIELDS = 1 << 20


def read_jsonl(source: Source) -> Iterator[RawDocument | Refusal]:
    """The articles of a .jsonl, .ndjson or .jsonl.gz file. A line that cannot be read is refused and the next is read;
    blank lines are passed over. A document without a uri gets "path#line".
    """
    yield from supervise(_read(source))


def _read(source: Source) -> Iterator[RawDocument | Refusal]:
    limit = BYTES_PER_CHARACTER * source.max_characters + OTHER_FIELDS
    numbered, encoding = lines(source, limit)
    for line in numbered:
        position = Position(source.uri, "line", line.number)
        if line.size > limit:
            reason = too_long(f"the line has {line.size:,} bytes", source.max_characters)
            yield position.refuse("too_long", reason, excerpt=line.data.decode("utf-8", "replace"))
        elif line.data.strip():
            yield from _read_line(line, encoding, position, source.max_characters)


def _read_line(line: Line, encoding: str, position: Position, max_characters: int) -> Iterator[RawDocument | Refusal]:
    try:
        text = decode(line.data, encoding, line.offset)
    except UnreadableError as error:
        yield position.refuse(error.check_name, str(error))
        return
    try:
        row = json.loads(text)
    # ValueError: bad JSON, or an integer of thousands of digits. RecursionError: brackets nested by the thousand.
    except (ValueError, RecursionError) as error:
        yield position.refuse("bad_json", f"no valid JSON ({error}); each line must be one object", excerpt=text)
        return
    if not isinstance(row, dict):
        yield position.refuse("bad_json", "no JSON object; each line must be one, with at least text", excerpt=text)
        return
    names = list(row)
    columns = choose_columns(names)
    if "text" not in columns:
        found = one_line(", ".join(names[:10]))[:100]
        yield position.refuse("no_text_column", f'no field "text" (found: {found}); rename the one that holds it')
        return
    yield from to_document({name: row[names[at]] for name, at in columns.items()}, position, max_characters)
