"""Who "the minister", "the company" and "the country" are.

A definite singular description goes to the thing of which the article (or the reference) says what the description
says, by words beside the name ("Actress Denise Crosby", "airline Mahan Air", "Reed is the mayor"), by the office held,
or by what a body's own name shows it to be. How plainly it is true of a thing is multiplied by how salient the thing is
there: how lately and how often it was mentioned, as in Ariel's accessibility (Accessing Noun-Phrase Antecedents, 1990).
The confidence is the winner's share; below a threshold the description stays open. What is left is an unnamed actor if
country or sector is known of it, unless somebody named before may well be meant.
"""

from transforms.actors.candidates import Candidate
from transforms.actors.discourse import Discourse, Entity, binds, last_before, mentions_at
from transforms.actors.gazetteer import normalise
from transforms.actors.nouns import (
    COMPANY_WORDS,
    COUNTRY_NOUNS,
    KIND_OF,
    NOT_THE_SAME,
    OTHER_OFFICE,
    TELLING_WORDS,
    TRUE_OF,
    UNIQUE_BODIES,
    BodyKind,
    gender_of,
    head_noun,
    is_body,
)
from transforms.actors.phrases import FORMER
from transforms.actors.roles import generic_name
from transforms.document import ActorKind, LocalActor

COUNTRY_BACK = 60  # tokens within which "the country" has its antecedent
LEAST_CONFIDENCE = 0.5
LEAST_TRUTH = 0.45
# The weight of somebody whom the article does not name.
NOBODY = 0.12
RIVAL = 0.7
RECENT = 0.8  # what is left of recency after each sentence
NOT_YET_NAMED = 0.5


def join_descriptions(discourse: Discourse, roles: list[Candidate]) -> None:
    """Role phrases to those they stand beside or describe; the rest are unnamed actors, or open."""
    resolver = _Descriptions(discourse)
    for role in sorted(roles, key=lambda one: one.start):
        if role.beside and role.beside.actor:
            _join_beside(discourse.by_key[role.beside.actor.key], role)
            continue
        found = resolver.referent(role)
        if found:
            found[0].refer(role, found[1])
        elif (role.noun or "") not in COUNTRY_NOUNS and not role.is_extra:  # "two countries" are no actor
            resolver.unnamed(role).refer(role)
            role.form = "name" if role.is_proper else "title"


def _join_beside(entity: Entity, role: Candidate) -> None:
    entity.refer(role, 0.95)
    entity.nouns.add(role.noun or "")
    entity.titles.update(role.said)
    actor = entity.actor
    actor.country = actor.country or role.country
    actor.sector = actor.sector or role.sector
    if actor.kind == "person":
        actor.title = actor.title or role.name
        entity.gender = entity.gender or gender_of(role.noun or "")


