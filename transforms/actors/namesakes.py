"""Which of the people who bear a name an article means, if any of them.

A name is weak evidence: one in seventy people of the tables shares it with another, and most bearers are in no table.
So each person is weighed by what the article says: a title that is one of the person's offices, or is not; the country,
named or not; whether the person was in office about then. Those known for a seat in a legislature alone need more of it
than others, most where the name is a common one: "David Smith" needs a title that fits. Where two are about as likely,
none is chosen: a name without a country is better than somebody else's.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable

from spacy.tokens import Doc

from transforms.actors.candidates import Candidate, TokenHit, clean
from transforms.actors.gazetteer import normalise
from transforms.actors.nouns import head_noun, is_personal
from transforms.actors.whereabouts import NO_COUNTRIES, Whereabouts
from transforms.known import Known, leads_state
from transforms.reference import Reference

# What speaks for and against a person. The weights were set by reading the choices made in 400 openly licensed
# articles (Wikinews, press releases of the US Senate): what matters is their order, hardly their size.
IS_TELLING, IS_COMMON, LED_STATE = 2.0, -0.5, 1.0
TITLE_FITS, SEAT_FITS, SECTOR_FITS, TITLE_IS_OTHER = 3.0, 2.0, 1.0, -2.0
LEADS_WHO_NEVER_DID = -4.0
COUNTRY_OF_TITLE, OTHER_COUNTRY_OF_TITLE = 2.0, -3.0
COUNTRY_NAMED, COUNTRY_NAMED_MOST, COUNTRY_NOT_NAMED = 1.0, 1.0, -1.0
IN_OFFICE, NOT_YET, OTHER_TIME = 1.0, -4.0, -1.5
LEAST, LEAST_MINOR, LEAST_LEAD = 1.5, 3.0, 1.0
JUST_YEARS, LONG_YEARS = 1, 10
# Sectors between which politicians pass: their titles do not exclude one another.
POLITICAL = frozenset({"GOV", "LEG", "PTY", "ELI", "OPP", "IGO", "MIL", "SPY", "JUD"})
# What forms of address abbreviate; members of legislatures, besides the nouns that the tables give the sector LEG.
ABBREVIATED = {
    **dict.fromkeys(("sen", "sens"), "senator"),
    **dict.fromkeys(("rep", "reps", "congressman", "congresswoman"), "representative"),
    "gov": "governor",
    "amb": "ambassador",
}
SEAT_NOUNS = frozenset({"representative", "assemblyman", "assemblywoman", "delegate", "deputy", "mp", "peer"})


def tell_apart(
    doc: Doc, names: list[Candidate], hits: list[TokenHit], reference: Reference, when: dt.date | None
) -> None:
    """Fills or empties `known` of every name of people in the tables; all places with one name are one person's."""
    by_name: dict[str, list[Candidate]] = defaultdict(list)
    for name in names:
        if name.people:
            by_name[normalise(doc[name.start : name.end].text)].append(name)
    if not by_name:
        return
    others = [hit for hit in hits if not any(entry.kind == "person" for entry in hit.entries)]
    countries = Whereabouts(doc, others).spoken_of
    for bearers in by_name.values():
        known = _meant(bearers, countries, reference, when)
        for name in bearers:
            name.known = known
            name.name = known.name if known else clean(doc[name.start : name.end].text)


def _meant(names: list[Candidate], countries: Counter[str], reference: Reference, when: dt.date | None) -> Known | None:
    """The person whom the places with one name mean."""
    people = {known.key: known for name in names for known in name.people}
    weighed = sorted(
        ((_weight(known, names, countries, reference, when), known) for known in people.values()),
        key=lambda pair: (-pair[0], pair[1].key),
    )
    (best, known), *rest = weighed
    if best < (LEAST_MINOR if known.is_minor else LEAST) or (rest and best - rest[0][0] < LEAST_LEAD):
        return None
    return known


def _weight(
    known: Known, names: list[Candidate], countries: Counter[str], reference: Reference, when: dt.date | None
) -> float:
    weight = IS_TELLING if not known.is_minor or reference.is_rare(known.name) else IS_COMMON
    weight += _of_titles(known, names, reference)
    weight += _of_country(known, names, countries)
    if when is None:
        return weight + LED_STATE * bool(known.leads)
    weight += LED_STATE * known.led_around(when)
    if known.was_in_office(when, years=JUST_YEARS):
        weight += IN_OFFICE
    elif known.is_minor and all(term.start > when for term in known.terms):
        weight += NOT_YET
    elif known.terms and not known.leads and not known.was_in_office(when, years=LONG_YEARS):
        weight += OTHER_TIME
    return weight


def _of_titles(known: Known, names: list[Candidate], reference: Reference) -> float:
    nouns = [head_noun(name.noun) for name in names if name.noun]
    said = {ABBREVIATED.get(word, word) for name in names for words in name.said for word in words}
    called = {word for word in said if word in reference.agents or word in SEAT_NOUNS} | set(nouns)
    if any(called & set(normalise(term.office).split()) for term in known.terms):
        return TITLE_FITS
    if not known.leads and any(leads_state(name.noun or "") and name.sector == "GOV" for name in names):
        return LEADS_WHO_NEVER_DID
    told = {name.sector for name in names if name.sector}
    told |= {sector for word in called if (sector := reference.agents.get(word))}
    sectors = {term.sector for term in known.terms} | {known.sector}
    if "LEG" in sectors and ("LEG" in told or SEAT_NOUNS & called):
        return SEAT_FITS
    if told & sectors or (told & POLITICAL and reference.is_rare(known.name)):
        return SECTOR_FITS
    if told & POLITICAL:
        return 0.0
    is_other = any(is_personal(word) and word not in reference.agents for word in said)  # "actor", "costumer"
    return TITLE_IS_OTHER if told or is_other else 0.0


def _of_country(known: Known, names: Iterable[Candidate], countries: Counter[str]) -> float:
    if known.country is None:
        return 0.0
    told = {name.country for name in names if name.country} - NO_COUNTRIES
    weight = 0.0
    if told:
        weight += COUNTRY_OF_TITLE if known.country in told else OTHER_COUNTRY_OF_TITLE
    if not countries[known.country]:
        return weight + (COUNTRY_NOT_NAMED if countries else 0.0)
    is_most = countries[known.country] == max(countries.values())
    return weight + COUNTRY_NAMED + COUNTRY_NAMED_MOST * is_most
