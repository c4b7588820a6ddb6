"""Which country and sector the words of a role phrase give: those inside it, and those of whom it belongs to.

PLOVER (Open Event Data Alliance, codebook of 2021) codes an actor by country and sector. The sector is that of the role
noun (seeds/agents.csv); a noun that has none of its own ("spokesman", "chief") takes that of the body it belongs to.
The country is that of a demonym, body or place inside the phrase, else of its possessor, else of an of-, from- or
in-phrase.
"""

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from transforms.actors.candidates import MODIFIERS, NOUNS, POSSESSIVES, PROPER, Candidate, TokenHit
from transforms.actors.whereabouts import Whereabouts
from transforms.reference import Known, Reference

FORMER = frozenset({"former", "ex", "ousted", "deposed", "retired", "exiled", "onetime", "erstwhile"})
FORMER_SECTORS = frozenset({"GOV", "LEG", "MIL", "SPY", "COP", "JUD", "PTY"})
# Nouns without a sector that speak for a country's government where only a country stands beside them.
STATE_NOUNS = frozenset(
    {"spokesman", "spokeswoman", "spokesperson", "leader", "delegation", "representative", "chief", "head", "side"}
    | {"team"}
)
# Offices of states that other bodies have too, and then they are of the body's sector.
OFFICES_OF_BODIES = frozenset(
    {"president", "vice president", "secretary", "secretary general", "director general", "negotiator", "adviser"}
    | {"advisor", "aide", "official", "senior official", "executive", "executive director", "press secretary"}
    | {"inspector", "council", "authority"}
)
# Nouns for people under arms whose sector is that of the group they are said to belong to.
ARMED_SECTORS = frozenset({"UAF", "REB", "MIL", "OPP", "CRM", "PRM"})
# "Saudi-led coalition" is no Saudi one, "anti-Russian protesters" are anything but Russian.
ALIGNED = frozenset({"backed", "led", "funded", "trained", "supported", "allied", "aligned", "sponsored", "armed"})
SIDES = frozenset({"anti", "pro", "non", "ex"})
# Sectors of people whose nouns are adjectives too: "the elderly", "an elderly leader".
PRIVATE_SECTORS = frozenset({"CVL", "REF"})
HYPHENS = frozenset({"-", "–", "‑"})
LINKS = frozenset({"of", "from", "in", "for", "at", "to", "with"})
DEEPEST = 2  # "the head of the police of Chad"


