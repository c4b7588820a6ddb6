"""Labelled articles without case and punctuation: what the restorer is worth to what is extracted.

A labelled set is copied as stripped corpora are made: lower case, each run of characters other than letters and digits
one space. Phrases of its labels are stripped alike, and offsets follow their characters.
"""

import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any

_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(r"(?P<word>[^\W_]+)|[\W_]+")


def strip(text: str) -> tuple[str, list[int]]:
    """The stripped text, and for each position of the text (its end included) the one in the stripped text."""
    pieces: list[str] = []
    positions: list[int] = []
    length = 0
    for match in _RUN.finditer(text):
        is_word = match["word"] is not None
        # Nothing stands before the first word or behind the last one.
        is_left_out = not is_word and (not length or match.end() == len(text))
        kept = [c.lower() if is_word else "" for c in match.group()]
        if not is_word and not is_left_out:
            kept[0] = " "
        for piece in kept:
            positions.append(length)
            length += len(piece)
        pieces += kept
    return "".join(pieces), [*positions, length]


def strip_record(record: dict[str, Any]) -> dict[str, Any]:
    """A labelled record of events, actors or quotes as it is when its text is stripped."""
    phrases = {name: strip(record[name])[0] for name in ("source", "target", "phrase", "context") if record.get(name)}
    if "text" not in record:
        return record | phrases
    text, positions = strip(record["text"])
    stripped = record | phrases | {"text": text}
    if "quotes" in record:
        stripped["quotes"] = [_moved(quote, record["text"], positions) for quote in record["quotes"]]
    return stripped


def _moved(quote: dict[str, Any], text: str, positions: list[int]) -> dict[str, Any]:
    """A quote with its spans in the stripped text, from their first word to their last."""
    moved = dict(quote)
    for name in ("content", "source", "cue"):
        words = [list(_WORD.finditer(text, start, end)) for start, end in quote[name]]
        moved[name] = [[positions[found[0].start()], positions[found[-1].end()]] for found in words if found]
    return moved


def strip_gold(gold: Path, to: Path) -> None:
    """Write a stripped copy of a labelled set."""
    with gold.open(encoding="utf-8") as records, to.open("w", encoding="utf-8") as out:
        for line in records:
            out.write(json.dumps(strip_record(json.loads(line)), ensure_ascii=False) + "\n")


def main(scorers: str, task: str, *paths: str) -> None:
    """Run `inputs.py` or a scorer of the folder `scorers` on a stripped set (`paths`: its own arguments).

    An actor's phrase is put into a sentence by the scorer itself: that too is stripped.
    """
    sys.path.insert(0, scorers)
    module: Any = importlib.import_module(task)
    inputs = importlib.import_module("inputs")
    sentence = inputs.actor_text
    if hasattr(module, "actor_text"):
        module.actor_text = lambda case: strip(sentence(case))[0]
    sys.argv = [task, *paths]
    module.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
