"""Names of many actors found in a text at once, whatever their number (Aho and Corasick, CACM 1975).

Text and names are folded alike (case, diacritics, punctuation), so that "Erdoğan" finds "Erdogan" and "U.S" finds
"U.S."; what folding loses is checked afterwards: capitals, and that no sentence ends inside a match.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

WORD = re.compile(r"[^\W_]+")
FOLDED_WORD = re.compile(r"[^ ]+")
# Letters that Unicode does not decompose, as agencies without diacritics write them.
BASE_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ß": "s", "æ": "a", "œ": "o", "þ": "t", "ħ": "h"}
# What may stand between two words of one name: one space or line break, or the marks that names carry inside.
GAP = re.compile(r"(?:[-‐‑–'’ʼ`./&]| )?|[.] |[-–] |'s |’s | & |, |\s")
LONGEST_ACRONYM = 5

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


@lru_cache(maxsize=65536)
def normalise(name: str) -> str:
    """A name as actor keys carry it: folded words with single spaces between them."""
    return " ".join(fold(name if name.isascii() else unicodedata.normalize("NFC", name)).split())


def capitals_agree(name: str, found: str) -> bool:
    """Whether a name of the gazetteer may be what is written: 'us' is not the US, and 'may' not Theresa May.

    Words that the name capitalises must be capitalised in the text; of a short acronym every letter must be.
    """
    if name.islower():
        return True
    if name.isupper() and len(name) <= LONGEST_ACRONYM:
        return found.isupper()
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


class Gazetteer(Generic[Entry]):
    """An automaton over names; it takes (name, entry) pairs, and one name may mean several entries."""

    def __init__(self, names: Iterable[tuple[str, Entry]]) -> None:
        self._meanings: list[list[tuple[str, Entry]]] = []
        number_of: dict[str, int] = {}
        for name, entry in names:
            pattern = normalise(name)
            if not pattern:
                continue
            number = number_of.setdefault(pattern, len(self._meanings))
            if number == len(self._meanings):
                self._meanings.append([(name, entry)])
            elif (name, entry) not in self._meanings[number]:
                self._meanings[number].append((name, entry))
        # The spaces around a pattern make every match end at word boundaries.
        patterns = [f" {pattern} " for pattern in number_of] or ["\x00"]
        self._automaton = AhoCorasick(patterns, matchkind=MatchKind.Standard)

    def find(self, text: str) -> list[Hit[Entry]]:
        """All names in the text, overlapping ones too, in the order of their ends."""
        folded = fold(text)
        start_at: dict[int, int] = {}
        end_at: dict[int, int] = {}
        position = 0
        pieces = []
        for word in FOLDED_WORD.finditer(folded):
            start, end = word.span()
            start_at[position] = start
            position += 1 + end - start
            end_at[position] = end
            pieces.append(word.group())
        joined = f" {' '.join(pieces)} "
        hits = []
        for number, first, last in self._automaton.find_matches_as_indexes(joined, overlapping=True):
            start, end = start_at[first], end_at[last - 1]
            found = text[start:end]
            meant = [entry for name, entry in self._meanings[number] if _is_written(name, found)]
            entries = tuple(dict.fromkeys(meant))
            if entries:
                hits.append(Hit(start, end, entries))
        return hits


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
