"""Quotes: who said what, directly, indirectly or in a mixture of both.

`find_quotes` brings together direct speech (`direct`), reported speech (`indirect`) and labelled speech (`labels`) and
settles what overlaps: the outermost attribution is kept, as in PolNeAR (Newell et al., 2018), and what stands inside it
is a quote of its own only where it is plainly somebody else's ("A said that B had said …"; see `nested`).
"""

import datetime as dt

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from transforms.circumstances.dates import when_near
from transforms.document import Document, Mention, Quote, QuoteKind
from transforms.quotes.channels import medium_span
from transforms.quotes.confidence import confidence, speaker_known
from transforms.quotes.content import Attribution, addressee_of, trimmed
from transforms.quotes.direct import find_direct
from transforms.quotes.indirect import find_attributions
from transforms.quotes.labels import LabelledSpeech, find_labelled
from transforms.quotes.nested import nested, with_parents
from transforms.quotes.pieces import DirectQuote
from transforms.quotes.quotation_marks import QuotedStretch, quoted_stretches
from transforms.quotes.speaker_actors import carry_on, is_anonymous, speaking_mention
from transforms.quotes.speakers import phrase_span
from transforms.quotes.unmarked import with_unmarked
from transforms.quotes.utterances import Utterance

# From this share of its letters in marks on a quote is direct; marks may leave out a word or two at its edges.
_DIRECT_SHARE = 0.95
# Constructions that hold what somebody says even where the cue often reports nothing; others then give way.
_PLAIN = frozenset({"clause", "parenthetical", "adjunct"})


def find_quotes(document: Document) -> None:
    """Fill `document.quotes`, in text order. Needs the parse and `document.mentions`; raises on nothing."""
    doc = document.doc
    stretches = quoted_stretches(doc)
    found = utterances(document, stretches)
    if document.readable.quoted is not None:
        found = with_unmarked(doc, quoted_tokens(document), found)
    marks = _mask(doc, [(s.left + 1, s.right) for s in stretches])
    for number, item in enumerate(found):
        item.utterance = item.utterance if item.utterance is not None else len(doc) + number
    quotes = [quote for item in found for quote in _as_quotes(document, item, marks)]
    document.quotes = with_parents(sorted(quotes, key=lambda quote: (quote.start, quote.end)))
    carry_on(document, document.quotes)


def utterances(document: Document, stretches: list[QuotedStretch]) -> list[Utterance]:
    """What is found by labels, marks (`stretches`) and cues."""
    doc = document.doc
    labelled = find_labelled(doc)
    attributions = find_attributions(doc, is_restored=document.readable.is_restored)
    quoted = _mask(doc, [(s.start, s.end) for s in stretches])
    spoken = _mask(doc, [(speech.label, speech.end) for speech in labelled])
    outside = [a for a in attributions if not quoted[a.cue.head.i] and not spoken[a.cue.head.i]]
    free = [s for s in stretches if not spoken[s.start]]
    for attribution in outside:
        attribution.pieces = [_to_closing_mark(piece, stretches) for piece in attribution.pieces]
    marked = find_direct(doc, free, outside, is_restored=document.readable.is_restored)
    direct = _outside(doc, _joined(doc, marked, outside), outside)
    found = [_from_label(speech) for speech in labelled]
    found += _from_direct(direct)
    taken = _mask(doc, [piece for item in found for piece in item.pieces])
    reported = [_from_attribution(a) for a in outside if not _is_taken(a, taken)]
    found += _outermost(doc, reported)
    found += [
        _from_attribution(a) for a in nested(document, attributions, [(item.pieces, item.source) for item in found])
    ]
    return found


def quoted_tokens(document: Document) -> npt.NDArray[np.float32]:
    """For each token of restored text the probability that it stood between quotation marks."""
    quoted = document.readable.quoted
    if quoted is None:
        raise ValueError("only text whose punctuation was restored has such probabilities")
    return quoted[[token.idx for token in document.doc]]


def _mask(doc: Doc, spans: list[tuple[int, int]]) -> bytearray:
    """For each token whether it is in one of the spans."""
    mask = bytearray(len(doc))
    for start, end in spans:
        mask[start:end] = b"\x01" * (end - start)
    return mask


def _to_closing_mark(piece: tuple[int, int], stretches: list[QuotedStretch]) -> tuple[int, int]:
    """A content that takes in an opening mark, or ends right at one, goes on to the closing one.

    Whatever sentence ends lie between: the parser ends a content at one.
    """
    start, end = piece
    for stretch in stretches:
        is_next = stretch.left == end - 1 and start < stretch.start
        if stretch.level == 0 and (is_next or start <= stretch.start < end < stretch.end):
            return start, stretch.end
    return piece


def _from_label(speech: LabelledSpeech) -> Utterance:
    """A turn of a transcript or a block is in the speaker's own words, marks or none; a headline is by its marks."""
    kind: QuoteKind | None = None if speech.construction == "headline" else "direct"
    pieces = [(speech.start, speech.end)]
    return Utterance(pieces, speech.cue, speech.source, speech.construction, utterance=speech.start, kind=kind)


def _joined(doc: Doc, direct: list[DirectQuote], attributions: list[Attribution]) -> list[DirectQuote]:
    """Direct quotes that go on behind a colon with a content that the same cue governs start where that starts."""
    contents = {a.cue.head.i: a.pieces[-1] for a in attributions if a.construction == "clause"}
    for quote in direct:
        content = contents.get(quote.cue.head.i) if quote.cue is not None and quote.construction == "before" else None
        if content is not None and content[1] <= quote.start and not _words(doc, content[1], quote.start):
            quote.start = content[0]
    return direct


