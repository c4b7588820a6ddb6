"""docs/correcting.md does what it says: its feed, its file of aliases, its queries and their answers."""

import re
from pathlib import Path

from conftest import ROOT, run_steps

from flows.queries_page import answered

PAGE = ROOT / "docs" / "correcting.md"


def block(kind: str) -> str:
    """The page's block in a language."""
    found = re.search(rf"^```{kind}\n([\s\S]*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert found, kind
    return found[1]


def worked_through(folder: Path) -> str:
    """The page with what its two runs give."""
    feed, own, warehouse = folder / "feed.jsonl", folder / "own.csv", folder / "bay.duckdb"
    feed.write_text(block("json"), encoding="utf-8")
    own.write_text(block("csv"), encoding="utf-8")
    before, mark, after = PAGE.read_text(encoding="utf-8").partition("Say so in ")
    run_steps(warehouse, feed, workers=1)
    before = answered(before, warehouse)
    run_steps(warehouse, feed, workers=1, aliases=own, reprocess=True)
    return before + mark + answered(after, warehouse)


def test_the_worked_example_is_true(tmp_path: Path) -> None:
    assert PAGE.read_text(encoding="utf-8") == worked_through(tmp_path)


def test_every_table_that_is_named_is_there() -> None:
    named = set(re.findall(r"`(?:seeds/)?(\w+\.csv)`", PAGE.read_text(encoding="utf-8"))) - {"own.csv"}
    assert len(named) > 10
    assert all((ROOT / "seeds" / name).is_file() for name in named)
