"""The readable text of an article: what the parser reads, with the way back to the article's own characters.

Clean articles pass through character by character. Where case or punctuation is lost, the trained model (`restorer`)
says which words start a sentence, where a comma stood, what was quoted and how each word was written; what a stripped
text did to apostrophes, initials and numbers ("hasn t", "u s s", "5 300", "2 1 2 years") is put back by rule.
Marks the text still has are kept and believed. A stretch that lost more than the rest of its article is restored alone.
A letter only ever changes its case, never its place or its number.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from transforms.articles.damage import has_lost_apostrophes, stretches
from transforms.layout import INSERTED, Block, Readable
from transforms.restore.restorer import (
    CASES,
    GAPS,
    WORD,
    Decoding,
    Floats,
    Prediction,
    Restorer,
    cut,
    load_restorer,
    lower_letter,
    marks_in,
    quotations,
    upper_letter,
    write,
)

LEFT_OUT = ("byline", "boilerplate")
SEPARATOR = "\n\n"
COMMA_LIKELY = 0.5
# Below this share of words with a capital, the few capitals of an uncased text are an author's own and are kept; above
# it (all capitals, capitals on every word) they say nothing.
FEW_CAPITALS = 0.3


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


QUOTATION_MARK = re.compile("[\"“”«»]|''|``")
END = re.compile(r"[.?!…](?=\W*\s)|\n\s*\n")
ABBREVIATIONS = _set("mr mrs ms dr prof rev sen rep gov gen lt col maj capt sgt adm st no vs jr sr inc corp ltd co")
INITIALS = frozenset([("u", "s"), ("u", "k"), ("u", "n"), ("e", "u"), ("d", "c")])
HOURS = frozenset([("a", "m"), ("p", "m")])
NEGATED = _set("don doesn didn isn aren wasn weren hasn haven hadn won wouldn couldn shouldn can mustn needn ain shan")
# What a lone ending may follow. "re" and "d" are words of their own too ("re elected"), so few words may carry them.
CARRIERS = {
    "ll": _set("i you he she it we they that there this who what"),
    "ve": _set("i you we they who there could should would might must"),
    "re": _set("you we they who what there where how why"),
    "d": _set("i you he she it we they who there"),
    "m": frozenset(["i"]),
}
MONTHS = _set(
    "january february march april may june july august september october november december jan feb aug sept oct nov dec"
)
SCALES = frozenset(["percent", "per", "million", "billion", "trillion"])
FRACTIONS = frozenset([("1", "2"), ("1", "3"), ("2", "3"), ("1", "4"), ("3", "4")])


@dataclass(slots=True)
class _Words:
    """The words of the kept blocks, and what is decided about each."""

    spans: list[tuple[int, int]]
    lower: list[str]
    gaps: list[str]  # what stands before the word in its block
    first_of_block: list[int]
    joins: dict[int, str] = field(default_factory=dict)  # word: what replaces the gap before it
    before: dict[int, str] = field(default_factory=dict)  # word: what is inserted right before it
    after: dict[int, str] = field(default_factory=dict)  # word: what is inserted behind it
    cases: dict[int, str] = field(default_factory=dict)  # word: case that does not depend on the model


def readable(text: str, blocks: Sequence[Block], *, is_cased: bool, is_punctuated: bool) -> Readable:
    """The text of the title and body blocks, joined by a blank line, restored where case or punctuation is lost.

    `is_cased` and `is_punctuated` say what most of the article still has; a stretch that differs is treated as what it
    is. Every character that was not inserted is the article's character at its origin, give or take its case. Restored
    text says where all its sentences start.
    """
    kept = [block for block in blocks if block.kind not in LEFT_OUT and block.start < block.end]
    parts = [
        _stretch(text, part, is_cased=has_case, is_punctuated=has_marks)
        for has_case, has_marks, part in stretches(text, kept, is_cased=is_cased, is_punctuated=is_punctuated)
    ]
    return parts[0] if len(parts) == 1 else _joined(parts)


def _stretch(text: str, blocks: Sequence[Block], *, is_cased: bool, is_punctuated: bool) -> Readable:
    if is_cased and is_punctuated:
        has_lost = has_lost_apostrophes(text[blocks[0].start : blocks[-1].end])
        return _rejoined(text, blocks) if has_lost else _untouched(text, blocks)
    return _restored(text, blocks, load_restorer(), is_cased=is_cased, is_punctuated=is_punctuated)


def _joined(parts: Sequence[Readable]) -> Readable:
    """Stretches one after the other; an article without any is empty."""
    gap = np.full(len(SEPARATOR), INSERTED, dtype=np.int32)
    has_quoted = any(part.quoted is not None for part in parts)
    origins, starts, quoted, length = [np.empty(0, dtype=np.int32)], [], [np.empty(0, dtype=np.float32)], 0
    for number, part in enumerate(parts):
        if number:
            origins.append(gap)
            quoted.append(np.zeros(len(gap), dtype=np.float32))
            length += len(gap)
        origins.append(part.origin)
        quoted.append(part.quoted if part.quoted is not None else np.zeros(len(part.text), dtype=np.float32))
        starts += [length + start for start in part.sentence_starts]
        length += len(part.text)
    return Readable(
        text=SEPARATOR.join(part.text for part in parts),
        origin=np.concatenate(origins),
        sentence_starts=tuple(starts),
        is_restored=any(part.is_restored for part in parts),
        is_repunctuated=any(part.is_repunctuated for part in parts),
        quoted=np.concatenate(quoted) if has_quoted else None,
    )


def _untouched(text: str, blocks: Sequence[Block]) -> Readable:
    pieces, origins, starts, length = [], [], [], 0
    for number, block in enumerate(blocks):
        if number:
            origins.append(np.full(len(SEPARATOR), INSERTED, dtype=np.int32))
            length += len(SEPARATOR)
        starts.append(length)
        pieces.append(text[block.start : block.end])
        origins.append(np.arange(block.start, block.end, dtype=np.int32))
        length += block.end - block.start
    return Readable(text=SEPARATOR.join(pieces), origin=np.concatenate(origins), sentence_starts=tuple(starts))


def _rejoined(text: str, blocks: Sequence[Block]) -> Readable:
    """Text that lost no more than its apostrophes."""
    words = _find_words(text, blocks)
    sources = [text[start:end] for start, end in words.spans]
    _rejoin(words, [source != source.lower() for source in sources])
    rejoined = _emit(text, blocks, words, sources, frozenset(words.first_of_block), None)
    return replace(rejoined, starts_are_complete=False)


def _restored(text: str, blocks: Sequence[Block], model: Restorer, *, is_cased: bool, is_punctuated: bool) -> Readable:
    words = _find_words(text, blocks)
    prediction = model.predict(words.lower)
    # The marks that a text still has tell names from other words, too.
    cases = (
        model.predict(words.lower, [marks_in(gap) for gap in words.gaps]).cases if is_punctuated else prediction.cases
    )
    likely = _given_a_capital(prediction) if is_cased else prediction.starts
    _rejoin(words, (prediction.cases.argmax(axis=1) != CASES.index("lower")).tolist())
    fixed = _fixed_starts(text, blocks, words, likely, is_cased=is_cased, is_punctuated=is_punctuated)
    starts = frozenset(cut(likely, model.length_prior, fixed, model.decoding))
    if not is_punctuated:
        _punctuate(text, blocks, words, prediction, starts, model.decoding)
    forms = _forms(text, words, cases, starts, model.mixed_forms, is_cased=is_cased)
    has_marks = is_punctuated and any(QUOTATION_MARK.search(gap) for gap in words.gaps)
    quoted = None if has_marks else _in_body(blocks, words, prediction.quoted)
    return replace(_emit(text, blocks, words, forms, starts, quoted), is_repunctuated=not is_punctuated)


def _in_body(blocks: Sequence[Block], words: _Words, quoted: Floats) -> Floats:
    """Headlines are nobody's words."""
    for block, first, last in _word_ranges(blocks, words):
        if block.kind == "title":
            quoted[first:last] = 0
    return quoted


