"""Named people, organizations, groups and countries, with the titles that stand beside people's names.

Three sources are put together: the gazetteer, the entity recognizer, and the shape of the text (a title followed by
capitals; the surname of somebody named in full elsewhere). The recognizer alone misses names from languages it saw
little of, takes titles into names, and takes headings for people; each repair below says which of these it mends.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable

from spacy.tokens import Doc, Span

from transforms import placenames
from transforms.actors.beside import words_beside
from transforms.actors.bodies import Bodies, is_known, is_ordinary_word, is_stray, ordinary_words
from transforms.actors.candidates import (
    DETERMINERS,
    MODIFIERS,
    NOUNS,
    POSSESSIVES,
    PROPER,
    Candidate,
    TokenHit,
    clean,
    continues,
    longest,
    root_of,
)
from transforms.actors.gazetteer import normalise
from transforms.actors.kinds import settle_kinds, with_own_acronyms
from transforms.actors.repeated import PERSON_RELATIONS, looks_personal, names_again
from transforms.actors.shorthand import find_shorthand
from transforms.actors.things import names_thing, tells_kind, without_things
from transforms.actors.titles import add_apposition, add_title, is_honorific
from transforms.actors.towns import find_towns, is_party
from transforms.actors.whereabouts import Whereabouts
from transforms.document import ActorKind
from transforms.reference import Known, Reference

INITIAL = re.compile(r"[A-Z]\.?")
ENTITY_KINDS: dict[str, ActorKind] = {"PERSON": "person", "ORG": "organization"}
LINKING_WORDS = frozenset({"of", "and", "for", "the", "in"})  # no name ends so
JUNIOR = frozenset({"jr", "sr"})
LINKING_TAGS = frozenset({"IN", "TO", "DT", "CC", "POS", "RP"})
PARTICLES = frozenset(
    {"al", "el", "bin", "ibn", "de", "da", "di", "du", "del", "van", "von", "der", "den", "la", "le", "e"}
)
PLACE_PREPOSITIONS = frozenset({"in", "to", "at", "from", "near", "into", "across", "outside", "through"})


def find_names(
    doc: Doc, hits: list[TokenHit], where: Whereabouts, reference: Reference, when: dt.date | None
) -> list[Candidate]:
    """All named actors of a document, in order, without overlap, each person with the title beside the name.

    `where` is made of the same hits. `when` is the article's date: it decides which leader's surname is known without a
    first name.
    """
    roles = {hit.start: hit.end for hit in sorted(hits, key=lambda hit: hit.end) if _is_role(hit)}
    role_ends = {hit.end: hit.start for hit in sorted(hits, key=lambda hit: -hit.start) if _is_role(hit)}
    bodies = Bodies(doc, hits, where, reference, when)
    owner_before = _owners(doc, hits)
    candidates = [
        candidate
        for hit in hits
        if not _is_other_name(doc, hit)
        for candidate in _from_gazetteer(doc, hit, where, when, owner_before.get(hit.start))
    ]
    candidates += find_shorthand(doc, where.spoken_of, reference)
    candidates += find_towns(doc, candidates, where, reference.genders)
    known_spans = {(candidate.start, candidate.end) for candidate in candidates}
    places = {(hit.start, hit.end) for hit in hits if any(_is_place(entry) for entry in hit.entries)} - known_spans
    known_spans |= places  # a capital or province that does not act here is no person or body either
    owners = {hit.end for hit in hits if any(entry.kind == "country" for entry in hit.entries)}
    body_ends = {hit.end: hit.start for hit in hits if all(entry.kind == "organization" for entry in hit.entries)}
    for entity in doc.ents:
        candidate = _from_entity(doc, entity, roles, owners)
        if candidate and candidate.kind == "person":
            _cut_behind(doc, candidate, body_ends, reference)
        if candidate and not is_known(doc, candidate, known_spans):
            candidates.append(candidate)
    names = longest(candidates)
    names = longest(names + list(_after_titles(doc, names, role_ends)))
    names = [name for name in names if _is_plausible(doc, name, role_ends, names)]
    names = without_things(doc, with_own_acronyms(doc, names), role_ends, where, reference)
    names = settle_kinds(doc, names, roles, reference)
    _add_people(names, hits)
    again = list(names_again(doc, names, reference, when))
    repeated = {name.start for name in again}
    # "Trump" taken for a body is the Trump of the next sentence all the same.
    names = [
        name
        for name in names
        if (name.known and name.known.sense != "region")
        or name.kind == "person"
        or name.start not in repeated
        or len(name.words) > 1
    ]
    names = longest(names + again)
    titles: set[int] = set()
    surnames = {name.words[-1:] for name in names if name.kind == "person" and len(name.words) > 1}
    for name in names:
        if name.kind == "person":
            add_title(doc, name, role_ends)
            if name.title_span:
                titles.update(range(*name.title_span))
            add_apposition(doc, name, roles)
            if len(name.words) > 1 or name.words not in surnames:  # "Paul said" of Ron Paul: no given name
                name.gender = name.gender or reference.genders.get(doc[name.start].text)
        elif name.kind == "organization" and name.known is None:
            name.country = owner_before.get(name.start)
            bodies.add_facts(name)
    for name in names:
        name.said = words_beside(doc, name) if name.kind != "country" else []
    for name in names:
        if name.kind in ("group", "organization"):
            bodies.add_kind(name)
    # Words of a title that the recognizer takes for a body: "State", "White House National Security".
    return [name for name in names if name.known or name.start not in titles]


def _add_people(names: Iterable[Candidate], hits: Iterable[TokenHit]) -> None:
    """Who of the tables may be meant by names of people that the recognizer took for part of something longer."""
    at = {(hit.start, hit.end): hit for hit in hits}
    for name in names:
        hit = at.get((name.start, name.end))
        if hit and name.kind == "person" and not name.known and not name.people:
            name.people = tuple(entry for entry in hit.entries if entry.kind == "person")


def _is_place(entry: Known) -> bool:
    return entry.kind == "country" or (entry.sense == "region" and entry.kind != "group")


def _is_role(hit: TokenHit) -> bool:
    return any(entry.sense == "agent" for entry in hit.entries)


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
    named = [entry for entry in named if entry.sense not in ("metonym", "capital", "region")] or named
    if len(named) <= 1:
        return named[0] if named else None
    ranked = sorted(named, key=lambda entry: (-countries[entry.country or ""], not entry.is_prominent, entry.key))
    best, second = ranked[:2]
    is_decided = countries[best.country or ""] > countries[second.country or ""] or best.country == second.country
    return best if is_decided or best.is_prominent > second.is_prominent else None


def _sector(known: Known, when: dt.date | None) -> str | None:
    """That of a body at a date; a person's is told once it is plain who is meant."""
    return known.sector if known.kind == "person" else known.sector_at(when)


