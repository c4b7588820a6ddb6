"""Finding events: who did what to whom, by the rules of seeds/event_rules.csv over the parse.

Each verb, noun, modal or adjective that a rule knows is tried against that word's rules, the most specific first; the
rule says which parts of the sentence are source and target. What a rule has used up (the "sanctions" of "impose
sanctions") is not an event of its own. A statement without an actor gives no event.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import permutations, product

from spacy.tokens import Token

from transforms.circumstances.dates import when_near
from transforms.circumstances.places import place_near
from transforms.circumstances.quantities import quantities_near
from transforms.document import Document, Event, Mention
from transforms.events.arguments import phrase, sources, spelt_out, targets, wider_target
from transforms.events.confidence import confidence
from transforms.events.definite import definite_events
from transforms.events.frames import (
    TEMPORAL,
    Frame,
    adjective_frame,
    auxiliary_frame,
    noun_frame,
    noun_keys,
    own_noun_keys,
    subjects,
    verb_frame,
    with_conjuncts,
)
from transforms.events.judge import LEAST_LIKELY, LEAST_OF_NOUN, features, likelihoods
from transforms.events.lemmas import base_form
from transforms.events.plausibility import is_enough, is_known, is_only_said
from transforms.events.rules import NEGATED_MARK, Rule, rules_by_word, words
from transforms.events.status import status_of
from transforms.placenames import entries

RULE_POS = {"VERB": "VERB", "NOUN": "NOUN", "PROPN": "NOUN", "AUX": "AUX", "ADJ": "ADJ"}
FRAMES = {"VERB": verb_frame, "NOUN": noun_frame, "AUX": auxiliary_frame, "ADJ": adjective_frame}
# Attributive participles ("jailed activists") say what somebody is, not what happened.
ATTRIBUTIVE_DEPS = frozenset({"amod", "compound", "nmod"})
# Appeals are no events, and neither is what they ask for.
APPEAL_ROOT = "02"
# What speakers call themselves and theirs when their words are reported.
SELF_PRONOUNS = frozenset({"it", "they", "we", "he", "she"})
DEEPEST_COMPLEMENT = 4
# They make another word of a verb: "call off", "give up", "put out".
TURNING_PARTICLES = frozenset({"off", "up", "down", "out", "away", "over", "back", "aside"})
# What is agreed to is less sure than that it is agreed.
INNER_SHARE = 0.9
# Several who do this do it with each other, whatever it is about: "agreed to drop all charges".
JOINTLY = "agree"
ANYTHING = "*"
ACTOR = "@actor"
Pair = tuple[Mention | None, Mention | None]
# Who stands here takes no part in what is done together: "agreed on Iran", "agreed that Iran should".
MATTER_ROLES = frozenset({"on", "over", "for", "in", "cobj", "csubj"})
# Where the target of a clause without a rule of its own is looked for.
PLAIN_ROLES = ("obj", "with", "to", "against", "on", "from", "for", "of", "in")


@dataclass(slots=True)
class Match:
    """A rule that fits a frame; `complement` is the coded or plain clause or noun that it took the code from."""

    rule: Rule
    frame: Frame
    complement: "Match | None" = None
    plain_complement: Frame | None = None
    used: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Finder:
    """The matches of one document, each token tried once."""

    document: Document
    matches: dict[int, Match | None] = field(default_factory=dict)

    def match(self, token: Token, depth: int = 0) -> Match | None:
        """The most specific rule that fits a token, or None."""
        if token.i not in self.matches:
            self.matches[token.i] = None  # a word that is its own complement through a faulty parse ends here
            self.matches[token.i] = self._find(token, depth)
        return self.matches[token.i]

    def _find(self, token: Token, depth: int) -> Match | None:
        pos = RULE_POS.get(token.pos_)
        if pos is None or token.dep_ in ATTRIBUTIVE_DEPS or depth > DEEPEST_COMPLEMENT:
            return None
        if (pos == "AUX" and token.dep_ != "aux") or (pos == "NOUN" and token.ent_type_ in TEMPORAL):
            return None  # "in March" is no march
        is_hyphenated = pos == "NOUN" and token.i > 0 and token.nbor(-1).text == "-"
        if not is_hyphenated and (base_form(token), pos) not in rules_by_word():
            return None
        names = own_noun_keys(token) if pos == "NOUN" else frozenset({base_form(token)})
        last_words = {name.rsplit(" ", 1)[-1] for name in names}
        rules = [rule for word in last_words for rule in rules_by_word().get((word, pos), ()) if rule.lemma in names]
        if not rules:
            return None
        frame = FRAMES[pos](token)
        for rule in sorted(rules, key=lambda rule: -rule.specificity):
            if (found := self._fits(rule, frame, depth)) is not None:
                return found
        return None

    def _keys(self, token: Token) -> frozenset[str]:
        """What a rule may call a noun: its names, and '@actor' where it stands for an actor that is known."""
        mention = self.document.mention_of(token)
        return noun_keys(token) | ({ACTOR} if mention is not None and mention.actor is not None else frozenset())

    def _hits(self, heads: list[Token], asked: frozenset[str]) -> list[Token] | None:
        """The heads that a rule names; None when it names some and none is there, or asks for any and none is."""
        if not asked:
            return []
        if ANYTHING in asked:
            return [] if heads else None
        return [token for token in heads if self._keys(token) & asked] or None

    def _fits(self, rule: Rule, frame: Frame, depth: int) -> Match | None:
        if (rule.is_negated and not frame.is_negated) or (
            rule.particle and not rule.particle & (frame.particles | frame.loose_particles)
        ):
            return None
        if rule.pos == "AUX" and frame.is_negated and not rule.is_negated:
            return None
        if rule.pos == "VERB" and not rule.particle and not rule.objects and frame.particles & TURNING_PARTICLES:
            return None
        prepositional = [(prep, token) for prep in rule.prep for token in frame.roles.get(prep, ())]
        subjects = self._hits(
            [noun for token in frame.roles.get("subj", ()) for noun in with_conjuncts(token)], rule.subjects
        )
        objects = self._hits(frame.objects, rule.objects)
        behind = self._hits([noun for _, token in prepositional for noun in with_conjuncts(token)], rule.prep_objects)
        if subjects is None or objects is None or behind is None or (rule.prep and not prepositional):
            return None
        match = Match(rule, frame, used=frozenset(token.i for token in (*objects, *behind)))
        if not rule.complement or self._completed(match, [token for _, token in prepositional], depth):
            return match
        return None

    def _completed(self, match: Match, prepositional: list[Token], depth: int) -> bool:
        """Whether the frame has a complement that the rule asks for; puts it into the match."""
        asked, frame = match.rule.complement, match.frame
        if ANYTHING in asked:
            for clause in frame.complements:
                match.complement = self.match(clause, depth + 1)
                match.plain_complement = verb_frame(clause)
                return True
            return False
        nouns = [] if frame.trigger.pos_ == "AUX" else [*frame.objects, *prepositional]
        for clause in (*frame.complements, *nouns):
            inner = self.match(clause, depth + 1)
            if inner is None:
                continue
            for part in asked:
                wants_negated, prefix = part.startswith(NEGATED_MARK), part.removeprefix(NEGATED_MARK)
                is_negated = inner.frame.is_negated and clause.pos_ == "VERB" and frame.trigger.pos_ != "AUX"
                if inner.rule.cameo_code.startswith(prefix) and wants_negated == is_negated:
                    match.complement = inner
                    if clause.pos_ != "VERB":
                        match.used |= {clause.i}
                    return True
        return False


def role_groups(match: Match, roles: tuple[str, ...]) -> list[list[Token]]:
    """Heads of the phrases that fill a rule's roles, one group a role; csubj and cobj are roles of the complement."""
    groups: list[list[Token]] = []
    for role in roles:
        if role in ("csubj", "cobj"):
            inner = match.complement
            if inner is not None and inner.frame.trigger.pos_ not in ("VERB", "AUX"):
                groups.append([inner.frame.trigger])  # "rejected Iran's offer of talks": whose the noun is
            elif inner is not None:
                inner_roles = inner.rule.target_roles if role == "cobj" else inner.rule.source_roles
                groups.extend(role_groups(inner, inner_roles))
            elif match.plain_complement is not None:
                plain = match.plain_complement.roles
                names = PLAIN_ROLES if role == "cobj" else ("subj",)
                groups.extend(plain[name] for name in names if plain.get(name))
        elif match.frame.roles.get(role):
            groups.append(match.frame.roles[role])
    return groups


