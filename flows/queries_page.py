"""docs/queries.md with its answers: `python -m flows.queries_page FILE` runs its queries on a published file.

The page itself is where a question is written: a heading, a few words, the query in a block of SQL. The table below the
query is what the file answers, and is written anew. `make docs` gives it the samples, published in two nights.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from warehouse.asking import ask

PATH = Path(__file__).resolve().parent.parent / "docs" / "queries.md"
_BLOCK = re.compile(r"(^```sql\n(?P<sql>[\s\S]*?)^```\n)\n?(?:\|.*\n)*", re.MULTILINE)
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
# What Markdown would take for its own.
_MARKUP = re.compile(r"([\\|*_`<\[\]])")


@dataclass(frozen=True)
class Question:
    """A question of the page and the query that answers it."""

    title: str
    sql: str


def questions(page: Path = PATH) -> list[Question]:
    """The questions of the page, in its order. Raises ValueError for a heading without exactly one query."""
    parts = _HEADING.split(page.read_text(encoding="utf-8"))[1:]
    found = []
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        queries = _BLOCK.findall(body)
        if len(queries) != 1:
            raise ValueError(f"{page.name}: {len(queries)} queries under '{title}', there must be one")
        found.append(Question(title, queries[0][1]))
    return found


def answered(page: str, file: Path) -> str:
    """The page with the rows that the file gives for each query below it."""
    return _BLOCK.sub(lambda block: f"{block[1]}\n{_table(ask(file, block['sql']))}", page)


def _table(rows: pl.DataFrame) -> str:
    right = {name for name, dtype in rows.schema.items() if dtype.is_numeric()}
    lines = [list(rows.columns), ["---:" if name in right else "---" for name in rows.columns]]
    lines += [[_cell(value) for value in row] for row in rows.iter_rows()]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = f"{value:,.0f}" if isinstance(value, float) and value.is_integer() else str(value)
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


if __name__ == "__main__":
    PATH.write_text(answered(PATH.read_text(encoding="utf-8"), Path(sys.argv[1])), encoding="utf-8")
