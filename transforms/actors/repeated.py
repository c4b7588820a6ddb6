"""Names that the entity recognizer saw in one place of an article and missed in another."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from spacy.tokens import Doc, Token

from transforms.actors.candidates import NOUNS, PROPER, Candidate, clean, root_of
from transforms.actors.gazetteer import normalise
from transforms.actors.nouns import SHORTENED
from transforms.actors.personal_names import FAMILY_NAMES_FIRST
from transforms.reference import Reference

PERSON_RELATIONS = frozenset({"nsubj", "nsubjpass", "poss", "appos", "conj", "dobj", "npadvmod", "dative"})


def names_again(doc: Doc, names: list[Candidate], reference: Reference, when: dt.date | None) -> Iterable[Candidate]:
    """Where people and bodies that the article names are named again, and leaders whom it names by surname only."""
    yield from _surnames_again(doc, names, reference)
    yield from _bodies_again(doc, names)
    yield from _leaders_by_surname(doc, names, reference, when)


def looks_personal(token: Token) -> bool:
    """Whether a word is written as people's names are: one capital, the first letter."""
    return token.text[:1].isupper() and token.text[1:].islower() and not token.is_space


def surname_forms(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words by which a person of that full name is called alone: the last, and the first where that is a family
    name in languages that put it first (Kim Jong Un, Xi Jinping); both, as 'Andrew Kim' and 'Kim Clijsters' show.
    """
    if len(words) < 2:
        return words
    return (words[-1], words[0]) if words[0] in FAMILY_NAMES_FIRST else (words[-1],)


def _surnames_again(doc: Doc, names: list[Candidate], reference: Reference) -> Iterable[Candidate]:
    """Surnames of people named in full elsewhere, which the recognizer missed or took for something else; with the
    given names before them, if any.
    """
    surnames: set[str] = set()
    for name in names:
        if name.kind == "person":  # known by another name than the one written, perhaps: "Bojo", "Jon Smythe"
            written = tuple(normalise(doc[name.start : name.end].text).split())
            surnames.update(surname_forms(name.words), surname_forms(written))
    for token in doc:
        if token.text[:1].isupper() and token.tag_ in NOUNS and token.is_alpha and normalise(token.text) in surnames:
            start = token.i
            while start and doc[start - 1].head.i == token.i and looks_personal(doc[start - 1]):
                start -= 1
            while start < token.i and doc[start].text not in reference.genders:
                start += 1
            yield Candidate(start, token.i + 1, token.i, "name", "person", clean(doc[start : token.i + 1].text))


def _bodies_again(doc: Doc, names: list[Candidate]) -> Iterable[Candidate]:
    """Names of bodies that the recognizer saw once and missed elsewhere, whole or without their "Corporation"."""
    written: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name in names:
        words = tuple(token.text for token in doc[name.start : name.end])
        if name.kind != "organization" or len(words) < 2 or not words[0][:1].isupper():
            continue
        written[words[0]].add(words)
        while len(words) > 1 and words[-1].lower() in SHORTENED:
            words = words[:-1]
        written[words[0]].add(words)
    for token in doc:
        for words in written.get(token.text, ()):
            end = token.i + len(words)
            if words == tuple(one.text for one in doc[token.i : end]) and (len(words) > 1 or is_alone(token)):
                yield Candidate(
                    token.i, end, root_of(doc, token.i, end), "name", "organization", clean(doc[token.i : end].text)
                )


def is_alone(token: Token) -> bool:
    """Whether a word is a name of its own: 'Ford said', but not 'General Mattis' where there is General Motors."""
    if token.tag_ not in PROPER:
        return False
    around = [*token.doc[max(0, token.i - 1) : token.i], *token.doc[token.i + 1 : token.i + 2]]
    return not any(other.tag_ in PROPER for other in around)


def _leaders_by_surname(
    doc: Doc, names: list[Candidate], reference: Reference, when: dt.date | None
) -> Iterable[Candidate]:
    """Leaders called by surname alone all through an article ("Trump said"), where the recognizer saw no name."""
    taken = {position for name in names for position in range(name.start, name.end)}
    for token in doc:
        # At the start of a sentence the tagger may see a common noun, and the recognizer a body: "Trump visited Seoul."
        is_seen = token.is_sent_start and token.ent_type_ in ("ORG", "PERSON")
        is_name = is_seen if token.ent_type_ else token.tag_ == "NNP"
        is_name = is_name and token.is_title and token.tag_ in NOUNS and token.dep_ in PERSON_RELATIONS
        if not is_name or token.i in taken or token.lower_ in reference.agents:
            continue  # "the Mayor" is none of that name
        if len(reference.leaders(token.text, when)) == 1:
            yield Candidate(token.i, token.i + 1, token.i, "name", "person", token.text)
