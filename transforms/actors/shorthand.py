"""One word for a state or chamber, in articles that are about its country: "the North", "the House"."""

from collections import Counter
from collections.abc import Iterable

from spacy.tokens import Doc

from transforms.actors.candidates import MODIFIERS, Candidate, continues
from transforms.known import Known
from transforms.reference import Reference

HOUSE = "org:u s house of representatives"


def find_shorthand(doc: Doc, countries: Counter[str], reference: Reference) -> Iterable[Candidate]:
    """Candidates for such words; `countries` says how often the article speaks of each country."""
    yield from _koreas(doc, countries, reference)
    yield from _house(doc, countries, reference)


def _koreas(doc: Doc, countries: Counter[str], reference: Reference) -> Iterable[Candidate]:
    """'The North' and 'the South' in an article about the two Koreas."""
    if not countries["PRK"]:
        return
    for word, key in (("North", "country:PRK"), ("South", "country:KOR")):
        known = reference.by_key(key)
        if known:
            yield from (one for one in _called(doc, word, known) if not continues(doc, one.end))


def _house(doc: Doc, countries: Counter[str], reference: Reference) -> Iterable[Candidate]:
    """'The House' in an article that speaks of the United States more than of others with a lower house."""
    known = reference.by_key(HOUSE)
    if known and countries and max(countries, key=lambda one: (countries[one], one)) == known.country:
        yield from _called(doc, "House", known)


def _called(doc: Doc, word: str, known: Known) -> Iterable[Candidate]:
    """Where the word stands alone behind "the"."""
    for token in doc:
        is_name = token.text == word and token.i and doc[token.i - 1].lower_ == "the"
        if is_name and token.dep_ not in MODIFIERS:
            yield Candidate(token.i, token.i + 1, token.i, "name", known.kind, known.name, known, known.country)
