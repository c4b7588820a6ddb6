"""Finding events: who did what to whom, by the rules of seeds/event_rules.csv over the parse.

Each verb, noun, modal or adjective that a rule knows is tried against that word's rules, the most specific first; the
rule says which parts of the sentence are source and target. What a rule has used up (the "sanctions" of "impose
sanctions") is not an event of its own. A statement without an actor gives no event.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from transforms.circumstances.dates import when_near
from transforms.circumstances.places import place_near
from transforms.circumstances.quantities import quantities_near
from transforms.document import Document, Event, Mention
from transforms.events.arguments import spelt_out
from transforms.events.confidence import confidence
from transforms.events.definite import definite_events
from transforms.events.judge import LEAST_LIKELY, LEAST_OF_NOUN, features, likelihoods
from transforms.events.lemmas import base_form
from transforms.events.matching import Finder, Match
from transforms.events.pairs import pairs_of
from transforms.events.plausibility import is_enough, is_known, is_only_said
from transforms.events.rules import rules_by_word
from transforms.events.status import status_of
from transforms.placenames import entries

# Appeals are no events, and neither is what they ask for.
APPEAL_ROOT = "02"
# What is agreed to is less sure than that it is agreed.
INNER_SHARE = 0.9
# What numbers say of people whom nobody names.
FATES = frozenset({"killed", "injured", "arrested", "displaced"})


def trigger_span(match: Match) -> tuple[int, int]:
    """The tokens that state the event: the trigger, its particle, and the noun that the rule names: "held | talks"."""
    trigger = match.frame.trigger
    end = trigger.i + 1
    if match.rule.particle and end < len(trigger.doc) and trigger.nbor().lower_ in match.rule.particle:
        end += 1
    nouns = [
        trigger.doc[i]
        for i in sorted(match.used)
        if i >= end and (base_form(trigger.doc[i]), "NOUN") in rules_by_word()
    ]
    if nouns and all(_leads_to(nouns[0], token, trigger) for token in trigger.doc[end : nouns[0].i]):
        end = nouns[0].i + 1
    return trigger.i, end


def _leads_to(noun: Token, token: Token, trigger: Token) -> bool:
    """Whether a word between a verb and its noun is part of the noun's phrase, and names nobody: "an emergency"."""
    if token.dep_ in ("prep", "prt"):
        return bool(token.head.i == trigger.i)
    return bool(noun.is_ancestor(token)) and token.pos_ != "PROPN"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a rule found; `features` and `likelihood`, of its being an event, as `judge` has them."""

    match: Match
    event: Event
    features: set[str]
    likelihood: float


def _candidates_of(document: Document, match: Match, *, is_inner: bool) -> Iterator[Candidate]:
    """What a match stands for; `is_inner`: another event speaks of it ("agreed to free"), and comes first."""
    trigger, rule, frame = match.frame.trigger, match.rule, match.frame
    status = "actual" if trigger.pos_ == "AUX" else status_of(trigger, frame.anchor)
    if rule.is_negated and status == "denied":
        status = "actual"  # the rule codes the refusal itself
    start, end = trigger_span(match)
    for source, target in pairs_of(document, match):
        if is_enough(document, rule, frame, source, target):
            found = features(document, rule, frame, source, target, status, is_inner=is_inner)
            named_source, named_target = (side and spelt_out(document, side) for side in (source, target))
            likely, sure = likelihoods(found)
            event = Event(start, end, rule.rule_id, named_source, named_target, status, confidence=confidence(sure))
            yield Candidate(match, event, found, likely)


def _deduplicated(found: list[Candidate]) -> list[Event]:
    """Of events of one sentence with the same actors, kind and status, the surest."""
    best: dict[tuple[object, ...], Event] = {}
    for candidate in found:
        match, event = candidate.match, candidate.event
        sides = tuple(side and (side.actor_key or side.start) for side in (event.source, event.target))
        key = (match.frame.trigger.sent.start, match.rule.event_type, match.rule.root, event.status, *sides)
        if key not in best or event.confidence > best[key].confidence:
            best[key] = event
    return sorted(best.values(), key=lambda event: (event.start, event.end))


def _is_to_come(document: Document, event: Event, trigger: Token) -> bool:
    """Whether an event is set for a day after publication: "visits Oslo next week", "announced talks for June"."""
    if event.when is None or document.published_at is None or trigger.tag_ in ("VBD", "VBN"):
        return False
    return event.when.date > document.published_at.date()


def _is_given_up(noun: Match | None, match: Match) -> bool:
    """Whether a noun that a rule has used up is also an event that did not come about: "called off the strike"."""
    if noun is None or noun.rule.event_type in (None, match.rule.event_type) or noun.frame.trigger.pos_ == "VERB":
        return False
    return status_of(noun.frame.trigger, noun.frame.anchor) == "cancelled"


def _is_usable(event: Event) -> bool:
    """Whether an event has a known party, or says where it was or how many came to harm ("a blast killed 12")."""
    if is_known(event.source) or is_known(event.target) or event.place is not None:
        return True
    return any(quantity.kind in FATES for quantity in event.quantities)


def _set_at_its_stop(document: Document, event: Event) -> None:
    """Puts an event at its own target where its source has several: "visited Egypt, Jordan and Israel"."""
    if event.place is None or event.target is None or event.target.actor is None:
        return
    country = event.target.actor.country
    stops = {
        other.target.actor.country
        for other in document.events
        if other.start == event.start and _same_side(other.source, event.source)
        if other.target is not None and other.target.actor is not None
    }
    if event.target.actor.kind == "country" and event.place.country in stops - {country}:
        own = entries(document.doc[event.target.start : event.target.end].text)
        event.place = own[0].place() if own and own[0].country == country else None


def _same_side(one: Mention | None, other: Mention | None) -> bool:
    return (one and one.actor_key) == (other and other.actor_key)


def candidates(document: Document) -> list[Candidate]:
    """Everything that the rules find, in the order of its triggers. Mentions must be complete."""
    return _candidates(document, _matches(document))


def _matches(document: Document) -> dict[int, Match]:
    finder = Finder(document)
    return {token.i: match for token in document.doc if (match := finder.match(token)) is not None}


def _candidates(document: Document, matches: dict[int, Match]) -> list[Candidate]:
    used = {
        position
        for match in matches.values()
        for position in match.used
        if not _is_given_up(matches.get(position), match)
    }
    used |= {
        match.complement.frame.trigger.i
        for match in matches.values()
        if match.complement is not None and match.rule.root == APPEAL_ROOT
    }
    rules = {position: match.rule for position, match in matches.items()}
    inner = {
        match.complement.frame.trigger.i
        for match in matches.values()
        if match.complement is not None and match.rule.event_type
    }
    return [
        candidate
        for position, match in sorted(matches.items())
        if match.rule.event_type and position not in used and not is_only_said(match.frame.trigger, rules)
        for candidate in _candidates_of(document, match, is_inner=position in inner)
    ]


def _is_likely(candidate: Candidate) -> bool:
    event = candidate.event
    is_bare = not candidate.match.frame.is_supported and not (is_known(event.source) and is_known(event.target))
    return candidate.likelihood >= (LEAST_OF_NOUN if is_bare else LEAST_LIKELY)


def _vouched_for(found: list[Candidate]) -> list[Candidate]:
    """The likely events, and what they commit somebody to ("agreed to free"), less sure than they are."""
    outer = {
        one.match.complement.frame.trigger.i: one
        for one in found
        if one.match.complement is not None and _is_likely(one)
    }
    kept: list[Candidate] = []
    for one in found:
        governor = outer.get(one.match.frame.trigger.i)
        if _is_likely(one) or (governor is not None and governor.match.rule.pos != "AUX"):
            kept.append(one)
        if governor is not None:
            most = round(INNER_SHARE * governor.event.confidence, 4)
            one.event.confidence = min(one.event.confidence, most)
    return kept


def find_events(document: Document) -> None:
    """Fill `document.events` from the parse, the actors' mentions and the rules. Mentions must be complete."""
    matches = _matches(document)
    document.events = _deduplicated(_vouched_for(_candidates(document, matches)))
    frames = {position: (match.rule, match.frame) for position, match in matches.items()}
    document.events += list(definite_events(document, frames))
    types = {match.rule.rule_id: match.rule.event_type or "" for match in matches.values()}
    for event in document.events:
        trigger = document.doc[event.start]
        event.when = when_near(document, trigger)
        if event.status == "actual" and _is_to_come(document, event, trigger):
            event.status = "planned"
        event.place = place_near(document, trigger)
        event.quantities = quantities_near(document, trigger, types[event.rule_id])
    document.events = [event for event in document.events if _is_usable(event)]
    for event in document.events:
        _set_at_its_stop(document, event)
