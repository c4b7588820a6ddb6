"""What the name of a body that no table has tells of it: its country and its sector.

"Kenyan Bar Association", "University of Lagos" and "Shanghai Conservatory" say where they are, and their nouns what
they do: the noun before "of" counts before those behind it ("Institute for the Study of War").
"""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

from spacy.tokens import Doc, Token

from schemas.nouns import OrdinaryWords
from transforms import seeds
from transforms.actors.candidates import MODIFIERS, POSSESSIVES, Candidate, TokenHit
from transforms.actors.whereabouts import NO_COUNTRIES, Whereabouts
from transforms.known import Known
from transforms.reference import Reference

# Countries whose abbreviations open names of bodies: "U.S. Forest Service".
ABBREVIATED = {"US": "USA", "UK": "GBR", "UAE": "ARE"}
LINKS = frozenset({"of", "for", "on", "in", "against"})
# Bodies whose name may begin with that of a town elsewhere: "Marathon Petroleum", "Boston Consulting Group".
ROOTLESS = frozenset({"BUS"})
GOVERNMENTS = frozenset({"administration", "government", "cabinet", "regime"})
# Nouns behind its name that only say what a body is.
KINDS_OF_BODIES = frozenset(
    {"group", "company", "firm", "movement", "organization", "organisation", "party", "union", "newspaper", "network"}
    | {"agency", "airline", "bank", "charity"}
)
KINDS_OF_GROUPS = KINDS_OF_BODIES | {"force", "militia", "faction", "gang", "cartel", "insurgency"}

# Sectors of bodies with names of ordinary words: "Victory", "Republic".
AMBIGUOUS_SECTORS = frozenset({"PTY", "REB", "NGO", "SOC"})
# An article that names a country so often is about it, among others.
SPOKEN_OF = 2
NAME_ENTITIES = frozenset({"ORG", "NORP", "PERSON", "GPE", "FAC", "PRODUCT"})


def is_known(doc: Doc, name: Candidate, known: set[tuple[int, int]]) -> bool:
    """Whether the tables have what the recognizer saw, perhaps with a common noun behind it: 'Yonhap news agency'."""
    end = name.end
    while end > name.start + 1 and (name.start, end) not in known and doc[end - 1].is_lower:
        end -= 1
    return (name.start, end) in known


def known_body(words: str, reference: Reference) -> Known | None:
    """The one body whose name some words are, written without all of its capitals: 'Korean Central news agency'."""
    if not any(word[:1].isupper() for word in words.split()[1:]):
        return None
    name = " ".join(word[:1].upper() + word[1:] for word in words.split())
    hits = (hit for hit in reference.find(name) if hit.end - hit.start == len(name))
    bodies = [entry for hit in hits for entry in hit.entries if entry.kind in ("organization", "group")]
    return bodies[0] if len(bodies) == 1 else None


def is_stray(doc: Doc, hit: TokenHit, known: Known, where: Whereabouts) -> bool:
    """Whether an acronym or one-word name of a minor party or body is that of a country of which the article does not
    speak otherwise, while it speaks of others: 'BRAC' in an article about American bases is no charity in Dhaka.
    """
    is_minor_body = known.kind in ("organization", "group") and known.sense == "name" and not known.is_prominent
    if not is_minor_body or hit.end - hit.start > 1 or known.country in (None, *NO_COUNTRIES):
        return False
    written = doc[hit.start].text
    if not written.isupper() and known.sector not in AMBIGUOUS_SECTORS:
        return False
    counts = where.spoken_of
    is_about_others = any(count >= SPOKEN_OF and country != known.country for country, count in counts.items())
    return is_about_others and counts[known.country or ""] <= where.words[written]


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """Words of ordinary English, in lower case."""
    return frozenset(seeds.table(OrdinaryWords, "ordinary_words.csv")["word"])


def is_ordinary_word(token: Token, hit: TokenHit, known: Known) -> bool:
    """Whether a body's name is one ordinary word ("Visa", "Target") in which the recognizer sees no name either."""
    is_one_word = hit.end - hit.start == 1 and not token.text.isupper() and token.lower_ in ordinary_words()
    is_body = known.kind in ("organization", "group") and not known.is_prominent
    return is_one_word and is_body and token.ent_type_ not in NAME_ENTITIES


