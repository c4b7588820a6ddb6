"""How sure an event is: what speaks for it, and how often as much was right in labelled sentences.

The line between the two is in seeds/event_confidence.csv. It is measured, not set: `python -m
benchmarks.event_confidence` counts it over the project's own labelled sentences and writes the file.
"""

from functools import lru_cache

import numpy as np

from schemas.confidence import EventConfidence
from transforms import seeds


def confidence(value: float) -> float:
    """The share of events of such a strength of which type, source and target are right."""
    strengths, shares = _line()
    return round(float(np.interp(value, strengths, shares)), 4)


def strength_of(stated: float) -> float:
    """The strength that a confidence was read from; between the ends of the line, where each has one."""
    strengths, shares = _line()
    return float(np.interp(stated, shares, strengths))


@lru_cache(maxsize=1)
def _line() -> tuple[list[float], list[float]]:
    points = seeds.table(EventConfidence, "event_confidence.csv").select("strength", "confidence").iter_rows()
    strengths, shares = zip(*((float(at), float(share)) for at, share in points), strict=True)
    return list(strengths), list(shares)
