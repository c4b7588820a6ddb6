"""Attributions of direct speech that have no verb: “…” — Maria Lopez; Maria Lopez: “…”; in her words, “…”."""

from spacy.tokens import Doc, Token

from transforms.quotes.cues import Cue
from transforms.quotes.labels import no_speakers
from transforms.quotes.quotation_marks import QuotedStretch

_DASHES = frozenset({"–", "—", "―", "--", "-"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
# Longer words behind a dash or before a colon are a clause, not a name.
_LONGEST_SIGNATURE = 14
_LONGEST_LABEL = 8


def signature(doc: Doc, stretch: QuotedStretch, last: int) -> tuple[Cue, Token] | None:
    """The dash and the name in “…” — Maria Lopez, nurse; `last` ends the paragraph or starts the next quotation."""
    dash = stretch.right
    while dash < last and doc[dash].is_space:
        dash += 1
    if dash + 1 >= last or doc[dash].text not in _DASHES:
        return None
    words = _line(doc, dash + 1, last)
    if not words or len(words) > _LONGEST_SIGNATURE or not _is_capitalised(words[0]) or _holds_clause(words):
        return None
    name = words[0]
    for token in words[1:]:
        if not _is_capitalised(token):
            break
        name = token
    return Cue(doc[dash], dash, dash + 1, {}, doc[dash]), name


def label(doc: Doc, start: int, end: int) -> tuple[Cue, Token] | None:
    """The colon and the name in Maria Lopez: “…”, where tokens [start, end) stand between a sentence's start and it."""
    colon = end - 1
    if colon <= start or doc[colon].text != ":":
        return None
    first = next((i + 1 for i in range(colon - 1, start - 1, -1) if _parts(doc[i])), start)
    words = [token for token in doc[first:colon] if not token.is_punct]
    if not words or len(words) > _LONGEST_LABEL or _holds_clause(words):
        return None
    name = words[-1]
    if (
        not _is_capitalised(name)
        or name.pos_ not in {"PROPN", "NOUN"}
        or doc[first:colon].text.lower() in no_speakers()
    ):
        return None
    return Cue(doc[colon], colon, colon + 1, {}, doc[colon]), name


def own_words(doc: Doc, start: int, end: int) -> tuple[Cue, Token] | None:
    """The phrase and the possessor in "in her words, “…”", where tokens [start, end) stand before the opening mark."""
    words = [token for token in doc[start:end] if not token.is_punct and not token.is_space]
    if len(words) < 3 or words[-1].lower_ not in {"words", "phrase"}:
        return None
    owner = next((child for child in words[-1].children if child.dep_ == "poss"), None)
    if owner is None or owner.left_edge.i == 0 or doc[owner.left_edge.i - 1].lower_ != "in":
        return None
    first = owner.left_edge.i - 1
    return Cue(words[-1], first, words[-1].i + 1, {}, words[-1]), owner


def _line(doc: Doc, start: int, last: int) -> list[Token]:
    """The words up to the end of the line or the sentence."""
    words: list[Token] = []
    for token in doc[start:last]:
        if (token.is_space and "\n" in token.text) or token.text in {"?", "!", ";"}:
            break
        if token.text == "." and not (words and words[-1].is_upper and len(words[-1]) == 1):
            break
        if not token.is_space and not token.is_punct:
            words.append(token)
    return words


def _parts(token: Token) -> bool:
    """Whether what follows a token is a label of its own: it is a line's end or a dash between words."""
    return (token.is_space and "\n" in token.text) or token.text in _DASHES


def _is_capitalised(token: Token) -> bool:
    return str(token.text)[0].isupper()


def _holds_clause(words: list[Token]) -> bool:
    """Whether words hold a finite verb; one that is written like a name ("Will Smith", "Stated Lopez:") is none."""
    return any(word.tag_ in _FINITE and not _is_capitalised(word) for word in words)