def _outside(doc: Doc, direct: list[DirectQuote], attributions: list[Attribution]) -> list[DirectQuote]:
    """Direct quotes less those that are, with their cue, part of what somebody else reports.

    "Lopez said the mayor was right when he said that “nobody is safe”": it is all what Lopez said.
    """
    contents = [
        (start, end)
        for a in attributions
        if a.construction in {"clause", "parenthetical"} and a.cue.frames["clause"].is_strong
        for start, end in a.pieces
    ]
    return [
        quote
        for quote in direct
        if quote.cue is None
        or quote.construction != "before"
        or quote.cue.head.tag_ == "VBG"
        or doc[quote.stretch.left].text in {",", ":"}
        or not any(start <= quote.cue.start and quote.end <= end for start, end in contents)
    ]


def _words(doc: Doc, start: int, end: int) -> int:
    return sum(token.is_alpha or token.like_num for token in doc[start:end])


def _from_direct(direct: list[DirectQuote]) -> list[Utterance]:
    first = {quote.leader: quote.start for quote in reversed(direct)}
    return [
        Utterance(
            [(quote.start, quote.end)],
            (quote.cue.start, quote.cue.end) if quote.cue else None,
            quote.source,
            quote.construction,
            utterance=first[quote.leader],
            addressee=addressee_of(quote.cue.head, passive=False) if quote.cue else None,
        )
        for quote in direct
    ]


def _from_attribution(attribution: Attribution) -> Utterance:
    form = attribution.construction.rpartition(" ")[2]
    frame = attribution.cue.frames.get("clause" if form == "parenthetical" else form)
    cue = attribution.cue
    return Utterance(
        attribution.pieces,
        (cue.start, cue.end),
        attribution.source,
        attribution.construction,
        is_strong=frame is None or frame.is_strong,
        addressee=attribution.addressee,
        is_said=frame is None or frame.kind in {"speech", "writing"},
    )


def _is_taken(attribution: Attribution, taken: bytearray) -> bool:
    """Whether an attribution's content or cue is part of a quote that was found by its marks."""
    if taken[attribution.cue.head.i]:
        return True
    return any(any(taken[start:end]) for start, end in attribution.pieces)


def _outermost(doc: Doc, found: list[Utterance]) -> list[Utterance]:
    """Of utterances that overlap the surest, or else the longest: what somebody says another said is one quote."""
    owner: list[Utterance | None] = [None] * len(doc)
    kept: list[Utterance] = []
    for item in sorted(found, key=lambda u: (not u.is_strong and u.construction not in _PLAIN, -u.extent, u.pieces[0])):
        if any(owner[i] is not None for start, end in item.pieces for i in range(start, end)):
            continue
        kept.append(item)
        for start, end in item.pieces:
            owner[start:end] = [item] * (end - start)
    return kept


def _as_quotes(document: Document, item: Utterance, marks: bytearray) -> list[Quote]:
    doc = document.doc
    speaker, span = _speaker(document, item)
    said_on = _said_on(document, item.cue) if item.is_said else None
    addressee = phrase_span(item.addressee) if item.addressee is not None else None
    medium = medium_span(doc[item.cue[0]], item.source) if item.cue is not None else None
    # Where case and punctuation had to be restored, little is as sure as it looks.
    evidence = f"restored {item.evidence}" if document.readable.is_restored else item.evidence
    quotes = []
    for start, end in item.pieces:
        first, last = trimmed(doc, start, end)
        if first < last:
            kind = item.kind or _kind(doc, first, last, marks)
            quotes.append(
                Quote(
                    first,
                    last,
                    kind,
                    item.utterance or 0,
                    speaker=speaker,
                    speaker_span=span,
                    cue_span=item.cue,
                    addressee=document.mention_of(item.addressee) if item.addressee is not None else None,
                    addressee_span=addressee,
                    medium_span=medium,
                    is_anonymous=item.source is not None and is_anonymous(item.source, speaker),
                    said_on=said_on,
                    evidence=evidence,
                    confidence=confidence(evidence, speaker_known(span, speaker)),
                )
            )
    return quotes


def _speaker(document: Document, item: Utterance) -> tuple[Mention | None, tuple[int, int] | None]:
    """The mention of the source and the words that name it, without those of the content or the cue."""
    source = item.source
    if source is None:
        return None, None
    low, high = 0, len(document.doc)
    for start, end in [*item.pieces, *([item.cue] if item.cue else [])]:
        if end <= source.i:
            low = max(low, end)
        elif start > source.i:
            high = min(high, start)
    return speaking_mention(document, source), phrase_span(source, low=low, high=high)


def _said_on(document: Document, cue: tuple[int, int] | None) -> dt.date | None:
    """The day that the sentence gives for the cue ("said on Sunday"); None when it gives none, or not the day."""
    when = when_near(document, document.doc[cue[0]]) if cue is not None else None
    return when.date if when is not None and when.precision == "day" else None


def _kind(doc: Doc, start: int, end: int, marks: bytearray) -> QuoteKind:
    """direct, mixed or indirect, by the share of a quote's letters in quotation marks."""
    marked = sum(len(doc[i]) for i in range(start, end) if marks[i] and doc[i].is_alpha)
    letters = sum(len(doc[i]) for i in range(start, end) if doc[i].is_alpha)
    if not marked:
        return "indirect"
    return "direct" if marked >= _DIRECT_SHARE * letters else "mixed"
