"""Names of many actors found in a text at once, whatever their number.

Text and names are folded alike (case, diacritics, punctuation), so that "Erdoğan" finds "Erdogan" and "U.S" finds
"U.S."; what folding loses is checked afterwards: capitals, and that no sentence ends inside a match.

Names are looked up by the rolling hash of their words (Karp and Rabin, IBM Journal of Research and Development 31,
1987): an automaton over 200,000 names takes a second and 50 MB in every process, the hashes a tenth of either.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

WORD = re.compile(r"[^\W_]+")
FOLDED_WORD = re.compile(r"[^ ]+")
# Letters that Unicode does not decompose, as agencies without diacritics write them.
BASE_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ß": "s", "æ": "a", "œ": "o", "þ": "t", "ħ": "h"}
# What may stand between two words of one name: one space or line break, or the marks that names carry inside.
GAP = re.compile(r"(?:[-‐‑–'’ʼ`./&]| )?|[.] |[-–] |'s |’s | & |, |\s")
LONGEST_ACRONYM = 5
# "MoD", "DfID": the initial of a small word stays small.
MIXED_ACRONYM = re.compile(r"[A-Z]+[a-z][A-Z]+")
# What the table of hashes says of a sequence of words: it is a name, or a name goes on from it.
WHOLE, BEGINNING = 1, 2
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
PLACES_PER_WORD = 8  # of names, in the table of hashes; the fewer, the more words are looked up in vain
MEANINGS_KEPT = 8192

Hashes = npt.NDArray[np.uint64]

Entry = TypeVar("Entry")


class _Folding(dict[int, str]):
    """Character -> its folded form, one for one; filled as characters turn up."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        base = unicodedata.normalize("NFKD", letter)[:1].lower()[:1]
        folded = BASE_LETTERS.get(base, base)
        self[code] = folded if folded.isalnum() else " "
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The text in lower case, without diacritics, a space for all that is no letter or digit; as long as it was."""
    return text.translate(_FOLDING)


@lru_cache(maxsize=16384)
def normalise(name: str) -> str:
    """A name as actor keys carry it: folded words with single spaces between them."""
    return " ".join(fold(name if name.isascii() else unicodedata.normalize("NFC", name)).split())


def normalise_all(names: pl.Series) -> pl.Series:
    """`normalise` of every name of a column."""
    composed = names.str.normalize("NFC")
    others = composed.filter(composed.str.len_bytes() != composed.str.len_chars())
    letters = sorted(letter for letter in set("".join(others)) if not letter.isascii())
    folded = composed.str.replace_many(letters, [fold(letter) for letter in letters]) if letters else composed
    return folded.str.to_lowercase().str.replace_all("[^\\p{L}\\p{N}]+", " ").str.strip_chars(" ")


def capitals_agree(name: str, found: str) -> bool:
    """Whether a name of the gazetteer may be what is written: 'us' is not the US, and 'may' not Theresa May.

    Words that the name capitalises must be capitalised in the text; of a short acronym every letter must be.
    """
    if name.islower():
        return True
    if name.isupper() and len(name) <= LONGEST_ACRONYM:
        return found.isupper() or MIXED_ACRONYM.fullmatch(found) is not None
    if name.isalpha() and len(name) <= LONGEST_ACRONYM and sum(letter.isupper() for letter in name) > 1:
        return found in (name, name.upper())  # "JeM" is no "Jem"
    if found.isupper():
        return True
    pairs = zip(WORD.findall(name), WORD.findall(found), strict=False)
    return all(written[:1].isupper() for wanted, written in pairs if wanted[:1].isupper())


@dataclass(frozen=True, slots=True)
class Hit(Generic[Entry]):
    """text[start:end] is a name of every one of the entries."""

    start: int
    end: int
    entries: tuple[Entry, ...]


class HashIndex:
    """Rows of a column by the hash of their value: 12 bytes a row, where a dictionary of names takes 200."""

    def __init__(self, hashes: Hashes) -> None:
        order = np.argsort(hashes, kind="stable")
        self._rows = order.astype(np.uint32)
        self._hashes = hashes[order]

    def holds(self, values: Hashes) -> npt.NDArray[np.bool_]:
        """Which of some hashes a row has."""
        if not len(self._hashes):
            return np.zeros(len(values), np.bool_)
        places = np.searchsorted(self._hashes, values)
        found: npt.NDArray[np.bool_] = self._hashes[np.minimum(places, len(self._hashes) - 1)] == values
        return found

    def rows(self, value: np.uint64) -> list[int]:
        """The rows with a hash, in the order of the column; hashes of different values may be equal."""
        first, last = (np.searchsorted(self._hashes, value, side) for side in ("left", "right"))
        rows: list[int] = self._rows[first:last].tolist()
        return rows


def hashes(words: pl.Series) -> Hashes:
    """The hashes of a column of words, the same for a word throughout a process."""
    return words.hash().to_numpy()


@lru_cache(maxsize=16384)
def hash_of(word: str) -> np.uint64:
    """The hash of one word, as `hashes` gives it; a column made for every word takes a tenth of a millisecond."""
    value: np.uint64 = hashes(pl.Series([word]))[0]
    return value


class Gazetteer(Generic[Entry]):
    """Names, each of which means an entry; one name may mean several."""

    def __init__(self, names: Iterable[tuple[str, Entry]]) -> None:
        pairs = list(names)
        self._index(pl.Series([name for name, _ in pairs], dtype=pl.String), lambda row: pairs[row][1])

    @classmethod
    def of_rows(cls, names: pl.Series, entry_of: Callable[[int], Entry | None]) -> "Gazetteer[Entry]":
        """The gazetteer of a column of names; `entry_of` gives the entry of a row, or none, if a text has its name."""
        gazetteer = cls.__new__(cls)
        gazetteer._index(names, entry_of)
        return gazetteer

    def _index(self, names: pl.Series, entry_of: Callable[[int], Entry | None]) -> None:
        self._names = names
        self._entry_of = entry_of
        words = normalise_all(names).str.split(" ")
        lengths = words.list.len().to_numpy()
        hashed = hashes(words.explode(empty_as_null=False, keep_nulls=False))
        first = np.cumsum(lengths, dtype=np.int64) - lengths
        self._table = np.zeros(1 << max(4, int(PLACES_PER_WORD * len(hashed)).bit_length()), np.uint8)
        self._mask = np.uint64(len(self._table) - 1)
        rolled = np.zeros(len(names), np.uint64)
        rows = np.arange(len(names))
        for length in range(1, int(lengths.max(initial=0)) + 1):
            rows = rows[lengths[rows] >= length]
            rolled[rows] = rolled[rows] * MULTIPLIER + hashed[first[rows] + length - 1]
            is_whole = lengths[rows] == length
            self._table[rolled[rows[is_whole]] & self._mask] |= WHOLE
            self._table[rolled[rows[~is_whole]] & self._mask] |= BEGINNING
        self._rows = HashIndex(rolled)
        self._meanings = lru_cache(maxsize=MEANINGS_KEPT)(self._look_up)

    def _look_up(self, value: int, found: str) -> tuple[Entry, ...]:
        """What words of a text mean whose hash is that of a name."""
        pattern = " ".join(fold(found).split())
        meant = (
            self._entry_of(row)
            for row in self._rows.rows(np.uint64(value))
            if normalise(name := self._names[row]) == pattern and _is_written(name, found)
        )
        return tuple(dict.fromkeys(entry for entry in meant if entry is not None))

    def find(self, text: str) -> list[Hit[Entry]]:
        """All names in the text, overlapping ones too, in the order of their ends, the longest first."""
        folded = fold(text)
        words = folded.split()
        if not words:
            return []
        is_word = np.frombuffer(f" {folded} ".encode("utf-32-le"), np.uint32) != ord(" ")
        starts, ends = np.flatnonzero(np.diff(is_word.view(np.int8))).reshape(-1, 2).T.tolist()
        hits = []
        for first, last, value in self._matches(words):
            start, end = starts[first], ends[last - 1]
            entries = self._meanings(value, text[start:end])
            if entries:
                hits.append(Hit(start, end, entries))
        return sorted(hits, key=lambda hit: (hit.end, hit.start))

    def _matches(self, words: list[str]) -> Iterable[tuple[int, int, int]]:
        """First word, word behind the last, and hash of what may be a name."""
        hashed = hashes(pl.Series(words, dtype=pl.String))
        at = np.arange(len(words))
        rolled = hashed
        length = 1
        while len(at):
            seen = self._table[rolled & self._mask]
            may_be_whole = np.flatnonzero(seen & WHOLE)
            is_whole = may_be_whole[self._rows.holds(rolled[may_be_whole])]
            for first, value in zip(at[is_whole].tolist(), rolled[is_whole].tolist(), strict=True):
                yield first, first + length, value
            goes_on = (seen & BEGINNING).astype(bool) & (at + length < len(words))
            at = at[goes_on]
            rolled = rolled[goes_on] * MULTIPLIER + hashed[at + length]
            length += 1


def _is_written(name: str, found: str) -> bool:
    return name == found or (capitals_agree(name, found) and _gaps_agree(name, found))


def _gaps_agree(name: str, found: str) -> bool:
    """Whether the words of a match stand together as those of one name do: no stop, bracket or comma of its own."""
    gaps = WORD.split(found)[1:-1]
    if not gaps:
        return True
    if not all(GAP.fullmatch(gap) for gap in gaps):
        return False
    if any("," in gap for gap in gaps) and "," not in name:
        return False
    # "Gen. Dunford" is one name, "in Japan. Korea" is not: a stop ends an abbreviation only.
    return all(len(word) <= 4 for word, gap in zip(WORD.findall(found), gaps, strict=False) if gap == ". ")