class Bodies:
    """The bodies that one article names, and what their names tell."""

    def __init__(
        self, doc: Doc, hits: Iterable[TokenHit], where: Whereabouts, reference: Reference, when: dt.date | None
    ) -> None:
        self.when = when
        self.doc = doc
        self.where = where
        self.reference = reference
        self._countries: dict[int, TokenHit] = {}
        self._roles: dict[int, TokenHit] = {}
        for hit in sorted(hits, key=lambda hit: hit.end - hit.start):
            if any(entry.kind == "country" or entry.sense == "region" for entry in hit.entries):
                self._countries[hit.start] = hit
            elif any(entry.sense == "agent" for entry in hit.entries):
                self._roles[hit.end] = hit

    def add_facts(self, name: Candidate) -> None:
        """Gives a body the sector and, where it has none yet, the country that its name tells."""
        sector = self._sector(name)
        # "The CIA's Korea Mission Center" is none of Korea: what is owned tells by its name what it is about.
        is_owned = name.start > 0 and self.doc[name.start - 1].text in POSSESSIVES
        name.country = name.country or (None if is_owned else self._country(name, sector))
        name.country = name.country or self._of_leader(name)
        name.sector = sector or name.sector

    def add_kind(self, name: Candidate) -> None:
        """Takes in the noun that says what a body is, with what describes it: 'the rebel M23 group' is M23."""
        doc = self.doc
        noun = doc[name.end - 1].head
        between = doc[name.end : noun.i] if noun.i >= name.end else None
        if between is None or noun.tag_ != "NN" or noun.dep_ in MODIFIERS or name.sector in ("GOV", "IGO"):
            return
        if len(between) > 1 or any(token.head.i != noun.i or not token.is_lower for token in between):
            return
        if noun.lower_ not in (KINDS_OF_GROUPS if name.kind == "group" else KINDS_OF_BODIES):
            return
        if name.known is None and (known := known_body(doc[name.start : noun.i + 1].text, self.reference)):
            name.known, name.name, name.kind = known, known.name, known.kind
            name.country, name.sector = known.country, known.sector
        before = doc[name.start - 1] if name.start else None
        while before is not None and before.head.i == noun.i and before.dep_ in MODIFIERS and before.is_lower:
            name.start -= 1
            before = doc[name.start - 1] if name.start else None
        name.end, name.head = noun.i + 1, noun.i

    def _sector(self, name: Candidate) -> str | None:
        """That of the longest noun for a body of several words that ends the name, else of its nouns one by one."""
        role = self._roles.get(name.end)
        if role and name.start < role.start < role.end - 1:
            return next((entry.sector for entry in role.entries if entry.sense == "agent"), None)
        words = name.words
        link = next((at for at, word in enumerate(words) if word in LINKS), len(words))
        ranked = (*reversed(words[:link]), *reversed(words[link:]))
        return next((self.reference.body_nouns[word] for word in ranked if word in self.reference.body_nouns), None)

    def _of_leader(self, name: Candidate) -> str | None:
        """'Obama Administration': the country of the leader whose surname opens the name."""
        if len(name.words) != 2 or name.words[1] not in GOVERNMENTS:
            return None
        leaders = self.reference.leaders(name.words[0], self.when)
        return leaders[0].country if len({leader.country for leader in leaders}) == 1 else None

    def _country(self, name: Candidate, sector: str | None) -> str | None:
        doc = self.doc
        for width in (3, 2, 1):
            first = doc[name.start : min(name.start + width, name.end)].text
            country = self.reference.demonyms.get(first) or ABBREVIATED.get(first.replace(".", ""))
            if country:
                return country
        for position in range(name.start, name.end):
            hit = self._countries.get(position)
            if hit and hit.end <= name.end and (country := self.where.meant(hit)):
                return country
        if name.end - name.start < 2 or sector in (None, *ROOTLESS):
            return None
        first_word = name.start + (doc[name.start].lower_ == "the")
        ends = range(min(first_word + 3, name.end - 1), first_word, -1)
        starts = [position + 1 for position in range(name.start, name.end - 1) if doc[position].lower_ in LINKS]
        spans = [(first_word, end) for end in ends] + [(start, name.end) for start in starts]
        return next((country for start, end in spans if (country := self.where.place_of(start, end))), None)
