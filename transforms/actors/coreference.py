"""Who is meant: within one article, one actor for each real thing, however it is referred to.

Names are joined by their words (full name, surname, acronym); definite titles ("the secretary of state") go to the
nearest person whose title or office fits. Pronouns go to the most salient antecedent that agrees in number and
gender: salience as in Lappin and Leass, "An Algorithm for Pronominal Anaphora Resolution" (Computational Linguistics
20(4), 1994), with their weights for recency, subject, object and parallel role, their halving from sentence to
sentence, and their rule that a pronoun is not its own clause's subject. The confidence is the winner's share of the
salience of the two best; below a threshold the pronoun stays unresolved, which is better than a guess.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from transforms.actors.candidates import Candidate
from transforms.actors.gazetteer import normalise
from transforms.actors.names import surname_forms
from transforms.actors.roles import INSTITUTIONS, generic_name
from transforms.document import Document, LocalActor
from transforms.reference import Reference

PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "male"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "female"),
    **dict.fromkeys(("they", "them", "their", "themselves"), "plural"),
    **dict.fromkeys(("it", "its"), "thing"),
    "who": "relative",
}
SENTENCES_BACK = 3
RECENCY, SUBJECT, OBJECT, OBLIQUE, PARALLEL, NAMED = 100.0, 80.0, 50.0, 40.0, 35.0, 30.0
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "agent"})
OBJECTS = frozenset({"dobj", "dative", "iobj", "attr"})
LEAST_CONFIDENCE = {"male": 0.5, "female": 0.5, "plural": 0.5, "thing": 0.55, "relative": 0.5}
# The weight of "somebody or something else": what was never named, or nothing at all ("it is clear that").
NOBODY = {"male": 20.0, "female": 20.0, "plural": 60.0, "thing": 110.0, "relative": 0.1}
# A known first name of the other gender excludes; an unknown one only weakens.
UNKNOWN_GENDER = 0.8
ACROSS_QUOTE = 0.4
COUNTRY_NOUNS = frozenset({"country", "nation"})
DEFINITE_BACK = 60  # tokens within which "the country" or "the company" has its antecedent


@dataclass(eq=False, slots=True)
class Entity:
    """One real thing of the article, and the candidates that refer to it."""

    actor: LocalActor
    gender: str | None = None
    names: set[tuple[str, ...]] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)
    mentions: list[Candidate] = field(default_factory=list)

    def refer(self, candidate: Candidate, confidence: float = 1.0) -> None:
        """Makes a candidate a mention of this thing."""
        candidate.actor = self.actor
        candidate.confidence = round(min(confidence, 1.0), 3)
        self.mentions.append(candidate)


class Entities:
    """The things of one article. `join_names`, `join_roles`, then `join_pronouns` fill in the candidates' actors."""

    def __init__(self, document: Document, reference: Reference) -> None:
        self.document = document
        self.reference = reference
        self.when: dt.date | None = document.published_at.date() if document.published_at else None
        self.by_key: dict[str, Entity] = {}
        self.is_quoted = _in_quotation(document.doc)
        self.sentence = _sentence_numbers(document.doc, None)
        self.narrated = _sentence_numbers(document.doc, self.is_quoted)

    def _entity(self, actor: LocalActor) -> Entity:
        return self.by_key.setdefault(actor.key, Entity(actor))

    def join_names(self, names: list[Candidate]) -> None:
        """People by full name first, then bare surnames; bodies by name and acronym; countries by key."""
        people = [name for name in names if name.kind == "person"]
        full = [name for name in people if name.known or len(name.words) > 1]
        for name in full:
            self._join_full_name(name)
        counts: Counter[Entity] = Counter()
        for name in full:
            if name.actor:
                counts[self.by_key[name.actor.key]] += 1
        latest: Entity | None = None
        by_surname: dict[str, list[Entity]] = defaultdict(list)
        for entity in self.by_key.values():
            for surname in {form for words in entity.names for form in (*surname_forms(words), words[0])}:
                by_surname[surname].append(entity)
        for name in people:
            if name.actor:
                latest = self.by_key[name.actor.key]
                continue
            entity = self._of_surname(name, by_surname, counts, latest)
            entity.refer(name, 1.0 if len(by_surname[name.words[0]]) <= 1 else 0.7)
            self._learn(entity, name)
            latest = entity
        self._join_bodies([name for name in names if name.kind != "person"])

    def _join_full_name(self, name: Candidate) -> None:
        words = name.words
        known = name.known
        key = known.key if known else f"person:{' '.join(words)}"
        entity = self.by_key.get(key) or next((one for one in self.by_key.values() if words in one.names), None)
        if entity is None and not known:
            # "Carlos Alvarado Quesada" and "Carlos Alvarado": the shorter is the beginning or end of the longer.
            entity = next(
                (one for one in self.by_key.values() if any(_is_part(words, other) for other in one.names)), None
            )
        if entity is None:
            entity = self._entity(self._person(key, name))
        if not known and len(name.name) > len(entity.actor.name) and not self.reference.by_key(entity.actor.key):
            entity.actor.name = name.name
        entity.names.add(words)
        entity.names.add(tuple(normalise(self._written(name)).split()))
        entity.refer(name)
        self._learn(entity, name)

    def _written(self, name: Candidate) -> str:
        return str(self.document.doc[name.start : name.end].text)

    def _person(self, key: str, name: Candidate) -> LocalActor:
        known = name.known
        actor = LocalActor(key, known.name if known else name.name, "person")
        if known:
            term = known.term_at(self.when)
            actor.country = known.country
            actor.sector = known.sector_at(self.when)
            actor.title = term.office if term and self.when else None
        return actor

    def _learn(self, entity: Entity, name: Candidate) -> None:
        """What a mention tells of its person: title, gender, country and sector where the reference is silent."""
        actor = entity.actor
        entity.gender = entity.gender or name.gender
        if name.title and name.noun:
            if actor.title is None or not any(mention.title for mention in entity.mentions[:-1]):
                actor.title = name.title
            entity.nouns.add(name.noun)
        actor.country = actor.country or name.country
        if name.sector and (actor.sector is None or (self.when is None and entity.mentions[:-1] == [])):
            actor.sector = name.sector

    def _of_surname(
        self, name: Candidate, by_surname: dict[str, list[Entity]], counts: Counter[Entity], latest: Entity | None
    ) -> Entity:
        """Whose a bare surname is: that of the person with the same title, else of whom the article names in full
        most often, the one named last breaking a tie; else a leader's whom everybody knows; else its own.
        """
        surname = name.words[0] if name.words else ""
        fitting = [one for one in by_surname[surname] if _agrees(name.gender, one.gender)]
        titled = [one for one in fitting if name.noun and name.noun in one.nouns]
        fitting = titled or fitting
        if fitting:
            return max(fitting, key=lambda one: (counts[one] + (one is latest), one.actor.key))
        leaders = [one for one in self.reference.leaders(surname, self.when) if name.country in (None, one.country)]
        if len(leaders) == 1:
            name.known = leaders[0]
            entity = self._entity(self._person(leaders[0].key, name))
        else:
            entity = self._entity(LocalActor(f"person:{surname}@{self.document.article_id}", name.name, "person"))
        entity.names.add((surname,))
        by_surname[surname].append(entity)
        return entity

    def _join_bodies(self, names: list[Candidate]) -> None:
        acronyms: dict[str, Entity] = {}
        for name in sorted(names, key=lambda one: -len(one.words)):
            known = name.known
            prefix = "group" if name.kind == "group" else "org"
            key = known.key if known else f"{prefix}:{' '.join(name.words)}"
            if not known and self.reference.by_key(key):
                key += f" ({name.country or '-'})"  # the namesake of a known body, in another country
            if not known and len(name.words) == 1 and name.words[0] in acronyms:
                entity = acronyms[name.words[0]]
            else:
                entity = self._entity(LocalActor(key, name.name, name.kind, name.country, name.sector))
            if len(name.words) > 2:
                acronyms.setdefault("".join(word[0] for word in name.words), entity)
            entity.refer(name)

    def join_roles(self, roles: list[Candidate]) -> None:
        """Definite singular titles to the people they fit; "the country" to the last country; the rest are generic."""
        for role in sorted(roles, key=lambda one: one.start):
            if role.beside and role.beside.actor:
                entity = self.by_key[role.beside.actor.key]
                entity.refer(role, 0.95)
                entity.nouns.add(role.noun or "")
                entity.actor.country = entity.actor.country or role.country
                entity.actor.sector = entity.actor.sector or role.sector
                entity.actor.title = entity.actor.title or role.name
                continue
            noun = role.noun or ""
            found = self._definite(role) if role.is_definite and not role.is_plural else None
            if found:
                found[0].refer(role, found[1])
                continue
            if noun in COUNTRY_NOUNS:  # "two countries" are no actor
                continue
            shown, kind = generic_name(noun, role.country, self.reference)
            key = f"role:{role.country or '-'}:{role.sector or '-'}:{noun}"
            entity = self._entity(LocalActor(key, shown, kind, role.country, role.sector, is_generic=True))
            entity.refer(role)

    def _definite(self, role: Candidate) -> tuple[Entity, float] | None:
        """The antecedent of a definite singular phrase, with the confidence."""
        noun = role.noun or ""
        if noun in COUNTRY_NOUNS:
            if not role.name.islower():  # "Face the Nation"
                return None
            country = self._last_named(role, ("country",), None)
            return (country, 0.7) if country else None
        if noun.endswith(INSTITUTIONS):
            if " " in noun:  # "the appeals court" is not the Supreme Court that was named before
                return None
            body = None if role.country else self._last_named(role, ("organization", "group"), role.sector)
            return (body, 0.65) if body else None
        person = self._titled(role)
        return (person, 0.8) if person else None

    def _last_named(self, role: Candidate, kinds: tuple[str, ...], sector: str | None) -> Entity | None:
        """The country or body named last before a phrase, of that sector if the phrase has one."""
        before = [
            (mention.start, entity)
            for entity in self.by_key.values()
            if entity.actor.kind in kinds and not entity.actor.is_generic and sector in (None, entity.actor.sector)
            for mention in entity.mentions
            if role.start - DEFINITE_BACK <= mention.start < role.start
        ]
        return max(before, key=lambda pair: pair[0])[1] if before else None

    def _titled(self, role: Candidate) -> Entity | None:
        """The person named before a definite title whose title or office has the same noun, nearest first."""
        noun = role.noun or ""
        before = []
        for entity in self.by_key.values():
            if entity.actor.kind != "person":
                continue
            starts = [mention.start for mention in entity.mentions if mention.start < role.start]
            if not starts or (role.country and entity.actor.country not in (None, role.country)):
                continue
            if noun in entity.nouns or self._holds(entity, noun):
                before.append((max(starts), entity))
        return max(before, key=lambda pair: pair[0])[1] if before else None

    def _holds(self, entity: Entity, noun: str) -> bool:
        """Whether a person holds the office at the article's date, as far as the reference knows it."""
        known = self.reference.by_key(entity.actor.key)
        if known is None or noun in INSTITUTIONS:
            return False
        held = [term for term in known.terms if self.when is None or term.start <= self.when <= term.end]
        return any(normalise(noun) in normalise(term.office) for term in held)

    def join_pronouns(self, pronouns: list[Candidate]) -> None:
        """Each pronoun to its antecedent, from the first to the last, so that one may follow another."""
        for pronoun in pronouns:
            token = self.document.doc[pronoun.head]
            kind = PRONOUNS[token.lower_]
            ranked = self._relative(token) if kind == "relative" else self._ranked(token, kind)
            if not ranked:
                continue
            best, weight = ranked[0]
            runner_up = ranked[1][1] if len(ranked) > 1 else 0.0
            confidence = weight / (weight + runner_up + NOBODY[kind])
            if confidence >= LEAST_CONFIDENCE[kind]:
                best.refer(pronoun, confidence)

    def _relative(self, token: Token) -> list[tuple[Entity, float]]:
        """'Sung Kim, who …': the noun that the relative clause modifies."""
        clause = token.head
        while clause.dep_ not in ("relcl", "ROOT") and clause.head.i != clause.i:
            clause = clause.head
        if clause.dep_ != "relcl":
            return []
        for entity in self.by_key.values():
            if any(mention.start <= clause.head.i < mention.end for mention in entity.mentions):
                return [(entity, 1.0)]
        return []

    def _ranked(self, token: Token, kind: str) -> list[tuple[Entity, float]]:
        """The antecedents that agree with a pronoun, the most salient first."""
        doc = self.document.doc
        # "He added" goes on from the sentence before the quotation, however many sentences were quoted in between.
        sentence = self.sentence if self.is_quoted[token.i] else self.narrated
        here = sentence[token.i]
        weights: dict[Entity, float] = {}
        for entity in self.by_key.values():
            roles: dict[str, float] = {}
            for mention in entity.mentions:
                agreement = _agreement(entity, mention, kind)
                if not agreement:
                    continue
                back = here - sentence[mention.head]
                if mention.start >= token.i or not 0 <= back <= SENTENCES_BACK:
                    continue
                antecedent = doc[mention.head]
                if back == 0 and _binds(antecedent, token):
                    roles.clear()
                    break
                decay = 0.5**back
                across = ACROSS_QUOTE if self.is_quoted[mention.head] != self.is_quoted[token.i] else 1.0
                for role, weight in _salience(antecedent, token, mention).items():
                    roles[role] = max(roles.get(role, 0.0), weight * decay * across * agreement)
            if roles:
                weights[entity] = sum(roles.values())
        return sorted(weights.items(), key=lambda pair: (-pair[1], pair[0].actor.key))


