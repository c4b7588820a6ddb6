"""The towns and other sites that sentences name, whatever for: sentences that share none tell of two deeds.

It helps where extraction found no place, or only the country ("in Gao, Mali", "in Timbuktu, Mali").
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from transforms.placenames import entries
from transforms.same_event.circumstances import NEARBY_KM, kilometres
from transforms.same_event.kinds import words
from transforms.same_event.reports import TOWNS

OTHER_SITES = -4.0
_NAMES = re.compile(r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,4}")
_PLACED = re.compile(r"\b(?:in|at|near|outside|inside|around|off|to|from) ([A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,3})")

Sites = Mapping[str, tuple[float, float] | None]  # name -> where, which is not known of all


def sites_in(sentence: str) -> Sites:
    """The places smaller than a region that a sentence names: known towns, and names after an "in" or "near"."""
    said = [
        name for name in _PLACED.findall(sentence) if not _is_larger(name) and name.lower() not in words("stopwords")
    ]
    return dict.fromkeys(said) | {
        town: where for run in _NAMES.findall(sentence) for town, where in _towns(run).items()
    }


@lru_cache(maxsize=65_536)
def _towns(name: str) -> Sites:
    """The known towns in a run of capitalized words."""
    tokens = name.split()
    spans = [tokens[start:stop] for start in range(len(tokens)) for stop in range(len(tokens), start, -1)]
    bearers = (entries(" ".join(span)) for span in spans)
    towns = (found[0] for found in bearers if found and found[0].kind in TOWNS)
    return {town.name: (town.latitude, town.longitude) for town in towns}


def elsewhere(one: Sites, other: Sites) -> float:
    """Points against two sentences that name places of which none is the same."""
    if not one or not other or one.keys() & other.keys():
        return 0.0
    known, known_other = ([where for where in sites.values() if where] for sites in (one, other))
    if not known or not known_other:
        return OTHER_SITES
    near = any(kilometres(*left, *right) <= NEARBY_KM for left in known for right in known_other)
    return 0.0 if near else OTHER_SITES


def _is_larger(name: str) -> bool:
    """Whether a name is that of a country or region, in which a town may lie that the other report names."""
    return any(entry.kind not in TOWNS for entry in entries(name))
