"""What each kind of finding costs beside the parse: one process, one run, article by article in batches.

The stages are those of `transforms.extract`, called in its order. Reading, restoring and writing rows are left out.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from flows.settings import DEFAULT_MODEL
from transforms import annotate
from transforms.actors import mentions as actors
from transforms.articles import blocks
from transforms.circumstances import date_bounds
from transforms.document import Document
from transforms.events import find as events
from transforms.layout import Readable
from transforms.quotes import find as quotes
from transforms.reference import load
from transforms.restore import readable as restore

ARTICLES = 200
BATCH = 25
STAGES = ("actors", "quotes", "events")


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.process_time()
        yield
        self.seconds[name] += time.process_time() - started


def measure_shares(articles: Path) -> dict[str, float]:
    """Seconds of processor time of each stage in per cent of the parse's, over the first 200 articles of a JSONL file.

    A second pass over an article's actors, once its date is known, counts as actor work.
    """
    with articles.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, ARTICLES)]
    nlp, reference, clock = annotate.load_model(DEFAULT_MODEL), load(), _Clock()
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        layouts = [blocks.split(text, None) for text in batch]
        readables: list[Readable] = [
            restore.readable(text, layout.blocks, is_cased=True, is_punctuated=True)
            for text, layout in zip(batch, layouts, strict=True)
        ]
        with nlp.memory_zone():
            with clock.stage("parse"):
                docs = list(annotate.parse(nlp, readables))
            for text, layout, readable, doc in zip(batch, layouts, readables, docs, strict=True):
                document = Document("art_" + "0" * 20, text, None, layout.blocks, readable, doc)
                with clock.stage("actors"):
                    actors.find_mentions(document, reference)
                if date_bounds.date(document, reference):
                    with clock.stage("actors"):
                        actors.find_mentions(document, reference)
                with clock.stage("quotes"):
                    quotes.find_quotes(document)
                with clock.stage("events"):
                    events.find_events(document)
    return {stage: 100 * clock.seconds[stage] / clock.seconds["parse"] for stage in STAGES}
