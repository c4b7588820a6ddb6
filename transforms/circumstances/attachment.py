"""Which event of a sentence a date or a place belongs to.

A phrase such as "on Sunday" or "in Geneva" hangs in the parse on a governor, the word that it modifies. From there it
reaches the events of its own clause and a few clauses that share its setting ("attacked the town on Sunday, killing
12"); it does not pass through reports ("said on Sunday that ..."), relative clauses or the names of other events ("the
June 12 summit"). The word classes this rests on are in seeds/attachment_words.csv.
"""

import csv
import importlib.resources
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Span, Token

CLAUSE_DEPS = frozenset({"ROOT", "ccomp", "xcomp", "advcl", "relcl", "acl", "pcomp", "parataxis", "csubj", "csubjpass"})
SUBJECT_DEPS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
VERBAL = frozenset({"VERB", "AUX"})
ALONGSIDE = frozenset({"during", "in", "at"})  # "during talks": the talks share the clause's setting
MARKS = frozenset({"mark", "prep", "nsubj", "nsubjpass"})

ATTACHED, SAME_CLAUSE, SHARED, LOOSE = range(4)  # how close a phrase is to an event; LOOSE: it hangs on nothing


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    classes: dict[str, set[str]] = {}
    with importlib.resources.files("seeds").joinpath("attachment_words.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            classes.setdefault(row["class"], set()).add(row["word"])
    return {name: frozenset(words) for name, words in classes.items()}


def word_class(name: str) -> frozenset[str]:
    """The words of a class in seeds/attachment_words.csv. Raises KeyError for a class that is not there."""
    return _words()[name]


@dataclass(frozen=True, slots=True)
class Attachment:
    """Where a phrase hangs: its governor (None: on nothing), its outermost preposition, and where it starts."""

    governor: Token | None
    preposition: str | None
    start: int

    @property
    def trails(self) -> bool:
        """Whether the phrase stands after its governor: "talks on Sunday", not "Sunday's talks"."""
        return self.governor is not None and self.governor.i < self.start


def attachment(phrase: Span, carriers: frozenset[str]) -> Attachment:
    """Climbs from a phrase through prepositions, coordination and `carriers` ("the END of June") to its governor."""
    token, preposition = phrase.root, None
    while token.head.i != token.i:
        head = token.head
        if head.pos_ == "ADP" or token.dep_ == "pobj":
            preposition = head.lower_
        elif not (
            phrase.start <= head.i < phrase.end
            or head.lemma_.lower() in carriers
            or (token.dep_ in {"conj", "appos"} and head.pos_ not in VERBAL)
        ):
            return Attachment(head, preposition, phrase.start)
        token = head
    return Attachment(None, preposition, phrase.start)


def clause_head(token: Token) -> Token:
    """The word that heads the clause that a token is in: a verb, or whatever the parser gave that role."""
    while token.dep_ not in CLAUSE_DEPS and not (token.dep_ == "conj" and token.pos_ in VERBAL):
        if token.head.i == token.i:
            break
        token = token.head
    return token


def has_own_subject(clause: Token) -> bool:
    """Whether a clause names its subject itself, rather than sharing that of the clause it is joined to."""
    return any(child.dep_ in SUBJECT_DEPS for child in clause.children)


def is_speech(token: Token) -> bool:
    """Whether a token is a verb of saying or knowing: what it governs tells when it was said, not when it was done."""
    return token.lemma_.lower() in word_class("speech_verb")


def names_event(token: Token) -> bool:
    """Whether a noun is the name of an event ("summit", "attack"), which has a time and a place of its own."""
    return token.lemma_.lower() in word_class("event_noun")


def stands_for(event: Token, clause: Token) -> bool:
    """Whether an event word has the setting of its clause: its head, its subject, or what a light verb carries."""
    if event.i == clause.i:
        return True
    if is_speech(clause):
        return False
    role = event
    while role.dep_ == "conj":
        role = role.head
    if role.dep_ in {"aux", "auxpass", "prt"}:
        return bool(role.head.i == clause.i)
    if role.dep_ == "pobj" and role.head.lower_ in ALONGSIDE:
        return bool(role.head.head.i == clause.i)
    if role.head.i != clause.i:
        return False
    is_carried = clause.lemma_.lower() in word_class("support_verb")
    return role.dep_ in SUBJECT_DEPS or (is_carried and role.dep_ in {"dobj", "attr", "oprd"})


def _within_clause(event: Token, phrase: Attachment, clause: Token) -> int | None:
    governor = phrase.governor
    if governor is None:
        return None
    if governor.i == clause.i:
        return SAME_CLAUSE if stands_for(event, clause) else None
    if not phrase.trails and governor.pos_ not in VERBAL:
        return None  # "discussed the June 12 summit"
    carried = event.lemma_.lower() in word_class("support_verb") and governor.head.i == event.i
    if names_event(governor) and not carried:
        return None
    if event.is_ancestor(governor):
        return SAME_CLAUSE
    return SHARED if stands_for(event, clause) else None


def _from_above(event: Token, phrase: Attachment, lower: Token, upper: Token) -> int | None:
    """The phrase is in the clause `upper`, on which the event's clause `lower` hangs."""
    governor = phrase.governor
    if governor is None or governor.i != upper.i or not stands_for(event, lower):
        return None
    if lower.dep_ == "xcomp":  # the parser hung "on Sunday" of "expected to visit on Sunday" too high
        return SHARED if upper.i < event.i < phrase.start else None
    if is_speech(upper):
        return None
    if lower.dep_ == "conj":
        return SHARED if phrase.start < upper.i or not has_own_subject(lower) else None
    if lower.dep_ == "advcl" and lower.tag_ == "VBG":
        return SHARED if not any(child.dep_ in MARKS and child.i < lower.i for child in lower.children) else None
    return None


def _from_below(event: Token, phrase: Attachment, upper: Token, lower: Token) -> int | None:
    """The phrase is in the clause `lower`, which hangs on the event's clause `upper`, or on the event."""
    governor = phrase.governor
    if governor is None or governor.i != lower.i or is_speech(lower):
        return None
    if lower.dep_ in {"relcl", "acl"}:
        return SAME_CLAUSE if lower.head.i == event.i else None
    if lower.dep_ == "conj" and not has_own_subject(lower):
        return SHARED if stands_for(event, upper) and phrase.start > lower.i else None
    return None


def closeness(event: Token, phrase: Attachment) -> int | None:
    """How close a phrase is to an event word: ATTACHED < SAME_CLAUSE < SHARED < LOOSE; None when it is not its own."""
    governor = phrase.governor
    if governor is None:
        return LOOSE
    if governor.i == event.i:
        return ATTACHED
    home, abroad = clause_head(event), clause_head(governor)
    if home.i == abroad.i:
        return _within_clause(event, phrase, home)
    if clause_head(home.head).i == abroad.i:
        return _from_above(event, phrase, home, abroad)
    if clause_head(abroad.head).i == home.i:
        return _from_below(event, phrase, home, abroad)
    return None
