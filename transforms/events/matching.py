"""Which rule of seeds/event_rules.csv fits a word of the parse, the most specific first."""

from dataclasses import dataclass, field

from spacy.tokens import Token

from transforms.document import Document
from transforms.events.clauses import TEMPORAL, with_conjuncts
from transforms.events.frames import (
    Frame,
    adjective_frame,
    auxiliary_frame,
    noun_frame,
    noun_keys,
    own_noun_keys,
    verb_frame,
)
from transforms.events.lemmas import base_form
from transforms.events.rules import NEGATED_MARK, Rule, rules_by_word

RULE_POS = {"VERB": "VERB", "NOUN": "NOUN", "PROPN": "NOUN", "AUX": "AUX", "ADJ": "ADJ"}
FRAMES = {"VERB": verb_frame, "NOUN": noun_frame, "AUX": auxiliary_frame, "ADJ": adjective_frame}
# Attributive participles ("jailed activists") say what somebody is, not what happened.
ATTRIBUTIVE_DEPS = frozenset({"amod", "compound", "nmod"})
DEEPEST_COMPLEMENT = 4
# They make another word of a verb: "call off", "give up", "put out".
TURNING_PARTICLES = frozenset({"off", "up", "down", "out", "away", "over", "back", "aside"})
ANYTHING = "*"
ACTOR = "@actor"


@dataclass(slots=True)
class Match:
    """A rule that fits a frame; `complement` is the coded or plain clause or noun that it took the code from."""

    rule: Rule
    frame: Frame
    complement: "Match | None" = None
    plain_complement: Frame | None = None
    used: frozenset[int] = frozenset()


def _has_particle(rule: Rule, frame: Frame) -> bool:
    """Whether a frame has a particle that a rule asks for, if it asks for any."""
    if ANYTHING in rule.particle:
        return bool(frame.particles)
    return not rule.particle or bool(rule.particle & (frame.particles | frame.loose_particles))


@dataclass(slots=True)
class Finder:
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
        if (rule.is_negated and not frame.is_negated) or not _has_particle(rule, frame):
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