def _pairs(document: Document, match: Match) -> list[Pair]:
    """Source and target of each event that a match stands for; none where too little is known of either."""
    rule = match.rule
    acting = _spoken_for(document, match, sources(document, role_groups(match, rule.source_roles)))
    acted_upon = targets(document, role_groups(match, rule.target_roles), acting)
    is_complete = bool(acted_upon) or (rule.is_reciprocal and len(acting) > 1)
    if not is_complete and any(is_known(mention) for mention in acting):
        acted_upon = wider_target(document, match.frame.trigger, acting)
    pairs: list[Pair] = []
    if rule.is_reciprocal:
        parties = [mention for mention in acting if is_known(mention)]
        others = [mention for mention in acted_upon if is_known(mention) and not _same_in(mention, parties)]
        if len(parties) > 1 and all(_is_matter(match, other) for other in others):
            others = []  # "Kenya and Uganda agreed to leave Somalia": with each other
        if not others and len(parties) > 1:
            return list(permutations(parties, 2))
        if not acting and len(others) > 1:
            return list(permutations(others, 2))  # "talks between A and B were held"
        if not others and len(parties) == 1:
            acted_upon = _partners(document, match, parties[0]) or acted_upon
        for one, other in product(acting, others or acted_upon):
            pairs.append((one, other))
            is_named = is_known(other) or document.doc[other.head].pos_ == "PROPN"
            if is_named and not _is_matter(match, other):
                pairs.append((other, one))
    elif rule.lemma == JOINTLY and sum(map(is_known, acting)) > 1 and not any(map(is_known, acted_upon)):
        return list(permutations(filter(is_known, acting), 2))
    else:
        pairs += product(acting, acted_upon)
    pairs = [(source, target) for source, target in pairs if source and target and not _same(source, target)]
    if not pairs:
        pairs += [(source, None) for source in acting] or [(None, target) for target in acted_upon]
    return pairs


