"""The yardstick for speed: nothing but `nlp.pipe` of the same model over the same texts, on as many processes.

    python -m benchmarks.bare_spacy ARTICLES.jsonl PROCESSES

Prints words, seconds with and without loading the model.
"""

import json
import sys
import time
from pathlib import Path

import spacy

from flows.settings import DEFAULT_MODEL


def main() -> None:
    """Parse all texts of a JSON-lines file."""
    path, processes = Path(sys.argv[1]), int(sys.argv[2])
    started = time.monotonic()
    nlp = spacy.load(DEFAULT_MODEL)
    with path.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    words = sum(len(text.split()) for text in texts)
    loaded = time.monotonic()
    for _ in nlp.pipe(texts, n_process=processes):
        pass
    ended = time.monotonic()
    print(json.dumps({"words": words, "seconds": ended - started, "parse_seconds": ended - loaded}))


if __name__ == "__main__":
    main()
