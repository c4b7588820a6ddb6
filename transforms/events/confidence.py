"""How sure an event is: what speaks for it, and how often as much was right in labelled sentences.

The line between the two is in seeds/event_confidence.csv. It is measured, not set: `python -m
benchmarks.event_confidence` counts it over the project's own labelled sentences and writes the file.
"""

from functools import lru_cache

import numpy as np

from schemas.confidence import EventConfidence
from transforms import seeds
from transforms.document import Mention
from transforms.events.frames import Frame
from transforms.events.plausibility import is_known
from transforms.events.rules import Rule

LEAST, MOST = 0.05, 0.95
# Another event speaks of it ("agreed to free"), and comes first.
INNER_DISCOUNT = 0.2


def strength(
    rule: Rule, frame: Frame, source: Mention | None, target: Mention | None, status: str, *, is_inner: bool
) -> float:
    """How much speaks for type, source and target, 0 to 1: what the rule asks for and what was found."""
    value = 0.5 + 0.025 * min(rule.specificity, 10)
    value += 0.1 * is_known(source) + 0.1 * is_known(target)
    value -= 0.1 * (source is None) + 0.1 * (target is None)
    value -= 0.1 * (frame.trigger.pos_ == "NOUN") + 0.15 * (not frame.is_supported)
    value -= 0.1 * (status != "actual") + 0.05 * (frame.trigger.dep_ in ("acl", "advcl", "relcl"))
    return float(min(max(value, LEAST), MOST)) - INNER_DISCOUNT * is_inner


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
