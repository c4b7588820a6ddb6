"""Articles in capitals and in Title Case: how much of what the clean articles give is found again.

    python -m benchmarks.capitals [ARTICLES]

The same labelled articles are published three times: as they are, IN CAPITALS, and In Title Case Throughout. In per
cent of the clean ones: actors by article and name, events by article, place in the text and type.
"""

import json
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks.pipeline import publish
from benchmarks.shared_material import shared

ARTICLES = 30
ACTORS = """
    SELECT DISTINCT a.uri, lower(k.name) FROM actor_mentions AS m
    JOIN articles AS a USING (article_id) JOIN actors AS k USING (actor_id)
"""
EVENTS = "SELECT a.uri, m.start_char, m.event_type FROM event_mentions AS m JOIN articles AS a USING (article_id)"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
Found = tuple[set[tuple[object, ...]], set[tuple[object, ...]]]


def _upper(letter: str) -> str:
    """The capital of a letter, where that is one letter: offsets must stay."""
    return letter.upper() if len(letter.upper()) == 1 else letter


def in_capitals(text: str) -> str:
    """The text IN CAPITALS, of the same length."""
    return "".join(map(_upper, text))


def in_title_case(text: str) -> str:
    """The text With A Capital On Each Word, of the same length."""
    return _WORD.sub(lambda word: _upper(word[0][0]) + word[0][1:], text)


VERSIONS: dict[str, Callable[[str], str]] = {"clean": str, "capitals": in_capitals, "title case": in_title_case}


def _found(texts: list[str], warehouse: Path) -> Found:
    source = warehouse.with_suffix(".jsonl")
    rows = (json.dumps({"uri": str(number), "text": text}) for number, text in enumerate(texts))
    source.write_text("\n".join(rows), encoding="utf-8")
    publish(source, warehouse)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {*connection.sql(ACTORS).fetchall()}, {*connection.sql(EVENTS).fetchall()}


def score(material: Path, folder: Path, number: int = ARTICLES) -> dict[str, float]:
    """Version and kind of row -> per cent of the clean articles' rows found again."""
    lines = (material / "gold" / "quotes" / "polnear_dev.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines[:number]]
    found = {
        name: _found([change(text) for text in texts], folder / f"{name.replace(' ', '_')}.duckdb")
        for name, change in VERSIONS.items()
    }
    clean = found.pop("clean")
    return {
        f"{name}.{kind}": 100 * len(right & again) / len(right)
        for name, both in found.items()
        for kind, right, again in zip(("actors", "events"), clean, both, strict=True)
    }


def main(arguments: list[str]) -> int:
    """Print the shares; 2 without the labelled articles."""
    material = shared()
    if material is None:
        print("the labelled articles are not here (see benchmarks/README.md)")
        return 2
    with tempfile.TemporaryDirectory(prefix="dateline-benchmark-") as folder:
        for name, value in score(material, Path(folder), *map(int, arguments)).items():
            print(f"{name} found again: {value:.1f}%")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
