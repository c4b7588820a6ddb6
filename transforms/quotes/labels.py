"""Speech that is introduced by a name and a colon: transcripts, questions and answers, headlines.

"TRUMP: We will see." in a transcript gives the words up to the next label; "Minister: talks failed" as a headline
gives the rest of the line; "The ministry said in a statement:" at the end of a paragraph gives the next one. Questions
that stand alone and their answers make an interview (`interviews`).
"""

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc, Token

from transforms.quotes.cues import lexicon, spoken_cue
from transforms.quotes.interviews import find_interview
from transforms.quotes.speakers import source_of_verb
from transforms.quotes.speeches import paragraph_breaks

_LONGEST_LABEL = 7
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_MARKS = frozenset("\"“”«»'‘’")
# One capitalised word and a colon is too common; two such paragraphs make a transcript.
_FEWEST_TURNS = 2
# In a transcript of so many turns a turn goes on over the paragraphs up to the next, so many in all.
_FEWEST_FOR_LONG_TURNS = 3
_LONGEST_TURN = 4
_QUESTION = frozenset({"Q"})
_FEWEST_NAMED_TURNS = 4
# "- ", "1." and the like start the items of a list, which nobody need have said.
_ITEM = re.compile(r"\W*\s|\W|\d+[.)]")


@dataclass(frozen=True, slots=True)
class LabelledSpeech:
    """Tokens [start, end) said by `source`, whose label starts at token `label` and ends with the colon `cue`."""

    label: int
    start: int
    end: int
    source: Token | None
    cue: tuple[int, int]
    construction: str


def find_labelled(doc: Doc) -> list[LabelledSpeech]:
    """The turns of transcripts, or the answers of an interview.

    In any other article a headline of the form "X: Y" in the first paragraph, and block quotations.
    """
    paragraphs = _paragraphs(doc)
    turns = [(n, colon) for n, (start, end) in enumerate(paragraphs) if (colon := _turn_colon(doc, start, end))]
    turns = turns or _named_turns(doc, paragraphs)
    found: list[LabelledSpeech] = []
    if len(turns) >= _FEWEST_TURNS:
        for position, (number, colon) in enumerate(turns):
            start, end = paragraphs[number]
            following = turns[position + 1][0] if position + 1 < len(turns) else number + 1
            if len(turns) >= _FEWEST_FOR_LONG_TURNS and following - number <= _LONGEST_TURN:
                end = paragraphs[following - 1][1]
            found.append(LabelledSpeech(start, colon + 1, end, _named(doc, colon), (colon, colon + 1), "labelled"))
    elif (interview := find_interview(doc, paragraphs)) is not None:
        cue = interview.cue.i, interview.cue.i + 1
        found += [
            LabelledSpeech(answer.question, answer.start, answer.end, interview.source, cue, "interview")
            for answer in interview.answers
        ]
    elif paragraphs:
        found += _headline(doc, *paragraphs[0])
        pairs = itertools.pairwise(paragraphs)
        found += [block for before, after in pairs if (block := _block(doc, before, after)) is not None]
    return [speech for speech in found if any(t.is_alpha for t in doc[speech.start : speech.end])]


def _paragraphs(doc: Doc) -> list[tuple[int, int]]:
    """Token spans of the paragraphs, without the white space between them."""
    bounds, start = [], 0
    for position in paragraph_breaks(doc):
        bounds.append((start, position))
        start = position + 1
    bounds.append((start, len(doc)))
    return [(first, last) for first, last in bounds if first < last]


def _label_colon(doc: Doc, start: int, end: int) -> int | None:
    """The colon that ends a label at the start of a paragraph."""
    for position in range(start, min(end - 1, start + _LONGEST_LABEL + 1)):
        if doc[position].text == ":":
            return position if position > start else None
        if doc[position].text in {".", "?", "!", ";"}:
            return None
    return None


