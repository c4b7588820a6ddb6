"""Words marked in place: nothing of the text is lost or added, and each row finds its words and back."""

import re

from hypothesis import given
from hypothesis import strategies as st
from reading_pages import read
from report_rows import MALICE

from report.highlight import Span, highlighted
from report.text import REPLACEMENT, clipped, marked_up, plain, web_address

UNSEEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\x00\x07\x1b\x7f\x9b"
HOSTILE = st.text(st.sampled_from(f"ab <>&\"'/={{}}\n\r\t-;{UNSEEN}é😀")) | st.sampled_from(MALICE) | st.text()


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(HOSTILE.filter(bool))
    places = st.integers(0, len(text) - 1).flatmap(
        lambda start: st.tuples(st.just(start), st.integers(start + 1, len(text)))
    )
    spans = []
    for number, (start, end) in enumerate(draw(st.lists(places, max_size=8))):
        kind = draw(st.sampled_from(("quote", "event", "actor", "furniture")))
        if kind == "furniture":
            spans.append(Span(start, end, "", "", kind))
        else:
            handle = {"quote": f"Q{number}", "event": f"E{number}", "actor": ""}[kind]
            spans.append(Span(start, end, f"w-{number}", f"row-{number}", kind, handle, draw(HOSTILE)))
    return text, spans


def in_text(html: str) -> str:
    return f'<div class="text">{html}</div>'


@given(marked_texts())
def test_the_text_is_kept_and_each_row_is_linked(marked: tuple[str, list[Span]]) -> None:
    text, spans = marked
    html = highlighted(text, spans)
    page = read(in_text(html))
    assert page.text == plain(text)
    anchored = [span for span in spans if span.anchor]
    assert sorted(page.ids) == sorted(span.anchor for span in anchored)
    assert page.starts == {span.anchor: span.start for span in anchored}
    assert {f"#{span.row}" for span in anchored} == set(page.links)
    assert {tag for tag, _ in page.elements} <= {"div", "span", "a"}
    assert not {name for _, found in page.elements for name in found} - {"class", "id", "href", "aria-label", "title"}


@given(marked_texts(), st.data())
def test_pages_of_a_text_join_to_the_whole(marked: tuple[str, list[Span]], data: st.DataObject) -> None:
    text, spans = marked
    at = data.draw(st.integers(0, len(text)))
    parts = [read(in_text(highlighted(text, spans, *ends))) for ends in ((0, at), (at, len(text)))]
    assert "".join(part.text for part in parts) == plain(text)
    assert sorted(parts[0].ids + parts[1].ids) == sorted(span.anchor for span in spans if span.anchor)


def test_nested_spans_hold_all_of_their_words() -> None:
    text = "he said Anna met Karl and left"
    quote = Span(8, 21, "w-q", "q", "quote", "Q1", "Quote 1")
    trigger = Span(13, 16, "w-e", "e", "event", "E1", "Event 1")
    names = [Span(8, 12, "w-a", "a", "actor"), Span(17, 21, "w-k", "k", "actor")]
    page = read(in_text(highlighted(text, [*names, trigger, quote])))
    assert page.words == {"w-q": "Anna met Karl", "w-a": "Anna", "w-e": "met", "w-k": "Karl"}
    assert page.links == ["#q", "#a", "#e", "#k"]


def test_crossing_spans_are_cut_and_go_on() -> None:
    one, other = Span(0, 6, "w-1", "r1", "quote", "Q1"), Span(4, 10, "w-2", "r2", "event", "E1")
    html = highlighted("abcdefghij", [one, other])
    assert read(in_text(html)).words == {"w-1": "abcdef", "w-2": "ef"}
    assert str(html).endswith('<span class="event">ghij</span>')


def test_of_two_actors_on_the_same_words_both_are_reached() -> None:
    html = highlighted("Korea", [Span(0, 5, "w-1", "north", "actor"), Span(0, 5, "w-2", "south", "actor", "", "South")])
    assert read(in_text(html)).links == ["#south", "#north"]
    assert 'aria-label="South"' in html


@given(HOSTILE)
def test_what_is_not_to_be_seen_is_named(text: str) -> None:
    shown = str(marked_up(text))
    assert not set(shown) & set(UNSEEN)
    assert shown.count('class="control"') == sum(plain(c) != c for c in text)
    assert read(shown).ids == []
    assert plain(text) == re.sub(f"[{UNSEEN}\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]", REPLACEMENT, text)


@given(HOSTILE, st.integers(2, 30))
def test_clipped_text_is_short_and_on_one_line(text: str, most: int) -> None:
    short = clipped(text, most)
    assert len(short) <= most and not set("\n\t\r") & set(short)


def test_only_addresses_of_the_web_are_addresses() -> None:
    assert web_address("https://a.example/b") == "https://a.example/b"
    assert [web_address(url) for url in ("javascript:alert(1)", "data:text/html,x", " https://a", None)] == [None] * 4
