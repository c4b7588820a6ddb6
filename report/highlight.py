"""An article's words with the spans of its rows marked in place.

Spans nest and cross: a quote holds names, a trigger runs out of a quote. Elements can only nest, so a span that crosses
the end of another is cut there and goes on after it; the first piece bears the id to which the row links. Links can't
nest at all. So quotes and events have a handle before their words, in the manner of footnotes, and actors are links
themselves: of several on the same words the shortest is the link, one that has no word left to itself gets a handle.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from report.text import marked_up, plain


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` of the text that a row speaks of.

    `anchor` is the id that the words get, `row` the id of the row to which they link (none: no link), `look` a class of
    the style sheet, `handle` what is printed before the words; without it the words themselves are the link. `label`
    says to a screen reader where a handle leads, and may be an article's words; the ids are our own.
    """

    start: int
    end: int
    anchor: str
    row: str
    look: str
    handle: str = ""
    label: str = ""


def highlighted(text: str, spans: Iterable[Span], start: int = 0, end: int | None = None) -> Markup:
    """The characters `start` to `end` of the text as HTML. Spans that begin before get no second id."""
    stop = len(text) if end is None else end
    inside = sorted(
        (span for span in spans if span.start < stop and span.end > start and span.start < span.end),
        key=lambda span: (span.start, -span.end, span.anchor),
    )
    linked = _with_words_of_their_own(inside, start, stop)
    return Markup("".join(_pieces(text, inside, linked, start, stop)))  # noqa: S704  escaped piece by piece


def _bounds(spans: Sequence[Span], start: int, stop: int) -> list[int]:
    edges = {start, stop}
    for span in spans:
        edges |= {max(span.start, start), min(span.end, stop)}
    return sorted(edges)


def _innermost(open_spans: Iterable[Span]) -> Span | None:
    """The shortest of the spans that link by their words."""
    links = [span for span in open_spans if span.row and not span.handle]
    return min(links, key=lambda span: (span.end - span.start, span.anchor), default=None)


def _with_words_of_their_own(spans: Sequence[Span], start: int, stop: int) -> frozenset[str]:
    """Anchors of the spans that are the innermost on some word."""
    own = set()
    for _, _, open_spans in _sweep(spans, start, stop):
        if innermost := _innermost(open_spans):
            own.add(innermost.anchor)
    return frozenset(own)


def _sweep(spans: Sequence[Span], start: int, stop: int) -> Iterator[tuple[int, int, list[Span]]]:
    """Stretches of text that no span begins or ends within, with the spans over them, in the order of their starts."""
    waiting = list(reversed(spans))
    over: list[Span] = []
    for left, right in pairwise(_bounds(spans, start, stop)):
        over = [span for span in over if span.end > left]
        while waiting and max(waiting[-1].start, start) <= left:
            over.append(waiting.pop())
        yield left, right, over


def _pieces(text: str, spans: Sequence[Span], linked: frozenset[str], start: int, stop: int) -> Iterator[str]:
    stack: list[Span] = []
    for left, right, over in _sweep(spans, start, stop):
        kept = 0
        while kept < len(stack) and kept < len(over) and stack[kept] is over[kept]:
            kept += 1
        yield "</span>" * (len(stack) - kept)
        for span in over[kept:]:
            yield _opening(span, is_first=span.start == left, is_linked=span.anchor in linked)
        stack = list(over)
        words = marked_up(text[left:right])
        link = _innermost(over)
        yield f'<a href="#{link.row}">{words}</a>' if link else words
    yield "</span>" * len(stack)


def _opening(span: Span, *, is_first: bool, is_linked: bool) -> str:
    if not is_first or not span.anchor:
        return f'<span class="{escape(span.look)}">'
    opening = f'<span class="{escape(span.look)}" id="{span.anchor}">'
    if not span.row or is_linked:
        return opening
    label = f' aria-label="{escape(plain(span.label))}"' if span.label else ""
    # The handle is no word of the article: it is not selected, copied or searched with them.
    return f'{opening}<a class="handle" href="#{span.row}"{label}>{span.handle or "•"}</a>'
