"""What belongs to one quotation although marks, a new paragraph or a reporting clause part it."""

from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from transforms.quotes.cues import Cue
from transforms.quotes.quotation_marks import QuotedStretch
from transforms.quotes.speakers import own_subject

# What is said holds one of these; "But", "And perhaps" alone are no piece of a quotation.
_CONTENT = frozenset({"NOUN", "PROPN", "PRON", "VERB", "NUM"})


@dataclass(slots=True)
class DirectQuote:
    """Tokens [start, end) in quotation marks, with the cue and the source; `leader` numbers the utterance."""

    start: int
    end: int
    stretch: QuotedStretch
    construction: str
    leader: int
    cue: Cue | None = None
    source: Token | None = None


def adjoined(doc: Doc, quotes: list[DirectQuote]) -> list[DirectQuote]:
    """Quotations with nothing but marks between them, where the later has no attribution of its own, as one stretch.

    A new paragraph may open a quotation that was closed at the end of the one before.
    """
    joined: list[DirectQuote] = []
    for quote in quotes:
        last = joined[-1] if joined else None
        if last is not None and _adjoins(doc, last, quote):
            joined[-1] = replace(last, end=quote.end, stretch=quote.stretch)
        else:
            joined.append(quote)
    return joined


def _adjoins(doc: Doc, first: DirectQuote, second: DirectQuote) -> bool:
    return (
        second.construction == "floating"
        and _mark(doc, first) == _mark(doc, second)
        and not any(t.is_alpha or t.like_num for t in doc[first.end : second.start])
    )


def _mark(doc: Doc, quote: DirectQuote) -> str:
    return str(doc[quote.stretch.start - 1].text) if quote.stretch.start else ""


def opening_words(doc: Doc, quote: DirectQuote, start: int) -> DirectQuote | None:
    """The words before a reporting clause that the quotation behind it goes on with: *The tax*, she said, “is wrong.”

    `start` is where the sentence begins. None where the quotation begins a sentence of its own, as its capital shows.
    """
    cue = quote.cue
    if cue is None or quote.construction != "before" or cue.head.tag_ == "VBG":
        return None
    subject = own_subject(cue.head)
    clause = cue.start if subject is None else min(subject.left_edge.i, cue.start)
    is_apart = doc[clause - 1].text == "," == doc[quote.stretch.left].text and start < clause - 1
    goes_on = doc[quote.start].text[0].islower()
    if not is_apart or not goes_on or not any(t.pos_ in _CONTENT or t.tag_ == "DT" for t in doc[start : clause - 1]):
        return None
    return replace(quote, start=start, end=clause - 1, construction="opening")
