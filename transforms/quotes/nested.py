"""Quotes inside quotes: "A said that B had said …" is what A said and, inside it, what B said.

PolNeAR (Newell et al., 2018) keeps the outermost attribution alone. Inside it another is kept here where it is plainly
speech of somebody else: a strong cue of speech or writing with a clause, all of it and its source inside the outer
quote, by an actor that is known by name and is not the one who is quoted.
"""

from collections.abc import Sequence

from spacy.tokens import Token

from transforms.document import Document, LocalActor, Quote
from transforms.quotes.content import Attribution, Stretch
from transforms.quotes.speaker_actors import speaking_mention

# What surrounds: the pieces of a quote, and its source.
Outer = tuple[list[Stretch], Token | None]
_KINDS = frozenset({"speech", "writing"})
_FEWEST_WORDS = 4


def nested(document: Document, attributions: Sequence[Attribution], outer: Sequence[Outer]) -> list[Attribution]:
    """The attributions inside a piece of a quote that report the words of another actor, known by name.

    Needs `document.mentions`.
    """
    pieces = [(start, end, _actor(document, source)) for spans, source in outer for start, end in spans]
    found = []
    for attribution in attributions:
        speaker = _actor(document, attribution.source)
        if speaker is None or speaker.is_generic or not _is_speech(attribution):
            continue
        if any(_lies_inside(attribution, start, end) and by is not speaker for start, end, by in pieces):
            found.append(attribution)
    return found


def _actor(document: Document, source: Token | None) -> LocalActor | None:
    mention = speaking_mention(document, source) if source is not None else None
    return mention.actor if mention is not None else None


def _is_speech(attribution: Attribution) -> bool:
    """Whether a strong cue says, as a fact, what somebody said: "B said that …", not "B might say …", "saying …"."""
    frame, cue = attribution.cue.frames.get("clause"), attribution.cue.head
    return (
        attribution.construction == "clause"
        and frame is not None
        and frame.is_strong
        and frame.kind in _KINDS
        and (cue.tag_ in {"VBD", "VBZ", "VBP"} or any(c.dep_ == "aux" and c.lemma_ == "have" for c in cue.children))
        and not any(child.dep_ == "neg" or child.tag_ == "MD" for child in cue.children)
        and sum(last - first for first, last in attribution.pieces) >= _FEWEST_WORDS
    )


def _lies_inside(attribution: Attribution, start: int, end: int) -> bool:
    spans = [(attribution.cue.start, attribution.cue.end), *attribution.pieces]
    if attribution.source is not None:
        spans.append((attribution.source.i, attribution.source.i + 1))
    return all(start <= first and last <= end for first, last in spans)


def with_parents(quotes: list[Quote]) -> list[Quote]:
    """The quotes with the span of the smallest other quote that each lies in."""
    parents: dict[Stretch, Stretch | None] = {}
    going_on: list[Stretch] = []  # that began before and are not over: few, however many quotes there are
    for start, end in sorted({(quote.start, quote.end) for quote in quotes}, key=lambda span: (span[0], -span[1])):
        going_on = [span for span in going_on if span[1] > start]
        around = [span for span in going_on if span[1] >= end]
        parents[start, end] = min(around, key=lambda span: (span[1] - span[0], span), default=None)
        going_on.append((start, end))
    for quote in quotes:
        quote.parent_span = parents[quote.start, quote.end]
    return quotes
