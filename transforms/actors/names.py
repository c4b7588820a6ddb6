"""Named people, organizations, groups and countries, with the titles that stand beside people's names.

Three sources are put together: the gazetteer, the entity recognizer, and the shape of the text (a title followed by
capitals; the surname of somebody named in full elsewhere). The recognizer alone misses names from languages it saw
little of, takes titles into names, and takes headings for people; each repair below says which of these it mends.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable

from spacy.tokens import Doc, Span, Token

from transforms.actors.beside import words_beside
from transforms.actors.candidates import (
    DETERMINERS,
    MODIFIERS,
    NOUNS,
    POSSESSIVES,
    PROPER,
    Candidate,
    TokenHit,
    clean,
    longest,
    root_of,
)
from transforms.actors.gazetteer import normalise
from transforms.actors.kinds import settle_kinds, with_own_acronyms
from transforms.actors.repeated import PERSON_RELATIONS, looks_personal, names_again
from transforms.actors.titles import add_apposition, add_title, is_honorific
from transforms.document import ActorKind
from transforms.reference import Known, Reference

# Countries whose abbreviations open names of bodies: "U.S. Forest Service".
ABBREVIATED = {"US": "USA", "UK": "GBR", "UAE": "ARE"}
INITIAL = re.compile(r"[A-Z]\.?")
ENTITY_KINDS: dict[str, ActorKind] = {"PERSON": "person", "ORG": "organization"}
NAME_ENTITIES = frozenset({"ORG", "NORP", "PERSON", "GPE", "FAC", "PRODUCT"})
LINKING_TAGS = frozenset({"IN", "TO", "DT", "CC", "POS", "RP"})
PARTICLES = frozenset(
    {"al", "el", "bin", "ibn", "de", "da", "di", "du", "del", "van", "von", "der", "den", "la", "le", "e"}
)
PLACE_PREPOSITIONS = frozenset({"in", "to", "at", "from", "near", "into", "across", "outside", "through"})


def find_names(doc: Doc, hits: list[TokenHit], reference: Reference, when: dt.date | None = None) -> list[Candidate]:
    """All named actors of a document, in order, without overlap, each person with the title beside the name.

    `when` is the article's date: it decides which leader's surname is known without a first name.
    """
    roles = {hit.start: hit.end for hit in sorted(hits, key=lambda hit: hit.end) if _is_role(hit)}
    role_ends = {hit.end: hit.start for hit in sorted(hits, key=lambda hit: -hit.start) if _is_role(hit)}
    countries = _countries_named(hits)
    owner_before = _owners(doc, hits)
    candidates = [
        candidate
        for hit in hits
        if not _is_other_name(doc, hit)
        for candidate in _from_gazetteer(doc, hit, countries, owner_before.get(hit.start))
    ]
    candidates += _divided_country(doc, countries, reference)
    known_spans = {(candidate.start, candidate.end) for candidate in candidates}
    places = {
        (hit.start, hit.end) for hit in hits if any(entry.kind == "country" for entry in hit.entries)
    } - known_spans
    known_spans |= places  # a capital that does not act here is no person or body either
    owners = {hit.end for hit in hits if any(entry.kind == "country" for entry in hit.entries)}
    for entity in doc.ents:
        candidate = _from_entity(doc, entity, roles, owners)
        if candidate and (candidate.start, candidate.end) not in known_spans:
            candidates.append(candidate)
    names = longest(candidates)
    names = longest(names + list(_after_titles(doc, names, role_ends)))
    names = [name for name in names if _is_plausible(doc, name, role_ends, names)]
    names = settle_kinds(doc, with_own_acronyms(doc, names), roles, reference)
    again = list(names_again(doc, names, reference, when))
    repeated = {name.start for name in again}
    # "Trump" taken for a body is the Trump of the next sentence all the same.
    names = [
        name
        for name in names
        if name.known or name.kind == "person" or name.start not in repeated or len(name.words) > 1
    ]
    names = longest(names + again)
    titles: set[int] = set()
    for name in names:
        if name.kind == "person":
            add_title(doc, name, role_ends)
            if name.title_span:
                titles.update(range(*name.title_span))
            add_apposition(doc, name, roles)
            name.gender = name.gender or reference.genders.get(doc[name.start].text)
        elif name.kind == "organization" and name.known is None:
            name.country = owner_before.get(name.start)
            _add_body_facts(doc, name, reference)
    for name in names:
        name.said = words_beside(doc, name) if name.kind != "country" else []
    # Words of a title that the recognizer takes for a body: "State", "White House National Security".
    return [name for name in names if name.known or name.start not in titles]


def _is_role(hit: TokenHit) -> bool:
    return any(entry.sense == "agent" for entry in hit.entries)


def _countries_named(hits: Iterable[TokenHit]) -> Counter[str]:
    """How often each country is named in the document, by name, demonym or capital."""
    counts: Counter[str] = Counter()
    for hit in hits:
        counts.update({entry.country for entry in hit.entries if entry.kind == "country" and entry.country})
    return counts


def _owners(doc: Doc, hits: Iterable[TokenHit]) -> dict[int, str]:
    """Position -> the country whose name, with or without a possessive ending, stands right before it."""
    owners: dict[int, str] = {}
    for hit in sorted(hits, key=lambda hit: hit.end - hit.start):
        for entry in hit.entries:
            if entry.kind == "country" and entry.country:
                owners[hit.end] = entry.country
                if hit.end < len(doc) and doc[hit.end].text in POSSESSIVES:
                    owners[hit.end + 1] = entry.country
    return owners


def choose(entries: Iterable[Known], countries: Counter[str]) -> Known | None:
    """Which of several actors of one name is meant: a body before a metonym, then the country that the article names
    most, then the prominent one. None when that decides nothing: better no actor than one drawn by lot.
    """
    named = [entry for entry in entries if entry.sense != "agent"]
    named = [entry for entry in named if entry.sense not in ("metonym", "capital")] or named
    if len(named) <= 1:
        return named[0] if named else None
    ranked = sorted(named, key=lambda entry: (-countries[entry.country or ""], not entry.is_prominent, entry.key))
    best, second = ranked[:2]
    is_decided = countries[best.country or ""] > countries[second.country or ""] or best.country == second.country
    return best if is_decided or best.is_prominent > second.is_prominent else None


def _from_gazetteer(doc: Doc, hit: TokenHit, countries: Counter[str], owner: str | None) -> Iterable[Candidate]:
    """The candidate of a gazetteer hit, if what it matched is written as a name.

    `owner` is the country named right before: "Peru's Justice Department" is not the one in Washington.
    """
    entries = [
        entry
        for entry in hit.entries
        if owner is None or entry.country in (None, owner) or entry.kind != "organization"
    ]
    known = choose(entries, countries)
    first, last = doc[hit.start], doc[hit.end - 1]
    ambiguous = known is None and not _is_role(hit) and len(entries) > 1
    if ambiguous:  # several bodies of that name: a name without country
        known = entries[0]
    if known is None or not any(token.tag_ in PROPER or token.ent_type_ for token in doc[hit.start : hit.end]):
        return
    form = "name"
    if known.sense in ("demonym", "people"):
        is_head = last.dep_ not in MODIFIERS and (last.tag_ in NOUNS or doc[hit.start - 1].lower_ == "the")
        if not is_head or (known.sense == "demonym" and (hit.start == 0 or doc[hit.start - 1].lower_ != "the")):
            return
        if _continues(doc, hit.end):
            return
        form = "demonym"
    elif known.sense in ("capital", "metonym"):
        # A capital stands for its government where it acts or owns; elsewhere it is a place.
        if not (last.dep_ in ("nsubj", "nsubjpass", "poss", "agent", "ROOT") or _is_between(last)):
            return
    elif _is_ordinary_word(first, hit, known):
        return
    yield Candidate(
        hit.start,
        hit.end,
        root_of(doc, hit.start, hit.end),
        "demonym" if form == "demonym" else "name",
        known.kind,
        doc[hit.start : hit.end].text if ambiguous else known.name,
        None if ambiguous else known,
        None if ambiguous else known.country,
        known.sector if not ambiguous or len({entry.sector for entry in hit.entries}) == 1 else None,
        is_plural=form == "demonym" or last.tag_ == "NNPS",
    )


def _is_ordinary_word(token: Token, hit: TokenHit, known: Known) -> bool:
    """Whether a body's name is one ordinary word ("Visa", "Target") in which the recognizer sees no name either."""
    is_one_word = hit.end - hit.start == 1 and not token.text.isupper()
    is_body = known.kind in ("organization", "group") and not known.is_prominent
    return is_one_word and is_body and token.ent_type_ not in NAME_ENTITIES


