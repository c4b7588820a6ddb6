"""Files that hold one article: plain text, and web pages."""

import re
from collections.abc import Iterator

import trafilatura

from flows.readers.documents import Position, RawDocument, Refusal, Source, UnreadableError, to_document, too_long
from flows.readers.sidecars import Sidecars, read_bytes
from flows.readers.streams import byte_order, check_encoding, decode

# A character takes up to 4 bytes; of a web page most is markup.
TEXT_BYTES_PER_CHARACTER = 4
HTML_BYTES_PER_CHARACTER = 10
# A news page has some thousand elements. trafilatura takes time with the square of them: seconds here, minutes at three
# times as many.
MOST_TAGS = 50_000
# Where a browser looks for the declaration (HTML Living Standard, "prescan a byte stream").
_DECLARED = re.compile(rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_PRESCAN = 1024
# The Encoding Standard: pages that say Latin-1 or ASCII are Windows-1252.
_WINDOWS = frozenset({"iso8859-1", "ascii"})


def read_text(source: Source, sidecars: Sidecars) -> Iterator[RawDocument | Refusal]:
    """A .txt file as one document, its text exactly as it stands (a byte order mark removed)."""
    data = _read(source, TEXT_BYTES_PER_CHARACTER)
    encoding, mark = byte_order(data, source.encoding)
    yield from _document(source, sidecars, {}, decode(data[mark:], encoding, mark))


def read_html(source: Source, sidecars: Sidecars) -> Iterator[RawDocument | Refusal]:
    """A web page as one document: the article's text and metadata as trafilatura extracts them.

    The page's encoding is that of its byte order mark, else the one it declares, else the setting. Dates come only
    from the page's own metadata, never from a search through its text.
    """
    data = _read(source, HTML_BYTES_PER_CHARACTER)
    encoding, mark = byte_order(data, _declared_encoding(data[:_PRESCAN]) or source.encoding)
    page = decode(data[mark:], encoding, mark)
    if (tags := page.count("<")) > MOST_TAGS:
        raise UnreadableError("too_long", f"the page has {tags:,} tags, and no more than {MOST_TAGS:,} are read")
    try:
        extracted = trafilatura.bare_extraction(
            page,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    # Pages are what anybody put on the web: whatever the parsers below raise on one concerns that one.
    except Exception as error:
        raise UnreadableError("bad_html", f"the page cannot be parsed ({type(error).__name__}: {error})") from error
    if extracted is None or not extracted.text:
        raise UnreadableError("empty", "no article found in the page; give its text as .txt if there is one")
    found = {
        "title": extracted.title,
        "byline": extracted.author,
        "publisher": extracted.sitename,
        "url": extracted.url,
        "published_at": extracted.date,
    }
    yield from _document(source, sidecars, found, extracted.text)


def _document(
    source: Source, sidecars: Sidecars, found: dict[str, str | None], text: str
) -> Iterator[RawDocument | Refusal]:
    beside, warnings = sidecars.fields(source)
    yield from to_document({**found, **beside, "text": text}, Position(source.uri), source.max_characters)
    yield from warnings


def _read(source: Source, bytes_per_character: int) -> bytes:
    try:
        data = read_bytes(source, bytes_per_character * source.max_characters + 4)
    except UnreadableError as error:
        if error.check_name == "too_long":
            size = f"{source.path.stat().st_size:,} bytes"
            raise UnreadableError("too_long", too_long(size, source.max_characters)) from error
        raise
    if not data:
        raise UnreadableError("empty", "the file is empty")
    return data


def _declared_encoding(head: bytes) -> str | None:
    declared = _DECLARED.search(head)
    if declared is None:
        return None
    try:
        name = check_encoding(declared[1].decode("ascii"))
    except ValueError:
        return None
    return "cp1252" if name in _WINDOWS else name