def _is_part(words: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the shorter of two full names is the beginning or end of the longer, or skips a middle name."""
    short, long = sorted((words, other), key=len)
    if len(short) < 2 or len(short) == len(long):
        return False
    return short in (long[: len(short)], long[-len(short) :]) or (short[0], short[-1]) == (long[0], long[-1])


def _agrees(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _agreement(entity: Entity, mention: Candidate, kind: str) -> float:
    """How well a thing, so mentioned, agrees with a pronoun in number, gender and kind; 0 excludes."""
    is_person = entity.actor.kind == "person"
    if kind in ("male", "female"):
        if is_person:
            return 1.0 if entity.gender == kind else UNKNOWN_GENDER if entity.gender is None else 0.0
        is_somebody = (
            entity.actor.is_generic and not mention.is_plural and not (mention.noun or "").endswith(INSTITUTIONS)
        )
        return 0.5 if is_somebody else 0.0
    if kind == "plural":
        return 1.0 if mention.is_plural else 0.4 if entity.actor.kind in ("organization", "group") else 0.0
    is_body = entity.actor.kind in ("country", "organization")
    return 1.0 if is_body and not mention.is_plural else 0.0


def _binds(antecedent: Token, pronoun: Token) -> bool:
    """Whether grammar forbids the two to be one: 'Trump met him', 'Kim and he' (reflexives and possessives apart)."""
    if pronoun.lower_.endswith(("self", "selves")) or pronoun.dep_ == "poss":
        return False
    return antecedent.head.i == pronoun.head.i and antecedent.dep_ in SUBJECTS | OBJECTS and antecedent.i != pronoun.i


def _salience(antecedent: Token, pronoun: Token, mention: Candidate) -> dict[str, float]:
    """Lappin and Leass's factors for one mention."""
    factors = {"recency": RECENCY}
    if antecedent.dep_ in SUBJECTS:
        factors["subject"] = SUBJECT
    elif antecedent.dep_ in OBJECTS:
        factors["object"] = OBJECT
    else:
        factors["oblique"] = OBLIQUE
    if antecedent.dep_ == pronoun.dep_ or (antecedent.dep_ in SUBJECTS and pronoun.dep_ in SUBJECTS):
        factors["parallel"] = PARALLEL
    if mention.form == "name":
        factors["named"] = NAMED
    return factors


def _sentence_numbers(doc: Doc, is_quoted: list[bool] | None) -> list[int]:
    """The sentence number of every token; with `is_quoted`, sentences that are quoted throughout are not counted."""
    numbers: list[int] = []
    number = -1
    for sentence in doc.sents:
        is_counted = is_quoted is None or any(token.is_alpha and not is_quoted[token.i] for token in sentence)
        number += is_counted
        numbers.extend([number] * len(sentence))
    return numbers


def _in_quotation(doc: Doc) -> list[bool]:
    """Whether each token stands inside double quotation marks; a line break ends a quotation left open."""
    flags, inside = [], False
    for token in doc:
        if token.text == "“" or (token.text == '"' and not inside):
            inside = True
        elif token.text in ("”", '"') or "\n" in token.text:
            inside = False
        flags.append(inside)
    return flags


def _is_pleonastic(token: Token) -> bool:
    """'it is clear that', 'it takes time to': a subject that refers to nothing (Lappin and Leass, section 2.1.2)."""
    if token.dep_ == "expl":
        return True
    clausal = {"ccomp", "xcomp", "advcl", "csubj"}
    complements = [child for child in token.head.children if child.dep_ == "acomp" or child.dep_ in clausal]
    has_clause = any(child.dep_ in clausal or any(c.dep_ in clausal for c in child.children) for child in complements)
    return token.head.lemma_ in ("be", "seem", "appear", "take", "look") and has_clause


def find_pronouns(doc: Doc) -> list[Candidate]:
    """The third-person pronouns, and `who` where it opens a relative clause."""
    found = []
    for token in doc:
        if token.lower_ in PRONOUNS and token.tag_ in ("PRP", "PRP$", "WP"):
            if token.tag_ == "WP" and token.head.dep_ != "relcl":
                continue
            if token.lower_ == "it" and _is_pleonastic(token):
                continue
            found.append(Candidate(token.i, token.i + 1, token.i, "pronoun", "unknown", token.text, confidence=0.0))
    return found
