"""Where: named places in locative phrases, looked up in seeds/places.csv (GeoNames, CC BY 4.0, and our own rows).

A name counts as a place only where the sentence uses it as one: "in Washington", not "Washington said"; "in Germany",
not "at the German embassy". Of places that share a name the most populous is taken, unless a name beside it ("Paris,
Texas", "Syria's Idlib") or the countries that the article speaks of point to another.
"""

import functools
import importlib.resources
import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from spacy.tokens import Doc, Span, Token

from transforms.circumstances.attachment import ATTACHED, LOOSE, Attachment, attachment, closeness, word_class
from transforms.document import Document, Place

LONGEST = 5  # tokens of a name, as in "Washington", ",", "D.C."
# How many times smaller than its namesake a place may be and still be meant because its country is spoken of.
OVERSHADOWED = 50
# Rows without a population (regions, sites, seas) are what the news names: they outrank small towns.
# A name that the tagger takes for a person's is a place only from this size on: "in Austin", not "in Kelso".
WELL_KNOWN = 500_000

_LOCATIVE = frozenset({"in", "at", "near", "outside", "inside", "across", "around", "throughout", "along", "off", "on"})


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of seeds/places.csv."""

    name: str
    kind: str
    country: str | None
    region: str | None
    latitude: float
    longitude: float
    population: int

    def place(self) -> Place:
        return Place(self.name, self.country, self.latitude, self.longitude)


class _Gazetteer:
    """Rows by name and alias; `firsts` are the first words of all names, by which a sentence is searched."""

    def __init__(self) -> None:
        with importlib.resources.files("seeds").joinpath("places.csv").open("rb") as file:
            frame = pl.read_csv(file.read(), schema_overrides={"region": pl.String, "population": pl.Int64})
        names = frame.with_row_index().select(
            "index", key=pl.concat_list("name", pl.col("aliases").fill_null("").str.split("|"))
        )
        names = names.explode("key").filter(pl.col("key") != "").unique(maintain_order=True)
        names = names.with_columns(pl.col("key").str.replace_all("’", "'").str.to_lowercase())
        self._frame = frame.drop("aliases").with_columns(pl.col("population").fill_null(WELL_KNOWN))
        self._rows: dict[str, list[int]] = {}
        for index, key in zip(names["index"].to_list(), names["key"].to_list(), strict=True):
            self._rows.setdefault(key, []).append(index)
        self.firsts = frozenset(names["key"].str.extract(r"^([^\s,-]+)").drop_nulls().to_list())

    def entries(self, name: str) -> list[_Entry]:
        """The places of a name, however it is capitalized; none for a name that is not there."""
        found = self._rows.get(" ".join(name.replace("’", "'").lower().split()), [])
        return [_Entry(**self._frame.row(index, named=True)) for index in found]


@functools.lru_cache(maxsize=1)
def _gazetteer() -> _Gazetteer:
    return _Gazetteer()


@functools.lru_cache(maxsize=4096)
def _entries(name: str) -> tuple[_Entry, ...]:
    return tuple(_gazetteer().entries(name))


@dataclass(frozen=True, slots=True)
class _Name:
    """A place name in a text: tokens [start, end) and the places that bear it."""

    start: int
    end: int
    entries: tuple[_Entry, ...]


def _names(doc: Doc, start: int, end: int) -> list[_Name]:
    """The place names in doc[start:end], the longest at each position, in order."""
    found, position, firsts = [], start, _gazetteer().firsts
    while position < end:
        token = doc[position]
        position += 1
        is_name = token.text[0].isupper() or token.lower_ == "al"  # "al-Tanf": an article that is written small
        if not is_name or token.lower_.split("-")[0] not in firsts:
            continue
        for stop in range(min(token.i + LONGEST, end), token.i, -1):
            entries = _entries(doc[token.i : stop].text)
            if entries:
                found.append(_Name(token.i, stop, entries))
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


def _choose(document: Document, name: _Name) -> _Entry:
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
        entries = _entries(", ".join(parts[:count]))
        wholes = [entry for part in parts[1:] for entry in _entries(part)] if count == 1 else []
        for entry in sorted(entries, key=lambda entry: (entry.kind == "region", -entry.population)):
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
