"""An actor of the reference tables, and the offices of a person at a date."""

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache

from transforms.document import ActorKind

# Offices whose holders news call by surname alone, without ever naming them in full.
LEADER_OFFICE = re.compile(
    r"(?:acting |interim )?(?:(?:executive )?president(?: of the united states| of the republic)?|president-elect"
    r"|prime minister|premier|(?:federal )?chancellor|supreme leader|(?:state affairs commission )?chairman"
    r"|king|queen|monarch|emperor|sultan|emir|pope|general secretary.*)",
    re.IGNORECASE,
)
# A term whose end is not known counts as held for so long after it was last seen to be,
OPEN_TERM_YEARS = 1
# and for so long after that its holder, if named, is still taken to be what he was: five years make a usual term.
LIKELY_YEARS = 4
# Of several offices at once the first in this order counts; one that is not here comes last.
SECTOR_RANK = {"GOV": 3, "MIL": 2, "SPY": 2, "COP": 2, "JUD": 2, "IGO": 2, "LEG": 1}
# Offices after which a person is of the former elites; who leaves a company or a newspaper is not.
OFFICE_SECTORS = frozenset({"GOV", "MIL", "SPY", "COP", "JUD", "IGO", "LEG"})
ELITE_SECTORS = OFFICE_SECTORS | {"PTY", "OPP"}
YEAR = dt.timedelta(days=365)

TermRow = tuple[str, str, str | None, str | None, str | None]  # office, sector, start, end, as_of


@dataclass(frozen=True, slots=True)
class Term:
    """One term in an office; `end` is the last day known or supposed, `is_open` says that it is supposed."""

    office: str
    sector: str
    start: dt.date
    end: dt.date
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """An actor of the reference tables.

    `sense` says what kind of name led here: name, demonym, people, capital, metonym, region or agent. `is_prominent`
    marks the bodies that a name shared by several means unless the article says otherwise ("FSB"), `is_minor` people
    known for nothing but a seat in a legislature, whose name in an article is most often somebody else's.
    """

    key: str
    name: str
    kind: ActorKind
    country: str | None = None
    sector: str | None = None
    sense: str = "name"
    is_prominent: bool = False
    is_minor: bool = False
    rows: tuple[TermRow, ...] = field(default=(), compare=False, repr=False)
    wikidata_id: str | None = None

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms in office that the tables know."""
        return _terms(self.rows)

    def term_at(self, when: dt.date | None) -> Term | None:
        """The office held at a date, one in government before others, then the last to be taken up.

        Without a date all terms count as held, and the highest is taken: an article of unknown date names people for
        the office known of them.
        """
        if when is None:
            return max(self.terms, key=lambda term: (leads_state(term.office), *_precedence(term)), default=None)
        held = (term for term in self.terms if term.start <= when <= term.end)
        return max(held, key=_precedence, default=None)

    def sector_at(self, when: dt.date | None) -> str | None:
        """The sector of the office at a date; after an office of state ELI (PLOVER: former elites), none before one.

        Where the last thing known is that a term ran, nobody says when it ended: its sector is kept for LIKELY_YEARS
        more, and then nothing is known.
        """
        if self.kind != "person":  # a body of the tables, which governed for a time, or gave up its arms
            term = self.term_at(when) if when and self.rows else None
            return term.sector if term else self.sector
        if not self.rows:
            return self.sector
        term = self.term_at(when)
        if term or when is None:
            return term.sector if term else None
        past = [term for term in self.terms if term.end < when]
        likely = [term for term in past if term.is_open and when <= term.end + LIKELY_YEARS * YEAR]
        if likely:
            return max(likely, key=_precedence).sector
        if not past or any(term.is_open for term in past):
            return None
        last = max(past, key=lambda term: (term.sector in ELITE_SECTORS, term.end))
        return "ELI" if last.sector in ELITE_SECTORS else last.sector

    @property
    def leads(self) -> bool:
        """Whether the person ever led a state."""
        return any(leads_state(term.office) for term in self.terms)

    def was_in_office(self, when: dt.date, *, years: int) -> bool:
        """Whether the person held any known office at a date, or so many years before it or two after it."""
        return any(_is_around(term, when, years) for term in self.terms)

    def led_around(self, when: dt.date) -> bool:
        """Whether the person led a state at a date, or in the years around it when news still name them."""
        return any(_is_around(term, when, 8) for term in self.terms if leads_state(term.office))


def _is_around(term: Term, when: dt.date, years: int) -> bool:
    """Whether a date is within a term, or up to two years before it or so many years after it."""
    # Terms without known bounds reach from the first day of the calendar to its last.
    starts = max(term.start, dt.date(1000, 1, 1)) - 2 * YEAR
    return starts <= when <= min(term.end, dt.date(9000, 1, 1)) + years * YEAR


def _precedence(term: Term) -> tuple[int, dt.date, bool, str]:
    return SECTOR_RANK.get(term.sector, 0), term.start, leads_state(term.office), term.office


@lru_cache(maxsize=16384)
def leads_state(office: str) -> bool:
    """Whether an office is that of a head of state or government."""
    return LEADER_OFFICE.fullmatch(office) is not None


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


@lru_cache(maxsize=4096)
def _terms(rows: tuple[TermRow, ...]) -> tuple[Term, ...]:
    """Terms from rows of the tables of people; worked out for the few whom articles name, not for all."""
    terms = []
    for office, sector, since, until, as_of in rows:
        start = _bound(since, last=False) or dt.date.min
        end = _bound(until, last=True)
        is_open = end is None
        if end is None:
            # Nobody stops being a novelist or a dissident the year after; an office was seen at its start at least.
            seen = _bound(as_of, last=True) or (start if sector in OFFICE_SECTORS else dt.date.min)
            end = seen + OPEN_TERM_YEARS * YEAR if seen > dt.date.min else dt.date.max
        terms.append(Term(office, sector, start, end, is_open))
    return tuple(terms)
