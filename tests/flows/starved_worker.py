"""A worker whose memory is used up when its model is loaded."""

import resource
import sys

import polars as pl

from flows import worker
from transforms.extract import extract


def starved(articles: pl.DataFrame, nlp: object, reference: object) -> dict[str, pl.DataFrame]:
    resource.setrlimit(resource.RLIMIT_AS, (1, 1))  # what it has it keeps; it gets no more
    return extract(articles, nlp, reference)  # type: ignore[arg-type]


worker.extract = starved  # type: ignore[assignment]

if __name__ == "__main__":
    sys.exit(worker.main(sys.argv[1]))
