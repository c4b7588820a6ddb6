"""What a text lost on its way here: case, punctuation, apostrophes; in all of it or in a stretch."""

import re
from collections.abc import Sequence
from itertools import groupby

from transforms.layout import Block

# In ordinary English one word in eight starts upper-case, one in twenty where nobody is named.
LEAST_CAPITALIZED = 0.02
# Above this share of upper-case letters the text is IN CAPITALS.
MOST_UPPER_LETTERS = 0.6
# Up to this share of longer words in lower case, the text is in Title Case; a short text may have none, for a sentence
# that names many comes near. Of fewer words than the last figure nothing is known.
TITLE_CASE_LOWER = 0.1
TITLE_CASE_SHORT, TITLE_CASE_LEAST = 30, 5
# Longer words that some styles of Title Case leave in lower case.
SMALL_WORDS = frozenset({"from", "into", "onto", "over", "than", "that", "upon", "with"})
# Ordinary English ends a sentence every 15 to 25 words, legal prose every 50.
WORDS_PER_SENTENCE_END = 80
# Texts of fewer words, headlines above all, need not end a sentence.
FEW_WORDS = 25

_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?:\s|$)")
_MARK = re.compile(r"[.,;:!?\"“”()–—]")
# Blocks of fewer words are taken for what the article is.
BLOCK_WORDS = 5
_LOST_APOSTROPHE = re.compile(
    r"\b(?:do|does|did|is|are|was|were|has|have|had|wo|would|could|should|ca)n t\b|\b[^\W\d_]{2,} s [a-z]",
    re.IGNORECASE,
)
_APOSTROPHE = re.compile(r"[^\W_]['’][^\W_]")
LEAST_LOST = 2  # once may be a slip of the keyboard
QUOTATION_MARK = re.compile("[\"“”«»„]|''|``")
# First persons in what somebody is said to say: outside of quotation marks nobody writes so of others.
_OWN_WORDS = re.compile(
    r"\b(?:I|I['’]\w+|[Ww]e|[Ww]e['’]\w+|my|[Oo]ur)\b[^.?!\n]{3,250}[,?!] (?:[\w.'’-]+ ){1,5}(?:said|says|added|told)\b"
    r"|\b(?:I|I['’]\w+|[Ww]e|[Ww]e['’]\w+)\b[^.?!\n]{3,250}[,?!] (?:said|says|added) [A-Z]"
)
# Longer texts have paragraphs.
LONGEST_PARAGRAPH = 300  # words

LOWER_CASE, CAPITALS, TITLE_CASE = "lower case", "capitals", "title case"
NO_PUNCTUATION = "no punctuation"
NO_QUOTATION_MARKS, NO_APOSTROPHES, NO_PARAGRAPHS = "no quotation marks", "no apostrophes", "no paragraphs"
DAMAGE = (LOWER_CASE, CAPITALS, TITLE_CASE, NO_PUNCTUATION, NO_QUOTATION_MARKS, NO_APOSTROPHES)
IN_PART = " in part"


def lost_case(sample: str) -> str | None:
    """What stands for upper and lower case as in ordinary writing: LOWER_CASE, CAPITALS or TITLE_CASE; None for these.

    A text without letters of two cases, and one of a few words that start upper-case, has lost nothing: nothing is
    known of it.
    """
    words: list[str] = _WORD.findall(sample)
    letters = "".join(words)
    upper, lower = sum(map(str.isupper, letters)), sum(map(str.islower, letters))
    if not upper and not lower:
        return None
    if upper > MOST_UPPER_LETTERS * (upper + lower):
        return None if len(words) < TITLE_CASE_LEAST else CAPITALS
    long_words = [word for word in words if len(word) > 3 and word not in SMALL_WORDS]
    if len(long_words) >= TITLE_CASE_LEAST:
        allowed = TITLE_CASE_LOWER * len(long_words) if len(long_words) >= TITLE_CASE_SHORT else 0
        if sum(word[0].islower() for word in long_words) <= allowed:
            return TITLE_CASE
    has_capitals = sum(word[0].isupper() for word in words) >= LEAST_CAPITALIZED * len(words)
    return None if has_capitals else LOWER_CASE