def _given_a_capital(prediction: Prediction) -> Floats:
    """Probability that a sentence starts at each word if it has a capital: Bayes, a start always having one."""
    starts = prediction.starts
    anyway = (1 - starts) * (1 - prediction.cases[:, CASES.index("lower")])
    return np.asarray(starts / (starts + anyway + 1e-9), dtype=np.float32)


def _find_words(text: str, blocks: Sequence[Block]) -> _Words:
    words = _Words([], [], [], [])
    for block in blocks:
        words.first_of_block.append(len(words.spans))
        end = block.start
        for match in WORD.finditer(text, block.start, block.end):
            words.spans.append(match.span())
            words.lower.append(match.group().lower())
            words.gaps.append(text[end : match.start()])
            end = match.end()
    words.first_of_block.append(len(words.spans))
    return words


def _rejoin(words: _Words, capital: Sequence[bool]) -> None:
    """Put back what stripping took out of words: apostrophes, the points of initials, the marks inside numbers.

    `capital` says which words start upper-case.
    """
    firsts = frozenset(words.first_of_block)
    lower = words.lower
    # A boundary of None keeps a rule from reading across blocks, or across marks that the text still has.
    bare = [bool(gap) and gap.isspace() and i not in firsts for i, gap in enumerate(words.gaps)] + [False]
    for i, word in enumerate(lower):
        if not bare[i] or i in words.joins:
            continue
        before = lower[i - 1]
        if (before, word) in INITIALS or ((before, word) in HOURS and bare[i - 1] and lower[i - 2].isdecimal()):
            words.joins[i] = words.after[i] = "."
            words.cases[i - 1] = words.cases[i] = "lower" if (before, word) in HOURS else "upper"
        elif _ends_with_apostrophe(before, word) and (len(before) > 1 or i - 1 in words.after or word != "s"):
            words.joins[i] = "'"
            words.cases[i] = "lower"
        elif before == "o" and len(word) > 2 and capital[i - 1] and capital[i]:  # O'Neill
            words.joins[i] = "'"
            words.cases[i - 1] = words.cases[i] = "capitalized"
        elif before.isdecimal() and word.isdecimal():
            following = lower[i + 1] if bare[i + 1] else ""
            earlier = lower[i - 2] if bare[i - 1] else ""
            if mark := _mark_in_number(earlier, before, word, following, is_grouped=words.joins.get(i - 1) == ","):
                words.joins[i] = mark
    for i in range(1, len(lower) - 1):  # a middle initial: Michael R. Pompeo
        is_letter = len(lower[i]) == 1 and lower[i].isalpha() and lower[i] != "i" and i not in words.after
        is_bare = bare[i] and bare[i + 1] and not {i, i + 1} & words.joins.keys()
        if is_letter and is_bare and all(capital[i - 1 : i + 2]) and min(len(lower[i - 1]), len(lower[i + 1])) > 2:
            words.after[i] = "."