def _is_between(token: Token) -> bool:
    """'between Seoul and Pyongyang': capitals as parties."""
    head = token.head
    while token.dep_ == "conj" and head.i != token.i:
        token, head = head, head.head
    return token.dep_ == "pobj" and head.lower_ in ("between", "by")


def _continues(doc: Doc, position: int) -> bool:
    """Whether a noun phrase goes on: 'the British' but not 'the British prime minister'."""
    return position < len(doc) and doc[position].tag_ in NOUNS | {"JJ", "HYPH", "VBN"}


def _divided_country(doc: Doc, countries: Counter[str], reference: Reference) -> Iterable[Candidate]:
    """'The North' and 'the South' in an article about the two Koreas."""
    if not countries["PRK"]:
        return
    for word, key in (("North", "country:PRK"), ("South", "country:KOR")):
        known = reference.by_key(key)
        for token in doc:
            if token.text != word or not token.i or doc[token.i - 1].lower_ != "the" or token.dep_ in MODIFIERS:
                continue
            if known and not _continues(doc, token.i + 1):
                yield Candidate(token.i, token.i + 1, token.i, "name", "country", known.name, known, known.country)


def _is_other_name(doc: Doc, hit: TokenHit) -> bool:
    """Whether a one-word hit is part of a person's name ('Jordan Spieth', 'Chad Smith') that is not itself a hit."""
    if hit.end - hit.start > 1 or any(entry.kind == "person" for entry in hit.entries):
        return False
    token = doc[hit.start]
    if token.ent_type_ != "PERSON" or token.ent_iob_ not in "BI":
        return False
    before = hit.start > 0 and doc[hit.start - 1].ent_type_ == "PERSON" and token.ent_iob_ == "I"
    after = hit.end < len(doc) and doc[hit.end].ent_iob_ == "I" and doc[hit.end].tag_ in PROPER
    return before or after


