"""Unnamed actors: role phrases such as "North Korean officials", with the country and sector that their words give.

PLOVER (Open Event Data Alliance, codebook of 2021) codes an actor by country and sector. The sector is that of the role
noun (seeds/agents.csv); a noun that has none of its own ("spokesman", "chief") takes that of the body it belongs to.
The country is that of a demonym or name inside the phrase, else of its possessor, else of an of-, from- or in-phrase.
"""

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from transforms.actors.candidates import MODIFIERS, NOUNS, POSSESSIVES, Candidate, TokenHit
from transforms.actors.gazetteer import normalise
from transforms.actors.nouns import (
    COUNTRY_NOUNS,
    KIND_OF,
    NOT_THE_SAME,
    OFFICE_ADJECTIVES,
    TRUE_OF,
    head_noun,
    is_body,
    is_personal,
)
from transforms.document import ActorKind
from transforms.reference import Known, Reference

FORMER = frozenset({"former", "ex", "ousted", "deposed", "retired", "exiled", "onetime", "erstwhile"})
FORMER_SECTORS = frozenset({"GOV", "LEG", "MIL", "SPY", "COP", "JUD", "PTY"})
# Nouns without a sector that speak for a country's government where only a country stands beside them.
STATE_NOUNS = frozenset(
    {"spokesman", "spokeswoman", "spokesperson", "leader", "delegation", "representative", "chief", "head", "side"}
    | {"team"}
)
SUPRANATIONAL = {"UNO": "U.N.", "EUR": "European", "IGO": "intergovernmental"}
ONLY_PLURAL = {"troop": "troops"}
LINKS = frozenset({"of", "from", "in", "for", "at", "to", "with"})
QUANTIFIERS = frozenset({"other", "many", "several", "some", "few", "more", "such", "own", "same", "most", "various"})


class Phrases:
    """The words of one document from which countries and sectors are read: which token names what."""

    def __init__(self, doc: Doc, hits: list[TokenHit], names: list[Candidate], reference: Reference) -> None:
        self.doc = doc
        self.reference = reference
        self.country_at: dict[int, str] = {}
        self.role_at: dict[int, Known] = {}
        self.name_at = {position: name for name in names for position in range(name.start, name.end)}
        for hit in sorted(hits, key=lambda hit: hit.end - hit.start):
            for entry in hit.entries:
                if entry.kind == "country" and entry.country and entry.sense != "metonym":
                    self.country_at.update(dict.fromkeys(range(hit.start, hit.end), entry.country))
                elif entry.sense == "agent":
                    self.role_at.update(dict.fromkeys(range(hit.start, hit.end), entry))

    def facts(self, start: int, role_start: int, role_end: int) -> tuple[str | None, str | None]:
        """Country and sector of a phrase that starts at `start` and whose role noun is [role_start, role_end)."""
        role = self.role_at.get(role_start)
        sector = role.sector if role else None
        before = [self.doc[i] for i in range(start, role_start)]
        country = next((self.country_at[i] for i in range(start, role_start) if i in self.country_at), None)
        if country is None:
            bodies = (self.name_at.get(token.i) for token in reversed(before))
            country = next((body.country for body in bodies if body and body.country), None)
            country = country or self._of_person_before(start)
        if sector is None:
            sector = self._sector_of_words(before)
        owner = self._owner(start, role_start, role_end)
        if owner is not None:
            owner_country, owner_sector = owner
            country = country or owner_country
            sector = sector or owner_sector
        noun = role.name if role else ""
        if sector is None and country and noun.split(" ")[0] in STATE_NOUNS:
            sector = "GOV"
        if sector in FORMER_SECTORS and any(token.lower_ in FORMER for token in before):
            sector = "ELI"
        return country, sector

    def _of_person_before(self, start: int) -> str | None:
        """'Trump administration': the country of a person whose name stands before the phrase as a modifier."""
        name = self.name_at.get(start - 1)
        if name is None or name.kind != "person" or self.doc[start - 1].dep_ not in MODIFIERS:
            return None
        return name.country or (name.known.country if name.known else None)

    def _sector_of_words(self, words: list[Token]) -> str | None:
        """The sector of the last modifier that has one: 'government' spokesman, 'rebel' leader, 'CIA' director."""
        for token in reversed(words):
            role = self.role_at.get(token.i)
            if role and role.sector:
                return role.sector
            name = self.name_at.get(token.i)
            if name and name.sector:
                return name.sector
        return None

    def _owner(self, start: int, role_start: int, role_end: int) -> tuple[str | None, str | None] | None:
        """Country and sector of who the role belongs to: 'Kenya's ambassador', 'a spokesman for the ministry'."""
        if start > 1 and self.doc[start - 1].text in POSSESSIVES:
            return self._of_token(self.doc[start - 2])
        for position in range(role_start, min(role_end + 1, len(self.doc))):
            for child in self.doc[position].children:
                if child.dep_ == "prep" and child.lower_ in LINKS and child.i >= role_start:
                    for thing in child.children:
                        found = self._of_token(thing)
                        if thing.dep_ == "pobj" and found != (None, None):
                            return found if child.lower_ != "to" else None
        return None

    def _of_token(self, token: Token) -> tuple[str | None, str | None]:
        """Country and sector that a noun phrase headed by a token gives: a name's own, else those of its words."""
        name = self.name_at.get(token.i)
        if name:
            country, sector = name.country or (name.known.country if name.known else None), name.sector
            owner = next((child for child in token.children if child.dep_ == "poss"), None)
            if country is None and sector is None and owner is not None:
                return self._of_token(owner)  # "the CIA's Korea Mission Center"
            return country, sector
        country = self.country_at.get(token.i)
        if country:
            return country, None
        first = min((child.i for child in token.children if child.dep_ in MODIFIERS), default=token.i)
        role = self.role_at.get(token.i)
        inside = (self.country_at[i] for i in range(first, token.i) if i in self.country_at)
        return next(inside, None), role.sector if role else None


