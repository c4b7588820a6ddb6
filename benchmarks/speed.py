"""Speed: the whole product against bare `nlp.pipe` with the same model on the same articles, one after the other."""

import json
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.pipeline import publish
from benchmarks.shared_material import ROOT
from benchmarks.shares import measure_shares

PROCESSES = 2
COPIES = 50
LETTERS = "bcdfghjklmnpqrstvwxz"


def measure_speed(shared: Path, folder: Path) -> dict[str, Any]:
    """Figures of the 840 training articles, and of the 84 others fifty times over with altered words."""
    articles = folder / "speed.jsonl"
    gold = shared / "gold" / "quotes"
    _inputs(shared, gold / "polnear_train.jsonl", articles)
    print("speed: bare spaCy", flush=True)
    command = [sys.executable, "-m", "benchmarks.bare_spacy", str(articles), str(PROCESSES)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    bare = json.loads(printed.splitlines()[-1])
    print("speed: dateline run", flush=True)
    warehouse = folder / "speed.duckdb"
    first = publish(articles, warehouse, PROCESSES)
    print("speed: the same again", flush=True)
    second = publish(articles, warehouse, PROCESSES)
    stages = stage_seconds(first.output)
    many = folder / "many.jsonl"
    _inputs(shared, gold / "polnear_dev.jsonl", folder / "dev.jsonl")
    write_altered(folder / "dev.jsonl", many, COPIES)
    print(f"speed: {COPIES} times the other articles, with altered words", flush=True)
    altered = publish(many, folder / "many.duckdb", PROCESSES)
    print("speed: what each finding costs", flush=True)
    shares = measure_shares(articles)
    words = bare["words"]
    return {
        "words": words,
        "bare_words_per_second": words / bare["seconds"],
        "bare_parse_words_per_second": words / bare["parse_seconds"],
        "words_per_second": words / first.seconds,
        "ratio": bare["seconds"] / first.seconds,
        "ratio_to_parse": bare["parse_seconds"] / first.seconds,
        "peak_megabytes": first.peak_megabytes,
        "publish_seconds": stages["publish"],
        "stage_seconds": stages,
        "second_run_seconds": second.seconds,
        "altered_articles": COPIES * sum(1 for _ in (folder / "dev.jsonl").open(encoding="utf-8")),
        "altered_peak_megabytes": altered.peak_megabytes,
        "altered_seconds": altered.seconds,
        "shares_of_parse": shares,
    }


def _inputs(shared: Path, gold: Path, out: Path) -> None:
    subprocess.run([sys.executable, str(shared / "score" / "inputs.py"), str(gold), str(out)], check=True)


def stage_seconds(log: str) -> dict[str, float]:
    """Seconds a stage, from the lines that a run writes into its log."""
    return {
        name: float(took) for name, took in re.findall(r"Z (\S.*?): (?:\S+ done in )?([0-9.]+) s$", log, re.MULTILINE)
    }


def write_altered(source: Path, target: Path, copies: int) -> None:
    """Each article `copies` times, under other uris, every fourth longer word with a letter changed (seeded).

    No two copies are near-duplicates then, so that nothing is skipped.
    """
    chance = random.Random(0)  # noqa: S311  no secret
    with source.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        articles = [json.loads(line) for line in lines]
        for copy in range(copies):
            for article in articles:
                words = article["text"].split(" ")
                for i, word in enumerate(words):
                    if word.islower() and word.isalpha() and len(word) > 4 and chance.random() < 0.25:
                        at = chance.randrange(1, len(word))
                        words[i] = word[:at] + chance.choice(LETTERS) + word[at + 1 :]
                altered = {**article, "uri": f"{article['uri']}#{copy}", "text": " ".join(words)}
                out.write(json.dumps(altered, ensure_ascii=False) + "\n")
