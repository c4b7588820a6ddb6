"""Of which countries an article speaks, and in which of them a place lies that it names beside a role.

"Lagos police" are Nigerian and "residents of Mosul" Iraqi; "Birmingham police" are British unless the article speaks of
the United States and not of Britain. Where that leaves several countries, there is none.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from spacy.tokens import Doc

from transforms import placenames
from transforms.actors.candidates import PROPER, TokenHit
from transforms.actors.nouns import COUNTRY_NOUNS, is_body

PLACE_ENTITIES = frozenset({"GPE", "LOC", "FAC"})
NO_COUNTRIES = frozenset({"UNO", "EUR", "IGO"})
LONGEST_PLACE = 4
# How many times more often than any other the article must name a country for its unowned bodies to be that country's.
CLEAR_LEAD = 3
# Words that may follow the name of a place that is meant: "Lagos State government", "Basra province".
PLACE_NOUNS = frozenset(
    {"state", "province", "county", "city", "region", "district", "governorate", "prefecture", "oblast", "area", "town"}
)


class Whereabouts:
    """The countries of one article, counted, and its places."""

    def __init__(self, doc: Doc, hits: Iterable[TokenHit]) -> None:
        self.doc = doc
        self._hits = list(hits)

    @cached_property
    def words(self) -> Counter[str]:
        """How often each word stands in the article, as it is written."""
        return Counter(token.text for token in self.doc)

    @cached_property
    def spoken_of(self) -> Counter[str]:
        """How often the article names each country: by name, demonym, capital, region, town, person or body.

        What may mean several countries counts for none.
        """
        counts: Counter[str] = Counter()
        covered: set[int] = set()
        for hit in sorted(self._hits, key=lambda hit: hit.start - hit.end):
            named = [entry for entry in hit.entries if entry.sense != "agent" and not entry.is_minor]
            span = range(hit.start, hit.end)
            if not named or not covered.isdisjoint(span):
                continue
            covered.update(span)
            if any(token.tag_ in PROPER or token.ent_type_ for token in self.doc[hit.start : hit.end]):
                countries = {
                    self._of_capital(hit, {}) if entry.sense == "capital" else entry.country for entry in named
                }
                counts.update(country for country in countries if country and len(countries) == 1)
        for entity in self.doc.ents:
            if entity.label_ in PLACE_ENTITIES and covered.isdisjoint(range(entity.start, entity.end)):
                country = placenames.country_of(entity.text, {})
                counts.update((country,) if country else ())
        for body in NO_COUNTRIES:
            counts.pop(body, None)
        return counts

    @cached_property
    def home(self) -> str | None:
        """The country of bodies named without one: that of which the article speaks far more than of any other."""
        ranked = self.spoken_of.most_common(2)
        if not ranked or (len(ranked) > 1 and ranked[0][1] < CLEAR_LEAD * ranked[1][1]):
            return None
        return ranked[0][0]

    def meant(self, hit: TokenHit) -> str | None:
        """The country that a name of a country, its people, capital or region means.

        Of several ("Georgia") it is the one that the article speaks of more, the sovereign state where it speaks of
        none.
        """
        entries = [entry for entry in hit.entries if entry.country and entry.sense not in ("agent", "metonym")]
        places = [entry for entry in entries if entry.kind == "country" or entry.sense == "region"]
        states = {entry.country for entry in places if entry.sense in ("name", "demonym", "people")}
        if places and not states and all(entry.sense == "capital" for entry in places):
            return self._of_capital(hit, self.spoken_of)
        countries = {entry.country for entry in places if entry.country}
        if len(countries) <= 1:
            return next(iter(countries), None)
        best, second = sorted(countries, key=lambda country: (-self.spoken_of[country], country))[:2]
        if self.spoken_of[best] > self.spoken_of[second]:
            return best
        return next(iter(states)) if len(states) == 1 else None

    def _of_capital(self, hit: TokenHit, spoken_of: Mapping[str, int]) -> str | None:
        """The country of a capital, or of a namesake: "Georgetown" is not always Guyana's."""
        name = self.doc[hit.start : hit.end].text
        if placenames.entries(name):
            return placenames.country_of(name, spoken_of)
        return next((entry.country for entry in hit.entries if entry.sense == "capital"), None)

    def place_at(self, start: int, end: int) -> str | None:
        """The country of the place that the last of tokens [start, end) name: "Lagos", "west Lagos", "Lagos state"."""
        while end - 1 > start and self.doc[end - 1].lower_ in PLACE_NOUNS:
            end -= 1
        firsts = range(max(start, end - LONGEST_PLACE), end)
        return next((country for first in firsts if (country := self.place_of(first, end))), None)

    def town_at(self, end: int) -> tuple[int, str] | None:
        """Where the longest name of a place begins that ends before `end`, and its country; no part of a longer one."""
        for start in range(max(0, end - LONGEST_PLACE), end):
            is_within_name = start > 0 and self.doc[start - 1].tag_ in PROPER
            if not is_within_name and (country := self.place_of(start, end)):
                return start, country
        return None

    def place_of(self, start: int, end: int) -> str | None:
        """The country of the place that tokens [start, end) name, no more and no less."""
        words = self.doc[start:end]
        if not (words[0].text[:1].isupper() and words[-1].text[:1].isupper()):
            return None
        if len(words) == 1 and (words.text.lower() in COUNTRY_NOUNS or is_body(words.text.lower())):
            return None  # "of the Republic", which is also a town in Missouri
        return placenames.country_of(words.text, self.spoken_of)
