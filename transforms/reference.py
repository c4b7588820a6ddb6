"""What is known about actors beforehand: the tables in seeds/, checked, and indexed for lookup.

`load()` gives the one `Reference` of the process. A wrong row in a table is refused with file, line and reason.
"""

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, cached_property, lru_cache
from itertools import accumulate

import polars as pl

from schemas.reference import (
    Agents,
    Aliases,
    ArmedGroups,
    BodyNouns,
    Countries,
    DefaultBearers,
    GivenNames,
    GroupTerms,
    Legislators,
    Officeholders,
    Organizations,
    PublicFigures,
    Regions,
    SeedError,
)
from schemas.table import Table
from transforms import seeds
from transforms.actors.aliases import AliasIndex
from transforms.actors.aliases import read as read_aliases
from transforms.actors.gazetteer import Gazetteer, Hit, normalise
from transforms.document import ActorKind
from transforms.known import Known
from transforms.known_rows import Bodies, People

__all__ = ["Known", "Reference", "load", "plural"]

# What parts of a country are as actors; provinces are none of the kinds.
REGION_ACTORS: dict[str, ActorKind] = {"unrecognised state": "country", "territory": "country"}
# A name that fewer bear by chance among the people of the tables is rare.
RARE_NAME = 0.02
# A word that so many of the people of the tables bear as the last of their name is a family name.
SURNAME_BEARERS = 3
# One that so many bear tells little alone.
COMMON_BEARERS = 20
KEYS_KEPT = 16384  # of actors looked up, or found to be in no table
IRREGULAR_PLURALS = {"man": "men", "woman": "women", "person": "people", "child": "children", "thief": "thieves"}


def plural(noun: str) -> str:
    """The regular plural of a noun phrase's head: 'foreign ministers', 'secretaries of state', 'gunmen'."""
    first, of, rest = noun.partition(" of ")
    for singular, irregular in IRREGULAR_PLURALS.items():
        if first.endswith(singular) and not first.endswith("human"):
            return first.removesuffix(singular) + irregular + of + rest
    if first.endswith(("s", "x", "ch", "sh")):
        return first + ("" if first.endswith("s") else "es") + of + rest
    if re.search(r"[^aeiou]y$", first):
        return first[:-1] + "ies" + of + rest
    return first + "s" + of + rest


