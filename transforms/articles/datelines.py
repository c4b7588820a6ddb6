"""Datelines: the place, day and agency that open a news report, as in 'PANMUNJOM, June 12 (Reuters) - '.

The forms are those of the agencies' style books (Associated Press Stylebook, "datelines"; Reuters Handbook of
Journalism) and of what becomes of them in text without punctuation ('washington ap the').
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from transforms.articles.boilerplate import patterns

Span = tuple[int, int]

# A paragraph's dateline stands within this many characters.
REACH = 160
# Smaller towns do open reports, but alone, with neither agency nor dash, they would be taken for other words.
CITY_POPULATION = 150_000

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DATE = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?"
_CAPITAL = r"[^\W\d_a-zß-ÿ]"  # an upper-case letter, near enough
_NAME = rf"{_CAPITAL}[\w.'’-]{{0,30}}(?:[ /]{_CAPITAL}[\w.'’-]{{0,30}}){{0,4}}"
_UPPER = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]{1,30}(?:[ /][A-ZÀ-Þ][A-ZÀ-Þ.'’-]{0,30}){0,4}"
_DASH = r"(?:-{1,3}|[–—―])"
_OPENS = r"(?=[\"'“‘«(\[]?[^\W_]|$)"

# With the agency: 'WASHINGTON, D.C., June 12 (AP) -', '(Reuters) -', '12 June. /TASS/.' and the like.
_WITH_AGENCY = re.compile(
    rf"(?P<dateline>(?:(?P<place>{_NAME}(?:, {_NAME}){{0,2}})(?:,? |(?<=\.)))?(?:,? ?{_DATE}[,.]? ?)?"
    rf"[(/](?P<agency>[^\W\d_][\w .&'’/-]{{1,40}}?)[)/])(?P<dash>\.?\s*(?:{_DASH}|[:*]))?[. ]?\s*{_OPENS}"
)
# 'LONDON -', 'KYIV, Ukraine, Feb. 24 —', 'Washington —'
_WITH_DASH = re.compile(
    rf"(?P<dateline>(?P<place>{_NAME})(?P<country>(?:, {_NAME}){{0,2}})(?P<date>,? {_DATE})?)"
    rf"(?:\s*{_DASH}\s+|\s+{_DASH}\s*|:\s+){_OPENS}"
)
# 'WASHINGTON The White House', the dash lost.
_WITHOUT_DASH = re.compile(
    r"(?P<dateline>(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’-]+){0,2}))\s+"
    r"(?=(?:A|An|The|In|On|At|After|As|It|He|She|They|This|When|With|For)\s)"
)
_UPPER_ONLY = re.compile(_UPPER)
# Upper-case words before a dash that name a kind of article, not a place.
_LABELS = frozenset({
    "ACT", "ANALYSIS", "BOOK", "BREAKING", "CHAPTER", "COLUMN", "COMMENT", "COMMENTARY", "CORRECTED", "CORRECTION",
    "EDITORIAL", "EXCLUSIVE", "EXPLAINER", "FACTBOX", "FEATURE", "INTERVIEW", "LIVE", "NEWS", "NOTE", "OPINION",
    "PART", "PHOTOS", "POLL", "PREVIEW", "REVIEW", "SECTION", "SPECIAL", "TIMELINE", "UPDATE", "UPDATED", "URGENT",
    "VIDEO", "WATCH", "WRAPUP", "I", "A", "Q",
})  # fmt: skip
# Agencies whose short names are other words or states once case and brackets are lost.
_AMBIGUOUS = frozenset({"aa", "app", "nan", "pa", "sana", "wam"})
# What may follow an agency's name that opens a text without punctuation, and can't be its verb.
_OPENERS = r"(?:the|an?|this|these|when|after|as|it)"
_NOT_BEFORE = r"(?!(?:said|says|reports?|reported|reporting|journalists?|news|correspondents?|and|is|was|has|s) )"


@dataclass(frozen=True, slots=True)
class Dateline:
    """`span` is the dateline as printed, `end` where the report's own words start, `agency` where it is named."""

    span: Span
    end: int
    agency: Span | None