def is_cased(sample: str) -> bool:
    """Whether upper and lower case are used as in ordinary writing."""
    return lost_case(sample) is None


def is_punctuated(sample: str) -> bool:
    """Whether the text has sentence ends as in ordinary writing.

    A text too short to need one counts as punctuated when it is cased or has any punctuation mark at all.
    """
    words = len(_WORD.findall(sample))
    if words < FEW_WORDS:
        return is_cased(sample) or _MARK.search(sample) is not None
    return len(_SENTENCE_END.findall(sample)) * WORDS_PER_SENTENCE_END >= words


def has_lost_apostrophes(text: str) -> bool:
    """Whether a space stands for each apostrophe inside words ("hasn t", "France s president")."""
    return _APOSTROPHE.search(text) is None and len(_LOST_APOSTROPHE.findall(text)) >= LEAST_LOST


def has_lost_quotation_marks(text: str) -> bool:
    """Whether people speak in the first person, in somebody's report, and no mark of quotation is left."""
    return QUOTATION_MARK.search(text) is None and len(_OWN_WORDS.findall(text)) >= LEAST_LOST


def damage(text: str, blocks: Sequence[Block], *, is_cased: bool, is_punctuated: bool) -> str | None:
    """What an article lost, in words: the kinds in the order of the table's comment, with commas; None for nothing.

    A kind that not all of the body shows is followed by IN_PART. What is unpunctuated has no quotation marks either.
    """
    kept = [block for block in blocks if block.kind in ("title", "body")]
    found: dict[str, int] = {}
    parts = stretches(text, kept, is_cased=is_cased, is_punctuated=is_punctuated)
    for has_case, has_marks, run in parts:
        part = text[run[0].start : run[-1].end]
        kinds = [] if has_case else [lost_case(part) or LOWER_CASE]
        kinds += [] if has_marks else [NO_PUNCTUATION]
        kinds += [NO_APOSTROPHES] if has_lost_apostrophes(part) else []
        kinds += [NO_QUOTATION_MARKS] if has_marks and has_lost_quotation_marks(part) else []
        for kind in kinds:
            found[kind] = found.get(kind, 0) + 1
    named = [kind + (IN_PART if found[kind] < len(parts) else "") for kind in DAMAGE if kind in found]
    body = text.strip()
    if "\n" not in body and len(_WORD.findall(body)) > LONGEST_PARAGRAPH:
        named.append(NO_PARAGRAPHS)
    return ", ".join(named) or None


def stretches(
    text: str, blocks: Sequence[Block], *, is_cased: bool, is_punctuated: bool
) -> list[tuple[bool, bool, list[Block]]]:
    """(cased, punctuated, blocks) of the stretches of an article that lost different things, in order.

    What the article is (`is_cased`, `is_punctuated`) holds for headlines and for what is too short to tell.
    """
    own = (is_cased, is_punctuated)
    states = [own if block.kind == "title" else _state(text[block.start : block.end], own) for block in blocks]
    merged: list[tuple[bool, bool, list[Block]]] = []
    for state, pairs in groupby(zip(states, blocks, strict=True), key=lambda pair: pair[0]):
        run = [block for _, block in pairs]
        words = sum(len(_WORD.findall(text, block.start, block.end)) for block in run)
        decided = state if words >= FEW_WORDS else own
        if merged and merged[-1][:2] == decided:
            merged[-1][2].extend(run)
        else:
            merged.append((*decided, run))
    return merged


def _state(block: str, own: tuple[bool, bool]) -> tuple[bool, bool]:
    """Whether a block of an article that is so itself is cased and punctuated."""
    if own == (True, True) and not (block.islower() or block.isupper()):
        return own  # lists, headings, sentences that name many: where case is in use, only its lack tells
    words = len(_WORD.findall(block))
    if words < FEW_WORDS:
        is_bare = block.islower() and words >= BLOCK_WORDS
        return (False, _SENTENCE_END.search(block) is not None) if is_bare else own
    has_case = is_cased(block)
    # A list of names or figures ends no sentence either.
    return own if has_case and not is_punctuated(block) else (has_case, is_punctuated(block))