def _is_matter(match: Match, other: Mention) -> bool:
    """Whether somebody is the matter or place of what is done together, rather than taking part in it."""
    targets_by_role = {
        role: {token.i for group in role_groups(match, (role,)) for head in group for token in head.subtree}
        for role in match.rule.target_roles
    }
    matter, sharing = (
        {position for role, found in targets_by_role.items() if (role in MATTER_ROLES) is wanted for position in found}
        for wanted in (True, False)
    )
    return other.head in matter and other.head not in sharing


def _partners(document: Document, match: Match, known: Mention) -> list[Mention]:
    """Who is coordinated with the one known party by name: "Washington and Havana restored relations"."""
    heads = [token for group in role_groups(match, match.rule.source_roles) for token in group]
    return [
        phrase(token)
        for head in heads
        for token in with_conjuncts(head)
        if token.pos_ == "PROPN"
        and not known.start <= token.i < known.end
        and not is_known(document.mention_of(token))
        and any(known.start <= other.i < known.end for other in token.conjuncts)
    ]


def _spoken_for(document: Document, match: Match, acting: list[Mention]) -> list[Mention]:
    """Who acts; for a pronoun that stands for nobody known, who says so: "Hamas said it would free the soldier"."""
    verb = match.frame.anchor
    if len(acting) != 1 or is_known(acting[0]) or document.doc[acting[0].head].lower_ not in SELF_PRONOUNS:
        return acting
    if verb.dep_ != "ccomp" or base_form(verb.head) not in words("speaking"):
        return acting
    speakers = sources(document, [subjects(verb.head)])
    return speakers if all(map(is_known, speakers)) and speakers else acting


def _same(first: Mention, second: Mention) -> bool:
    if first.actor is not None and second.actor is not None:
        return first.actor.key == second.actor.key
    return first.start < second.end and second.start < first.end


def _same_in(mention: Mention, others: list[Mention]) -> bool:
    return any(_same(mention, other) for other in others)


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
    for source, target in _pairs(document, match):
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
        sides = tuple(
            None if side is None else side.actor.key if side.actor is not None else side.start
            for side in (event.source, event.target)
        )
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


def _set_at_its_stop(document: Document, event: Event) -> None:
    """Puts an event at its own target where its clause names several: "visited Egypt, Jordan and Israel"."""
    if event.place is None or event.target is None or event.target.actor is None:
        return
    country = event.target.actor.country
    stops = {
        other.target.actor.country
        for other in document.events
        if other.start == event.start and other.target is not None and other.target.actor is not None
    }
    if event.target.actor.kind == "country" and event.place.country in stops - {country}:
        own = entries(document.doc[event.target.start : event.target.end].text)
        event.place = own[0].place() if own and own[0].country == country else None


def candidates(document: Document) -> list[Candidate]:
    """Everything that the rules find, in the order of its triggers. Mentions must be complete."""
    return _candidates(document, _matches(document))


def _matches(document: Document) -> dict[int, Match]:
    finder = _Finder(document)
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
    for event in document.events:
        _set_at_its_stop(document, event)
