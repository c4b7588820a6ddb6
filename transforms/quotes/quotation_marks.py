"""Quotation marks: which stretches of a text stand in them.

News text mixes straight, curly and single marks, guillemets, German low marks and doubled apostrophes, and it loses
marks. Every mark is given a role (opening, closing, apostrophe) by its shape and its neighbours, then marks are paired
paragraph by paragraph. A mark without a partner is dropped, so that it costs one quotation and nothing else, except
that a paragraph may open a quotation which the next paragraph, opening anew, goes on with: the English convention for
quotations of several paragraphs.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc

Role = Literal["open", "close", "either", "none"]

# Two single marks in a row stand for a double one (plain-text wires and newspaper archives write them so).
_MARK = re.compile(r"''|``|‘‘|’’|‚‚|,,(?=\w)|[\"“”„‟«»‹›‘’‚‛'`]")
_PARAGRAPH_END = re.compile(r"\n\s*\n")
# Everything that may stand for a double mark, and its family: marks pair within a family first.
_FAMILY = {
    '"': "straight",
    "''": "straight",
    "``": "straight",
    "“": "curly",
    "”": "curly",
    "„": "curly",
    "‟": "curly",
    "‘‘": "curly",
    "’’": "curly",
    "‚‚": "curly",
    ",,": "curly",
    "«": "guillemet",
    "»": "guillemet",
    "‹": "single guillemet",
    "›": "single guillemet",
    "‘": "single",
    "’": "single",
    "‚": "single",
    "‛": "single",
    "'": "single",
    "`": "single",
}
_OPENING_SHAPES = frozenset(["“", "„", "‟", "``", "‘‘", "‚‚", ",,", "«", "‹", "‘", "‚", "‛"])
_CLOSING_SHAPES = frozenset(["”", "’’", "»", "›"])
_BEFORE_OPENING = frozenset("([{—–-/…:;,|>") | frozenset("\"“„«‹‘'`‚")
_AFTER_CLOSING = frozenset(")]}—–-/….,:;!?|<") | frozenset("\"”»›’'“")
# Words that begin with an apostrophe: 'em, 'tis, 'cause. Digits ('90s) are seen by their shape.
_CLIPPED = re.compile(r"(?:em|tis|twas|til|till|cause|bout|round|n|cuz|twere)\b", re.IGNORECASE)
_DOUBLE_LIKE = frozenset(["straight", "curly", "guillemet"])


@dataclass(frozen=True, slots=True)
class QuotedStretch:
    """Tokens [start, end) between two marks, marks left out; `level` 0 is not inside another stretch.

    `left` and `right` are the first token before and the first after the stretch and its marks. `is_open` says that
    the closing mark is missing because the next paragraph goes on with the quotation.
    """

    start: int
    end: int
    left: int
    right: int
    level: int
    is_single: bool
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    family: str
    role: Role
    is_possessive: bool = False


@dataclass(frozen=True, slots=True)
class _Pair:
    """Characters [start, end) with the marks, [inner_start, inner_end) without."""

    start: int
    inner_start: int
    inner_end: int
    end: int
    is_single: bool
    is_open: bool = False


def _role(text: str, start: int, end: int, family: str) -> tuple[Role, bool]:
    """What a mark does by its neighbours, and by its shape where they leave it open; and if it may be a possessive."""
    mark = text[start:end]
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    opens = (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()
    closes = not before.isspace() and (after.isspace() or after in _AFTER_CLOSING)
    if family == "single":
        return _single_role(text, start, end, opens=opens, closes=closes)
    if opens and not closes:
        return "open", False
    if closes and not opens:
        return "close", False
    if mark in _OPENING_SHAPES:
        return "open", False
    if mark in _CLOSING_SHAPES:
        return "close", False
    # A straight mark right behind a digit is as likely an inch or second mark: it may close, never open.
    return ("close" if before.isdigit() else "either"), False


def _single_role(text: str, start: int, end: int, *, opens: bool, closes: bool) -> tuple[Role, bool]:
    """Opening, closing or neither: most single marks are apostrophes."""
    mark, before = text[start:end], text[start - 1 : start]
    after = text[end : end + 1]
    if opens and not closes:
        is_clipped = after.isdigit() or _CLIPPED.match(text, end) is not None
        shape_opens = mark in _OPENING_SHAPES or mark in "'`"
        # A word processor writes ’ where a quotation opens only by mistake; it is an apostrophe far more often.
        return ("open" if shape_opens and not is_clipped else "none"), False
    if closes and mark not in "‘‚‛":
        return "close", before in "sSzZxX" and before != ""
    return "none", False


def _marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    for match in _MARK.finditer(text, start, end):
        family = _FAMILY[match.group()]
        role, is_possessive = _role(text, match.start(), match.end(), family)
        if role != "none":
            yield _Mark(match.start(), match.end(), family, role, is_possessive)


def _pair_paragraph(text: str, start: int, end: int, *, next_family: str | None) -> list[_Pair]:
    """The pairs of marks of one paragraph, text[start:end]."""
    marks = list(_marks(text, start, end))
    pairs: list[_Pair] = []
    waiting: list[_Mark] = []
    for position, mark in enumerate(marks):
        same = next((m for m in reversed(waiting) if m.family == mark.family), None)
        if mark.role == "open" or (mark.role == "either" and same is None):
            if same is not None and mark.family != "straight":
                # A second opening of the same sort without a closing between: the first one lost its partner.
                del waiting[waiting.index(same) :]
            elif same is not None and _closes_later(marks[position + 1 :], mark.family):
                waiting.remove(same)
            waiting.append(mark)
            continue
        if same is None:
            # Writers and converters mix families: let a closing double mark close an opening one of another kind.
            same = next((m for m in reversed(waiting) if {m.family, mark.family} <= _DOUBLE_LIKE), None)
        if same is None or (mark.is_possessive and _is_possessive(text, mark, marks[position + 1 :])):
            continue
        del waiting[waiting.index(same) :]
        pairs.append(_Pair(same.start, same.end, mark.start, mark.end, mark.family == "single"))
    # Only a mark that opens the paragraph, or a speech behind a colon or comma, can stay open to the paragraph's end.
    first = waiting[0] if waiting else None
    may_stay_open = first is not None and text[start : first.start].rstrip()[-1:] in {"", ":", ","}
    if first is not None and may_stay_open and first.family == next_family:
        pairs = [pair for pair in pairs if pair.start > first.start]
        pairs.append(_Pair(first.start, first.end, end, end, is_single=False, is_open=True))
    return pairs


def _closes_later(marks: list[_Mark], family: str) -> bool:
    """Whether the next mark of this family closes."""
    following = next((mark for mark in marks if mark.family == family), None)
    return following is not None and following.role == "close"


def _is_possessive(text: str, mark: _Mark, later: list[_Mark]) -> bool:
    """Whether `s'` is a possessive and not the end of a quotation: a better closing mark follows in the paragraph."""
    after = text[mark.end : mark.end + 1]
    if not after.isspace():
        return False
    for other in later:
        if other.family != "single":
            continue
        if other.role == "open":
            return False
        if not other.is_possessive or text[other.end : other.end + 1] in _AFTER_CLOSING:
            return True
    return False


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Offsets of the paragraphs, parted by empty lines."""
    bounds, start = [], 0
    for match in _PARAGRAPH_END.finditer(text):
        bounds.append((start, match.start()))
        start = match.end()
    bounds.append((start, len(text)))
    return [(first, last) for first, last in bounds if text[first:last].strip()]


