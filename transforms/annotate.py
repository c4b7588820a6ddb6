"""Parsing: readable text in, spaCy documents out."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

import numpy as np
import spacy
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import use_ops

from transforms.entities import Decoder
from transforms.layout import Readable
from transforms.token_vectors import hasten
from transforms.word_forms import WordForms

Step = Callable[[list[Doc]], Iterable[Doc]]

# What extraction reads. A model without one of them would give empty tables without a word.
NEEDED_PIPES = frozenset({"tagger", "parser", "ner", "lemmatizer"})
# One character each, so offsets stay: the tokenizer would make tokens of their own of these spaces.
PLAIN_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "))
LONGEST_RUN = 300
LONG_RUN = re.compile(rf"\S{{{LONGEST_RUN + 1},}}")
WRAPPED_LINE = re.compile(r"(?<![\r\n])(?:\r\n|\r|\n)(?![\r\n])")
# spaCy's values of a token's SENT_START.
_STARTS, _STARTS_NOT = np.uint64(1), np.uint64(2**64 - 1)
TOKENS_AT_ONCE = 30_000  # each takes some 10 kB: two of the longest articles together 4 GB
PARSED_AT_ONCE = 8  # documents; more is hardly faster and takes memory (250 MB at 4, 1.1 GB at 64)


class ModelError(Exception):
    """The spaCy model is not installed, or lacks a component that extraction reads."""


@lru_cache(maxsize=1)
def load_model(name: str) -> Language:
    """Any installed spaCy pipeline for English. Raises ModelError with what to do."""
    try:
        with use_ops("numpy", use_blis=False):  # NumPy's BLAS is the faster one
            nlp = spacy.load(name)
    except OSError as error:
        message = f"spaCy model {name!r} is not installed; set 'model' to one that `spacy validate` lists"
        raise ModelError(message) from error
    missing = NEEDED_PIPES - set(nlp.pipe_names)
    if missing:
        raise ModelError(f"spaCy model {name!r} lacks {', '.join(sorted(missing))}")
    hasten(nlp)
    nlp.max_length = 2**31  # the length of an article is limited where it is read
    return nlp


def _plain(text: str) -> str:
    """The text with ordinary spaces for special ones, and for the line ends within a paragraph; as long as before."""
    return WRAPPED_LINE.sub(lambda line_end: " " * len(line_end[0]), text.translate(PLAIN_SPACES))


def _tokenize(nlp: Language, readable: Readable) -> Doc:
    """Tokens, with the sentence starts that are known already: the parser keeps them and adds its own."""
    doc = _tokens(nlp, _plain(readable.text))
    known = doc.to_array(SENT_START)
    starts = iter(sorted(readable.sentence_starts))
    due = next(starts, None)
    for token in doc:
        if due is not None and token.idx >= due and not token.is_space:
            known[token.i] = _STARTS
            while due is not None and due <= token.idx:
                due = next(starts, None)
        elif token.i and (readable.starts_are_complete or token.is_space):
            known[token.i] = _STARTS_NOT
    # All at once: a token that is told alone looks through the whole document for a parse that this would break.
    return doc.from_array([SENT_START], known.reshape(-1, 1))


def _tokens(nlp: Language, text: str) -> Doc:
    """The text's tokens. The tokenizer takes time with the square of what stands between two spaces: what is longer
    than any word or address is cut before it.
    """
    cuts = [cut for run in LONG_RUN.finditer(text) for cut in range(run.start() + LONGEST_RUN, run.end(), LONGEST_RUN)]
    if not cuts:
        return nlp.make_doc(text)
    pieces = [nlp.make_doc(text[start:end]) for start, end in pairwise([0, *cuts, len(text)])]
    tokens = [token for piece in pieces for token in piece]
    return Doc(nlp.vocab, [token.text for token in tokens], [bool(token.whitespace_) for token in tokens])


@lru_cache(maxsize=1)
def _steps(nlp: Language) -> tuple[Step, ...]:
    """What the components of a pipeline do to a batch of documents, one after the other.

    Where the component is one that we do faster, that takes its place.
    """
    forms = WordForms.of(nlp)
    steps: list[Step] = []
    for name, component in nlp.pipeline:
        if name == "lemmatizer" and forms:
            continue  # done with the attribute ruler
        if name == "attribute_ruler" and forms:
            steps.append(_each(forms.annotate))
        elif decoder := Decoder.of(component):
            steps.append(_all(decoder.annotate))
        elif hasattr(component, "pipe"):
            steps.append(component.pipe)
        else:
            steps.append(_each(component))
    return tuple(steps)


def _each(annotate: Callable[[Doc], object]) -> Step:
    def step(docs: list[Doc]) -> list[Doc]:
        for doc in docs:
            annotate(doc)
        return docs

    return step


def _all(annotate: Callable[[list[Doc]], object]) -> Step:
    def step(docs: list[Doc]) -> list[Doc]:
        annotate(docs)
        return docs

    return step


def parse(nlp: Language, readables: Iterable[Readable]) -> Iterator[Doc]:
    """A parsed Doc for each readable text, in order."""
    waiting: list[Doc] = []
    for readable in readables:
        doc = _tokenize(nlp, readable)
        if len(waiting) == PARSED_AT_ONCE or sum(map(len, waiting)) + len(doc) > TOKENS_AT_ONCE:
            yield from _parsed(nlp, waiting)
            waiting = []
        waiting.append(doc)
    yield from _parsed(nlp, waiting)


def _parsed(nlp: Language, docs: list[Doc]) -> list[Doc]:
    for step in _steps(nlp):
        docs = list(step(docs))
    return docs
