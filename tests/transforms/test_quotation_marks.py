"""Quoted stretches: every typography, odd marks, and what no input may do."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from transforms.quotes.quotation_marks import QuotedStretch, quoted_stretches

TOKENIZER = spacy.blank("en")


def stretches(text: str, level: int = 0) -> list[str]:
    doc = TOKENIZER(text)
    return [doc[s.start : s.end].text for s in quoted_stretches(doc) if s.level == level]


@pytest.mark.parametrize(
    "text",
    [
        '"We are ready," she said.',
        "“We are ready,” she said.",
        "''We are ready,'' she said.",
        "``We are ready,'' she said.",
        "«We are ready», she said.",
        "»We are ready«, she said.",
        "„We are ready“, she said.",
        "‘We are ready,’ she said.",
        "'We are ready,' she said.",
        '“We are ready," she said.',
        "She said “We are ready”.",
    ],
)
def test_every_typography(text: str) -> None:
    assert stretches(text) == ["We are ready"]


@pytest.mark.parametrize(
    "text",
    [
        "The workers' union won't talk about the '90s.",
        "The workers’ union won’t talk about the ’90s.",
        'He is 6\'2" tall and the wall is 10" thick.',
        "Rock 'n' roll isn't dead.",
    ],
)
def test_apostrophes_and_inches_are_no_quotation_marks(text: str) -> None:
    assert stretches(text) == []


def test_possessive_inside_single_marks_does_not_end_the_quotation() -> None:
    assert stretches("‘The workers’ union can’t agree,’ Mr Khan said.") == ["The workers’ union can’t agree"]


def test_nested_marks_have_levels() -> None:
    text = "“He told me ‘never again’ and left,” she said."
    assert stretches(text) == ["He told me ‘never again’ and left"]
    assert stretches(text, level=1) == ["never again"]


def test_a_lost_closing_mark_costs_one_quotation() -> None:
    text = "“We are ready, she said.\n\n“We will win,” he said. Then “we lost.”"
    assert stretches(text)[-2:] == ["We will win", "we lost"]
    assert stretches("“One is lost, she said. “Two is not,” he said.") == ["Two is not"]


def test_a_lost_opening_mark_costs_one_quotation() -> None:
    assert stretches("We are ready,” she said.\n\n“We will win,” he said.") == ["We will win"]


def test_each_paragraph_of_a_long_quotation_opens_anew() -> None:
    doc = TOKENIZER("“We came to work.\n\n“Now we go home,” she said.")
    first, second = quoted_stretches(doc)
    assert (first.is_open, second.is_open) == (True, False)
    assert doc[first.start : first.end].text == "We came to work"


MARKS = st.sampled_from([*"\"“”„«»‹›‘’‚'`", "''", "``"])
PIECES = st.lists(
    st.one_of(MARKS, st.sampled_from(["we", "are ready", "said", " ", ", ", ". ", "\n\n", "(", ")", "—", "é🙂", "5"])),
    max_size=40,
).map("".join)


def check_spans(text: str, found: list[QuotedStretch], length: int) -> None:
    for stretch in found:
        assert -1 <= stretch.left < stretch.start < stretch.end <= stretch.right <= length, (text, stretch)


@given(PIECES)
def test_any_marks_give_spans_inside_the_text(text: str) -> None:
    doc = TOKENIZER(text)
    check_spans(text, quoted_stretches(doc), len(doc))


@given(st.text(max_size=80))
def test_any_text_gives_spans_inside_the_text(text: str) -> None:
    doc = TOKENIZER(text)
    check_spans(text, quoted_stretches(doc), len(doc))


@given(PIECES.filter(lambda text: "\n" not in text))
def test_odd_marks_leave_the_other_paragraphs_alone(damaged: str) -> None:
    before, after = "“We are ready,” she said.", "She said: “We will win.”"
    found = stretches(f"{before}\n\nThen {damaged}\n\n{after}")
    assert found[0] == "We are ready"
    assert found[-1] == "We will win"