def _opening_family(text: str, start: int, end: int) -> str | None:
    """The family of the double mark that a paragraph starts with; None for any other start."""
    match = _MARK.match(text, start + len(text[start:end]) - len(text[start:end].lstrip()), end)
    family = _FAMILY[match.group()] if match is not None else None
    return family if family in _DOUBLE_LIKE else None


def quoted_stretches(doc: Doc) -> list[QuotedStretch]:
    """Every stretch of a document in quotation marks that holds a word, in order, the outer before the inner."""
    text = doc.text
    paragraphs = _paragraphs(text)
    pairs: list[_Pair] = []
    for position, (start, end) in enumerate(paragraphs):
        following = paragraphs[position + 1] if position + 1 < len(paragraphs) else None
        next_family = _opening_family(text, *following) if following is not None else None
        pairs += _pair_paragraph(text, start, end, next_family=next_family)
    pairs.sort(key=lambda pair: (pair.start, -pair.end))
    token_starts = [token.idx for token in doc]
    stretches: list[QuotedStretch] = []
    enclosing: list[_Pair] = []
    for pair in pairs:
        while enclosing and enclosing[-1].end <= pair.start:
            enclosing.pop()
        stretch = _as_tokens(doc, token_starts, pair, len(enclosing))
        if stretch is not None:
            stretches.append(stretch)
            enclosing.append(pair)
    return stretches


def _as_tokens(doc: Doc, token_starts: list[int], pair: _Pair, level: int) -> QuotedStretch | None:
    """The stretch in tokens, with a token that a mark sticks to counted in; None without a letter or digit in it."""
    start = bisect_left(token_starts, pair.inner_start)
    if start and doc[start - 1].idx + len(doc[start - 1]) > pair.inner_start:
        start -= 1
    end = bisect_left(token_starts, pair.inner_end)
    left, right = start, bisect_left(token_starts, pair.end)
    while start < end and not _holds_word(doc[start].text) and doc[start].text not in "[(":
        start += 1
    while end > start and not _holds_word(doc[end - 1].text) and doc[end - 1].text not in "])":
        end -= 1
    if not any(_holds_word(token.text) for token in doc[start:end]):
        return None
    while left > 0 and doc[left - 1].idx + len(doc[left - 1]) > pair.start:
        left -= 1
    return QuotedStretch(start, end, left - 1, right, level, pair.is_single, pair.is_open)


def _holds_word(text: str) -> bool:
    return any(character.isalnum() for character in text)