class _Descriptions:
    def __init__(self, discourse: Discourse) -> None:
        self.discourse = discourse
        self.counted_at = -1
        self.most: dict[ActorKind, int] = {}

    def referent(self, role: Candidate) -> tuple[Entity, float] | None:
        """Whom a description means, with the confidence; None where that is not plain enough."""
        noun, words = role.noun or "", role.said[0] if role.said else frozenset()
        if not role.is_definite or role.is_plural or words & NOT_THE_SAME:
            return None
        if noun in COUNTRY_NOUNS:
            country = self._last_country(role, noun) if role.name.islower() else None  # not "Face the Nation"
            return (country, 0.7) if country else None
        speaker = self.discourse.speaker_of(self.discourse.doc[role.head])
        weights: list[tuple[float, Entity]] = []
        for entity in self.discourse.by_key.values():
            truth = self._truth(role, noun, words, entity)
            if truth < LEAST_TRUTH or (truth < 1 and not last_before(entity.mentions, role.start)):
                continue
            if speaker is not None and mentions_at(entity, speaker.i):
                continue
            if self._is_beside_in_clause(role, entity):
                continue
            weights.append((truth * self._salience(role, entity), entity))
        weights.sort(key=lambda pair: (-pair[0], pair[1].actor.key))
        if not weights:
            return None
        best, entity = weights[0]
        runner_up = weights[1][0] if len(weights) > 1 else 0.0
        confidence = best / (best + RIVAL * runner_up + NOBODY)
        return (entity, confidence) if confidence >= LEAST_CONFIDENCE else None

    def _truth(self, role: Candidate, noun: str, words: frozenset[str], entity: Entity) -> float:
        """How plainly a description is true of a thing, from 0 to 1."""
        actor = entity.actor
        if role.country and actor.country not in (None, role.country):
            return 0.0
        doubt = 0.7 if role.country and actor.country is None else 1.0
        if actor.is_generic:
            is_same = any(_is_repeated(noun, words, one) for one in entity.mentions)
            return 0.9 * doubt if is_same else 0.0
        if actor.kind == "person":
            if is_body(noun) or not _agrees(gender_of(noun), entity.gender):
                return 0.0
            return doubt * max((_fit(noun, words, title) for title in entity.titles), default=0.0)
        if actor.kind in ("organization", "group") and (is_body(noun) or head_noun(noun) in KIND_OF):
            return doubt * _fit_body(noun, words, entity, is_capital=role.name[:1].isupper())
        return 0.0

    def _salience(self, role: Candidate, entity: Entity) -> float:
        sentence = self.discourse.sentence
        here = sentence[role.head]
        before = [mention for mention in entity.mentions if mention.start < role.start]
        last = last_before(before, role.start)
        if last is None:
            first = min(entity.mentions, key=lambda one: one.start)
            return NOT_YET_NAMED * RECENT ** (sentence[first.head] - here)
        most = self._most_mentioned(role.start, entity.actor.kind)
        return float(0.5 * RECENT ** (here - sentence[last.head]) + 0.5 * len(before) / most)

    def _most_mentioned(self, position: int, kind: ActorKind) -> int:
        """How often the thing of a kind that is mentioned most was mentioned before a token."""
        if self.counted_at != position:
            self.counted_at, self.most = position, {}
            for entity in self.discourse.by_key.values():
                count = sum(mention.start < position for mention in entity.mentions)
                self.most[entity.actor.kind] = max(self.most.get(entity.actor.kind, 0), count)
        return self.most[kind]

    def _is_beside_in_clause(self, role: Candidate, entity: Entity) -> bool:
        """'Apple sued the company', 'Apple and the company': not the same."""
        doc = self.discourse.doc
        head = doc[role.head]
        return any(
            binds(doc[mention.head], head) or head in doc[mention.head].conjuncts
            for mention in entity.mentions
            if abs(mention.head - head.i) < COUNTRY_BACK
        )

    def _last_country(self, role: Candidate, noun: str) -> Entity | None:
        """The country named last before a phrase; a kingdom or republic must be called one."""
        before = [
            (mention.start, entity)
            for entity in self.discourse.by_key.values()
            if entity.actor.kind == "country" and (noun in ("country", "nation") or self._is_called(entity, noun))
            for mention in entity.mentions
            if role.start - COUNTRY_BACK <= mention.start < role.start
        ]
        return max(before, key=lambda pair: pair[0])[1] if before else None

    def _is_called(self, entity: Entity, noun: str) -> bool:
        full = f"{noun.title()} of {entity.actor.name}"
        hits = self.discourse.reference.find(full)
        return any(
            hit.end - hit.start == len(full) and entity.actor.key in {e.key for e in hit.entries} for hit in hits
        )

    def unnamed(self, role: Candidate) -> Entity:
        """The generic actor of a role phrase, or nobody in particular."""
        noun = role.noun or ""
        if not (role.country or role.sector) or self._may_be_named(role, noun):
            actor = LocalActor(f"nobody:{noun}", noun, "group", is_generic=True)
            entity = self.discourse.entity(actor)
            entity.is_nobody = True
            return entity
        country = role.country or role.likely_country
        shown, kind = generic_name(noun, country, self.discourse.reference)
        key = f"role:{country or '-'}:{role.sector or '-'}:{noun}"
        return self.discourse.entity(LocalActor(key, shown, kind, country, role.sector, is_generic=True))

    def _may_be_named(self, role: Candidate, noun: str) -> bool:
        """Whether "the minister", unresolved and of no country, may be one of those named before it."""
        if role.country or role.is_plural or not role.is_definite or head_noun(noun) in UNIQUE_BODIES:
            return False
        kinds = ("organization", "group") if is_body(noun) else ("person",)
        named = (one for one in self.discourse.by_key.values() if one.actor.kind in kinds and not one.actor.is_generic)
        return any(last_before(entity.mentions, role.start) for entity in named)


def _fit(noun: str, words: frozenset[str], title: frozenset[str]) -> float:
    """How well a description fits one thing said of a person: 'the minister' the 'Foreign Minister'."""
    if title & OTHER_OFFICE - words:
        return 0.0
    former = 1.0 if not words & FORMER or title & FORMER else 0.5
    rest = words - FORMER
    if rest <= title:
        return former
    head = set(normalise(noun).split())
    more = rest - head  # modifiers that the role noun does not have
    if more - title:
        return 0.0
    if any(true <= title for true in TRUE_OF.get(noun, TRUE_OF.get(head_noun(noun), ()))):
        return 0.8 * former
    return 0.0


def _fit_body(noun: str, words: frozenset[str], entity: Entity, *, is_capital: bool) -> float:
    """How well a description fits a body: by its own name, what is said of it, or its sector."""
    own = entity.words | {word for title in entity.titles for word in title}
    head = head_noun(normalise(noun))
    more = words - {head}
    if head in own:
        return 1.0 if more <= own else 0.0
    kind = KIND_OF.get(head)
    shown = _kind_shown(entity)
    if kind is None or is_capital or (shown is not None and not shown.is_kind_of(kind)):
        return 0.0
    doubt = 1.0 if more <= own else 0.6
    if own & kind.words:
        return 0.9 * doubt
    if own & TELLING_WORDS - COMPANY_WORDS:
        return 0.0
    if entity.actor.sector in kind.sectors:
        return 0.85 * doubt
    may_be = entity.actor.sector is None if kind.is_vague else bool(own & COMPANY_WORDS) and kind.nouns <= COMPANY_WORDS
    return 0.6 * doubt if may_be else 0.0


def _kind_shown(entity: Entity) -> BodyKind | None:
    """The kind that the head of a body's own name shows: 'Federal Aviation Office of Germany' is an office."""
    for words in sorted(entity.names):
        head = head_noun(" ".join(words))
        if head in KIND_OF:
            return KIND_OF[head]
    return None


def _is_repeated(noun: str, words: frozenset[str], mention: Candidate) -> bool:
    """Whether a description says again what an unnamed one was introduced by: 'a spokesman ... the spokesman'."""
    if not (mention.is_introduced or mention.country is not None or is_body(noun)):
        return False
    if mention.is_plural or not mention.said or not mention.noun or not words <= mention.said[0]:
        return False
    return head_noun(mention.noun) == head_noun(noun)


def _agrees(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other
