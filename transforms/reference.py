"""What is known about actors beforehand: the tables in seeds/, checked, and indexed for lookup.

`load()` gives the one `Reference` of the process. A wrong row in a table is refused with file, line and reason.
"""

import datetime as dt
import gc
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib.resources import files

import polars as pl

from schemas.reference import (
    Agents,
    Aliases,
    ArmedGroups,
    BodyNouns,
    Countries,
    GivenNames,
    Officeholders,
    Organizations,
    SeedError,
    read_seed,
)
from schemas.table import Table
from transforms.actors.gazetteer import Gazetteer, Hit, normalise
from transforms.document import ActorKind

__all__ = ["Known", "Reference", "SeedError", "Term", "load", "plural", "read_seed"]

# Offices whose holders news call by surname alone, without ever naming them in full.
LEADER_OFFICE = re.compile(
    r"(?:acting |interim )?(?:(?:executive )?president(?: of the united states| of the republic)?|president-elect"
    r"|prime minister|premier|(?:federal )?chancellor|supreme leader|(?:state affairs commission )?chairman"
    r"|king|queen|emperor|sultan|emir|pope|general secretary.*)",
    re.IGNORECASE,
)
# Offices whose holders share that surname's meaning where the date cannot tell: "Clinton" without a date is nobody.
SENIOR_OFFICE = re.compile(r"vice president.*|secretary of state|minister (?:of|for) foreign affairs", re.IGNORECASE)
# Family names that stand first in Chinese, Korean, Vietnamese, Khmer and Hungarian names and are common in news.
FAMILY_NAMES = """
ahn ai an bae bai ban bo bui cai chan chang chen cheung cho choe choi chung dai dang deng dinh do dong duong fang feng
gao guo han he ho hoang hong hu hua huang hun hwang im jang jiang jin jo jong jung kang kim ko koh lai lam lee leung li
liang lim lin liu lu luo ly ma mao meng min moon mun nam ngo nguyen nie no o oh orban pae pak pan park peng pham qian
qin ri ro roh ryu seo shen shin sin so sok song sun tang tian tran tsai tsang tung vo vu wang wen wong wu xi xiao xie
xu yan yang yi yoon yu yuan yun zeng zhang zhao zheng zhou zhu
"""
FAMILY_NAMES_FIRST = frozenset(FAMILY_NAMES.split())
# A term whose end is not known is taken to have lasted this long after it was last seen.
OPEN_TERM_YEARS = 1
IRREGULAR_PLURALS = {"man": "men", "woman": "women", "person": "people", "child": "children", "thief": "thieves"}


TermRow = tuple[str, str, str | None, str | None, str | None]  # office, sector, start, end, as_of