def find_roles(phrases: Phrases, hits: list[TokenHit], names: list[Candidate]) -> list[Candidate]:
    """Role phrases outside names and titles; coordinated countries ("U.S. and North Korean officials") one each."""
    doc = phrases.doc
    taken = set(phrases.name_at)
    beside: dict[int, Candidate] = {}
    for name in names:
        if name.title_span and name.title_span[1] <= name.start:
            taken.update(range(*name.title_span))
        elif name.title_span:
            beside.update(dict.fromkeys(range(*name.title_span), name))
    found: list[Candidate] = []
    covered: set[int] = set()
    for hit in sorted(hits, key=lambda hit: hit.start - hit.end):
        role = next((entry for entry in hit.entries if entry.sense == "agent"), None)
        span = range(hit.start, hit.end)
        if role is None or not taken.isdisjoint(span) or not covered.isdisjoint(span):
            continue
        covered.update(span)
        candidate = _phrase(phrases, hit, role, taken)
        if candidate is None:
            continue
        name_beside = beside.get(hit.start)
        if name_beside and name_beside.role_span and candidate.start <= name_beside.role_span[0] < candidate.end:
            candidate.beside = name_beside
        candidate.beside = candidate.beside or _predicated(phrases, candidate)
        found.append(candidate)
        found.extend(_coordinated(phrases, candidate, taken))
    found += _descriptions(phrases, names, taken | covered)
    return _inherit(doc, sorted(found, key=lambda one: one.start))


def _descriptions(phrases: Phrases, names: list[Candidate], taken: set[int]) -> Iterable[Candidate]:
    """Definite phrases of nouns that no table has but that may describe somebody named: 'the network'."""
    nouns = {word for name in names for words in name.said for word in words if is_personal(word)}
    nouns |= KIND_OF.keys() | TRUE_OF.keys() | COUNTRY_NOUNS
    for token in phrases.doc:
        if token.tag_ not in ("NN", "NNP") or token.lower_ not in nouns or token.i in taken:
            continue
        role = Known(f"role:{token.lower_}", token.lower_, "unknown", None, None, "agent")
        phrase = _phrase(phrases, TokenHit(token.i, token.i + 1, (role,)), role, taken)
        if phrase is not None and phrase.is_definite:
            phrase.is_extra = True
            phrase.beside = _predicated(phrases, phrase)
            yield phrase


def _predicated(phrases: Phrases, phrase: Candidate) -> Candidate | None:
    """Of whom a role is said ("Hawkins is a columnist") or who is named after it ("the minister, Choe,")."""
    head = phrases.doc[phrase.head]
    named = [child for child in head.children if child.dep_ == "appos"]
    if head.dep_ == "attr" and head.head.lemma_ == "be" and not any(c.dep_ == "neg" for c in head.head.children):
        named += [child for child in head.head.children if child.dep_ == "nsubj"]
    elif head.dep_ == "appos":
        named.append(head.head)
    elif head.dep_ in MODIFIERS and head.i + 1 < len(phrases.doc):
        named.append(head.nbor())
    found = (phrases.name_at.get(token.i) for token in named)
    return next((name for name in found if name and not phrase.is_plural and _may_be(name, phrase)), None)


def _may_be(name: Candidate, phrase: Candidate) -> bool:
    noun = phrase.noun or ""
    if name.kind == "person":
        return not is_body(noun) and (name.start > phrase.start or phrase.end <= name.start or name.end <= phrase.start)
    return name.kind in ("organization", "group") and (is_body(noun) or head_noun(noun) in KIND_OF)