def _from_gazetteer(
    doc: Doc, hit: TokenHit, where: Whereabouts, when: dt.date | None, owner: str | None
) -> Iterable[Candidate]:
    """The candidate of a gazetteer hit, if what it matched is written as a name.

    `owner` is the country named right before: "Peru's Justice Department" is not the one in Washington.
    """
    entries = [
        entry
        for entry in hit.entries
        if owner is None or entry.country in (None, owner) or entry.kind != "organization"
    ]
    if any(entry.sense == "region" for entry in entries) and len(entries) > 1:  # "Georgia"
        country = where.meant(hit)
        entries = [entry for entry in entries if not _is_place(entry) or entry.country == country]
    people = tuple(entry for entry in entries if entry.kind == "person")
    if people and all(entry.kind == "person" or entry.sense == "agent" for entry in entries):
        yield from _of_people(doc, hit, people)
        return
    entries = [entry for entry in entries if not entry.is_minor]
    known = choose(entries, where.spoken_of)
    if all(is_stray(doc, hit, entry, where) for entry in ((known,) if known else entries)):
        return
    last = doc[hit.end - 1]
    ambiguous = known is None and not _is_role(hit) and len(entries) > 1
    if ambiguous:  # several bodies of that name: a name without country
        known = entries[0]
    if known is None or not any(token.tag_ in PROPER or token.ent_type_ for token in doc[hit.start : hit.end]):
        return
    if not _stands_for_actor(doc, hit, known):
        return
    if known.sense == "metonym":  # the seat of a government alone is that government, no name of the country
        name = doc[hit.start : hit.end].text
        known = Known(f"org:{normalise(name)}", name, "organization", known.country, "GOV", "metonym")
    if known.kind in ("organization", "group") and (names_thing(doc, hit.end) or doc[hit.start].ent_type_ == "DATE"):
        return  # "National Action Plan", "on March 14"
    is_people = known.sense in ("demonym", "people") or (known.sense == "region" and known.kind == "group")
    yield Candidate(
        hit.start,
        hit.end,
        root_of(doc, hit.start, hit.end),
        "demonym" if is_people else "name",
        known.kind,
        doc[hit.start : hit.end].text if ambiguous else known.name,
        None if ambiguous else known,
        None if ambiguous else known.country,
        _sector(known, when) if not ambiguous or len({entry.sector for entry in hit.entries}) == 1 else None,
        is_plural=is_people or last.tag_ == "NNPS",
    )


