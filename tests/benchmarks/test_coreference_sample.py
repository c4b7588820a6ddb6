"""The annotated sample of references holds together: offsets, antecedents, licences."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "coreference"
PRONOUNS = {"he", "him", "his", "she", "her", "hers", "himself", "herself"}
LICENCES = {"CC BY 2.5", "Public domain (US government)", "OGL v3.0"}
MOST_OF_AN_ARTICLE = {"pronoun": 8, "title": 6}


def read(name: str) -> list[dict[str, Any]]:
    with (FOLDER / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def articles() -> dict[str, dict[str, Any]]:
    rows = read("articles.jsonl")
    by_uri = {row["uri"]: row for row in rows}
    assert len(by_uri) == len(rows)
    return by_uri


@pytest.fixture(scope="module")
def references() -> list[dict[str, Any]]:
    return read("references.jsonl")


def test_offsets_are_exact(articles: dict[str, dict[str, Any]], references: list[dict[str, Any]]) -> None:
    for reference in references:
        text = articles[reference["uri"]]["text"]
        assert reference["text"]
        assert text[reference["start"] : reference["end"]] == reference["text"]


def test_no_reference_is_listed_twice_or_overlaps(references: list[dict[str, Any]]) -> None:
    spans = sorted((row["uri"], row["start"], row["end"]) for row in references)
    for (uri, _, end), (next_uri, start, _) in pairwise(spans):
        assert uri != next_uri or end <= start


def test_every_form_looks_like_itself(references: list[dict[str, Any]]) -> None:
    for reference in references:
        words = reference["text"].casefold()
        assert (words in PRONOUNS) if reference["form"] == "pronoun" else words.startswith("the ")
        assert isinstance(reference["speaker_inside_quote"], bool)


def test_antecedents_are_named_outside_the_reference(
    articles: dict[str, dict[str, Any]], references: list[dict[str, Any]]
) -> None:
    for reference in references:
        spans = reference["antecedent_spans"]
        if not reference["answerable"]:
            assert spans is None
            assert reference["antecedent_name"] is None
            continue
        text = articles[reference["uri"]]["text"]
        assert any(end <= reference["start"] or start >= reference["end"] for start, end in spans)
        assert reference["antecedent_name"] in {text[start:end] for start, end in spans}
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_no_article_outweighs_the_others(articles: dict[str, dict[str, Any]], references: list[dict[str, Any]]) -> None:
    counts = Counter((row["uri"], row["form"]) for row in references)
    assert {uri for uri, _ in counts} == set(articles)
    assert all(count <= MOST_OF_AN_ARTICLE[form] for (_, form), count in counts.items())


def test_the_sample_is_large_enough_and_has_unanswerable_references(references: list[dict[str, Any]]) -> None:
    forms = Counter(row["form"] for row in references)
    assert forms["pronoun"] >= 260
    assert forms["title"] >= 160
    assert 0.05 <= sum(not row["answerable"] for row in references) / len(references) <= 0.2


def test_every_article_has_a_licence_and_is_credited(articles: dict[str, dict[str, Any]]) -> None:
    credits_given = (FOLDER / "README.md").read_text(encoding="utf-8")
    for uri, article in articles.items():
        assert article["licence"] in LICENCES
        assert article["source"]
        assert article["title"] in credits_given
        assert f"<{uri}>" in credits_given
