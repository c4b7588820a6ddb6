"""What is done faster than by spaCy is done as by spaCy: vectors to rounding, everything else exactly."""

from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import seeds
from flows.settings import DEFAULT_MODEL
from transforms import annotate
from transforms.entities import Decoder
from transforms.layout import Readable
from transforms.token_vectors import hasten
from transforms.word_forms import WordForms

ARTICLES = [path.read_text(encoding="utf-8") for path in sorted((Path(seeds.__file__).parent / "articles").iterdir())]
ODD = [
    "",
    "  ",
    "\n\n",
    "U.N.",
    "There is hope, there are talks, and there's a deal. Let's not; they ain't gonna go, y'all. C'm on, I gotta.",
    "President Barack Obama met\n\nAngela Merkel in Berlin on Tuesday. He’d have told it to me, Mr O’Neill said.",
    "Ли Шао met 北京 officials 🙂 on 3.4.2019 — “it’s $5.6bn”, nothin' more\u00a0… " + "x" * 300,
    "Smith " * 60,
]


@pytest.fixture(scope="module")
def spacys_own() -> Language:
    """The model as spaCy loads and runs it."""
    return spacy.load(DEFAULT_MODEL)


def readable(text: str) -> Readable:
    """A text that is read as it is."""
    return Readable(text, np.arange(len(text), dtype=np.int32), (0,))


def annotations(doc: Doc) -> list[tuple[object, ...]]:
    """All that extraction reads of a document."""
    return [
        (t.text, t.tag_, t.dep_, t.head.i, t.pos_, str(t.morph), t.lemma_, t.ent_iob_, t.ent_type_, t.is_sent_start)
        for t in doc
    ]


@pytest.mark.parametrize("texts", [ARTICLES, ODD, ODD[::-1] * 3], ids=["articles", "odd", "odd in other batches"])
def test_every_annotation_is_that_of_spacy(spacys_own: Language, texts: list[str]) -> None:
    nlp = annotate.load_model(DEFAULT_MODEL)
    found = [annotations(doc) for doc in annotate.parse(nlp, map(readable, texts))]
    expected = spacys_own.pipe(annotate._tokenize(spacys_own, readable(text)) for text in texts)
    assert found == [annotations(doc) for doc in expected]


def test_lemmas_outlive_the_memory_zone_that_first_met_them() -> None:
    nlp = annotate.load_model(DEFAULT_MODEL)
    for _ in range(2):
        with nlp.memory_zone():
            (doc,) = annotate.parse(nlp, [readable("They were zwibbling and frobnicated the quuxes.")])
            lemmas = [token.lemma_ for token in doc]
    assert "zwibble" in lemmas
    assert "frobnicate" in lemmas


def test_vectors_differ_by_rounding_alone(spacys_own: Language) -> None:
    faster = spacy.load(DEFAULT_MODEL)
    assert hasten(faster) == 2  # the shared one and that of ner
    vectors = [
        nlp.get_pipe("tok2vec").predict([nlp.make_doc(text) for text in (*ARTICLES, *ODD) if text])
        for nlp in (spacys_own, faster)
    ]
    for ours, theirs in zip(*vectors, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-4)


def test_other_components_are_left_to_spacy() -> None:
    assert Decoder.of(spacy.blank("en").add_pipe("beam_ner")) is None
    nlp = spacy.load(DEFAULT_MODEL)
    assert WordForms.of(nlp) is not None
    nlp.get_pipe("attribute_ruler").add([[{"ENT_TYPE": "GPE"}]], {"POS": "X"})
    assert WordForms.of(nlp) is None
    assert hasten(spacy.blank("en")) == 0