def _stands_for_actor(doc: Doc, hit: TokenHit, known: Known) -> bool:
    """Whether a name of the tables is used here for an actor: not for a place, a modifier or an ordinary word."""
    first, last = doc[hit.start], doc[hit.end - 1]
    if known.sense in ("demonym", "people"):
        has_article = hit.start > 0 and doc[hit.start - 1].lower_ == "the"
        is_head = last.dep_ not in MODIFIERS and (last.tag_ in NOUNS or has_article)
        return is_head and (known.sense == "people" or has_article) and not continues(doc, hit.end)
    if known.sense == "region":
        is_person = hit.end - hit.start == 1 and first.ent_type_ == "PERSON"
        is_head = not is_person and last.dep_ not in MODIFIERS and not continues(doc, hit.end)
        return is_head and (known.kind != "unknown" or is_party(last))
    if known.sense in ("capital", "metonym"):
        return is_party(last)  # elsewhere a capital is a place
    return not is_ordinary_word(first, hit, known)


def _of_people(doc: Doc, hit: TokenHit, people: tuple[Known, ...]) -> Iterable[Candidate]:
    """The candidate of a name that only people bear; who of them is meant is told once their titles are known."""
    tokens = doc[hit.start : hit.end]
    if not any(token.tag_ in PROPER or token.ent_type_ for token in tokens):
        return
    root = root_of(doc, hit.start, hit.end)
    if (chosen := people[0]).is_prominent:  # an analyst says who is meant
        yield Candidate(hit.start, hit.end, root, "name", "person", chosen.name, chosen)
        return
    is_minor = all(known.is_minor for known in people)
    if is_minor and any(token.ent_type_ not in ("", "PERSON") for token in tokens):
        return  # the recognizer has heard of more companies and places than there are members of parliaments
    known = people[0] if len(people) == 1 and not is_minor else None
    name = known.name if known else clean(tokens.text)
    yield Candidate(hit.start, hit.end, root, "name", "person", name, known, people=people)


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
    if is_person and end - start == 1 and start and doc[start - 1].text == "He" and doc[start - 1].head.i == start:
        start -= 1  # "He Jiankui", of which the first word is taken for a pronoun
    return start, _name_end(doc, start, end, is_person=is_person)


def _cut_behind(doc: Doc, name: Candidate, body_ends: dict[int, int], reference: Reference) -> None:
    """Cut a person's name before what is none: the verb of a heading ("Obama Says"), a body that the next words name
    ("…announced by Pompeo, Yonhap said", of which the comma was lost).
    """
    end = name.end
    while end - name.start > 1 and not reference.is_surname(normalise(doc[end - 1].text)):
        body = body_ends.get(end)
        if body is not None and body > name.start:
            end = body
        elif doc[end - 1].lower_ in ordinary_words() and not tells_kind(doc[end - 1].lower_, reference):
            end -= 1
        else:
            break
    if end != name.end:
        name.end, name.name, name.head = end, clean(doc[name.start : end].text), root_of(doc, name.start, end)


def _name_end(doc: Doc, start: int, end: int, *, is_person: bool) -> int:
    """Where a name from `start` ends: before a possessive ending, a mark or "of", and behind a "Jr."."""
    if is_person:  # "Reed Jr. Harrison said": two people, whom no sentence end parts
        end = next((at + 1 for at in range(start + 1, end) if doc[at].lower_.rstrip(".") in JUNIOR), end)
    while end > start and (
        doc[end - 1].text in POSSESSIVES
        or (doc[end - 1].is_punct and doc[end - 1].text != ".")
        or doc[end - 1].lower_ in LINKING_WORDS
    ):
        end -= 1
    return end


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
    # "the residents of Lyon"
    is_of_role = name.start - 1 in role_ends and doc[name.start - 1].lower_ == "of"
    if (token.dep_ == "pobj" and token.head.lower_ in PLACE_PREPOSITIONS) or (
        is_of_role and placenames.entries(name.name)
    ):
        return False
    return token.dep_ in PERSON_RELATIONS or (token.dep_ == "pobj" and token.head.lower_ in ("by", "with", "for", "of"))
