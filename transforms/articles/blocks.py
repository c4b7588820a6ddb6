"""The layout of an article's text: paragraphs, and what each is, before any linguistic analysis.

Blocks are found by form alone: line ends, position, length, and the patterns of `boilerplate`, `bylines` and
`datelines`. Where the form does not tell, a block is body: a furniture line that is parsed costs little, a sentence of
the article that is not parsed is lost without a trace.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from transforms.articles import boilerplate, bylines, datelines
from transforms.layout import Block, BlockKind

Span = tuple[int, int]

# What str.splitlines splits at.
_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_WORD = re.compile(r"[^\W_]+")
_PROSE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_TITLE_END = re.compile(r"[.,;:)\]…]$")

# Lines before the first paragraph of prose that may be headline, byline, credit and so on.
HEAD_LINES = 15
# A line that is a sentence of this many words, or longer than the second figure, is prose.
PROSE_WORDS, LONG_WORDS = 8, 25
TITLE_WORDS = (3, 30)
# A headline of fewer words, glued to the text, could as well be its first words.
GLUED_TITLE_WORDS = 4
# Only so many of the first paragraphs are looked at for a dateline.
DATELINE_BLOCKS = 4
# The first letters tell whether the text is cased.
CASE_SAMPLE = 3000
# Hard-wrapped text: lines of nearly one length, most of which break within a sentence.
WRAP_WIDTHS = (40, 120)
WRAP_SLACK = 25


@dataclass(frozen=True, slots=True)
class Layout:
    """An article's blocks, in order, and the spans in which its text names title, author, publisher and dateline.

    The blocks do not overlap and hold every character that is not white space. A dateline is a block of its own,
    of kind byline, with the dash that ends it; `dateline` is what is printed before the dash.
    """

    blocks: list[Block]
    title: Span | None
    byline: Span | None
    publisher: Span | None
    dateline: Span | None


@dataclass(slots=True)
class _Draft:
    """A block whose kind is not settled."""

    start: int
    end: int
    kind: BlockKind = "body"

    @property
    def span(self) -> Span:
        return self.start, self.end


def split(text: str, title: str | None = None) -> Layout:
    """The layout of a text; `title` is the headline that the metadata gives, if any.

    Takes any text, white space alone and control characters included. Time is linear in its length.
    """
    drafts = [_Draft(*span) for span in _paragraphs(text)]
    for draft in drafts:
        if boilerplate.is_line(text, draft.span):
            draft.kind = "boilerplate"
    found: dict[str, Span | None] = {"title": None, "byline": None, "publisher": None, "dateline": None}
    is_cased = _has_case(text)
    if title:
        drafts, found["title"] = _given_title(text, drafts, title)
    _read_head(text, drafts, found, is_cased=is_cased)
    drafts = _cut_inside(text, drafts)
    drafts = _cut_edges(text, drafts)
    drafts = _cut_dateline(text, drafts, found, is_cased=is_cased)
    if found["publisher"] is None:
        found["publisher"] = _named_publisher(text, drafts)
    return Layout([Block(draft.start, draft.end, draft.kind) for draft in drafts], **found)


def _paragraphs(text: str) -> list[Span]:
    """Lines without the white space around them; the lines of a hard-wrapped paragraph are one."""
    lines = [span for match in _LINE.finditer(text) if (span := _stripped(text, *match.span()))]
    adjacent = [_is_next_line(text, one[1], other[0]) for one, other in pairwise(lines)]
    width = _wrap_width(text, lines, adjacent)
    if width is None:
        return lines
    paragraphs = lines[:1]
    for line, previous, is_adjacent in zip(lines[1:], lines, adjacent, strict=False):
        if is_adjacent and previous[1] - previous[0] >= width - WRAP_SLACK:
            paragraphs[-1] = (paragraphs[-1][0], line[1])
        else:
            paragraphs.append(line)
    return paragraphs


def _stripped(text: str, start: int, end: int) -> Span | None:
    line = text[start:end]
    kept = line.strip()
    if not kept:
        return None
    start += len(line) - len(line.lstrip())
    return start, start + len(kept)


def _is_next_line(text: str, end: int, start: int) -> bool:
    """Whether one line end, not an empty line, stands between two lines."""
    return len(f"{text[end:start]}.".splitlines()) == 2


def _wrap_width(text: str, lines: list[Span], adjacent: list[bool]) -> int | None:
    """The line width of hard-wrapped text; None when the lines are paragraphs of their own."""
    lengths = [end - start for (start, end), is_adjacent in zip(lines, adjacent, strict=False) if is_adjacent]
    if len(lengths) < 3:
        return None
    width = max(lengths)
    if not WRAP_WIDTHS[0] <= width <= WRAP_WIDTHS[1]:
        return None
    breaks_within = sum(
        text[following[0]].islower() for following, is_adjacent in zip(lines[1:], adjacent, strict=True) if is_adjacent
    )
    full = sum(length >= width - WRAP_SLACK for length in lengths)
    return width if breaks_within >= 0.5 * len(lengths) and full >= 0.6 * len(lengths) else None


def _has_case(text: str) -> bool:
    """Whether upper and lower case both occur as in ordinary text."""
    sample = text[:CASE_SAMPLE]
    upper, lower = sum(map(str.isupper, sample)), sum(map(str.islower, sample))
    return 0.005 * (upper + lower) < upper < 0.6 * (upper + lower)


def _is_prose(text: str, draft: _Draft) -> bool:
    """Whether a block is a sentence or a paragraph rather than a headline, a credit or a label."""
    if draft.end - draft.start > 1000:
        return True
    words = len(_WORD.findall(text, *draft.span))
    if words >= LONG_WORDS:
        return True
    return words >= PROSE_WORDS and _PROSE_END.search(text[draft.start : draft.end]) is not None


def _folded_words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _given_title(text: str, drafts: list[_Draft], title: str) -> tuple[list[_Draft], Span | None]:
    """The block that repeats the metadata's headline; glued to the first paragraph, it is cut off."""
    wanted = _folded_words(title)
    if not wanted:
        return drafts, None
    limit = 4 * len(title) + 100  # no need to read a long paragraph to see that it is not the headline
    for draft in drafts[:HEAD_LINES]:
        if draft.end - draft.start <= limit and _folded_words(text[draft.start : draft.end]) == wanted:
            draft.kind = "title"
            return drafts, draft.span
    first = next((number for number, draft in enumerate(drafts) if draft.kind == "body"), None)
    if first is None or len(wanted) < GLUED_TITLE_WORDS:
        return drafts, None
    draft = drafts[first]
    words = list(_WORD.finditer(text, draft.start, min(draft.end, draft.start + limit)))[: len(wanted) + 1]
    if len(words) <= len(wanted) or [word.group().lower() for word in words[:-1]] != wanted:
        return drafts, None
    end, body = words[-2].end(), words[-1].start()
    # 'Trump meets Kim in Singapore' and then 'on Tuesday': those are the first words of the sentence.
    if any(map(str.isupper, text[draft.start : end])) and text[body].islower():
        return drafts, None
    gap = text[end:body]
    marks = gap.split()[0] if gap.split() and not gap[0].isspace() else ""
    cut = end + len(marks)
    rest = _stripped(text, cut, draft.end)
    span = draft.start, cut if marks in ("?", "!") else end
    pieces = [_Draft(draft.start, cut, "title")]
    if rest:
        pieces.append(_Draft(*rest))
    return drafts[:first] + pieces + drafts[first + 1 :], span