def _ends_with_apostrophe(before: str, word: str) -> bool:
    if word == "s":
        return before.isalnum()
    if word == "t":
        return before in NEGATED
    return before in CARRIERS.get(word, ())


def _mark_in_number(earlier: str, before: str, word: str, following: str, *, is_grouped: bool) -> str | None:
    """What stood between two runs of digits: a comma between thousands, a decimal point, the stroke of a fraction."""
    if len(word) == 3 and (is_grouped or (len(before) <= 3 and before[0] != "0" and earlier not in MONTHS)):
        return ","
    if following in SCALES and len(before) <= 3 and len(word) <= 2:
        return "."
    if (before, word) in FRACTIONS and earlier.isdecimal() and len(earlier) <= 2 and not following.isdecimal():
        return "/"
    return None


def _fixed_starts(
    text: str, blocks: Sequence[Block], words: _Words, starts: Floats, *, is_cased: bool, is_punctuated: bool
) -> npt.NDArray[np.int8]:
    """1 where a sentence must start, -1 where none may, 0 where the model decides."""
    fixed = np.zeros(len(words.spans), dtype=np.int8)
    for i, gap in enumerate(words.gaps):
        if END.search(gap):
            before = words.lower[i - 1] if i else ""
            is_doubtful = before in ABBREVIATIONS or (len(before) == 1 and before.isalpha())
            fixed[i] = 1 if not is_doubtful or starts[i] > 0.5 else -1
        elif is_punctuated or i in words.joins or (is_cased and text[words.spans[i][0]].islower()):
            fixed[i] = -1
    for block, first, last in _word_ranges(blocks, words):
        if block.kind == "title":
            fixed[first:last][fixed[first:last] == 0] = -1
        if first < last:
            fixed[first] = 1
    return fixed


def _word_ranges(blocks: Sequence[Block], words: _Words) -> Iterator[tuple[Block, int, int]]:
    yield from zip(blocks, words.first_of_block, words.first_of_block[1:], strict=False)


