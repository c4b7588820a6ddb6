"""Where: named places in locative phrases, looked up in seeds/places.csv (GeoNames, CC BY 4.0, and our own rows).

A name counts as a place only where the sentence uses it as one: "in Washington", not "Washington said"; "in Germany",
not "at the German embassy". Of places that share a name the most populous is taken, unless a name beside it ("Paris,
Texas", "Syria's Idlib") or the countries that the article speaks of point to another.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from transforms.circumstances.attachment import ATTACHED, LOOSE, Attachment, attachment, closeness, word_class
from transforms.document import Document, Place
from transforms.placenames import OVERSHADOWED, WELL_KNOWN, Entry, entries, first_words

LONGEST = 5  # tokens of a name, as in "Washington", ",", "D.C."

_LOCATIVE = frozenset({"in", "at", "near", "outside", "inside", "across", "around", "throughout", "along", "off", "on"})


@dataclass(frozen=True, slots=True)
class _Name:
    """A place name in a text: tokens [start, end) and the places that bear it."""

    start: int
    end: int
    entries: tuple[Entry, ...]


def _names(doc: Doc, start: int, end: int) -> list[_Name]:
    """The place names in doc[start:end], the longest at each position, in order."""
    found, position, firsts = [], start, first_words()
    while position < end:
        token = doc[position]
        position += 1
        is_name = token.text[0].isupper() or token.lower_ == "al"  # "al-Tanf": an article that is written small
        if not is_name or token.lower_.split("-")[0] not in firsts:
            continue
        for stop in range(min(token.i + LONGEST, end), token.i, -1):
            bearers = entries(doc[token.i : stop].text)
            if bearers:
                found.append(_Name(token.i, stop, bearers))
                position = stop
                break
    return found


def _is_part_of_another_name(doc: Doc, name: _Name) -> bool:
    """Whether the name only helps to name something else: "Moscow Times", "Paris Hilton", "at the China summit"."""
    root = doc[name.start : name.end].root
    before = doc[name.start - 1] if name.start else None
    if before is not None and before.pos_ == "PROPN" and before.dep_ == "compound" and before.head.i == root.i:
        return True
    persons = any(token.ent_type_ == "PERSON" for token in doc[name.start : name.end])
    # "in Austin", not "in Kelso"
    if persons and all(entry.kind == "city" and entry.population < WELL_KNOWN for entry in name.entries):
        return True
    if root.dep_ not in {"compound", "amod", "nmod"} or root.head.i < name.end:
        return False
    if root.head.lemma_.lower() in word_class("place_suffix"):
        return False  # "Helmand province"
    is_town = name.entries[0].kind in {"city", "capital"}
    return not (is_town and root.head.pos_ == "NOUN")  # "in a Moscow court" is in Moscow


def _locates(span: Span, name: _Name, hangs: Attachment) -> bool:
    """Whether a name tells where something is: its preposition is locative, or its verb acts upon places."""
    governor, root = hangs.governor, span.root
    if governor is not None and hangs.preposition is None:
        return root.dep_ in {"dobj", "nsubjpass"} and governor.lemma_.lower() in word_class("entering_verb")
    if governor is not None and hangs.preposition in {"to", "into", "toward", "towards"}:
        movers = {governor.lemma_.lower(), governor.head.lemma_.lower()}  # "travelled to", "led a team to"
        return not movers.isdisjoint(word_class("motion_verb"))
    if governor is not None and hangs.preposition == "of":
        return governor.lemma_.lower() in word_class("entering_noun")
    if hangs.preposition == "on" and root.dep_ == "pobj" and root.head.lower_ == "on":  # "sanctions on Russia"
        return name.entries[0].kind == "sea" or root.text.startswith("Island")
    return hangs.preposition in _LOCATIVE


def _attachment(span: Span, name: _Name) -> Attachment:
    root = span.root
    is_town = name.entries[0].kind in {"city", "capital"}
    if is_town and root.dep_ in {"compound", "nmod", "amod"} and root.head.i >= name.end and root.head.pos_ == "NOUN":
        span = span.doc[root.head.i : root.head.i + 1]  # "in a Moscow court"
    return attachment(span, word_class("place_noun"))


def _countries_spoken_of(document: Document, but: _Name) -> set[str | None]:
    """Countries of the article's actors and of the unambiguous places it names, leaving out one name."""
    spoken = {mention.actor.country for mention in document.mentions if mention.actor}
    own = document.doc[but.start : but.end].text
    for name in _names(document.doc, 0, len(document.doc)):
        if document.doc[name.start : name.end].text == own:
            continue
        states = [entry for entry in name.entries if entry.kind == "country"] or name.entries  # Lebanon, not in Ohio
        if len({entry.country for entry in states}) == 1:
            spoken.add(states[0].country)
    return spoken - {None}