def _from_entity(doc: Doc, entity: Span, roles: dict[int, int], owners: set[int]) -> Candidate | None:
    """A person or organization that the recognizer sees, cut to its name, if it is written as one."""
    kind = ENTITY_KINDS.get(entity.label_)
    if kind is None:
        return None
    start, end = _trimmed(doc, entity, roles, owners, is_person=kind == "person")
    words = doc[start:end]
    if not any((token.text[:1].isupper() and token.is_alpha) or "." in token.text for token in words):
        return None
    if any(token.like_num or token.like_url for token in words):
        return None
    first = words[0]
    if kind == "person":
        is_name = first.text[:1].isupper() or first.lower_ in PARTICLES
    else:
        is_capital = first.text.isupper() or (first.tag_ in PROPER and not first.is_sent_start)
        is_role = start in roles and roles[start] >= end  # a bare role noun, such as "State" or "Congress"
        is_name = (end - start > 1 or is_capital) and not is_role and not _is_headline(entity.sent)
    return Candidate(start, end, root_of(doc, start, end), "name", kind, clean(words.text)) if is_name else None


def _trimmed(doc: Doc, entity: Span, roles: dict[int, int], owners: set[int], *, is_person: bool) -> tuple[int, int]:
    """The tokens of an entity without title, determiner, owner, possessive ending and what follows a line end."""
    start, end = entity.start, entity.end
    if is_person and INITIAL.fullmatch(doc[start].text) and start and doc[start - 1].tag_ in PROPER:
        start -= 1  # "Antony J. Blinken", cut before the initial
    for token in entity:  # a heading and the line after it are taken for one name
        if token.is_space or token.text in ('"', "“", "”", ":", ";", "(", "|", "/"):
            end = token.i
            break
    for position in range(start + 1, end - 1):  # "Peru's Justice Department" is Chile, and its department
        if doc[position].text in POSSESSIVES and position in owners:
            start = position + 1
    while start < end:
        token = doc[start]
        if is_person and start in roles and roles[start] < end:
            start = roles[start]
        elif token.lower_ in DETERMINERS or token.is_punct or (is_person and is_honorific(token)):
            start += 1
        elif is_person and token.tag_ not in PROPER and token.lower_ not in PARTICLES and token.tag_ != "NN":
            start += 1  # "Follow Ryan": a verb at the start of a line
        else:
            break
    while end > start and (doc[end - 1].text in POSSESSIVES or (doc[end - 1].is_punct and doc[end - 1].text != ".")):
        end -= 1
    return start, end