def _punctuate(
    text: str,
    blocks: Sequence[Block],
    words: _Words,
    prediction: Prediction,
    starts: frozenset[int],
    decoding: Decoding,
) -> None:
    """Full stops, question marks and commas behind words, where the text has no mark of its own."""
    asked = prediction.gaps[:, GAPS.index("question")] > prediction.gaps[:, GAPS.index("stop")]
    paused = prediction.gaps[:, GAPS.index("comma")] > COMMA_LIKELY
    for block, first, last in _word_ranges(blocks, words):
        for i in range(first + 1, last):
            if i in words.joins or not words.gaps[i].isspace():
                continue
            if i in starts:
                words.after[i - 1] = "?" if asked[i] else "."
            elif paused[i]:
                words.after[i - 1] = words.after.get(i - 1, "") + ","
        if block.kind != "title" and first < last and not text[words.spans[last - 1][1] : block.end].strip():
            words.after[last - 1] = "."
        if block.kind != "title":
            own_starts = [i - first for i in starts if first <= i < last]
            found = quotations(prediction.quoted[first:last], prediction.gaps[first:last], own_starts, decoding)
            _quote(words, found, first, last)


def _quote(words: _Words, found: Sequence[tuple[int, int]], first: int, last: int) -> None:
    """Quotation marks around what was most likely quoted in a block, where the text has no mark of its own."""
    for opens, closes in found:
        start, end = first + opens, first + closes
        edges = [words.gaps[start] if opens else " ", words.gaps[end] if end < last else " "]
        if start in words.joins or end in words.joins or not all(map(str.isspace, edges)):
            continue
        words.before[start] = "“"
        mark = words.after.get(end - 1, "")
        words.after[end - 1] = (mark if mark.endswith((".", "?", ",")) else mark + ",") + "”"


def _forms(
    text: str, words: _Words, cases: Floats, starts: frozenset[int], mixed: dict[str, str], *, is_cased: bool
) -> list[str]:
    """Each word as it is to be written, letter for letter."""
    sources = [text[start:end] for start, end in words.spans]
    if is_cased:
        return sources
    has_capital = [source != source.lower() for source in sources]
    keeps_capitals = sum(has_capital) < FEW_CAPITALS * len(sources)
    forms = []
    for i, (source, case) in enumerate(zip(sources, cases.argmax(axis=1).tolist(), strict=True)):
        if keeps_capitals and has_capital[i]:
            forms.append(source)
            continue
        small = "".join(map(lower_letter, source)) if has_capital[i] else source
        known = CASES.index(words.cases[i]) if i in words.cases else case
        forms.append(upper_letter(small) if small == "i" else write(small, known, i in starts, mixed))
    return forms


def _emit(
    text: str,
    blocks: Sequence[Block],
    words: _Words,
    forms: list[str],
    starts: frozenset[int],
    quoted: Floats | None,
) -> Readable:
    pieces: list[str] = []
    origin: list[int] = []
    sentence_starts: list[int] = []

    def insert(inserted: str) -> None:
        pieces.append(inserted)
        origin.extend([INSERTED] * len(inserted))

    def keep(kept: str, start: int) -> None:
        pieces.append(kept)
        origin.extend(range(start, start + len(kept)))

    for block, first, last in _word_ranges(blocks, words):
        if pieces:
            insert(SEPARATOR)
        sentence_starts.append(len(origin))
        end = block.start
        for i in range(first, last):
            start, next_end = words.spans[i]
            if i in words.joins:
                insert(words.joins[i])
            elif i in starts and i > first:
                # An opening mark belongs to the sentence that it opens.
                gap = text[end:start]
                opening = len(gap) - len(gap.split()[-1]) if gap and not gap[-1].isspace() and gap.split() else len(gap)
                keep(gap[:opening], end)
                sentence_starts.append(len(origin))
                keep(gap[opening:], end + opening)
            else:
                keep(text[end:start], end)
            if i in words.before:
                insert(words.before[i])
            keep(forms[i], start)
            if i in words.after:
                insert(words.after[i])
            end = next_end
        keep(text[end : block.end], end)
    origins = np.array(origin, dtype=np.int32)
    return Readable(
        text="".join(pieces),
        origin=origins,
        sentence_starts=tuple(sentence_starts),
        starts_are_complete=True,
        is_restored=True,
        quoted=None if quoted is None else _by_character(quoted, words, len(text))[origins] * (origins != INSERTED),
    )


def _by_character(values: Floats, words: _Words, length: int) -> Floats:
    """For each character of the article its word's value, 0 in no word."""
    spread = np.zeros(length, dtype=np.float32)
    for (start, end), value in zip(words.spans, values.tolist(), strict=True):
        spread[start:end] = value
    return spread