def _read_head(text: str, drafts: list[_Draft], found: dict[str, Span | None], *, is_cased: bool) -> None:
    """Finds headline and byline among the lines before the first paragraph of prose, and a byline at the end."""
    prose = next(
        (
            number
            for number, draft in enumerate(drafts[: HEAD_LINES + 1])
            if draft.kind == "body" and _is_prose(text, draft)
        ),
        None,
    )
    if prose is None:
        return
    has_title = found["title"] is not None
    for draft in drafts[:prose]:
        if draft.kind != "body":
            continue
        author = bylines.find(text, draft.start, draft.end, is_cased=is_cased, after_title=has_title)
        if author:
            draft.kind = "byline"
            found["byline"] = found["byline"] or author
        elif not has_title and _is_title(text, draft):
            draft.kind, has_title = "title", True
            found["title"] = draft.span
    if found["byline"] is None and is_cased:
        last = next((draft for draft in reversed(drafts[prose + 1 :]) if draft.kind == "body"), None)
        if last and (author := bylines.find(text, last.start, last.end, is_cased=True, after_title=False)):
            last.kind = "byline"
            found["byline"] = author


def _is_title(text: str, draft: _Draft) -> bool:
    line = text[draft.start : draft.end]
    if len(line) > 300 or _TITLE_END.search(line):
        return False
    least, most = TITLE_WORDS
    return least <= len(_WORD.findall(line)) <= most