def _is_headline(sentence: Span) -> bool:
    """Whether a sentence is in title case, where capitals tell nothing and the recognizer takes anything for a body."""
    words = [token for token in sentence if token.is_alpha]
    return len(words) >= 4 and not any(token.is_lower and token.tag_ not in LINKING_TAGS for token in words)


def _after_titles(doc: Doc, names: list[Candidate], role_ends: dict[int, int]) -> Iterable[Candidate]:
    """People whom the recognizer missed: capitals that follow an honorific, a rank or a capitalised title."""
    taken = {position for name in names for position in range(name.start, name.end)}
    for token in doc:
        start = token.i
        if start == 0 or start in taken or token.tag_ not in PROPER or not looks_personal(token):
            continue
        before = doc[start - 1]
        titled = is_honorific(before) or (
            start in role_ends and doc[role_ends[start]].text[:1].isupper() and before.dep_ in MODIFIERS
        )
        if not titled or start in role_ends.values() or is_honorific(token):
            continue
        end = start + 1
        while end < len(doc) and end not in taken and doc[end].tag_ in PROPER and looks_personal(doc[end]):
            end += 1
        if end == start + 1 and not is_honorific(before):
            continue  # "Executive Session"
        yield Candidate(start, end, root_of(doc, start, end), "name", "person", clean(doc[start:end].text))


def _is_plausible(doc: Doc, name: Candidate, role_ends: dict[int, int], names: list[Candidate]) -> bool:
    """Whether one word taken for a person or body has more to show for it than its capital.

    'talks at Panmunjom' and words of headings are taken for people; a title, a grammatical role that people have, or
    the same word in somebody's full name count as evidence.
    """
    if name.known or name.end - name.start > 1:
        return True
    token = doc[name.start]
    if name.kind != "person":
        return not (token.dep_ == "pobj" and token.head.lower_ in PLACE_PREPOSITIONS)
    if name.start in role_ends or (name.start and is_honorific(doc[name.start - 1])):
        return True
    word = normalise(token.text)
    if any(other is not name and other.kind == "person" and word in other.words for other in names):
        return True
    if token.dep_ == "pobj" and token.head.lower_ in PLACE_PREPOSITIONS:
        return False
    return token.dep_ in PERSON_RELATIONS or (token.dep_ == "pobj" and token.head.lower_ in ("by", "with", "for", "of"))


def _add_body_facts(doc: Doc, name: Candidate, reference: Reference) -> None:
    """What an unknown body's name says of it: a demonym its country, its last noun its sector."""
    for width in (3, 2, 1):
        first = doc[name.start : min(name.start + width, name.end)].text
        country = reference.demonyms.get(first) or ABBREVIATED.get(first.replace(".", ""))
        name.country = name.country or country
    for word in reversed(name.words):
        if word in reference.body_nouns:
            name.sector = reference.body_nouns[word]
            return
