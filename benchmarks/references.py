"""Who "he", "she" and "the minister" are: the published mentions against benchmarks/coreference.

    python -m benchmarks.references WAREHOUSE [--misses]

A reference is answered right when its mention has an actor one of whose mentions is a span that names the antecedent.
In per cent of the answerable references: right, wrong (another actor) and open (no actor, or no mention). Of those that
the text does not answer: left open. Beside it, on the same mentions, the plain rule that others are compared with: the
nearest named person (for titles: person or organization) before the reference.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb

SAMPLE = Path(__file__).parent / "coreference"
MENTIONS = """
    SELECT a.uri, m.start_char, m.end_char, m.form, m.actor_id, coalesce(k.kind, 'unknown') AS kind
    FROM actor_mentions m JOIN articles a USING (article_id) LEFT JOIN actors k USING (actor_id)
    ORDER BY a.uri, m.start_char
"""
Row = dict[str, Any]
MOST_SHOWN = 80


def read_jsonl(path: Path) -> list[Row]:
    """The objects of a JSON-lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _overlaps(mention: Row, span: list[int]) -> bool:
    return bool(mention["start_char"] < span[1] and span[0] < mention["end_char"])


def _names(mentions: list[Row], actor_id: str, reference: Row) -> bool:
    """Whether a mention of the actor stands where the text names the antecedent."""
    spans = reference["antecedent_spans"]
    named = [m for m in mentions if m["actor_id"] == actor_id and m["form"] in ("name", "demonym")]
    return any(_overlaps(mention, span) for mention in named for span in spans)


def _nearest(mentions: list[Row], reference: Row) -> str | None:
    kinds = ("person",) if reference["form"] == "pronoun" else ("person", "organization", "group")
    before = [
        m
        for m in mentions
        if m["end_char"] <= reference["start"] and m["form"] == "name" and m["kind"] in kinds and m["actor_id"]
    ]
    return before[-1]["actor_id"] if before else None


def _answer(mentions: list[Row], reference: Row) -> str | None:
    here = [m for m in mentions if _overlaps(m, [reference["start"], reference["end"]]) and m["form"] != "name"]
    return next((m["actor_id"] for m in here if m["actor_id"]), None)


def score(warehouse: Path) -> tuple[dict[str, float], list[str]]:
    """Figures by form ("pronoun.right"), and the misses in words."""
    mentions: dict[str, list[Row]] = defaultdict(list)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(MENTIONS)
        names = [column[0] for column in cursor.description or []]
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True))
            mentions[row["uri"]].append(row)
    texts = {article["uri"]: article["text"] for article in read_jsonl(SAMPLE / "articles.jsonl")}
    counts: dict[str, int] = defaultdict(int)
    misses = []
    for reference in read_jsonl(SAMPLE / "references.jsonl"):
        form, found = reference["form"], mentions[reference["uri"]]
        answer = _answer(found, reference)
        if not reference["answerable"]:
            counts[f"{form}.unanswerable"] += 1
            counts[f"{form}.left_open"] += answer is None
            continue
        counts[f"{form}.answerable"] += 1
        nearest = _nearest(found, reference)
        counts[f"{form}.nearest"] += nearest is not None and _names(found, nearest, reference)
        verdict = "open" if answer is None else "right" if _names(found, answer, reference) else "wrong"
        counts[f"{form}.{verdict}"] += 1
        if verdict != "right":
            start, end = reference["start"], reference["end"]
            text = texts[reference["uri"]]
            shown = f"{text[max(0, start - 150) : start]}[[{text[start:end]}]]{text[end : end + 40]}"
            misses.append(f"{verdict}: {reference['antecedent_name']} | {' '.join(shown.split())}")
    return _shares(counts), misses


def _shares(counts: dict[str, int]) -> dict[str, float]:
    figures = {}
    for form in ("pronoun", "title"):
        for verdict in ("right", "wrong", "open", "nearest"):
            figures[f"{form}.{verdict}"] = 100 * counts[f"{form}.{verdict}"] / counts[f"{form}.answerable"]
        figures[f"{form}.left_open"] = 100 * counts[f"{form}.left_open"] / counts[f"{form}.unanswerable"]
    return figures


def main() -> None:
    """Print the figures, and with --misses what went wrong."""
    figures, misses = score(Path(sys.argv[1]))
    for name, value in figures.items():
        print(f"{name:20} {value:5.1f}")
    if "--misses" in sys.argv[2:]:
        print("\n".join(misses[:MOST_SHOWN]))


if __name__ == "__main__":
    main()
