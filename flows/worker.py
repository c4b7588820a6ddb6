"""A worker process: loads the model once, then turns batches of articles into Parquet files of rows.

It speaks JSON lines: a request `{"articles": FILE, "out": DIRECTORY}` on standard input, an answer `{"words": N}` or
`{"error": TEXT}` on standard output; the first line out says that it is ready. It ends when its input ends, so it
cannot outlive the run that started it.
"""

import gc
import json
import os
import sys
from pathlib import Path

import polars as pl

from flows.memory import bound_memory, give_back_memory
from schemas.reference import SeedError
from transforms.annotate import ModelError, load_model
from transforms.extract import extract
from transforms.reference import load as load_reference


def main(model: str, aliases: str | None = None) -> int:
    """Serve until standard input ends. Exit status 0, or 3 when the model or a reference table cannot be loaded.

    `aliases` is a file of the user's own, in the form of seeds/aliases.csv.
    """
    # Libraries that print must not break the protocol: it keeps the real standard output for itself.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def answer(**message: object) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    try:
        nlp = load_model(model)
        reference = load_reference((aliases, Path(aliases).read_bytes()) if aliases else None)
    except (ModelError, SeedError, OSError) as error:
        answer(error=str(error))
        return 3
    bound_memory()
    # Model and tables stay to the end: the garbage collector need not go through them again and again.
    gc.collect()
    gc.freeze()
    answer(ready=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            articles = pl.read_parquet(request["articles"])
            for name, rows in extract(articles, nlp, reference).items():
                rows.write_parquet(Path(request["out"]) / f"{name}.parquet")
        except Exception as error:  # noqa: BLE001  whatever one article provokes is the caller's to report
            answer(error=f"{type(error).__name__}: {error}")
        else:
            answer(words=int(articles["word_count"].sum()))
        give_back_memory()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
