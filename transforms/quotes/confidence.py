"""How sure a quote is: how often quotes found on the same evidence have the right words and the right speaker.

The shares are in seeds/quote_confidence.csv. They are measured, not set: `python -m benchmarks.quote_confidence` counts
them over labelled articles and writes the file.
"""

from functools import lru_cache

from schemas.confidence import QuoteConfidence
from transforms import seeds
from transforms.document import Mention


def speaker_known(span: tuple[int, int] | None, mention: Mention | None) -> str:
    """What is known of a speaker: "actor" (who it is), "words" (only what the article calls it) or "none"."""
    if span is None:
        return "none"
    return "actor" if mention is not None and mention.actor is not None else "words"


def confidence(evidence: str, speaker: str) -> float:
    """The share of right quotes on this evidence with a speaker so known; over all evidence for one not in the file."""
    table = _table()
    return table.get((evidence, speaker), table["", speaker])


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, str], float]:
    rows = seeds.table(QuoteConfidence, "quote_confidence.csv").select("evidence", "speaker", "confidence").iter_rows()
    return {(evidence or "", speaker): float(share) for evidence, speaker, share in rows}
