"""Speech whose marks were lost: sentences that nobody is named to say go on with the quote beside them."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from schemas.quote_weights import QuoteWeights
from tests.transforms.parsing import document
from transforms import seeds
from transforms.document import Document
from transforms.quotes.find import find_quotes, quoted_tokens
from transforms.quotes.unmarked import THRESHOLD, runs

TEXT = "The mayor said that we need new schools. Children deserve better than this. The council met on Monday in town."


def with_probabilities(text: str, quoted: str) -> Document:
    """A document of restored text; the words of `quoted` were likely in marks."""
    parsed = document(text, dt.datetime(2024, 5, 3))
    likely = np.full(len(text), 0.02, dtype=np.float32)
    start = text.index(quoted)
    likely[start : start + len(quoted)] = 0.9
    parsed.readable = replace(parsed.readable, is_restored=True, quoted=likely)
    return parsed


def test_a_likely_sentence_is_said_by_the_speaker_before_it() -> None:
    found = with_probabilities(TEXT, "Children deserve better than this")
    find_quotes(found)
    words = [(found.doc[q.start : q.end].text, q.speaker_span, q.evidence) for q in found.quotes]
    assert [text for text, _, _ in words] == ["we need new schools", "Children deserve better than this"]
    assert words[0][1] == words[1][1] is not None
    assert words[1][2] == "restored unmarked"


def test_a_sentence_behind_marks_goes_on_with_the_quotation() -> None:
    text = "“We need new schools,” the mayor said. “The old ones are bad.” Children deserve better than this. It rains."
    found = with_probabilities(text, "Children deserve better than this")
    find_quotes(found)
    texts = [found.doc[q.start : q.end].text for q in found.quotes]
    assert texts[-1] == "The old ones are bad.” Children deserve better than this"


def test_nothing_is_said_where_nothing_is_likely() -> None:
    found = with_probabilities(TEXT, "Children deserve better than this")
    found.readable = replace(found.readable, quoted=np.full(len(TEXT), 0.02, dtype=np.float32))
    find_quotes(found)
    assert [found.doc[q.start : q.end].text for q in found.quotes] == ["we need new schools"]


def test_every_feature_has_a_weight() -> None:
    found = with_probabilities(TEXT, "Children deserve better than this")
    features = {name for run in runs(found.doc, quoted_tokens(found), []) for name in run.features}
    weights = seeds.table(QuoteWeights, "unmarked_quotes.csv")["feature"].to_list()
    assert sorted(weights) == sorted(features | {THRESHOLD})


def test_what_the_quoted_say_they_think_is_part_of_the_quotation() -> None:
    text = "The mayor said that we need new schools. We believe that the old ones are bad. It rained."
    found = with_probabilities(text, "We believe that the old ones are bad")
    find_quotes(found)
    quotes = [(found.doc[q.start : q.end].text, found.doc[slice(*q.speaker_span or (0, 0))].text) for q in found.quotes]
    assert quotes == [("we need new schools", "The mayor"), ("We believe that the old ones are bad", "The mayor")]


def test_text_with_marks_has_no_such_probabilities() -> None:
    with pytest.raises(ValueError, match="punctuation was restored"):
        quoted_tokens(document(TEXT))
