"""How many: the numbers that belong to an event, with what they count.

A number belongs to an event when what it counts is an argument of the event's word, of its clause, or of a clause that
tells its outcome ("attacked the town, killing 12"). Its kind comes from the counted noun and from the verb that acts
upon it, as listed in seeds/quantity_words.csv. Dates, ages, clock times, ordinals and "the two sides" are not counted.
"""

import csv
import importlib.resources
import re
from functools import lru_cache

from spacy.tokens import Doc, Span, Token

from transforms.circumstances.attachment import (
    CLAUSE_DEPS,
    VERBAL,
    clause_head,
    has_own_subject,
    names_event,
    stands_for,
    word_class,
)
from transforms.circumstances.dates import find_dates
from transforms.circumstances.number_expressions import AMOUNT, ROUND, SCALES, UNITS, bounds
from transforms.document import Document, Quantity

_NOT_COUNTS = frozenset({"DATE", "TIME", "ORDINAL"})
_TIME_UNITS = frozenset(
    {"second", "minute", "hour", "day", "night", "week", "weekend", "month", "year", "decade", "time"}
)
# "seven people, including four children", "arrested after 200 complaints"
_ASIDES = frozenset({"including", "per", "like", "despite", "after", "before", "since", "until", "following", "amid"})
_FATES = frozenset({"killed", "injured", "arrested", "displaced"})
_MEASURES = frozenset({"set", "number", "pair", "group", "piece", "case", "round", "crowd", "total"})
_REST = frozenset({"more", "others", "other"})  # "three more": of what was counted before
_DEFINITE = frozenset({"the", "these", "those", "both", "this", "that", "its", "their", "his", "her", "our", "no"})
_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "attr", "oprd", "conj"})
_MODIFIES = frozenset({"nummod", "quantmod", "compound", "amod"})
_WITHOUT_OBJECT = frozenset({"die", "perish", "drown", "flee", "burn"})
# Much quicker than AMOUNT, which is run only where this finds something.
_WORDS = (frozenset(UNITS) | frozenset(SCALES) | frozenset(ROUND)) - {"a", "an", "half", "m", "k", "mn", "bn", "tn"}
_HINT = re.compile(rf"\d|\b(?:{'|'.join(sorted(_WORDS))})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _lexicon() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Kinds by noun, kinds by verb, and currency codes by word or sign."""
    nouns: dict[str, str] = {}
    verbs: dict[str, str] = {}
    currencies: dict[str, str] = {}
    with importlib.resources.files("seeds").joinpath("quantity_words.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["role"] == "currency":
                currencies[row["word"]] = row["unit"]
            else:
                (nouns if row["role"] == "noun" else verbs)[row["word"]] = row["kind"]
    return nouns, verbs, currencies


def _counted(doc: Doc, span: Span) -> Token | None:
    """The noun that a number counts: "people" of "12 people", "remains" of "200 sets of remains"."""
    root = span.root
    noun = root.head if root.dep_ in _MODIFIES else root
    if noun.i < span.end:
        noun = root
        if not any(child.lower_ == "of" and child.i == span.end for child in root.children):
            return None
    for _ in range(2):
        of = next((child for child in noun.children if child.lower_ == "of" and child.i > noun.i), None)
        if of is None or not (noun.i == root.i or noun.lemma_.lower() in _MEASURES):
            break
        noun = next((child for child in of.children if child.dep_ == "pobj"), noun)
    return noun if noun.i >= span.end and noun.i - span.end < 8 and not noun.like_num else None


def _is_count(span: Span, noun: Token | None) -> bool:
    if any(token.ent_type_ in _NOT_COUNTS for token in span):
        return False
    if noun is None:
        dead_or_hurt = span.root.head.lower_ in _lexicon()[0]
        return span.root.lower_ != "one" and (span.root.dep_ in _ARGUMENTS or dead_or_hurt)
    return noun.lemma_.lower() not in _TIME_UNITS


def _kind_of_role(anchor: Token) -> str | None:
    """The kind that the verb gives to what it acts upon: "killed 12 people", "12 people died", "5,000 marched"."""
    _, verbs, _ = _lexicon()
    role = anchor
    while role.dep_ == "conj" and role.head.pos_ not in VERBAL:
        role = role.head
    verb, dep = role.head, role.dep_
    if verb.pos_ not in VERBAL and verb.tag_ not in {"VBN", "VBG"}:
        return None
    kind = verbs.get(verb.lemma_.lower())
    if kind is None:
        return None
    has_object = any(child.dep_ == "dobj" for child in verb.children)
    is_actor = dep == "nsubj" and verb.tag_ != "VBN"
    if kind == "crowd" or verb.lemma_.lower() in _WITHOUT_OBJECT:
        return kind if dep == "nsubj" or (verb.lemma_ == "attend" and dep in {"nsubjpass", "pobj"}) else None
    if dep in {"dobj", "nsubjpass"} or (dep == "nsubj" and not is_actor and not has_object):
        return kind
    return None


def _kind(anchor: Token, noun: Token | None, event_type: str) -> str:
    if kind := _kind_of_role(anchor):
        return kind
    nouns, beside = _lexicon()[0], [anchor.head, *anchor.children]
    if anchor.dep_ == "pobj":  # "the deaths of 12 people", "the toll rose to 12", "a crowd of 5,000"
        governor = anchor.head.head
        beside += [governor, *(child for child in governor.children if child.dep_ == "nsubj")]
    told = [nouns.get(each.lower_, nouns.get(each.lemma_.lower(), "")) for each in beside]
    fate = next((each for each in told if each in _FATES), None)
    own = nouns.get(noun.lower_, nouns.get(noun.lemma_.lower())) if noun is not None else None
    if fate or own:
        return fate or own or "other"
    is_turnout = event_type == "PROTEST" and anchor.dep_ == "nsubj" and (noun is None or noun.lower_ == "people")
    return "crowd" if is_turnout or "crowd" in told else "other"


def _belongs(anchor: Token, event: Token) -> bool:
    """Whether the parse leads from what is counted up to the event's word without passing into another event."""
    clause = clause_head(event)
    goals = {event.i, clause.i} if stands_for(event, clause) else {event.i}
    is_carrier = event.lemma_.lower() in word_class("support_verb")
    token = anchor
    while token.i not in goals:
        if token.head.i == token.i or token.lower_ in _ASIDES:
            return False
        if token.dep_ in CLAUSE_DEPS or (token.dep_ == "conj" and token.pos_ in VERBAL):
            tells_of_noun = token.dep_ in {"relcl", "acl"} and token.head.i in goals
            follows = token.dep_ == "advcl" and token.tag_ == "VBG"
            shares = token.dep_ == "conj" and not has_own_subject(token)
            if not (tells_of_noun or follows or shares):
                return False
        elif names_event(token) and token.i != anchor.i and token.pos_ not in VERBAL and not is_carrier:
            return False
        token = token.head
    return True


def _read(doc: Doc, match: re.Match[str], event: Token, event_type: str) -> Quantity | None:
    """A match of AMOUNT as a quantity of the event; None when it counts nothing, or nothing of this event."""
    span = doc.char_span(match.start(), match.end(), alignment_mode="expand")
    number = doc.char_span(match.start("low"), match.end("high" if match["high"] else "low"), alignment_mode="expand")
    root = number.root
    anchor = root.head if root.dep_ in _MODIFIES and root.head.i >= number.end else root
    if not _belongs(anchor, event):
        return None
    currencies = _lexicon()[2]
    noun, unit = _counted(doc, number), None
    named = currencies.get(noun.lemma_.lower()) if noun is not None else None
    if currency := currencies.get((match["currency"] or "").strip().lower(), named):
        kind, unit, noun = "money", currency, noun if named else None
    elif match["percent"]:
        kind, unit, noun = "other", "percent", None
    elif _is_count(number, noun):
        kind, unit = _kind(anchor, noun, event_type), noun.lower_ if noun is not None else None
        is_definite = span.start > 0 and doc[span.start - 1].lower_ in _DEFINITE
        if kind == "other" and (noun is None or is_definite or names_event(noun) or root.lower_ == "one"):
            return None
    else:
        return None
    unit = None if unit in _REST else unit
    end = span.end if noun is None else max(span.end, noun.i + 1)
    start = span.start + 1 if doc[span.start].dep_ == "prt" else span.start  # "handed over | 200 rifles"
    return Quantity(kind, *bounds(match), unit, start, end)


def quantities_near(document: Document, token: Token, event_type: str) -> tuple[Quantity, ...]:
    """The numbers that belong to the event at `token`, in the order of the text; `event_type` is its PLOVER type."""
    sentence, doc, text = token.sent, document.doc, document.readable.text
    if not _HINT.search(text, sentence.start_char, sentence.end_char):
        return ()
    near = [when for when in find_dates(document) if sentence.start <= when.span[0] < sentence.end]
    dated = {i for when in near for i in range(*when.span)}
    matches = AMOUNT.finditer(text, sentence.start_char, sentence.end_char)
    found = [_read(doc, match, token, event_type) for match in matches]
    return tuple(each for each in found if each is not None and dated.isdisjoint(range(each.start, each.end)))