def _neighbours(doc: Doc, name: _Name) -> Iterator[_Name]:
    """Names that say which place is meant: the next after a comma ("Paris, Texas"), the owner ("Syria's Idlib")."""
    after = doc[name.end : name.end + 1].text
    if after in {",", "("}:
        yield from (each for each in _names(doc, name.end + 1, min(len(doc), name.end + 1 + LONGEST))[:1])
    root = doc[name.start : name.end].root
    for child in root.children:
        if child.dep_ in {"poss", "compound"} and child.i < name.start:
            yield from _names(doc, child.i, child.i + 1)


def _choose(document: Document, name: _Name) -> Entry:
    ranked = sorted(name.entries, key=lambda entry: (entry.kind != "country", -entry.population))
    if len(ranked) == 1:
        return ranked[0]
    for beside in _neighbours(document.doc, name):
        for entry in ranked:
            for other in beside.entries:
                is_whole = other.kind == "country" or (other.kind == "region" and other.region == entry.region)
                if is_whole and other.country == entry.country and entry.kind != other.kind:
                    return entry
    spoken = _countries_spoken_of(document, name)
    best = ranked[0]
    if best.country not in spoken:
        for entry in ranked[1:]:
            if entry.country in spoken and entry.population * OVERSHADOWED >= best.population:
                return entry
    return best


def _of_dateline(document: Document) -> Place | None:
    """The place of "PANMUNJOM (Reuters) —", "BEIRUT/DAMASCUS, June 12" and the like."""
    line = document.dateline or ""
    cut = re.split(r"[(/—–]|\s-|--", line, maxsplit=1)[0]
    parts = [part.strip() for part in cut.split(",")]
    for count in range(len(parts), 0, -1):
        bearers = entries(", ".join(parts[:count]))
        wholes = [entry for part in parts[1:] for entry in entries(part)] if count == 1 else []
        for entry in sorted(bearers, key=lambda entry: (entry.kind == "region", -entry.population)):
            within = [each for each in wholes if each.country == entry.country and each.kind in {"country", "region"}]
            if not wholes or any(each.kind == "country" or each.region == entry.region for each in within):
                return entry.place()
    return None


def place_near(document: Document, token: Token) -> Place | None:
    """Where the event at `token` is: a locative phrase of its own or of its clause, else the dateline, else None."""
    sentence, doc = token.sent, document.doc
    ranked: list[tuple[int, int, _Name]] = []
    located = 0
    for name in _names(doc, sentence.start, sentence.end):
        span = doc[name.start : name.end]
        hangs = _attachment(span, name)
        if not _locates(span, name, hangs) or _is_part_of_another_name(doc, name):
            continue
        located += 1
        rank = closeness(token, hangs)
        if rank is not None:
            ranked.append((rank, abs(name.start - token.i) if rank == ATTACHED else name.start, name))
    if ranked:
        rank, _, name = min(ranked, key=lambda each: each[:2])
        if rank != LOOSE or located == 1:
            return _choose(document, name).place()
    return _of_dateline(document)
