"""The quotes in a form that a browser can search without a server.

A page opened from a folder may load scripts from that folder and nothing else, so the index is a set of small scripts,
each of which hands over one shard. Words are sorted and cut into shards like the blocks of a sorted string table; a
directory holds the first word of each. A shard has for each word the numbers of the quotes that hold it, in words or
speaker, as differences. Quotes lie in shards of their own, in the order of their numbers: the latest first.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from report.articles import Parts
from report.pages import Pages, checked_id
from report.tables import in_order
from report.text import clipped, plain
from warehouse.snapshot import Snapshot

QUOTES_A_SHARD = 100
SHARD_CHARACTERS = 150_000
MOST_QUOTES_OF_A_WORD = 20_000
"""Of a word in more quotes than that the latest are listed; beside a rarer word it is looked for in the quotes."""
LONGEST_WORD = 40
POSTINGS_AT_ONCE = 2_000_000
MOST_CHARACTERS_OF_A_QUOTE = 1_200  # shown and searched; tables.py reads no more of it

# Words as search.js has them: without accents, in lower case, runs of letters and figures. strip_accents ends at a NUL.
_POSTINGS = f"""
SELECT unnest(list_distinct(list_transform(
    regexp_extract_all(
        lower(strip_accents(replace(concat_ws(' ', speaker, quote), chr(0), ' '))), '[\\p{{L}}\\p{{N}}]+'
    ),
    lambda word: left(word, {LONGEST_WORD})
))) AS word, no
FROM shown_quotes
ORDER BY word, no
"""  # noqa: S608  our own number
_SOME_WORDS = f"""
SELECT word, count(*) AS quotes, list(no ORDER BY no)[:{MOST_QUOTES_OF_A_WORD}] AS numbers
FROM shown_postings WHERE word BETWEEN ? AND ? GROUP BY word ORDER BY word
"""  # noqa: S608  our own number


def write_search(snapshot: Snapshot, pages: Pages, parts: Parts) -> None:
    """Write the shards of quotes and of words, and the directory."""
    count = _write_quotes(snapshot, pages, parts)
    firsts = _write_words(snapshot, pages)
    directory = {
        "quotes": count,
        "perShard": QUOTES_A_SHARD,
        "mostOfAWord": MOST_QUOTES_OF_A_WORD,
        "longestWord": LONGEST_WORD,
        "firsts": firsts,
    }
    pages.put("data/directory.js", _script("directory", directory))


def _script(name: str, value: object) -> str:
    return f"dateline.{name}({json.dumps(value, ensure_ascii=False, separators=(',', ':'))});\n"


def _write_quotes(snapshot: Snapshot, pages: Pages, parts: Parts) -> int:
    count = 0
    shard: list[list[Any]] = []
    for row in in_order(snapshot, "shown_quotes"):
        count += 1
        shard.append(_as_shown(row, parts))
        if len(shard) == QUOTES_A_SHARD:
            _put_quotes(pages, count, shard)
            shard = []
    if shard:
        _put_quotes(pages, count, shard)
    return count


def _put_quotes(pages: Pages, last: int, shard: list[list[Any]]) -> None:
    number = (last - 1) // QUOTES_A_SHARD
    pages.put(f"data/quotes-{number}.js", _script("quotes", [number, shard]))


def _as_shown(row: dict[str, Any], parts: Parts) -> list[Any]:
    """Page, id, speaker, cue, quote, kind, headline, day, confidence in hundredths: what search.js shows."""
    return [
        parts.page(row["article_id"], row["start_char"]),
        checked_id(row["quote_id"]),
        plain(clipped(row["speaker"], 120)),
        plain(clipped(row["cue"], 40)),
        plain(clipped(row["quote"], MOST_CHARACTERS_OF_A_QUOTE)),
        row["kind"],
        plain(clipped(row["headline"], 120)),
        row["said_on"].isoformat() if row["said_on"] else "",
        round(100 * row["confidence"]),
    ]


def _write_words(snapshot: Snapshot, pages: Pages) -> list[str]:
    """Write the words' shards; gives the first word of each."""
    firsts = []
    for number, entries in enumerate(_shards(_entries(snapshot))):
        firsts.append(entries[0][0])
        pages.put(f"data/words-{number}.js", _script("words", [number, entries]))
    return firsts


def _entries(snapshot: Snapshot) -> Iterator[list[Any]]:
    """Word, in how many quotes it is, and their numbers as differences."""
    snapshot.keep("shown_postings", _POSTINGS)
    counts = snapshot.query("SELECT word, count(*) FROM shown_postings GROUP BY word ORDER BY word")
    for first, last in _ranges(counts.iter_rows()):
        for word, quotes, numbers in snapshot.query(_SOME_WORDS, [first, last]).iter_rows():
            yield [word, quotes, [number - before for before, number in pairwise([0, *numbers])]]


def _ranges(counts: Iterable[tuple[str, int]]) -> Iterator[tuple[str, str]]:
    """First and last words of stretches of the index that fit in memory."""
    first, last, postings = "", "", 0
    for word, count in counts:
        if first and postings + count > POSTINGS_AT_ONCE:
            yield first, last
            first, postings = "", 0
        first, last, postings = first or word, word, postings + count
    if first:
        yield first, last


def _shards(entries: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    shard: list[list[Any]] = []
    size = 0
    for entry in entries:
        shard.append(entry)
        size += len(entry[0]) + 3 * len(entry[2]) + 12
        if size >= SHARD_CHARACTERS:
            yield shard
            shard, size = [], 0
    if shard:
        yield shard
