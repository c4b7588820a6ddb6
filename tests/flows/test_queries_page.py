"""docs/queries.md tells the truth: its queries give the rows that it shows, in DuckDB's own tools too."""

import json
import re
from pathlib import Path

import pytest
from commands import DUCKDB, ROOT, duckdb_rows

from benchmarks.large_warehouse import grow, milliseconds
from flows.queries_page import PATH, Question, answered, questions
from warehouse.asking import ask
from warehouse.connect import reading
from warehouse.ddl import load_views
from warehouse.keys import key_faults

QUESTIONS = questions()


def test_there_are_25_numbered_questions() -> None:
    assert [question.title.partition(". ")[0] for question in QUESTIONS] == [str(number) for number in range(1, 26)]
    assert len({question.title for question in QUESTIONS}) == len({question.sql for question in QUESTIONS}) == 25


def test_the_page_shows_what_the_samples_answer(two_nights: Path) -> None:
    assert PATH.read_text(encoding="utf-8") == answered(PATH.read_text(encoding="utf-8"), two_nights), "run: make docs"


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.title for question in QUESTIONS])
def test_each_question_has_an_answer_that_is_ordered(two_nights: Path, question: Question) -> None:
    rows = ask(two_nights, question.sql)
    assert not rows.is_empty()
    assert rows.width == len(set(rows.columns)) > 2
    assert "ORDER BY" in question.sql


@pytest.mark.skipif(DUCKDB is None, reason="the duckdb command line (PyPI duckdb-cli) is not installed")
def test_the_command_line_gives_the_same_rows(two_nights: Path) -> None:
    for question in QUESTIONS:
        shown = [list(map(_plain, row.values())) for row in duckdb_rows(two_nights, question.sql)]
        given = json.loads(json.dumps(ask(two_nights, question.sql).rows(), default=str))
        assert shown == [list(map(_plain, row)) for row in given], question.title


def _plain(value: object) -> object:
    """Numbers as numbers: the command line writes 2.0 where JSON from Python has 2."""
    return float(value) if isinstance(value, int | float) else value


def test_every_view_is_asked_for_or_named_in_the_readme() -> None:
    asked = " ".join(question.sql for question in QUESTIONS) + (ROOT / "README.md").read_text(encoding="utf-8")
    assert {view.name for view in load_views()} <= set(re.findall(r"\w+", asked))


def test_words_of_articles_cannot_become_markup(two_nights: Path, tmp_path: Path) -> None:
    page = "## 1. One?\n\n```sql\nSELECT '<b>|*x*\n[y](z)`' AS words, 2.0 AS n, NULL AS nothing;\n```\n"
    once = answered(page, two_nights)
    assert once.endswith("| words | n | nothing |\n| --- | ---: | ---: |\n| \\<b>\\|\\*x\\* \\[y\\](z)\\` | 2.0 |  |\n")
    assert answered(once, two_nights) == once
    two = tmp_path / "page.md"
    two.write_text(once + once.partition("\n")[2], encoding="utf-8")
    with pytest.raises(ValueError, match="2 queries under"):
        questions(two)


def test_a_grown_copy_holds_together_and_answers(two_nights: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.duckdb"
    grow(two_nights, large, 200)
    small = ask(two_nights, "SELECT count(*) FROM events").item()
    copies = ask(large, "SELECT count(*) FROM events").item() / small
    assert copies == -(-200 // small) > 1
    with reading(large) as connection:
        assert list(key_faults(connection)) == []
    for name in ("articles.uri", "events.event_id", "quotes.quote_id", "sentences.sentence_id", "actors.actor_id"):
        table, column = name.split(".")
        assert ask(large, f"SELECT count(*) = count(DISTINCT {column}) FROM {table}").item(), name
    assert set(milliseconds(large)) == {question.title for question in QUESTIONS}
