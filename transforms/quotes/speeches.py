"""Stretches in quotation marks as speech: nicknames left out, quotations of several paragraphs in one piece."""

from dataclasses import replace

from spacy.attrs import IS_SPACE
from spacy.tokens import Doc

from transforms.quotes.cues import spoken_cue
from transforms.quotes.quotation_marks import QuotedStretch

# "…, said the minister of defence": so many words at most for an attribution at the end of a paragraph.
_ATTRIBUTION = 6
# Words that headings write small have at most so many letters.
_SHORT = 3


def paragraph_breaks(doc: Doc) -> list[int]:
    """The tokens of white space that part paragraphs: those with an empty line."""
    is_space = doc.to_array(IS_SPACE)
    return [int(position) for position in is_space.nonzero()[0] if doc[int(position)].text.count("\n") > 1]


class Paragraphs:
    """The paragraph number of every token; empty lines part paragraphs."""

    def __init__(self, doc: Doc) -> None:
        self.number: list[int] = []
        self.starts: list[int] = [0]
        for position in paragraph_breaks(doc):
            self.number += [len(self.starts) - 1] * (position + 1 - self.starts[-1])
            self.starts.append(position + 1)
        self.number += [len(self.starts) - 1] * (len(doc) - self.starts[-1])
        self.starts.append(len(doc))

    def bounds(self, token: int) -> tuple[int, int]:
        """Tokens [start, end) of the paragraph of a token."""
        number = self.number[token]
        return self.starts[number], self.starts[number + 1]


def speeches(doc: Doc, stretches: list[QuotedStretch]) -> list[QuotedStretch]:
    """The outermost stretches that may be speech, in order.

    A quotation of several paragraphs, each opening anew and only the last closed, is one stretch. A paragraph that ends
    in an attribution (“…, she said.) has lost its closing mark and ends its quotation.
    """
    joined: list[QuotedStretch] = []
    for stretch in (s for s in stretches if s.level == 0 and not _is_nickname(doc, s)):
        last = joined[-1] if joined else None
        if last is not None and last.is_open and not _ends_in_attribution(doc, last):
            joined[-1] = replace(last, end=stretch.end, right=stretch.right, is_open=stretch.is_open)
        else:
            joined.append(stretch)
    return joined


def _ends_in_attribution(doc: Doc, stretch: QuotedStretch) -> bool:
    last = doc[max(stretch.start, stretch.end - _ATTRIBUTION) : stretch.end]
    return any(
        t.tag_ in {"VBD", "VBZ"} and spoken_cue(t) and any(c.text in ",?!" for c in doc[max(t.i - 4, 0) : t.i])
        for t in last
    )


def is_heading(doc: Doc, stretch: QuotedStretch, paragraphs: Paragraphs) -> bool:
    """Whether a paragraph is a few capitalised words in marks and nothing else, as headings between paragraphs."""
    first, last = paragraphs.bounds(stretch.start)
    words = [token for token in doc[stretch.start : stretch.end] if len(token) > _SHORT and token.is_alpha]
    around = (*doc[first : stretch.start], *doc[stretch.end : last])
    is_title = len(words) > 1 and all(word.text[0].isupper() for word in words)
    return is_title and not any(token.is_alpha or token.like_num for token in around)


def _is_nickname(doc: Doc, stretch: QuotedStretch) -> bool:
    """Whether a word or two in marks stand between the parts of a name: Robert “Bob” Smith."""
    if stretch.end - stretch.start > 2 or stretch.left < 0 or stretch.right >= len(doc):
        return False
    before, after = doc[stretch.left], doc[stretch.right]
    names = (before, doc[stretch.start], after)
    return all(t.text[0].isupper() for t in names) and {before.pos_, after.pos_} <= {"PROPN", "NOUN"}
