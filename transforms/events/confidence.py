"""How sure an event is: what speaks for it, and how often as much was right in labelled sentences.

The line between the two is in seeds/event_confidence.csv. It is measured, not set: training/train_event_judge.py counts
it over examples that the judge had not seen, and `python -m benchmarks.event_confidence` says what it is worth.
"""

from functools import lru_cache

import numpy as np

from schemas.confidence import EventConfidence
from transforms import seeds


def confidence(value: float) -> float:
    """The share of events as likely (`judge.likelihoods`) of which type, source and target were right."""
    strengths, shares = _line()
    return round(float(np.interp(value, strengths, shares)), 4)


@lru_cache(maxsize=1)
def _line() -> tuple[list[float], list[float]]:
    points = seeds.table(EventConfidence, "event_confidence.csv").select("strength", "confidence").iter_rows()
    strengths, shares = zip(*((float(at), float(share)) for at, share in points), strict=True)
    return list(strengths), list(shares)
