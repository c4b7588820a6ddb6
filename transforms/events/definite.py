"""Definite events: "the meeting", "the talks", "the attack" of a sentence that does not name who takes part.

Such a noun refers to an event that the article has told of (coreference of events: Bejan and Harabagiu 2010; bridging:
Vieira and Poesio 2000). It takes its parties from there where the evidence is plain:

- its clause says of it whether, when or how it takes place, or what came of it (`words("told_of")`);
- the events of its kind in the few sentences before have the same two actors, or one of them;
- whoever its sentence says to have come, stayed away or walked out is one of the two.

Else who came or stayed away is its only party, and without any there is no event: nothing is guessed. The spans of the
parties are the words that name them, in the earlier sentence.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from spacy.tokens import Token

from transforms.document import Document, Event, Mention
from transforms.events.arguments import SOURCE_PREPOSITIONS, TARGET_PREPOSITIONS, named
from transforms.events.clauses import subjects
from transforms.events.confidence import confidence
from transforms.events.frames import DEFINITE, Frame, governing_verb
from transforms.events.judge import features, likelihoods
from transforms.events.lemmas import base_form
from transforms.events.rules import Rule, words
from transforms.events.status import status_of

REACH = 5  # sentences back
REFERS = 0.9  # the share of an earlier event's confidence that is left to what refers to it
SURE = 0.4  # confidence of an event whose parties another may take
# They tell of another event than the one before.
ANOTHER = frozenset({
    "another", "earlier", "first", "former", "further", "last", "latest", "new", "next", "other", "previous", "second",
    "separate", "similar", "third",
})  # fmt: skip
ATTENDED = frozenset({"for", "at", "from", "of", "to", "in"})
TOGETHER = frozenset({"with", "between", "of", "by"})
Parties = tuple[Mention | None, Mention | None]


def definite_events(document: Document, frames: Mapping[int, tuple[Rule, Frame]]) -> Iterator[Event]:
    """The events that definite nouns refer to, in the order of the text; those found so far are in document.events.

    `frames` has the rule and frame of each word that a rule fits, by its position.
    """
    kinds = {rule.rule_id: _kind(rule) for rule, _ in frames.values()}
    told = [(kinds[event.rule_id], event) for event in document.events]
    starts = [sentence.start for sentence in document.doc.sents if not sentence.text.isspace()]
    for position, (rule, frame) in sorted(frames.items()):
        if rule.event_type is None or not is_definite(frame.trigger) or not _is_told_of(frame.trigger):
            continue
        kind, sentence = _kind(rule), frame.trigger.sent
        if any(other == kind and sentence.start <= event.start < sentence.end for other, event in told):
            continue
        since = starts[max(bisect_left(starts, sentence.start) - REACH, 0)]
        earlier = [event for other, event in told if other == kind and since <= event.start < sentence.start]
        surest: dict[int, float] = {}  # of the two directions in which they met, either
        for event in earlier:
            surest[event.start] = max(event.confidence, surest.get(event.start, 0.0))
        if min(surest.values(), default=1.0) < SURE:
            earlier = []
        status = status_of(frame.trigger, frame.anchor)
        for source, target in _parties(document, frame.trigger, earlier):
            _, sure = likelihoods(features(document, rule, frame, source, target, status, is_inner=True))
            # Less sure than what it refers to: whether it refers to that is open too.
            most = min((REFERS * event.confidence for event in earlier), default=1.0)
            sure = round(min(confidence(sure), most), 4)
            event = Event(position, position + 1, rule.rule_id, source, target, status, confidence=sure)
            told.append((kind, event))
            yield event


def _kind(rule: Rule) -> tuple[str | None, str]:
    """What a rule's events are called: any deed of violence may be "the attack"."""
    return rule.event_type, "" if rule.event_type == "ASSAULT" else rule.root


def is_definite(noun: Token) -> bool:
    """Whether a noun refers to an event told before: "the talks", not "the next talks", nor "talks"."""
    before = {child.lower_ for child in noun.children if child.i < noun.i}
    return noun.pos_ == "NOUN" and bool(before & DEFINITE) and not before & ANOTHER


def _parties(document: Document, noun: Token, earlier: list[Event]) -> list[Parties]:
    """Source and target of the event that a noun refers to; `earlier` are the events of its kind shortly before."""
    came = _by_actor(_attending(document, noun))
    here = came.keys() | _by_actor(_beside(document, noun)).keys()
    sides = [(event.start, _actors(event)) for event in earlier]
    all_sides = {key for _, keys in sides for key in keys}
    fullest = max((keys for _, keys in sides), key=len, default=frozenset())
    if fullest and all_sides == fullest and here <= fullest:
        last = max(start for start, keys in sides if keys == fullest)
        return [(event.source, event.target) for event in earlier if event.start == last]
    return [(party, None) for party in came.values()] if len(here) == len(came) == 1 else []


def _actors(event: Event) -> frozenset[str]:
    """The known actors of an event: one or two."""
    return frozenset(side.actor_key for side in (event.source, event.target) if side is not None and side.actor_key)


def _by_actor(mentions: list[Mention]) -> dict[str, Mention]:
    """The first mention of each actor."""
    return {mention.actor_key: mention for mention in reversed(mentions) if mention.actor_key is not None}


def _verb_of(noun: Token) -> Token | None:
    """The verb that a noun is an argument of."""
    if noun.dep_ == "pobj" and noun.head.lower_ in ATTENDED:
        verb = noun.head.head
        return verb if verb.pos_ == "VERB" else None
    return governing_verb(noun)


def _is_told_of(noun: Token) -> bool:
    """Whether the clause says whether, when or how the noun's event takes place, or what came of it."""
    verb = _verb_of(noun)
    if verb is None:
        return False
    lemma = base_form(verb)
    if lemma == "call" and not any(child.lower_ == "off" for child in verb.children):
        return False  # "called the talks useful"
    if noun.dep_ in ("nsubj", "nsubjpass"):
        return lemma in words("told_of")
    return lemma in words("attendance") or (lemma in words("told_of") and noun.dep_ == "dobj")


def _attending(document: Document, noun: Token) -> list[Mention]:
    """Who came, stayed away or walked out, by the sentence: "after the rebels failed to show up"."""
    verb = _verb_of(noun)
    heads = [] if verb is None else [verb, verb.head, *verb.conjuncts]
    clauses = [clause for head in heads for clause in (head, *head.children) if clause.pos_ == "VERB"]
    clauses += [inner for clause in clauses for inner in clause.children if inner.dep_ == "xcomp"]
    return [
        mention
        for clause in clauses
        if base_form(clause) in words("attendance")
        for subject in subjects(clause)
        if subject.i != noun.i
        for mention in named(document, subject, SOURCE_PREPOSITIONS)
    ]


def _beside(document: Document, noun: Token) -> list[Mention]:
    """The actors that the noun's own phrase names: "the talks with Oslo", "the Korean talks"."""
    heads = [child for child in noun.children if child.dep_ in ("poss", "compound", "amod", "nmod")]
    heads += [
        inner
        for child in noun.children
        if child.dep_ == "prep" and child.lower_ in TOGETHER
        for inner in child.children
        if inner.dep_ == "pobj"
    ]
    return [mention for head in heads for mention in named(document, head, TARGET_PREPOSITIONS)]