def _cut_inside(text: str, drafts: list[_Draft]) -> list[_Draft]:
    """Paragraphs with the boilerplate inside them cut out as blocks of its own."""
    result: list[_Draft] = []
    for draft in drafts:
        cuts = boilerplate.stretches(text, draft.span) if draft.kind == "body" else []
        if not cuts:
            result.append(draft)
            continue
        position = draft.start
        for start, end in cuts:
            if before := _stripped(text, position, start):
                result.append(_Draft(*before))
            result.append(_Draft(start, end, "boilerplate"))
            position = end
        if rest := _stripped(text, position, draft.end):
            result.append(_Draft(*rest))
    return result


def _cut_edges(text: str, drafts: list[_Draft]) -> list[_Draft]:
    """The first and the last paragraph without the boilerplate that is glued to the article's head and tail."""
    bodies = [draft for draft in drafts if draft.kind == "body"]
    if not bodies:
        return drafts
    first, last = bodies[0], bodies[-1]
    before = _stripped(text, first.start, boilerplate.head_end(text, first.span))
    if before:
        first.start = before[1]
        if own := _stripped(text, first.start, first.end):
            first.start = own[0]
            drafts.insert(drafts.index(first), _Draft(*before, "boilerplate"))
        else:
            first.start, first.kind = before[0], "boilerplate"
    if last.kind != "body":
        return drafts
    after = _stripped(text, boilerplate.tail_start(text, last.span), last.end)
    if after:
        if own := _stripped(text, last.start, after[0]):
            last.end = own[1]
            drafts.insert(drafts.index(last) + 1, _Draft(*after, "boilerplate"))
        else:
            last.kind = "boilerplate"
    return drafts


def _cut_dateline(text: str, drafts: list[_Draft], found: dict[str, Span | None], *, is_cased: bool) -> list[_Draft]:
    """The dateline as a block of its own, so that no parser takes it for part of the sentence."""
    bodies = [draft for draft in drafts if draft.kind == "body"]
    for draft in bodies[:DATELINE_BLOCKS]:
        dateline = datelines.find(text, draft.start, draft.end, is_cased=is_cased)
        if dateline is None:
            continue
        found["dateline"] = dateline.span
        found["publisher"] = dateline.agency
        opening = _stripped(text, draft.start, dateline.end)
        rest = _stripped(text, dateline.end, draft.end)
        if opening and rest:
            draft.start = rest[0]
            drafts.insert(drafts.index(draft), _Draft(*opening, "byline"))
        else:
            draft.kind = "byline"
        break
    return drafts


def _named_publisher(text: str, drafts: list[_Draft]) -> Span | None:
    """The publisher as a logo, a copyright line or a licence names it."""
    for draft in drafts:
        if draft.kind == "boilerplate" and (span := boilerplate.publisher_in(text, draft.span)):
            return span
    return None
