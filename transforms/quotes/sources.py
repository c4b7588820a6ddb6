"""Who says what stands in quotation marks: the source of a cue beside them.

Parsers stumble over quotations, so the words between the marks are looked at before the parse of the sentence.
"""

from collections.abc import Callable

from spacy.tokens import Doc, Token

from transforms.quotes.cues import Cue
from transforms.quotes.speakers import antecedent, own_subject, source_of_verb

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def source_of_direct(cue: Cue, segment: tuple[int, int], is_quoted: Callable[[int], bool]) -> Token | None:
    """The source by the parse where it lies in `segment`, the tokens between the marks, else the noun nearest to it."""
    verb, doc = cue.head, cue.head.doc
    if verb.lower_ == "according":
        return next((t for t in doc[cue.end : segment[1]] if t.dep_ == "pobj"), None)
    subject = own_subject(verb)
    if subject is not None and segment[0] <= subject.i < segment[1] and subject.dep_ == "nsubj":
        return antecedent(subject)
    shared = source_of_verb(verb)
    if shared is not None and is_quoted(shared.i):
        shared = None
    if verb.tag_ == "VBG" and shared is not None:
        return _main_subject(verb, shared) or shared
    return _noun_beside(doc, verb, segment) or shared or _first_noun(doc, segment[0], verb.i)


def _main_subject(verb: Token, nearest: Token) -> Token | None:
    """The subject of the main clause for a participle at its end that the parser has hung on a clause inside it.

    "Lopez defended the man who had built it, *saying*, “…”": Lopez says it, not the man.
    """
    doc = verb.doc
    if verb.i == 0 or doc[verb.i - 1].text not in {",", "—", "–", "while"}:
        return None
    main = verb.sent.root
    subject = own_subject(main)
    is_inside = nearest.dep_ not in _SUBJECTS or nearest.head.i != main.i
    return subject if subject is not None and is_inside and subject.i < nearest.i else None


def _noun_beside(doc: Doc, verb: Token, segment: tuple[int, int]) -> Token | None:
    """A subject before a verb, whichever verb the parser gave it to, or the noun after an inverted one."""
    before = doc[segment[0] : verb.i]
    subject = next((t for t in reversed(before) if t.pos_ in NOMINAL and t.dep_ in _SUBJECTS), None)
    if subject is not None:
        return antecedent(subject)
    if any(t.pos_ in NOMINAL for t in before):
        return None
    dependent = {"compound", "poss", "nmod", "npadvmod"}
    after = doc[verb.i + 1 : segment[1]]
    return next((t for t in after if t.pos_ in NOMINAL and t.dep_ not in dependent), None)


def _first_noun(doc: Doc, start: int, end: int) -> Token | None:
    """The noun that ends the first run of nouns."""
    noun = None
    for token in doc[start:end]:
        if token.pos_ in NOMINAL:
            noun = token
        elif noun is not None:
            break
    return noun
