"""The things that one article speaks of, and where: what names, descriptions and pronouns are resolved to."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from transforms.actors.candidates import Candidate
from transforms.document import Document, LocalActor
from transforms.reference import Reference

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "agent"})
OBJECTS = frozenset({"dobj", "dative", "iobj", "attr"})


@dataclass(eq=False, slots=True)
class Entity:
    """One real thing of the article, and the candidates that refer to it.

    `titles` are the words of each description that the article or the reference gives of it, `words` those of its name.
    A thing of which neither name nor country nor sector is known `is_nobody`: it may be what a pronoun means, but it is
    no actor to publish.
    """

    actor: LocalActor
    gender: str | None = None
    names: set[tuple[str, ...]] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    titles: set[frozenset[str]] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)
    mentions: list[Candidate] = field(default_factory=list)
    is_nobody: bool = False

    def refer(self, candidate: Candidate, confidence: float = 1.0) -> None:
        """Makes a candidate a mention of this thing."""
        candidate.actor = None if self.is_nobody else self.actor
        candidate.confidence = 0.0 if self.is_nobody else round(min(confidence, 1.0), 3)
        self.mentions.append(candidate)


class Discourse:
    """The things of one article, by the keys of their actors, and how its text runs.

    `spoken_of` says how often the article names each country.
    """

    def __init__(self, document: Document, reference: Reference, spoken_of: Mapping[str, int]) -> None:
        self.document = document
        self.reference = reference
        self.when: dt.date | None = document.published_at.date() if document.published_at else None
        self.by_key: dict[str, Entity] = {}
        self.spoken_of = spoken_of
        self.is_quoted = _in_quotation(document.doc)
        self.sentence = _sentence_numbers(document.doc, None)
        self.narrated = _sentence_numbers(document.doc, self.is_quoted)

    @property
    def doc(self) -> Doc:
        """The parsed article."""
        return self.document.doc

    def entity(self, actor: LocalActor) -> Entity:
        """The thing of an actor's key, made of the actor where there is none yet."""
        return self.by_key.setdefault(actor.key, Entity(actor))

    def sentences_for(self, token: Token) -> list[int]:
        """The sentence number of every token, as they count for what refers back from a token.

        "He added" goes on from the sentence before the quotation, however many sentences were quoted in between.
        """
        return self.sentence if self.is_quoted[token.i] else self.narrated

    def speaker_of(self, token: Token) -> Token | None:
        """The subject of the verb that a quotation around a token hangs on, where the parse shows it."""
        if not self.is_quoted[token.i]:
            return None
        node = token
        while node.head.i != node.i:
            node = node.head
            if not self.is_quoted[node.i]:
                return next((child for child in node.children if child.dep_ == "nsubj"), None)
        return next((c for c in node.children if c.dep_ == "nsubj" and not self.is_quoted[c.i]), None)


def binds(antecedent: Token, phrase: Token) -> bool:
    """Whether grammar forbids the two to be one: 'Trump met him', 'Kim and he' (reflexives and possessives apart)."""
    if phrase.lower_.endswith(("self", "selves")) or phrase.dep_ == "poss":
        return False
    return antecedent.head.i == phrase.head.i and antecedent.dep_ in SUBJECTS | OBJECTS and antecedent.i != phrase.i


def mentions_at(entity: Entity, position: int) -> bool:
    """Whether one of a thing's mentions covers a token."""
    return any(mention.start <= position < mention.end for mention in entity.mentions)


def last_before(mentions: Iterable[Candidate], position: int) -> Candidate | None:
    """The last of some mentions that starts before a token."""
    return max((one for one in mentions if one.start < position), key=lambda one: one.start, default=None)


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
