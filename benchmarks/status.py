"""Whether an event happened, is planned, was called off: published statuses against benchmarks/status.

    python -m benchmarks.status WAREHOUSE [--misses]

Every sentence of the sample is an article of its own with one marked event. It is found when an event mention of its
article overlaps the marked trigger (of several, one of the labelled type is taken first, then the longest overlap). In
per cent: found, and found with its type; right statuses among all rows (an event that is not found is not right), among
those found, and among those found with their type; and found, right among all and right among those found by labelled
status, for all that are not actual, apart for sentences of ours and for licensed text, and for the rows whose event is
no appeal nor what an appeal asks for ("coded"): of appeals the product codes no event (docs/method.md).
"""

import csv
import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas.vocabulary import STATUSES

SENTENCES = Path(__file__).parent / "status" / "sentences.csv"
NOT_FOUND = "not found"
NOT_ACTUAL = "not actual"
PUBLISHED_AT = "2026-11-16T12:00:00Z"
MENTIONS = """
    SELECT a.uri, m.start_char, m.end_char, m.event_type, m.status
    FROM event_mentions m JOIN articles a USING (article_id)
    ORDER BY a.uri, m.start_char, m.end_char, m.event_mention_id
"""
Confusion = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Mention:
    """A published event mention: where its trigger stands, and what it is said to be."""

    start: int
    end: int
    event_type: str
    status: str


@dataclass(frozen=True, slots=True)
class Scored:
    """Figures in per cent, labelled status -> published status -> rows, and the misses in words."""

    figures: dict[str, float]
    confusion: Confusion
    misses: list[str]


def sentences() -> list[dict[str, str]]:
    """The labelled rows, in the order of the file."""
    with SENTENCES.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def _uri(number: int) -> str:
    return f"status/{number:03}"


def write_source(path: Path) -> None:
    """One article a sentence, as the product reads them."""
    with path.open("w", encoding="utf-8") as lines:
        for number, row in enumerate(sentences()):
            article = {"uri": _uri(number), "text": row["text"], "published_at": PUBLISHED_AT}
            lines.write(json.dumps(article, ensure_ascii=False) + "\n")


def trigger_span(row: dict[str, str]) -> tuple[int, int]:
    """Where the marked trigger stands as whole words: once in every sentence."""
    found = re.search(rf"(?<!\w){re.escape(row['trigger'])}(?!\w)", row["text"])
    if found is None:
        raise ValueError(f"no {row['trigger']!r} in {row['text']!r}")
    return found.span()


def _answer(mentions: list[Mention], row: dict[str, str]) -> Mention | None:
    start, end = trigger_span(row)
    here = [mention for mention in mentions if mention.start < end and start < mention.end]

    def fit(mention: Mention) -> tuple[bool, int]:
        return mention.event_type == row["event_type"], min(mention.end, end) - max(mention.start, start)

    return max(here, key=fit, default=None)


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _figures(counts: dict[str, int]) -> dict[str, float]:
    rows = counts["rows"]
    figures = {
        "accuracy": _share(counts["right"], rows),
        "accuracy.found": _share(counts["right"], counts["found"]),
        "accuracy.typed": _share(counts["typed.right"], counts["typed"]),
        "found": _share(counts["found"], rows),
        "found.typed": _share(counts["typed"], rows),
    }
    for group in (*STATUSES, NOT_ACTUAL, "own", "licensed", "coded"):
        figures[f"{group}.found"] = _share(counts[f"{group}.found"], counts[f"{group}.rows"])
        figures[f"{group}.accuracy"] = _share(counts[f"{group}.right"], counts[f"{group}.rows"])
        figures[f"{group}.accuracy.found"] = _share(counts[f"{group}.right"], counts[f"{group}.found"])
    return figures


def score(warehouse: Path) -> Scored:
    """What the published file says of the sentences that `write_source` wrote."""
    mentions: dict[str, list[Mention]] = defaultdict(list)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for uri, *values in connection.execute(MENTIONS).fetchall():
            mentions[uri].append(Mention(*values))
    counts: dict[str, int] = defaultdict(int)
    confusion: Confusion = {status: dict.fromkeys((*STATUSES, NOT_FOUND), 0) for status in STATUSES}
    misses = []
    for number, row in enumerate(sentences()):
        label = row["status"]
        answer = _answer(mentions[_uri(number)], row)
        got = NOT_FOUND if answer is None else answer.status
        typed = answer is not None and answer.event_type == row["event_type"]
        confusion[label][got] += 1
        groups = [label, "own" if row["origin"] == "own" else "licensed"]
        if label != "actual":
            groups.append(NOT_ACTUAL)
        if row["appeal"] != "yes":
            groups.append("coded")
        for key in ("", *(f"{group}." for group in groups)):
            counts[f"{key}rows"] += 1
            counts[f"{key}found"] += answer is not None
            counts[f"{key}right"] += got == label
        counts["typed"] += typed
        counts["typed.right"] += typed and got == label
        if got != label:
            misses.append(f"{label} -> {got} | {row['event_type']} {row['trigger']} | {row['text']}")
    return Scored(_figures(counts), confusion, misses)


def main() -> None:
    """Print the figures and the confusion, and with --misses what went wrong."""
    scored = score(Path(sys.argv[1]))
    for name, value in scored.figures.items():
        print(f"{name:28} {value:5.1f}")
    print(f"\n{'':14}{''.join(f'{status:>13}' for status in (*STATUSES, NOT_FOUND))}")
    for label, row in scored.confusion.items():
        print(f"{label:14}{''.join(f'{count:13}' for count in row.values())}")
    if "--misses" in sys.argv[2:]:
        print("\n".join(scored.misses))


if __name__ == "__main__":
    main()