def _turn_colon(doc: Doc, start: int, end: int) -> int | None:
    """The colon of a speaker's turn: "TRUMP:", "Q:", "A:", "Mr. KAINE:"."""
    while start < end and (doc[start].text in _MARKS or doc[start].is_space):
        start += 1
    if start + 1 < end and doc[start].text in _QUESTION and doc[start + 1].text[0].isupper():
        return start  # "Q Mr. President, …" in official transcripts
    colon = _label_colon(doc, start, end)
    if colon is None or doc[colon - 1].text in _MARKS:
        return None
    words = [t for t in doc[start:colon] if t.is_alpha]
    if not words or " ".join(t.lower_ for t in doc[start:colon]) in no_speakers():
        return None
    shouted = all(t.is_upper for t in words if t.lower_ not in {"mr", "mrs", "ms", "dr"} and len(t) > 2)
    return colon if shouted and words[-1].is_upper else None


def _named_turns(doc: Doc, paragraphs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The turns of a transcript whose labels are names ("Matthews:", "Maria Lopez:"), paragraph number and colon.

    Names and colons start many paragraphs; one of them must come again, and there must be two at least.
    """
    found = [(n, colon) for n, (start, end) in enumerate(paragraphs) if (colon := _label_colon(doc, start, end))]
    found = [
        (n, colon)
        for n, colon in found
        if all(t.is_punct or t.text[0].isupper() for t in doc[paragraphs[n][0] : colon])
    ]
    if len(found) < _FEWEST_NAMED_TURNS:
        return []
    names = {token.text for token in doc if token.ent_type_ in {"PERSON", "ORG"} and token.pos_ == "PROPN"}
    found = [(n, colon) for n, colon in found if doc[colon - 1].text in names]
    count = Counter(doc[colon - 1].text for _, colon in found)
    is_transcript = len(found) >= _FEWEST_NAMED_TURNS and len(count) > 1 and max(count.values()) > 1
    return found if is_transcript else []


def _named(doc: Doc, colon: int) -> Token:
    """The last word of a label, less what it has in brackets ("GOV. JOHN SMITH (R-OH):")."""
    if doc[colon].text in _QUESTION:
        return doc[colon]
    for position in range(colon - 1, 0, -1):
        if doc[position].text == "(" and position and not doc[position - 1].is_space:
            return doc[position - 1]
        if doc[position].is_space:
            break
    return doc[colon - 1]


def _headline(doc: Doc, start: int, end: int) -> list[LabelledSpeech]:
    colon = _label_colon(doc, start, end)
    if colon is None:
        return []
    label = doc[start:colon]
    if label.text.lower() in no_speakers() or any(t.text in _MARKS for t in label):
        return []
    head = label.root
    is_name = len(label) == 1 and label[0].is_title
    is_phrase = head.pos_ in {"PROPN", "NOUN"} and not any(t.pos_ in {"VERB", "AUX", "ADV", "NUM"} for t in label)
    if not (is_name or is_phrase):
        return []
    return [LabelledSpeech(start, colon + 1, end, head, (colon, colon + 1), "headline")]


def _block(doc: Doc, before: tuple[int, int], after: tuple[int, int]) -> LabelledSpeech | None:
    """A paragraph without marks behind "X said in a statement:", the words that end the paragraph before."""
    colon = before[1] - 1
    while colon > before[0] and doc[colon].is_space:
        colon -= 1
    start, end = after
    if doc[colon].text != ":" or _ITEM.match(doc[start].text) or any(t.text in _MARKS for t in doc[start:end]):
        return None
    for token in reversed(doc[doc[colon].sent.start : colon]):
        cue = spoken_cue(token) if token.pos_ == "VERB" and token.tag_ in _FINITE else None
        source = source_of_verb(token) if cue is not None else None
        if cue is not None and source is not None and source.i >= before[0]:
            return LabelledSpeech(start, start, end, source, (cue.start, cue.end), "block")
    return None


@lru_cache(maxsize=1)
def no_speakers() -> frozenset[str]:
    """Labels that name a kind of article or a field, not a speaker."""
    table = lexicon()
    single = set(table.single["label"])
    return frozenset(single | {" ".join((w, *rest)) for w, more in table.several["label"].items() for rest in more})