@dataclass(frozen=True, slots=True)
class Term:
    """One term in an office; `end` is the last day known or supposed."""

    office: str
    sector: str
    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class Known:
    """An actor of the reference tables.

    `sense` says what kind of name led here: name, demonym, people, capital, metonym or agent. `is_prominent` marks the
    bodies that a name shared by several means unless the article says otherwise ("FSB").
    """

    key: str
    name: str
    kind: ActorKind
    country: str | None = None
    sector: str | None = None
    sense: str = "name"
    is_prominent: bool = False
    rows: tuple[TermRow, ...] = field(default=(), compare=False, repr=False)
    wikidata_id: str | None = None

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms in office that the tables know."""
        return _terms(self.rows)

    def term_at(self, when: dt.date | None) -> Term | None:
        """The office held at a date, one in government before others, then the last to be taken up.

        Without a date all terms count as held: an article of unknown date names people for the office known of them.
        """
        held = [term for term in self.terms if when is None or term.start <= when <= term.end]
        return max(held, key=_precedence, default=None)

    def sector_at(self, when: dt.date | None) -> str | None:
        """The sector of the office at a date; ELI (PLOVER: former elites) after an office, none before the first."""
        if not self.rows:
            return self.sector
        term = self.term_at(when)
        if term:
            return term.sector
        return "ELI" if when and any(past.end < when for past in self.terms) else None

    def led_around(self, when: dt.date) -> bool:
        """Whether the person led a state at a date, or in the years around it when news still name them."""
        leading = [term for term in self.terms if _leads_state(term.office)]
        year = dt.timedelta(days=365)
        return any(term.start - 2 * year <= when <= min(term.end, dt.date(9000, 1, 1)) + 8 * year for term in leading)


def _precedence(term: Term) -> tuple[bool, dt.date, bool, str]:
    return term.sector == "GOV", term.start, _leads_state(term.office), term.office


@lru_cache(maxsize=16384)
def _leads_state(office: str) -> bool:
    return LEADER_OFFICE.fullmatch(office) is not None


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


@lru_cache(maxsize=16384)
def _bound(value: str | None, *, last: bool) -> dt.date | None:
    """The first or last day that a date of the precision YYYY, YYYY-MM or YYYY-MM-DD can mean."""
    if value is None:
        return None
    year, month, day = (*(int(part) for part in value.split("-")), 0, 0)[:3]
    if day:
        return dt.date(year, month, day)
    if not last:
        return dt.date(year, month or 1, 1)
    return dt.date(year, 12, 31) if month in (0, 12) else dt.date(year, month + 1, 1) - dt.timedelta(days=1)


def _letters_abbreviated(name: str) -> int:
    """How many initials a spelling has: news write "Donald Trump", registers "Donald J. Trump"."""
    return name.count(".")


@lru_cache(maxsize=4096)
def _terms(rows: tuple[TermRow, ...]) -> tuple[Term, ...]:
    """Terms from rows of officeholders.csv; worked out for the few people whom articles name, not for all."""
    terms = []
    for office, sector, since, until, as_of in rows:
        start = _bound(since, last=False) or dt.date.min
        end = _bound(until, last=True)
        if end is None:
            seen = _bound(as_of, last=True) or start
            end = seen + dt.timedelta(days=365 * OPEN_TERM_YEARS) if seen > dt.date.min else dt.date.max
        terms.append(Term(office, sector, start, end))
    return tuple(terms)


class Reference:
    """The reference tables, indexed. Build it with `load()`, or from frames of one's own."""

    def __init__(self, tables: dict[type[Table], pl.DataFrame]) -> None:
        self.country_names: dict[str, str] = {}
        self.demonyms: dict[str, str] = {}
        self.agents: dict[str, str | None] = {}
        self.genders: dict[str, str] = dict(tables[GivenNames].select("name", "gender").iter_rows())
        self.body_nouns: dict[str, str] = dict(tables[BodyNouns].select("noun", "sector").iter_rows())
        self._by_key: dict[str, Known] = {}
        self._leaders: dict[str, list[Known]] = defaultdict(list)
        names = [
            *self._countries(tables[Countries]),
            *self._bodies(tables[Organizations], "organization"),
            *self._bodies(tables[ArmedGroups], "group"),
            *self._people(tables[Officeholders]),
            *self._roles(tables[Agents]),
        ]
        overruled = dict(tables[Aliases].select("alias", "key").iter_rows())
        names = [pair for pair in names if pair[0] not in overruled]
        names += [(alias, self._by_key.get(key) or self._unknown(key)) for alias, key in overruled.items()]
        self._gazetteer: Gazetteer[Known] = Gazetteer(names)

    def find(self, text: str) -> list[Hit[Known]]:
        """All names and role nouns of the tables in a text."""
        return self._gazetteer.find(text)

    def by_key(self, key: str) -> Known | None:
        """The actor of a key, where the tables know it."""
        return self._by_key.get(key)

    def leaders(self, surname: str, when: dt.date | None) -> list[Known]:
        """The people whom a bare surname may mean in an article of that date: those who led a state about then.

        Without a date: all who ever led one or its diplomacy.
        """
        people = self._leaders.get(normalise(surname), [])
        return people if when is None else [person for person in people if person.led_around(when)]

    @cached_property
    def officeholders(self) -> list[Known]:
        """Everybody whose terms in office the tables know."""
        return [known for known in self._by_key.values() if known.rows]

    @cached_property
    def adjectives(self) -> dict[str, str]:
        """Country -> the adjective that names of generic actors use."""
        first: dict[str, str] = {"USA": "U.S."}
        for adjective, country in self.demonyms.items():
            first.setdefault(country, adjective)
        return first

    def _unknown(self, key: str) -> Known:
        """An actor that only aliases.csv knows."""
        kinds: dict[str, ActorKind] = {"country": "country", "org": "organization", "group": "group"}
        prefix, _, name = key.partition(":")
        return Known(key, name.title() if name.islower() else name, kinds.get(prefix, "person"))

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

    def _bodies(self, frame: pl.DataFrame, kind: ActorKind) -> Iterator[tuple[str, Known]]:
        prefix = "org" if kind == "organization" else "group"
        rows = frame.select("name", "aliases", "country", "sector", "source").rows()
        countries: dict[str, set[str]] = defaultdict(set)
        for name, _, country, _, _ in rows:
            countries[normalise(name)].add(country or "")
        for name, aliases, country, sector, source in rows:
            shared = len(countries[normalise(name)]) > 1
            key = f"{prefix}:{normalise(name)}" + (f" ({country or '-'})" if shared else "")
            known = Known(key, name, kind, country, sector, is_prominent=source == "compiled")
            self._by_key.setdefault(key, known)
            for alias in (name, *(aliases or "").split("|")):
                yield alias, known

    def _people(self, frame: pl.DataFrame) -> Iterator[tuple[str, Known]]:
        terms: dict[tuple[str, str], list[TermRow]] = {}
        names: dict[tuple[str, str], dict[str, None]] = {}
        items: dict[tuple[str, str], str] = {}
        person_of: dict[tuple[str, str], tuple[str, str]] = {}
        columns = ("name", "aliases", "country", "wikidata_id", "office", "sector", "start", "end", "as_of")
        for name, aliases, country, item, *term in frame.select(columns).rows():
            spellings = [name, *aliases.split("|")] if aliases else [name]
            folded = [(normalise(spelling), country) for spelling in spellings]
            # The same person under another spelling: the sources do not share ids, so a shared name must do.
            person = next((person_of[spelling] for spelling in folded if spelling in person_of), folded[0])
            for spelling in folded:
                person_of.setdefault(spelling, person)
            terms.setdefault(person, []).append((term[0], term[1], term[2], term[3], term[4]))
            names.setdefault(person, {}).update(dict.fromkeys(spellings))
            if item:
                items.setdefault(person, item)
        shown = {person: min(spelled, key=_letters_abbreviated) for person, spelled in names.items()}
        bearers = Counter(normalise(name) for name in shown.values())
        for person, held in terms.items():
            folded_name, country = normalise(shown[person]), person[1]
            suffix = f" ({country})" if bearers[folded_name] > 1 else ""
            known = Known(
                f"person:{folded_name}{suffix}",
                shown[person],
                "person",
                None if country == "IGO" else country,
                rows=tuple(held),
                wikidata_id=items.get(person),
            )
            self._by_key[known.key] = known
            if any(_leads_state(office) or SENIOR_OFFICE.fullmatch(office) for office, *_ in held):
                words = folded_name.split()
                for surname in {words[-1], words[0] if words[0] in FAMILY_NAMES_FIRST else words[-1]}:
                    self._leaders[surname].append(known)
            yield from ((written, known) for written in names[person] if " " in written or "-" in written)

    def _roles(self, frame: pl.DataFrame) -> Iterator[tuple[str, Known]]:
        for noun, sector in frame.select("noun", "sector").iter_rows():
            self.agents[noun] = sector
        for noun, sector in self.agents.items():
            known = Known(f"role:{noun}", noun, "unknown", None, sector, "agent")
            yield noun, known
            if plural(noun) not in self.agents:
                yield plural(noun), known


TABLES: dict[type[Table], str] = {
    Countries: "countries.csv",
    Organizations: "organizations.csv",
    ArmedGroups: "armed_groups.csv",
    Officeholders: "officeholders.csv",
    Agents: "agents.csv",
    BodyNouns: "body_nouns.csv",
    GivenNames: "given_names.csv",
    Aliases: "aliases.csv",
}


@cache
def load() -> Reference:
    """The reference tables of seeds/, read and checked once a process. Raises SeedError for a table that is wrong."""
    folder = files("seeds")
    tables = {model: read_seed(model, (folder / name).read_bytes(), f"seeds/{name}") for model, name in TABLES.items()}
    # Some 200,000 long-lived objects are made here, none of them garbage: collecting meanwhile doubles the time.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return Reference(tables)
    finally:
        if was_enabled:
            gc.enable()