@cache
def _cities() -> frozenset[str]:
    """Capitals and larger cities, in lower case, as they open a report."""
    names: set[str] = set()
    with files("seeds").joinpath("places.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            population = int(row["population"] or 0)
            if row["kind"] == "capital" or (row["kind"] == "city" and population >= CITY_POPULATION):
                names.update(name.lower() for name in (row["name"], *row["aliases"].split("|")) if len(name) > 3)
    return frozenset(names)


def find(text: str, start: int, end: int, *, is_cased: bool) -> Dateline | None:
    """The dateline that opens the paragraph text[start:end], or None."""
    reach = text[start : min(end, start + REACH)]
    match = _cased(reach) if is_cased else _uncased(reach)
    if match is None:
        return None
    printed = match["dateline"]
    agency = None
    if "agency" in match.re.groupindex and match["agency"]:
        agency = (start + match.start("agency"), start + match.end("agency"))
    return Dateline((start, start + len(printed.rstrip())), start + match.end(), agency)


def _cased(reach: str) -> re.Match[str] | None:
    match = _WITH_AGENCY.match(reach)
    if match:
        is_known = match["agency"].lower() in patterns().agencies
        follows = reach[match.end() :]
        is_place = match["place"] is None or _is_place(match["place"])
        if is_known and (match["dash"] or not follows[:1].islower()):
            return match
        if match["dash"] and match["place"] and is_place and not follows[:1].islower():
            return match
    match = _WITH_DASH.match(reach)
    if match and not reach[match.end() :][:1].islower():
        place = match["place"]
        is_city = place.lower() in _cities()
        by_colon = ":" in reach[match.end("dateline") : match.end()]
        if is_city or (not by_colon and _UPPER_ONLY.fullmatch(place) and _LABELS.isdisjoint(place.split())):
            return match
    match = _WITHOUT_DASH.match(reach)
    if match and match["place"].lower() in _cities():
        return match
    return None


def _is_place(name: str) -> bool:
    """Whether the words before an agency that nobody knows can be a place: upper case, or a city."""
    first = name.split(",", 1)[0]
    return _UPPER_ONLY.fullmatch(first) is not None or first.lower() in _cities()


@cache
def _uncased_forms() -> tuple[re.Pattern[str], ...]:
    names = sorted(patterns().agencies, key=len, reverse=True)
    agency = "|".join(map(re.escape, names))
    plain = "|".join(re.escape(name) for name in names if name not in _AMBIGUOUS)
    month = _MONTH.lower().replace(r"\.", "")
    day = rf"(?:(?:{month}) \d{{1,2}}|\d{{1,2}} (?:{month})) "
    return (
        # The brackets are still there.
        re.compile(
            rf"(?P<dateline>(?:[\w.'’/-]+,? ){{0,5}}?\((?P<agency>{agency})\))\s*(?:{_DASH}|:)*\s*{_OPENS}",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?P<dateline>(?P<place>\w+)(?: \w+){{0,3}}? (?:{day})?(?P<agency>{plain})) {_NOT_BEFORE}",
            re.IGNORECASE,
        ),
        re.compile(rf"(?P<dateline>(?:{day})?(?P<agency>{plain})) (?={_OPENERS} )", re.IGNORECASE),
    )


def _uncased(reach: str) -> re.Match[str] | None:
    for form in _uncased_forms():
        match = form.match(reach)
        if match and ("place" not in form.groupindex or _opens_with_city(match)):
            return match
    return None


def _opens_with_city(match: re.Match[str]) -> bool:
    words = match["dateline"].lower().split()
    return any(" ".join(words[:count]) in _cities() for count in (1, 2, 3))
