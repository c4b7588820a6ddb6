"""Count the ordinary words of openly licensed English text, for seeds/ordinary_words.csv.

    python training/count_ordinary_words.py TRAIN_DIR > seeds/ordinary_words.csv

TRAIN_DIR holds JSON-lines files with `text`. A word counts where it stands in lower case and is no part of a name,
an address or a longer word.
"""

import csv
import json
import re
import sys
from collections import Counter
from pathlib import Path

LEAST = 3  # once may be a slip of the keyboard
WORD = re.compile(r"(?<![\w’'.@/-])[a-z]{3,}(?![\w@/-])")
SHARE_ALIKE = {"gap_pronouns.jsonl"}  # text under a licence that asks for the same of what is made from it


def main() -> None:
    """Write the words to standard output."""
    counts: Counter[str] = Counter()
    for path in sorted(Path(sys.argv[1]).glob("*.jsonl")):
        if path.name not in SHARE_ALIKE:
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    counts.update(WORD.findall(json.loads(line)["text"]))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["word", "source"])
    writer.writerows((word, "counted") for word in sorted(counts) if counts[word] >= LEAST)


if __name__ == "__main__":
    main()