class Phrases:
    """The words of one document from which countries and sectors are read: which token names what."""

    def __init__(
        self, doc: Doc, hits: list[TokenHit], names: list[Candidate], where: Whereabouts, reference: Reference
    ) -> None:
        self.doc = doc
        self.reference = reference
        self.where = where
        self.country_at: dict[int, str] = {}
        self.role_at: dict[int, Known] = {}
        self.name_at = {position: name for name in names for position in range(name.start, name.end)}
        for hit in sorted(hits, key=lambda hit: hit.end - hit.start):
            span = range(hit.start, hit.end)
            role = next((entry for entry in hit.entries if entry.sense == "agent"), None)
            if role:
                self.role_at.update(dict.fromkeys(span, role))
            country = self.where.meant(hit)
            if country and not self._is_other_side(hit):
                self.country_at.update(dict.fromkeys(span, country))

    def _is_other_side(self, hit: TokenHit) -> bool:
        """Whether a country only backs or opposes those whom a phrase names, or a word for one is a person's name."""
        doc = self.doc
        before = [token.lower_ for token in doc[max(0, hit.start - 2) : hit.start]]
        behind = [token.lower_ for token in doc[hit.end : hit.end + 2]]
        if len(behind) == 2 and self.is_aligned(hit.end + 1):
            return True
        if len(before) == 2 and before[1] in HYPHENS and before[0] in SIDES:
            return True
        name = self.name_at.get(hit.start)
        return name is not None and name.kind == "person" and all(entry.sense == "region" for entry in hit.entries)

    def is_aligned(self, position: int) -> bool:
        """Whether a token is the 'backed' of 'Turkey-backed rebels'."""
        return position > 0 and self.doc[position].lower_ in ALIGNED and self.doc[position - 1].lower_ in HYPHENS

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
        town = self.where.place_at(start, role_start) if country is None else None
        country = country or town
        if sector is None:
            sector = self._sector_of_words(before)
        groups = (self.name_at.get(token.i) for token in reversed(before))
        group = next((name for name in groups if name and name.kind == "group" and name.sector), None)
        if group and sector in ARMED_SECTORS:
            sector = group.sector  # "Hezbollah fighters"
        owner = self._owner(start, role_start, role_end)
        if owner is not None:
            owner_country, owner_sector = owner
            country = country or owner_country
            sector = sector or owner_sector
        noun = role.name if role else ""
        if noun in OFFICES_OF_BODIES and (body := self._body_of(start, role_start, role_end)):
            sector = body.sector  # "the president of the Law Society"
        if sector is None and country and country != town and noun.split(" ")[0] in STATE_NOUNS:
            sector = "GOV"
        if sector in FORMER_SECTORS and any(token.lower_ in FORMER for token in before):
            sector = "ELI"
        return country, sector

    def has_owner(self, start: int, role_start: int, role_end: int) -> bool:
        """Whether a phrase says to whom the role belongs, known or not."""
        is_possessed = start > 0 and self.doc[start - 1].tag_ in ("POS", "PRP$")
        return is_possessed or any(link in ("of", "in", "at") for _, link in self._linked(role_start, role_end))

    def _body_of(self, start: int, role_start: int, role_end: int) -> Candidate | None:
        """The named body that an office is said to be one of: 'FIFA president', 'president of the Law Society'."""
        owners = [self.doc[i] for i in range(start, role_start)]
        if start > 1 and self.doc[start - 1].text in POSSESSIVES:
            owners.append(self.doc[start - 2])
        owners += [thing for thing, link in self._linked(role_start, role_end) if link in ("of", "at", "with")]
        names = (self.name_at.get(token.i) for token in owners)
        return next((name for name in names if name and name.kind in ("organization", "group")), None)

    def _linked(self, role_start: int, role_end: int) -> Iterable[tuple[Token, str]]:
        """The nouns that prepositions behind a role noun join to it, each with its preposition."""
        for position in range(role_start, min(role_end + 1, len(self.doc))):
            for child in self.doc[position].children:
                if child.dep_ == "prep" and child.lower_ in LINKS and child.i >= role_start:
                    yield from ((thing, child.lower_) for thing in child.children if thing.dep_ == "pobj")

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
            is_private = role is not None and role.sector in PRIVATE_SECTORS and token.tag_ not in NOUNS
            if role and role.sector and not is_private:  # a "displaced" leader is no refugee for the name of it
                return role.sector
            name = self.name_at.get(token.i)
            if name and name.sector:
                return name.sector
        return None

    def _owner(self, start: int, role_start: int, role_end: int) -> tuple[str | None, str | None] | None:
        """Country and sector of who the role belongs to: 'Kenya's ambassador', 'a spokesman for the ministry'."""
        if start > 1 and self.doc[start - 1].text in POSSESSIVES:
            return self._of_token(self.doc[start - 2])
        for thing, link in self._linked(role_start, role_end):
            found = self._of_token(thing)
            if found != (None, None):
                return found if link != "to" else None
        return None

    def _of_token(self, token: Token, depth: int = 0) -> tuple[str | None, str | None]:
        """Country and sector that a noun phrase headed by a token gives: a name's own, else those of its words."""
        name = self.name_at.get(token.i)
        if name:
            country, sector = name.country or (name.known.country if name.known else None), name.sector
            owner = next((child for child in token.children if child.dep_ == "poss"), None)
            if country is None and sector is None and owner is not None:
                return self._of_token(owner)  # "the CIA's Korea Mission Center"
            return country or self._place_of(token), sector
        country = self.country_at.get(token.i)
        if country:
            return country, None
        first = min((child.i for child in token.children if child.dep_ in MODIFIERS), default=token.i)
        role = self.role_at.get(token.i)
        inside = (self.country_at[i] for i in range(first, token.i) if i in self.country_at)
        country = next(inside, None) or self._place_of(token)
        if country is None and depth < DEEPEST:  # "the head of the police of Chad"
            links = (child for child in token.children if child.dep_ == "prep" and child.lower_ in LINKS - {"to"})
            things = (thing for link in links for thing in link.children if thing.dep_ == "pobj")
            country = next((found for thing in things if (found := self._of_token(thing, depth + 1)[0])), None)
        return country, role.sector if role else None

    def _place_of(self, token: Token) -> str | None:
        """The country of the town or region that a noun phrase names or begins with: 'Mosul', 'the Lagos police'."""
        first = min(
            (child.i for child in token.children if child.dep_ in MODIFIERS and child.i < token.i), default=token.i
        )
        end = token.i + 1 if token.tag_ in PROPER else token.i
        return self.where.place_at(first, end) if end > first else None

    def owner_end(self, role_end: int) -> int:
        """Where the "of" phrase behind a role noun ends, if it names a country or place and nothing more."""
        doc = self.doc
        if role_end + 1 >= len(doc) or doc[role_end].lower_ != "of":
            return role_end
        first = role_end + 1 + (doc[role_end + 1].lower_ == "the")
        end = first
        while end < len(doc) and (end in self.country_at or doc[end].tag_ in PROPER):
            end += 1
        names = (self.name_at.get(position) for position in range(first, end))
        if any(name and name.kind in ("organization", "group") for name in names):
            return role_end
        if not all(position in self.country_at for position in range(first, end)) and not self.where.place_at(
            first, end
        ):
            return role_end
        behind = doc[end] if end < len(doc) else None
        goes_on = behind is not None and (behind.text in POSSESSIVES or behind.tag_ in NOUNS | {"HYPH", "CC"})
        return role_end if end == first or goes_on else end
