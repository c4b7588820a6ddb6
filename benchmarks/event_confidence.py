"""What the confidence of an event is worth: stated against found.

    python -m benchmarks.event_confidence    # stated and found, by bins, of both parts of the sentences

The project's own labelled sentences are run through `dateline run`. An event is right when a label of its sentence has
its type, source and target. What confidence is read from was learnt over the two thirds that rules may be written from
(training/train_event_judge.py); the held-out third says what it is worth elsewhere. A third of the texts report no
event and were written to mislead.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks import calibration
from benchmarks.event_sentences import LabelledText, is_whole, labelled_texts, mentions_in, write_articles
from benchmarks.pipeline import publish

BINS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 1.0)
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


def main() -> int:
    """Print the bins of both parts."""
    texts = labelled_texts()
    with tempfile.TemporaryDirectory() as folder:
        articles, warehouse = Path(folder, "sentences.jsonl"), Path(folder, "sentences.duckdb")
        write_articles(texts, articles)
        publish(articles, warehouse)
        for held_out in (False, True):
            print("held out" if held_out else "counted")
            print(calibration.table(judged(warehouse, texts, held_out=held_out), BINS, "events"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
