"""docs/codebooks.md has every code that the tables can hold, and its examples are what the samples answer."""

from pathlib import Path

import flows.codebooks_page as page
from schemas import vocabulary


def test_the_page_is_true(two_nights: Path) -> None:
    assert page.PATH.read_text(encoding="utf-8") == page.codebooks(two_nights), "run: make docs"


def test_every_code_has_its_words() -> None:
    assert tuple(page.STATUSES) == vocabulary.STATUSES
    assert tuple(page.QUOTE_KINDS) == vocabulary.QUOTE_KINDS
    assert set(page.SECTOR_NAMES) == set(vocabulary.SECTORS)
    written = page.PATH.read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in written for name in vocabulary.EVENT_TYPES)
    assert all(f"| `{root:02}` |" in written for root in range(1, 21))


def test_examples_have_answers() -> None:
    parts = page.PATH.read_text(encoding="utf-8").split("```sql")[1:]
    assert len(parts) == 5
    assert all(part.partition("```\n")[2].count("\n| ") >= 3 for part in parts)
