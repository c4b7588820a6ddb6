"""Where something is said: the statement, the interview, the network that the article names beside the cue."""

from spacy.tokens import Token

from transforms.quotes.cues import lexicon
from transforms.quotes.speakers import short_phrase

_PREPOSITIONS = frozenset({"in", "on", "at", "by", "via", "through", "during", "over", "to"})
_WITH = frozenset({"with", "to", "on", "for"})


def medium_span(cue: Token, source: Token | None) -> tuple[int, int] | None:
    """Tokens [start, end) of the medium: "a statement", "an interview with Radio One", "Twitter"; None for none named.

    It hangs on the cue with a preposition, or is the source itself ("according to a statement").
    """
    for token in cue.children:
        if token.dep_ in {"prep", "agent"} and token.lower_ in _PREPOSITIONS:
            noun = next((child for child in token.children if child.dep_ == "pobj"), None)
            if noun is not None and _is_medium(noun):
                return _span(noun)
    # A proper noun as the source is who speaks ("The Washington Post"), not where.
    return _span(source) if source is not None and source.pos_ == "NOUN" and _is_medium(source) else None


def _is_medium(noun: Token) -> bool:
    return "noun" in lexicon().frames("medium", noun.lemma_.lower())


def _span(noun: Token) -> tuple[int, int]:
    """A noun with its modifiers, and with whom or what it is ("an interview with Radio One")."""
    start, end = short_phrase(noun)
    for child in noun.rights:
        inner = next((c for c in child.children if c.dep_ == "pobj"), None) if child.lower_ in _WITH else None
        if child.i == end and inner is not None:
            end = short_phrase(inner)[1]
    return start, end
