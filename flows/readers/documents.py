"""What every reader gives: a document, or the reason why there is none; and the one way from a row's fields to it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from flows.readers.dates import UnreadableDateError, parse_date

METADATA = ("title", "byline", "publisher", "url", "published_at")
COLUMNS = ("uri", "text", *METADATA)

# Metadata longer than this is a mistake in the input, not a headline or a name.
MAX_METADATA_CHARACTERS = 10_000
EXCERPT = 200
# So many failures in a row mean that the file is not what its name says; a million reports on it help nobody.
MAX_FAILURES_IN_A_ROW = 1_000


@dataclass(frozen=True, slots=True)
class RawDocument:
    """An article as it came: `text` is the input text exactly, `published_at` naive UTC."""

    uri: str
    text: str
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that could not be read: where it was, the check that failed, why in one line, and what was known.

    `row` is JSON-serializable and holds no text that UTF-8 cannot carry.
    """

    uri: str | None
    check_name: str
    reason: str
    row: dict[str, Any]

    @property
    def document_kept(self) -> bool:
        """True for a warning: a date or another field of metadata was dropped, and the article itself was delivered."""
        return self.check_name in {"bad_date", "bad_metadata"}


class UnreadableError(Exception):
    """The rest of a file cannot be read: `check_name` as in Refusal, the message says what would be right."""

    def __init__(self, check_name: str, reason: str) -> None:
        super().__init__(reason)
        self.check_name = check_name


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, under the name it is known by, and the reader's settings."""

    path: Path
    uri: str
    max_characters: int
    encoding: str


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a source: the file itself, or one of its lines or rows, counted from 1."""

    path: str
    unit: Literal["line", "row"] | None = None
    number: int | None = None

    @property
    def uri(self) -> str:
        """The uri of a document found here that brings none of its own."""
        return self.path if self.number is None else f"{self.path}#{self.number}"

    def refuse(self, check_name: str, reason: str, uri: str | None = None, excerpt: str | None = None) -> Refusal:
        """A refusal of what stands here; `reason` says what is wrong and what would be right."""
        row: dict[str, Any] = {"path": self.path}
        label = self.path
        if self.unit is not None:
            row[f"{self.unit}_no"] = self.number
            label = f"{self.path}, {self.unit} {self.number}"
        if excerpt:
            row["excerpt"] = storable(excerpt[:EXCERPT])[:EXCERPT]
        return Refusal(uri or self.uri, check_name, one_line(f"{label}: {reason}"), row)


def storable(text: str) -> str:
    """The text with what UTF-8 cannot carry (lone surrogates) written as backslash escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def one_line(text: str) -> str:
    """The text on one line, control characters (a file name may hold them) written as escapes."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in storable(text))


def misfit(value: str) -> str | None:
    """Why the text cannot be stored in a table, or None: a lone surrogate has no UTF-8 form. NUL is storable."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        return f"lone surrogate U+{ord(value[error.start]):04X} at character {error.start:,}, half of a character"
    return None


def choose_columns(names: Iterable[str]) -> dict[str, int]:
    """Column of COLUMNS -> position of the name that stands for it, whatever its case; the exact name wins."""
    chosen: dict[str, int] = {}
    for position, name in enumerate(names):
        known = name.strip().lower()
        if known in COLUMNS and (known not in chosen or name == known):
            chosen[known] = position
    return chosen


def to_document(fields: Mapping[str, Any], position: Position, max_characters: int) -> Iterator[RawDocument | Refusal]:
    """A row, keyed by COLUMNS, as a document; then a warning for each field of metadata that had to be dropped.

    Refuses a row whose uri is no string or integer, and one whose text is missing, blank, no string, longer than
    `max_characters`, or holds a lone surrogate.
    """
    uri: Any = fields.get("uri")
    if isinstance(uri, int) and not isinstance(uri, bool):
        uri = str(uri)
    if uri is None or (isinstance(uri, str) and not uri.strip()):
        uri = position.uri
    text: Any = fields.get("text")
    if problem := _uri_problem(uri):
        yield position.refuse(*problem, excerpt=shown(uri))
    elif problem := _text_problem(text, max_characters):
        yield position.refuse(*problem, uri, shown(text))
    else:
        metadata, warnings = read_metadata(fields, position, uri)
        yield RawDocument(uri=uri, text=text, **metadata)
        yield from warnings


def _uri_problem(uri: Any) -> tuple[str, str] | None:
    if not isinstance(uri, str) or len(uri) > MAX_METADATA_CHARACTERS:
        return "bad_uri", f"uri is {described(uri)}; it must be a short string"
    if problem := misfit(uri):
        return "bad_unicode", f"uri holds a {problem}"
    return None


def _text_problem(text: Any, max_characters: int) -> tuple[str, str] | None:
    if text is None:
        return "empty", "text is missing or null; every article needs one"
    if not isinstance(text, str):
        return "not_a_string", f"text is {described(text)}; it must be a string"
    if len(text) > max_characters:
        return "too_long", too_long(f"{len(text):,} characters", max_characters)
    if not text or text.isspace():
        return "empty", "text is blank; every article needs some"
    if problem := misfit(text):
        return "bad_unicode", f"text holds a {problem}"
    return None


def read_metadata(fields: Mapping[str, Any], position: Position, uri: str) -> tuple[dict[str, Any], list[Refusal]]:
    """The fields of METADATA that can be used, and a warning (bad_date, bad_metadata) for each one dropped."""
    kept: dict[str, Any] = {}
    warnings: list[Refusal] = []
    for name in METADATA:
        value = fields.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        if name == "published_at":
            try:
                kept[name] = parse_date(value)
            except UnreadableDateError as error:
                reason = f"{error}; the article was kept without it"
                warnings.append(position.refuse("bad_date", reason, uri, shown(value)))
        elif not isinstance(value, str) or len(value) > MAX_METADATA_CHARACTERS or misfit(value):
            reason = f"{name} is {described(value)}; it must be a short string; the article was kept without it"
            warnings.append(position.refuse("bad_metadata", reason, uri, shown(value)))
        else:
            kept[name] = value
    return kept, warnings


def shown(value: object) -> str | None:
    """A value for an excerpt: text and numbers as they are, nothing of what may be nested without end."""
    return str(value) if isinstance(value, str | int | float | dt.date) else None


def described(value: object) -> str:
    """What a value is, for a person: 'a list', 'a string of 12,000 characters'."""
    if isinstance(value, str):
        return f"a string of {len(value):,} characters" + (f" with a {problem}" if (problem := misfit(value)) else "")
    kinds = {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number"}
    return kinds.get(type(value), f"a {type(value).__name__}")


def too_long(size: str, max_characters: int) -> str:
    """The reason for refusing what is too long."""
    return (
        f"{size}, and max_characters is {max_characters:,}: no single article is so long; split it or raise the setting"
    )


def supervise(results: Iterable[RawDocument | Refusal]) -> Iterator[RawDocument | Refusal]:
    """The results of a table. Raises UnreadableError when there is none at all (empty), and when so many failures in a
    row show that it is no table of articles (gave_up).
    """
    failures = 0
    seen = False
    for result in results:
        seen = True
        yield result
        kept = isinstance(result, RawDocument) or result.document_kept
        failures = 0 if kept else failures + 1
        if failures >= MAX_FAILURES_IN_A_ROW:
            raise UnreadableError("gave_up", f"{failures:,} rows in a row could not be read; the rest was left unread")
    if not seen:
        raise UnreadableError("empty", "the file holds no article")
