"""A worker that dies, or raises, over articles that ask for it."""

import os
import signal
import sys

import polars as pl

from flows import worker
from transforms.extract import extract


def faulty(articles: pl.DataFrame, nlp: object, reference: object) -> dict[str, pl.DataFrame]:
    texts = "".join(articles["text"])
    if "KILL THE WORKER" in texts:
        os.kill(os.getpid(), signal.SIGKILL)
    if "RAISE AN ERROR" in texts:
        raise ValueError("as asked")
    return extract(articles, nlp, reference)  # type: ignore[arg-type]


worker.extract = faulty  # type: ignore[assignment]

if __name__ == "__main__":
    sys.exit(worker.main(sys.argv[1]))
