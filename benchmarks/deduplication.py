"""One event, many reports: published event ids against the pairs of reports in benchmarks/deduplication.

    python -m benchmarks.deduplication WAREHOUSE [--misses]

There are two sets: `pairs`, on which the joining of reports was developed, and `held_out`, which was written for
measuring alone and before; --misses shows the misses of the first only.

Of each report, the mentions of the marked type count; where some have the marked source or target, only those; never
one whose trigger stands in the report's `aside`. A pair is said to be one event when two such mentions, one of each
report, share an event_id. In per cent: precision, recall and F1 of "one event" over all pairs (a pair whose event is
not found in both reports is not said to be one event); the same over the pairs found in both; how many those are; pairs
judged rightly, by reason (with how many pairs there are; those not found in both are judged as they fall); and reports
that share an event with a report of another pair, which none should.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.references import read_jsonl

FOLDER = Path(__file__).parent / "deduplication"
SETS = ("pairs", "held_out")
SIDES = ("a", "b")
MENTIONS = """
    SELECT a.uri, m.event_type, m.event_id, m.start_char, m.end_char,
           m.source_start_char, m.source_end_char, m.target_start_char, m.target_end_char
    FROM event_mentions m JOIN articles a USING (article_id)
    ORDER BY a.uri, m.start_char, m.event_mention_id
"""
Pair = dict[str, Any]
Span = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Mention:
    """A published event mention: its event, and where trigger, source and target stand."""

    event_type: str
    event_id: str
    trigger: Span
    source: Span
    target: Span


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the published file says of a pair."""

    pair: Pair
    both_found: bool
    one_event: bool

    @property
    def right(self) -> bool:
        """Whether it says what the label says."""
        return bool(self.one_event == self.pair["same_event"])


def pairs(name: str) -> list[Pair]:
    """The labelled pairs of a set, in the order of the file."""
    return read_jsonl(FOLDER / f"{name}.jsonl")


def write_source(path: Path) -> None:
    """Both reports of every pair of all sets, without their labels, as the product reads them."""
    with path.open("w", encoding="utf-8") as lines:
        for pair in (pair for name in SETS for pair in pairs(name)):
            for side in SIDES:
                article = {name: pair[side][name] for name in ("uri", "title", "published_at", "text")}
                lines.write(json.dumps(article, ensure_ascii=False) + "\n")


def _places(text: str, words: str) -> Iterator[Span]:
    if words:
        for found in re.finditer(re.escape(words), text):
            yield found.span()


def _stands_in(span: Span, places: list[Span]) -> bool:
    start, end = span
    if start is None or end is None:
        return False
    return any(first is not None and last is not None and start < last and first < end for first, last in places)


def _events(mentions: list[Mention], report: dict[str, str]) -> set[str]:
    text = report["text"]
    aside = list(_places(text, report["aside"]))
    ours = [m for m in mentions if m.event_type == report["event_type"] and not _stands_in(m.trigger, aside)]
    actors = [*_places(text, report["source"]), *_places(text, report["target"])]
    fitting = [m for m in ours if _stands_in(m.source, actors) or _stands_in(m.target, actors)]
    return {mention.event_id for mention in fitting or ours}


def _f1(verdicts: list[Verdict], suffix: str) -> dict[str, float]:
    hits = sum(verdict.one_event and verdict.right for verdict in verdicts)
    said = sum(verdict.one_event for verdict in verdicts)
    labelled = sum(bool(verdict.pair["same_event"]) for verdict in verdicts)
    return {
        f"precision{suffix}": 100 * hits / said if said else 0.0,
        f"recall{suffix}": 100 * hits / labelled if labelled else 0.0,
        f"f1{suffix}": 200 * hits / (said + labelled) if said + labelled else 0.0,
    }


def _strangers(events: dict[str, set[str]]) -> float:
    """Reports, in per cent, that share an event with a report of another pair."""
    holders: dict[str, set[str]] = defaultdict(set)
    for uri, found in events.items():
        for event_id in found:
            holders[event_id].add(uri[:-1])
    mixed = [uri for uri, found in events.items() if any(len(holders[event_id]) > 1 for event_id in found)]
    return 100 * len(mixed) / len(events)


def score(warehouse: Path, name: str) -> tuple[dict[str, float], list[str]]:
    """Figures of a set, and its pairs that are judged wrongly in words."""
    mentions: dict[str, list[Mention]] = defaultdict(list)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for uri, event_type, event_id, *spans in connection.execute(MENTIONS).fetchall():
            trigger, source, target = zip(spans[::2], spans[1::2], strict=True)
            mentions[uri].append(Mention(event_type, event_id, trigger, source, target))
    verdicts: list[Verdict] = []
    events: dict[str, set[str]] = {}
    for pair in pairs(name):
        for side in SIDES:
            events[pair[side]["uri"]] = _events(mentions[pair[side]["uri"]], pair[side])
        first, second = (events[pair[side]["uri"]] for side in SIDES)
        verdicts.append(Verdict(pair, bool(first and second), bool(first & second)))
    found = [verdict for verdict in verdicts if verdict.both_found]
    figures = _f1(verdicts, "") | _f1(found, ".found")
    figures["both_found"] = 100 * len(found) / len(verdicts)
    by_reason: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        by_reason[verdict.pair["reason"]].append(verdict)
    for reason, ones in by_reason.items():
        figures[f"right: {reason} ({len(ones)})"] = 100 * sum(one.right for one in ones) / len(ones)
    figures["strangers"] = _strangers(events)
    return figures, [_miss(verdict) for verdict in verdicts if not verdict.right]


def _miss(verdict: Verdict) -> str:
    pair = verdict.pair
    said = "not found in both" if not verdict.both_found else "one event" if verdict.one_event else "two events"
    return f"{said} | {pair['reason']} | {pair['a']['text']} || {pair['b']['text']}"


def main() -> None:
    """Print the figures, and with --misses what went wrong."""
    for name in SETS:
        figures, misses = score(Path(sys.argv[1]), name)
        print(f"{name}:")
        for figure, value in figures.items():
            print(f"    {figure:60} {value:5.1f}")
        if "--misses" in sys.argv[2:] and name == SETS[0]:
            print("\n".join(misses))


if __name__ == "__main__":
    main()
