"""What a noun can be said of: a person, a body of some kind, a country; and which nouns may stand for one another.

A description ("the airline", "the lawmaker") refers back to somebody of whom it is true. What is true of a name is read
from the words beside it and, for bodies, from the words of the name itself; the tables say which words show what.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from schemas.nouns import BodyKinds, NounClasses, NounTitles
from schemas.reference import SeedError
from transforms import seeds

KINDS_FILE = "body_kinds.csv"


def _classes() -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = defaultdict(set)
    for noun_class, word in seeds.table(NounClasses, "noun_classes.csv").select("noun_class", "word").iter_rows():
        words[noun_class].add(word)
    return defaultdict(frozenset, {noun_class: frozenset(members) for noun_class, members in words.items()})


_CLASSES = _classes()
# Nouns of bodies, by which a phrase ends: "the Defense Department", "a news agency".
BODY_ENDINGS = tuple(sorted(_CLASSES["body_ending"]))
COUNTRY_NOUNS = _CLASSES["country"]
# Bodies that are alone of their kind in a country or place: "the government" needs no antecedent.
UNIQUE_BODIES = _CLASSES["unique_body"]
# Words that make another office of a title: "the president" is not the vice president.
OTHER_OFFICE = _CLASSES["other_office"]
# Adjectives that belong to an office; others ("the young minister") only describe its holder.
OFFICE_ADJECTIVES = _CLASSES["office_adjective"]
# Modifiers by which a phrase says that it means another one, or nobody in particular.
NOT_THE_SAME = _CLASSES["not_the_same"]
# Heads of names of what is no actor: laws, events, diseases ("Clean Water Act"); places, which act at times.
THINGS = _CLASSES["thing"]
PLACES = _CLASSES["thing_place"]
# What people live in or hold: those who are there are meant where it is acted upon ("shelled a Syrian village").
SETTLEMENTS = _CLASSES["settlement"]
# What opens the name of a storm, a road, a base: "Fort Bragg", "Hurricane Ike".
THINGS_FIRST = _CLASSES["thing_first"]
_PERSONAL_ENDINGS = tuple(sorted(_CLASSES["personal_ending"]))
# Nouns that end like a person's and are none.
_NOT_PERSONS = _CLASSES["not_personal"]
_MALE = _CLASSES["male"]
_FEMALE = _CLASSES["female"]


@dataclass(frozen=True, slots=True)
class BodyKind:
    """The nouns that describe one kind of body, the words in a body's own name that show it is one, and its sectors.

    A vague kind may describe a body of which nothing is known.
    """

    nouns: frozenset[str]
    words: frozenset[str]
    sectors: frozenset[str] = frozenset()
    is_vague: bool = False

    def is_kind_of(self, other: "BodyKind") -> bool:
        """Whether every body of this kind is one of another: an airline is a company."""
        return self is other or self.nouns <= other.words


def _body_kinds() -> dict[str, BodyKind]:
    rows = seeds.table(BodyKinds, KINDS_FILE).select("kind", "nouns", "words", "sectors", "vague").iter_rows()
    return {
        kind: BodyKind(
            nouns=frozenset(seeds.listed(nouns)),
            words=frozenset(seeds.listed(words)),
            sectors=frozenset(seeds.listed(sectors)),
            is_vague=vague is not None,
        )
        for kind, nouns, words, sectors, vague in rows
    }


def _kind_of_nouns(kinds: dict[str, BodyKind]) -> dict[str, BodyKind]:
    """Noun -> the kind it describes. Raises SeedError when a noun describes two."""
    kind_of: dict[str, BodyKind] = {}
    for kind in kinds.values():
        for noun in sorted(kind.nouns):
            if kind_of.setdefault(noun, kind) is not kind:
                raise SeedError(f"seeds/{KINDS_FILE}: the noun {noun!r} is in two kinds")
    return kind_of


def _words_of(kinds: dict[str, BodyKind], name: str) -> frozenset[str]:
    if name not in kinds:
        raise SeedError(f"seeds/{KINDS_FILE}: there is no row for the kind {name!r}, which the rules name")
    return kinds[name].words


_KINDS = _body_kinds()
KIND_OF = _kind_of_nouns(_KINDS)
# Words that show what a body is; one of another kind speaks against a vague description.
TELLING_WORDS = frozenset[str]().union(*(kind.words for kind in _KINDS.values()))
COMPANY_WORDS = _words_of(_KINDS, "company")
# What a body's name loses where it is called by the words before: "Ford Motor Company", but not "Boston Globe".
SHORTENED = (COMPANY_WORDS | _words_of(_KINDS, "airline")) - _words_of(_KINDS, "newspaper")
# What words of a title make other nouns true of its holder; "prime minister" asks for both words.
TRUE_OF = {
    noun: tuple(frozenset(title.split()) for title in seeds.listed(titles))
    for noun, titles in seeds.table(NounTitles, "noun_titles.csv").select("noun", "titles").iter_rows()
}


@lru_cache(maxsize=1 << 14)
def is_body(noun: str) -> bool:
    """Whether a role noun is said of bodies and never of people."""
    head = head_noun(noun)
    return noun.endswith(BODY_ENDINGS) or (head in KIND_OF and not head.endswith(("er", "or")))


def is_personal(noun: str) -> bool:
    """Whether a noun that stands beside a name is one that people are called by: 'actress', 'motorcyclist'."""
    return noun.endswith(_PERSONAL_ENDINGS) and noun not in _NOT_PERSONS and len(noun) > 4


@lru_cache(maxsize=1 << 14)
def head_noun(noun: str) -> str:
    """The noun that heads a role noun: 'minister' of 'foreign minister', 'secretary' of 'secretary of state'."""
    words = noun.partition(" of ")[0].split()
    return words[-1] if words else noun


def gender_of(noun: str) -> str | None:
    """The gender that a noun for a person tells; none of most."""
    word = head_noun(noun)
    if word in _FEMALE or word.endswith("woman"):
        return "female"
    return "male" if word in _MALE or (word.endswith("man") and word not in ("human", "german")) else None