class Reference:
    """The reference tables, indexed. Build it with `load()`, or from frames of one's own.

    `own_aliases` are rows as in aliases.csv, with the name of their file; they go before that table's.
    """

    def __init__(
        self, tables: dict[type[Table], pl.DataFrame], own_aliases: tuple[str, pl.DataFrame] | None = None
    ) -> None:
        self.country_names: dict[str, str] = {}
        self.demonyms: dict[str, str] = {}
        self.agents: dict[str, str | None] = {}
        self.genders: dict[str, str] = dict(tables[GivenNames].select("name", "gender").iter_rows())
        self.body_nouns: dict[str, str] = dict(tables[BodyNouns].select("noun", "sector").iter_rows())
        self._by_key: dict[str, Known] = {}
        self._moved: dict[str, Known] = {}
        self._people = People(*(tables[model] for model in PEOPLE))
        self._rows = (
            Bodies(tables[Organizations], "organization"),
            Bodies(tables[ArmedGroups], "group", tables[GroupTerms]),
            self._people,
        )
        shared = tables[DefaultBearers].select("spelling", "bearer", "country").iter_rows()
        self._defaults = {normalise(spelling): (bearer, country) for spelling, bearer, country in shared}
        self._in_rows = lru_cache(maxsize=KEYS_KEPT)(self._look_up)
        names = [
            *self._countries(tables[Countries]),
            *self._regions(tables[Regions]),
            *self._roles(tables[Agents]),
        ]
        own = () if own_aliases is None else (own_aliases,)
        self._aliases = AliasIndex(*own, (f"seeds/{TABLES[Aliases]}", tables[Aliases]))
        self._meant = self._meanings_of_aliases()
        overruled = self._aliases.everywhere
        names = [(name, known) for name, known in names if known.sense == "agent" or normalise(name) not in overruled]
        names += [(alias.name, self._meant[alias.key]) for alias in overruled.values()]
        self._entries = [known for _, known in names]
        columns = [
            pl.Series("name", [name for name, _ in names], pl.String),
            *(rows.names["name"] for rows in self._rows),
        ]
        self._offsets = list(accumulate(map(len, columns)))
        self._gazetteer: Gazetteer[Known] = Gazetteer.of_rows(pl.concat(columns), self._entry)

    def _entry(self, row: int) -> Known | None:
        """What the gazetteer's name in a row means; nothing where an alias says otherwise."""
        if row < len(self._entries):
            return self._entries[row]
        table = bisect_right(self._offsets, row)
        rows = self._rows[table - 1]
        name, number = rows.names.row(row - self._offsets[table - 1])
        spelling = normalise(name)
        if spelling in self._aliases.everywhere:
            return None
        known = rows.known(number)
        if known.kind != "person" and spelling in self._defaults:
            return replace(known, is_prominent=(known.name, known.country) == self._defaults[spelling])
        return known

    def find(self, text: str, addresses: Iterable[str] = ()) -> list[Hit[Known]]:
        """All names and role nouns of the tables in an article's text.

        `addresses` are its uri and url: an alias may hold in some articles only.
        """
        hits = self._gazetteer.find(text)
        special = self._aliases.found_in(text, addresses)
        if not special:
            return hits
        taken = {(start, end) for start, end, _ in special}
        own = [Hit(start, end, (self._meant[alias.key],)) for start, end, alias in special]
        return [hit for hit in hits if (hit.start, hit.end) not in taken] + own

    def by_key(self, key: str) -> Known | None:
        """The actor of a key, where the tables know it."""
        known = self._by_key.get(key)
        return known or self._in_rows(key)

    def _look_up(self, key: str) -> Known | None:
        return next((known for rows in self._rows if (known := rows.by_key(key))), None)

    def leaders(self, surname: str, when: dt.date | None) -> list[Known]:
        """The people whom a bare surname may mean in an article of that date: those who led a state about then.

        Without a date: all who ever led one or its diplomacy.
        """
        people = [self._moved.get(person.key, person) for person in self._people.leaders(normalise(surname))]
        people = list(dict.fromkeys(people))
        return people if when is None else [person for person in people if person.led_around(when)]

    def lasting_leader(self, surname: str) -> Known | None:
        """The person whom a bare surname means long after his time, unless an article tells otherwise: "Stalin"."""
        bearer, country = self._defaults.get(normalise(surname), (None, None))
        person = self.by_key(f"person:{normalise(bearer)}") if bearer else None
        return person if person and person.kind == "person" and person.country == country else None

    def bearers(self, surname: str, country: str) -> list[Known]:
        """Everybody of a country whose name ends with a folded surname."""
        return [self._moved.get(person.key, person) for person in self._people.of_surname(surname, country)]

    def is_common(self, surname: str) -> bool:
        """Whether a folded surname alone tells little of whose it is: many bear it, or it is a given name too."""
        return surname.title() in self.genders or self._people.bearers(surname) >= COMMON_BEARERS

    def is_rare(self, name: str) -> bool:
        """Whether a person's full name is hardly borne by chance, judged by the people of the tables."""
        return self._people.expected_bearers(name) < RARE_NAME

    def is_surname(self, word: str) -> bool:
        """Whether a folded word is a family name: some of the people of the tables bear it."""
        return self._people.bearers(word) >= SURNAME_BEARERS

    def officeholders(self, country: str | None) -> Iterator[Known]:
        """Everybody of a country whose terms in office the tables know, those with a mere seat left out."""
        return self._people.in_office(country)

    @cached_property
    def adjectives(self) -> dict[str, str]:
        """Country -> the adjective that names of generic actors use."""
        first: dict[str, str] = {"USA": "U.S."}
        for adjective, country in self.demonyms.items():
            first.setdefault(country, adjective)
        return first

    def _meanings_of_aliases(self) -> dict[str, Known]:
        """Key -> the actor that an alias means; a person whose name is an alias is that actor from here on.

        Raises SeedError for a country that no table knows.
        """
        kinds: dict[str, ActorKind] = {"org": "organization", "group": "group", "person": "person"}
        meant: dict[str, Known] = {}
        for alias in self._aliases:
            known = self.by_key(alias.key)
            prefix = alias.key.partition(":")[0]
            if known is None and prefix not in kinds:
                raise SeedError(f"aliases: {alias.name!r} is said to mean {alias.key}, which no table knows")
            if alias.key not in meant:
                known = known or Known(alias.key, alias.shown, kinds[prefix])
                # An analyst's word does where a name could also be an ordinary word, or somebody else's.
                meant[alias.key] = replace(known, is_prominent=True, is_minor=False)
        self._moved = {
            f"person:{name}": meant[alias.key]
            for name, alias in self._aliases.everywhere.items()
            if alias.key != f"person:{name}" and self.by_key(f"person:{name}")
        }
        own = {key: known for key, known in meant.items() if known.kind == "person" and not self.by_key(key)}
        self._by_key |= own | self._moved
        return meant

    def _countries(self, frame: pl.DataFrame) -> Iterator[tuple[str, Known]]:
        rows = frame.select("country", "name", "form").rows()
        self.country_names = {country: name for country, name, form in rows if form == "name"}
        for country, name, form in rows:
            if form == "demonym":
                self.demonyms.setdefault(name, country)
            shown = self.country_names.get(country, name)
            sense = {"demonym": "demonym", "people": "people", "capital": "capital", "metonym": "metonym"}.get(
                form, "name"
            )
            known = Known(f"country:{country}", shown, "country", country, None, sense)
            if sense == "name":
                self._by_key.setdefault(known.key, known)
            yield name, known

    def _regions(self, frame: pl.DataFrame) -> Iterator[tuple[str, Known]]:
        for name, aliases, country, kind, sector in frame.drop("source").iter_rows():
            is_people = kind == "people"
            prefix = "group" if is_people else "place"
            shown_kind: ActorKind = "group" if is_people else REGION_ACTORS.get(kind, "unknown")
            known = Known(f"{prefix}:{normalise(name)}", name, shown_kind, country, sector, "region")
            self._by_key.setdefault(known.key, known)
            for alias in (name, *(aliases.split("|") if aliases else ())):
                yield alias, known

    def _roles(self, frame: pl.DataFrame) -> Iterator[tuple[str, Known]]:
        for noun, sector in frame.select("noun", "sector").iter_rows():
            self.agents[noun] = sector
        for noun, sector in self.agents.items():
            known = Known(f"role:{noun}", noun, "unknown", None, sector, "agent")
            yield noun, known
            if plural(noun) not in self.agents:
                yield plural(noun), known


# The tables of people, the one that tells most of a person first.
PEOPLE: tuple[type[Officeholders], ...] = (Officeholders, PublicFigures, Legislators)
TABLES: dict[type[Table], str] = {
    Countries: "countries.csv",
    Regions: "regions.csv",
    Organizations: "organizations.csv",
    ArmedGroups: "armed_groups.csv",
    GroupTerms: "group_terms.csv",
    Officeholders: "officeholders.csv",
    PublicFigures: "public_figures.csv",
    Legislators: "legislators.csv",
    Agents: "agents.csv",
    BodyNouns: "body_nouns.csv",
    DefaultBearers: "default_bearers.csv",
    GivenNames: "given_names.csv",
    Aliases: "aliases.csv",
}


@cache
def load(own_aliases: tuple[str, bytes] | None = None) -> Reference:
    """The reference tables of seeds/, read and checked once a process. Raises SeedError for a table that is wrong.

    `own_aliases` is the name and content of a file like aliases.csv; its rows go before that table's.
    """
    tables = {model: seeds.table(model, name) for model, name in TABLES.items()}
    own = None if own_aliases is None else (own_aliases[0], read_aliases(own_aliases[1], own_aliases[0]))
    return Reference(tables, own)