def _phrase(phrases: Phrases, hit: TokenHit, role: Known, taken: set[int]) -> Candidate | None:
    """The noun phrase around a role noun, if the noun heads it: not 'police station', not the verb 'to police'."""
    doc = phrases.doc
    head = doc[hit.start : hit.end].root
    if head.tag_ not in NOUNS:
        return None
    follower = doc[hit.end] if hit.end < len(doc) else None
    if head.dep_ in MODIFIERS and follower is not None and follower.tag_ in NOUNS and follower.i not in taken:
        return None
    if follower is not None and (follower.text in ("-", "–") or follower.tag_ == "HYPH"):
        return None
    if hit.start and doc[hit.start - 1].tag_ == "HYPH" and hit.end - hit.start == 1:
        return None  # "open-source"
    if role.name == "source" and follower is not None and follower.lower_ == "of":
        return None  # "a source of energy"
    start = hit.start
    while start > 0:
        token = doc[start - 1]
        body = phrases.name_at.get(start - 1)
        if body and body.kind in ("organization", "group") and body.end == start and token.dep_ in MODIFIERS:
            start = body.start  # "Treasury Department official" is one phrase
            continue
        is_modifier = token.dep_ in MODIFIERS or token.tag_ == "HYPH" or start - 1 in phrases.country_at
        if not is_modifier or token.is_space or token.i < head.sent.start or token.tag_ in ("CD", "DT", "PRP$"):
            break
        if token.tag_ not in NOUNS | {"JJ", "JJR", "JJS", "HYPH", "VBN", "VBG"} or start - 1 in taken - set(
            phrases.country_at
        ):
            break
        if token.lower_ in QUANTIFIERS:
            break
        start -= 1
    while start < hit.start and (doc[start].is_punct or doc[start].tag_ == "HYPH"):
        start += 1
    country, sector = phrases.facts(start, hit.start, hit.end)
    is_plural = head.tag_ in ("NNS", "NNPS")
    before = doc[start - 1].lower_ if start else ""
    # "the Legislative Council", "UK Government": the name of a body that no table has.
    is_written_as_name = (
        is_body(role.name) and hit.end - start > 1 and all(one.is_title for one in doc[start : hit.end])
    )
    is_owned = before in POSSESSIVES and country is not None
    return Candidate(
        start,
        hit.end,
        head.i,
        "name" if is_written_as_name else "title",
        "organization" if is_body(role.name) else "group",
        doc[start : hit.end].text,
        None,
        country,
        sector,
        noun=role.name,
        is_plural=is_plural,
        is_definite=before in ("the", "this", "that") or is_owned,
        is_introduced=before in ("a", "an", "one", "another"),
        said=[_telling(phrases, start, hit)],
    )


def _telling(phrases: Phrases, start: int, hit: TokenHit) -> frozenset[str]:
    """The words of a role phrase that tell which office or body it means, its country and its colour left out."""
    doc = phrases.doc
    tokens = [doc[i] for i in range(start, hit.end) if i not in phrases.country_at]
    words = [
        token.lower_
        for token in tokens
        if token.i >= hit.start or token.tag_ in NOUNS or token.lower_ in OFFICE_ADJECTIVES | FORMER | NOT_THE_SAME
    ]
    return frozenset(word for one in words for word in normalise(one).split())


def _coordinated(phrases: Phrases, phrase: Candidate, taken: set[int]) -> Iterable[Candidate]:
    """The countries that share a role noun with the phrase to their right: each is an actor of its own."""
    doc = phrases.doc
    position = phrase.start
    if position not in phrases.country_at or phrases.country_at[position] != phrase.country:
        return
    while position >= 2 and doc[position - 1].lower_ in ("and", "or", ",", "/", "&"):
        end = position - 1
        if end >= 1 and doc[end - 1].text == "," and doc[end].lower_ in ("and", "or"):
            end -= 1
        country = phrases.country_at.get(end - 1)
        if country is None or country == phrase.country:
            return
        start = end - 1
        while start > 0 and phrases.country_at.get(start - 1) == country:
            start -= 1
        # "China and North Korean officials" are China, and officials: only an adjective or an abbreviation shares.
        words = doc[start:end].text
        if words not in phrases.reference.demonyms and not (words.replace(".", "").isupper() and len(words) <= 5):
            return
        yield Candidate(
            start,
            end,
            end - 1,
            "title",
            phrase.kind,
            words,
            None,
            country,
            phrase.sector,
            noun=phrase.noun,
            is_plural=True,
        )
        position = start


def _inherit(doc: Doc, found: list[Candidate]) -> list[Candidate]:
    """'Russian officials and lawmakers': a bare noun joined to a phrase that has a country shares it."""
    by_head = {candidate.head: candidate for candidate in found}
    for candidate in found:
        token = doc[candidate.head]
        first = by_head.get(token.head.i)
        if token.dep_ != "conj" or first is None or candidate.country or not first.is_plural:
            continue
        if doc[candidate.start - 1].lower_ in ("and", "or", ","):
            candidate.country = first.country
    return found


def generic_name(noun: str, country: str | None, reference: Reference) -> tuple[str, ActorKind]:
    """The name and kind of an unnamed actor, the same wherever its key occurs: 'North Korean official'."""
    kind: ActorKind = "organization" if is_body(noun) else "group"
    shown = ONLY_PLURAL.get(noun, noun)
    if country is None:
        return shown, kind
    name = reference.country_names.get(country, country)
    return f"{SUPRANATIONAL.get(country) or reference.adjectives.get(country, name)} {shown}", kind
