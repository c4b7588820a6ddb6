"""What the confidence of a quote is worth: stated against found, and the table that it is read from.

    python -m benchmarks.quote_confidence WAREHOUSE GOLD.jsonl [...]            # stated and found, by bins
    python -m benchmarks.quote_confidence WAREHOUSE GOLD.jsonl [...] --write    # count: seeds/quote_confidence.csv

Several pairs are taken together; the table is counted over the development articles as they are and stripped.

A quote is right when its words overlap a labelled quote by 0.8 or more (intersection over union) and its speaker is the
labelled one, by the functions of the scorer. Quotes inside quotes are left out: the labels hold outermost ones alone.
Only shares are counted here; no rule or word of the pipeline comes from the labels. The share of a class is drawn
towards what is expected of it, as if it had `PRIOR` such quotes more, so that few quotes decide little.
"""

import csv
import importlib
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from benchmarks import calibration
from benchmarks.shared_material import ROOT, shared
from schemas.confidence import SPEAKERS_KNOWN

TABLE = ROOT / "seeds" / "quote_confidence.csv"
PRIOR = 8
BINS = (0.0, 0.4, 0.6, 0.8, 1.01)
QUOTES = """
    SELECT a.uri, q.start_char, q.end_char, q.kind, q.speaker_text, q.speaker_start_char, q.speaker_end_char,
           q.speaker_actor_id, q.evidence, q.confidence
    FROM quotes q JOIN articles a USING (article_id) WHERE q.parent_quote_id IS NULL
    ORDER BY a.uri, q.start_char, q.end_char, q.quote_id
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A published quote: its class, its stated confidence, and whether it is right."""

    evidence: str
    speaker: str
    confidence: float
    is_right: bool


def judged(warehouse: Path, gold: Path, scorer: Any) -> list[Judged]:
    """The quotes of the labelled articles. Raises what the scorer and DuckDB raise on files that they cannot read."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(QUOTES)
        names = [column[0] for column in cursor.description or ()]
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True))
            rows[row["uri"]].append(row)
    found = []
    for line in gold.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        found += _judge(article, rows.get(article["uri"], []), scorer)
    return found


def _judge(article: dict[str, Any], rows: list[dict[str, Any]], scorer: Any) -> list[Judged]:
    text = article["text"]
    mask = scorer.inside_quotation_marks(text)
    labelled = scorer.gold_spans(article["quotes"], text, mask)
    judgements, spans = [], []
    for row in rows:
        span = next(iter(scorer.predicted_spans([row], text, mask)), None)
        if span is not None:
            spans.append(span)
            judgements.append(row)
    right = {id(p): not g.speakers or scorer.same_speaker(g, p) for g, p in scorer.pairs(labelled, spans)}
    return [
        Judged(row["evidence"], _speaker(row), row["confidence"], right.get(id(span), False))
        for row, span in zip(judgements, spans, strict=True)
    ]


def _speaker(row: dict[str, Any]) -> str:
    if row["speaker_text"] is None:
        return "none"
    return "words" if row["speaker_actor_id"] is None else "actor"


def shares(quotes: list[Judged]) -> dict[tuple[str, str], tuple[float, int]]:
    """Share of right quotes, and number of quotes, of each evidence and knowledge of the speaker.

    The expected share of a class is that of its evidence times what this knowledge of the speaker is worth among like
    evidence; the evidence itself is expected to be like its family.
    """
    counts: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for quote in quotes:
        family, known = _family(quote.evidence), quote.speaker
        groups: list[tuple[str, ...]] = [(), ("", known), ("family", family), ("family", family, known)]
        groups += [("evidence", quote.evidence), ("evidence", quote.evidence, known)]
        for group in groups:
            counts[group][0] += quote.is_right
            counts[group][1] += 1

    def share(group: tuple[str, ...], expected: float) -> float:
        right, number = counts.get(group, (0, 0))
        return (right + PRIOR * expected) / (number + PRIOR)

    overall = share((), 0.5)
    table = {("", known): (share(("", known), overall), counts["", known][1]) for known in SPEAKERS_KNOWN}
    for evidence in sorted({quote.evidence for quote in quotes}):
        name = _family(evidence)
        of_family = share(("family", name), overall)
        of_evidence = share(("evidence", evidence), of_family)
        for known in SPEAKERS_KNOWN:
            worth = share(("family", name, known), of_family) / of_family
            narrow = ("evidence", evidence, known)
            table[evidence, known] = share(narrow, min(of_evidence * worth, 1)), counts[narrow][1]
    return table


def _family(evidence: str) -> str:
    """Evidence that is alike: restored text, quotation marks, clauses, forms of nouns or adjectives, of verbs."""
    form = evidence.removeprefix("weak ")
    if form.startswith("restored"):
        return "restored"
    if form.startswith(("noun", "adjective")):
        return "noun"
    if form in {"clause", "parenthetical", "adjunct"}:
        return "clause"
    return "verb" if form in {"infinitive", "gerund", "object", "raising"} else "marks"


def write(table: dict[tuple[str, str], tuple[float, int]]) -> None:
    """Write the table to seeds/quote_confidence.csv."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("evidence", "speaker", "confidence", "quotes"))
        writer.writerows((*group, f"{share:.2f}", number) for group, (share, number) in sorted(table.items()))


def main(arguments: list[str]) -> int:
    """Print the bins, or count anew; 2 where warehouse, labelled articles or their scorer are missing."""
    folder, paths = shared(), [Path(argument) for argument in arguments if not argument.startswith("--")]
    if folder is None or not paths or len(paths) % 2:
        print(
            "usage: python -m benchmarks.quote_confidence WAREHOUSE GOLD.jsonl [--write]; needs the labelled articles"
        )
        return 2
    sys.path.insert(0, str(folder / "score"))
    scorer = importlib.import_module("quotes")
    pairs = zip(paths[::2], paths[1::2], strict=True)
    quotes = [quote for warehouse, gold in pairs for quote in judged(warehouse, gold, scorer)]
    if "--write" in arguments:
        write(shares(quotes))
    print(calibration.table([(quote.confidence, quote.is_right) for quote in quotes], BINS, "quotes"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
