"""What the confidence of an event is worth: stated against found, and the line that it is read from.

    python -m benchmarks.event_confidence            # stated and found, by bins, of both parts of the sentences
    python -m benchmarks.event_confidence --write    # count: seeds/event_confidence.csv

The project's own labelled sentences are run through `dateline run`. An event is right when a label of its sentence has
its type, source and target. The line is counted over the two thirds that rules may be written from, and the held-out
third says what it is worth elsewhere. A third of the texts report no event and were written to mislead, so in ordinary
news a stated share is rather too low.
"""

import csv
import sys
import tempfile
from pathlib import Path

from benchmarks import calibration
from benchmarks.event_sentences import LabelledText, is_whole, labelled_texts, mentions_in, write_articles
from benchmarks.pipeline import publish
from benchmarks.shared_material import ROOT
from transforms.events.confidence import strength_of

TABLE = ROOT / "seeds" / "event_confidence.csv"
BINS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 1.0)
KNOTS = (0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95)
STEP = 0.001  # the line must rise, or a confidence would stand for several strengths
Judged = tuple[float, bool]  # stated confidence, and whether it is right


def judged(warehouse: Path, texts: list[LabelledText], *, held_out: bool) -> list[Judged]:
    """The published events of one part of the sentences."""
    mentions = mentions_in(warehouse, texts)
    return [
        (row["confidence"], any(is_whole(labelled, event, row) for event in labelled.events))
        for labelled in texts
        if labelled.is_held_out is held_out
        for row in mentions.get(labelled.text, ())
    ]


def line(events: list[Judged]) -> list[tuple[float, float, int]]:
    """(strength, share right, events) at the knots, each counted over the events nearest to it, rising.

    Neighbours that fall are put together (pool adjacent violators: Ayer et al. 1955; Zadrozny and Elkan 2002).
    """
    counts = {knot: [0, 0] for knot in KNOTS}
    for stated, is_right in events:
        nearest = min(KNOTS, key=lambda knot: abs(knot - strength_of(stated)))
        counts[nearest][0] += is_right
        counts[nearest][1] += 1
    pools: list[tuple[list[float], int, int]] = []
    for knot in KNOTS:
        right, number = counts[knot]
        if not number:
            continue
        pools.append(([knot], right, number))
        while len(pools) > 1 and pools[-2][1] * pools[-1][2] >= pools[-1][1] * pools[-2][2]:
            (knots, *first), (more, *second) = pools[-2:]
            pools[-2:] = [(knots + more, first[0] + second[0], first[1] + second[1])]
    points: list[tuple[float, float, int]] = []
    for knots, right, number in pools:
        for knot in knots:
            least = points[-1][1] + STEP if points else 0.0
            points.append((knot, max((right + 1) / (number + 2), least), counts[knot][1]))
    return points


def write(points: list[tuple[float, float, int]]) -> None:
    """Write the line to seeds/event_confidence.csv."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("strength", "confidence", "mentions"))
        writer.writerows((f"{at:.2f}", f"{share:.3f}", number) for at, share, number in points)


def main(arguments: list[str]) -> int:
    """Print the bins of both parts; with --write, count the line anew."""
    texts = labelled_texts()
    with tempfile.TemporaryDirectory() as folder:
        articles, warehouse = Path(folder, "sentences.jsonl"), Path(folder, "sentences.duckdb")
        write_articles(texts, articles)
        publish(articles, warehouse)
        if "--write" in arguments:
            write(line(judged(warehouse, texts, held_out=False)))
        for held_out in (False, True):
            print("held out" if held_out else "counted")
            print(calibration.table(judged(warehouse, texts, held_out=held_out), BINS, "events"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
