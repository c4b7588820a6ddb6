"""A worker whose memory is used up when its model is loaded."""

import resource
import sys

import polars as pl

from flows import worker
from transforms.extract import extract

SPARE = 1_000_000


def starved(articles: pl.DataFrame, nlp: object, reference: object) -> dict[str, pl.DataFrame]:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  pathlib would want memory too
        used = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + SPARE, used + SPARE))
    return extract(articles, nlp, reference)  # type: ignore[arg-type]


worker.extract = starved  # type: ignore[assignment]

if __name__ == "__main__":
    sys.exit(worker.main(sys.argv[1]))
