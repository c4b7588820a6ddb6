"""Unnamed actors: role phrases such as "North Korean officials", with the country and sector that their words give."""

from collections.abc import Iterable

from spacy.tokens import Doc

from transforms.actors.beside import says_so
from transforms.actors.candidates import MODIFIERS, NOUNS, POSSESSIVES, Candidate, TokenHit
from transforms.actors.gazetteer import normalise
from transforms.actors.nouns import (
    COUNTRY_NOUNS,
    KIND_OF,
    NOT_THE_SAME,
    OFFICE_ADJECTIVES,
    SETTLEMENTS,
    TRUE_OF,
    head_noun,
    is_body,
    is_personal,
)
from transforms.actors.phrases import FORMER, Phrases
from transforms.actors.towns import is_party
from transforms.document import ActorKind
from transforms.reference import Known, Reference

# Sectors of offices and bodies that every state has: named without a country, they are those of the article's own.
STATE_SECTORS = frozenset({"GOV", "LEG", "MIL", "COP", "JUD", "SPY"})
# Adjectives that name people: "the wounded", "Mali's displaced".
NOMINAL_TAGS = frozenset({"JJ", "VBN", "VBD"})
SUPRANATIONAL = {"UNO": "U.N.", "EUR": "European", "IGO": "intergovernmental"}
ONLY_PLURAL = {"troop": "troops"}
# Said of many together like the name of a body, and yet no organization.
COLLECTIVES = frozenset({"people", "troop", "troops"})
QUANTIFIERS = frozenset({"other", "many", "several", "some", "few", "more", "such", "own", "same", "most", "various"})


def find_roles(phrases: Phrases, hits: list[TokenHit], names: list[Candidate]) -> list[Candidate]:
    """Role phrases outside names and titles; coordinated countries ("U.S. and North Korean officials") one each."""
    doc = phrases.doc
    taken = set(phrases.name_at)
    beside: dict[int, Candidate] = {}
    for name in names:
        if name.title_span and name.title_span[1] <= name.start:
            taken.update(range(*name.title_span))
        elif name.title_span:
            beside.update(dict.fromkeys(range(*name.title_span), name))
    found: list[Candidate] = []
    covered: set[int] = set()
    for hit in sorted(hits, key=lambda hit: hit.start - hit.end):
        role = next((entry for entry in hit.entries if entry.sense == "agent"), None)
        span = range(hit.start, hit.end)
        if role is None or not taken.isdisjoint(span) or not covered.isdisjoint(span):
            continue
        covered.update(span)
        candidate = _phrase(phrases, hit, role, taken)
        if candidate is None or _is_mere_place(doc, candidate):
            continue
        name_beside = beside.get(hit.start)
        if name_beside and name_beside.role_span and candidate.start <= name_beside.role_span[0] < candidate.end:
            candidate.beside = name_beside
        candidate.beside = candidate.beside or _predicated(phrases, candidate)
        found.append(candidate)
        found.extend(_coordinated(phrases, candidate, taken))
    found += _descriptions(phrases, names, taken | covered)
    return _inherit(doc, sorted(found, key=lambda one: one.start))


def _is_mere_place(doc: Doc, phrase: Candidate) -> bool:
    """Whether a phrase only says where: a village is a party if it acts or is acted upon, and its country is plain."""
    is_settlement = head_noun(phrase.noun or "") in SETTLEMENTS
    return is_settlement and (phrase.country is None or not is_party(doc[phrase.head]))


def _descriptions(phrases: Phrases, names: list[Candidate], taken: set[int]) -> Iterable[Candidate]:
    """Definite phrases of nouns that no table has but that may describe somebody named: 'the network'."""
    nouns = {word for name in names for words in name.said for word in words if is_personal(word)}
    nouns |= KIND_OF.keys() | TRUE_OF.keys() | COUNTRY_NOUNS
    for token in phrases.doc:
        if token.tag_ not in ("NN", "NNP") or token.lower_ not in nouns or token.i in taken:
            continue
        role = Known(f"role:{token.lower_}", token.lower_, "unknown", None, None, "agent")
        phrase = _phrase(phrases, TokenHit(token.i, token.i + 1, (role,)), role, taken)
        if phrase is not None and phrase.is_definite:
            phrase.is_extra = True
            phrase.beside = _predicated(phrases, phrase)
            yield phrase


def _predicated(phrases: Phrases, phrase: Candidate) -> Candidate | None:
    """Of whom a role is said ("Hawkins is a columnist") or who is named after it ("the minister, Choe,")."""
    head = phrases.doc[phrase.head]
    named = [child for child in head.children if child.dep_ == "appos"]
    if head.dep_ == "attr" and head.head.lemma_ == "be" and says_so(head.head):
        named += [child for child in head.head.children if child.dep_ == "nsubj"]
    elif head.dep_ == "appos":
        named.append(head.head)
    elif head.dep_ in MODIFIERS and head.i + 1 < len(phrases.doc):
        named.append(head.nbor())
    found = (phrases.name_at.get(token.i) for token in named)
    return next((name for name in found if name and not phrase.is_plural and _may_be(name, phrase)), None)


def _may_be(name: Candidate, phrase: Candidate) -> bool:
    noun = phrase.noun or ""
    if name.kind == "person":
        return not is_body(noun) and (name.start > phrase.start or phrase.end <= name.start or name.end <= phrase.start)
    return name.kind in ("organization", "group") and (is_body(noun) or head_noun(noun) in KIND_OF)


def _phrase(phrases: Phrases, hit: TokenHit, role: Known, taken: set[int]) -> Candidate | None:
    """The noun phrase around a role noun, if the noun heads it: not 'police station', not the verb 'to police'."""
    doc = phrases.doc
    head = doc[hit.start : hit.end].root
    follower = doc[hit.end] if hit.end < len(doc) else None
    is_adjective = _is_nominal(doc, hit)
    if head.tag_ not in NOUNS and not is_adjective:
        return None
    if head.dep_ in MODIFIERS and follower is not None and follower.tag_ in NOUNS and follower.i not in taken:
        return None
    if follower is not None and (follower.text in ("-", "–") or follower.tag_ == "HYPH"):
        return None
    if hit.start and doc[hit.start - 1].tag_ == "HYPH" and hit.end - hit.start == 1:
        return None  # "open-source"
    if role.name == "source" and follower is not None and follower.lower_ == "of":
        return None  # "a source of energy"
    start = hit.start
    while start > 0:
        token = doc[start - 1]
        body = phrases.name_at.get(start - 1)
        if body and body.kind in ("organization", "group") and body.end == start and token.dep_ in MODIFIERS:
            start = body.start  # "Treasury Department official" is one phrase
            continue
        is_modifier = token.dep_ in MODIFIERS or token.tag_ == "HYPH" or start - 1 in phrases.country_at
        if not is_modifier or token.is_space or token.i < head.sent.start or token.tag_ in ("CD", "DT", "PRP$"):
            break
        if token.tag_ not in NOUNS | {"JJ", "JJR", "JJS", "HYPH", "VBN", "VBG"} or start - 1 in taken - set(
            phrases.country_at
        ):
            break
        if token.lower_ in QUANTIFIERS:
            break
        start -= 1
    while start < hit.start and (doc[start].is_punct or doc[start].tag_ == "HYPH" or phrases.is_aligned(start)):
        start += 1
    country, sector = phrases.facts(start, hit.start, hit.end)
    is_plural = head.tag_ in ("NNS", "NNPS") or is_adjective
    before = doc[start - 1].lower_ if start else ""
    # "the Federal Audit Court": the name of a body that no table has; "the Interior Ministry" is that of any country.
    is_proper = is_body(role.name) and hit.end - start > 1 and all(one.is_title for one in doc[start : hit.end])
    is_written_as_name = is_proper and any(i not in phrases.country_at for i in range(start, hit.start))
    is_owned = before in POSSESSIVES and country is not None
    # "The prime minister" and "police" are those of the article's country; "a soldier" may be anybody's.
    is_alone = is_body(role.name) or not (is_plural or before in ("a", "an", "one", "another"))
    is_of_state = sector in STATE_SECTORS and is_alone and not phrases.has_owner(start, hit.start, hit.end)
    end = hit.end if is_written_as_name else phrases.owner_end(hit.end)
    return Candidate(
        start,
        end,
        head.i,
        "name" if is_written_as_name else "title",
        "organization" if is_body(role.name) else "group",
        doc[start:end].text,
        None,
        country,
        sector,
        phrases.where.home if country is None and is_of_state else None,
        noun=role.name,
        is_plural=is_plural,
        is_definite=before in ("the", "this", "that") or is_owned,
        is_introduced=before in ("a", "an", "one", "another"),
        is_proper=is_proper,
        said=[_telling(phrases, start, hit)],
    )


def _is_nominal(doc: Doc, hit: TokenHit) -> bool:
    """Whether an adjective stands for people: 'the wounded', 'Mali's displaced', and no noun follows."""
    first, last = hit.start, doc[hit.end - 1]
    if last.tag_ not in NOMINAL_TAGS or last.dep_ in MODIFIERS or not first:
        return False
    is_determined = doc[first - 1].lower_ == "the" or doc[first - 1].text in POSSESSIVES
    is_last = hit.end == len(doc) or doc[hit.end].tag_ not in NOUNS | {"JJ"}
    return is_determined and is_last and last.dep_ != "ROOT"


def _telling(phrases: Phrases, start: int, hit: TokenHit) -> frozenset[str]:
    """The words of a role phrase that tell which office or body it means, its country and its colour left out."""
    doc = phrases.doc
    tokens = [doc[i] for i in range(start, hit.end) if i not in phrases.country_at]
    words = [
        token.lower_
        for token in tokens
        if token.i >= hit.start or token.tag_ in NOUNS or token.lower_ in OFFICE_ADJECTIVES | FORMER | NOT_THE_SAME
    ]
    return frozenset(word for one in words for word in normalise(one).split())


def _coordinated(phrases: Phrases, phrase: Candidate, taken: set[int]) -> Iterable[Candidate]:
    """The countries that share a role noun with the phrase to their right: each is an actor of its own."""
    doc = phrases.doc
    position = phrase.start
    if position not in phrases.country_at or phrases.country_at[position] != phrase.country:
        return
    while position >= 2 and doc[position - 1].lower_ in ("and", "or", ",", "/", "&"):
        end = position - 1
        if end >= 1 and doc[end - 1].text == "," and doc[end].lower_ in ("and", "or"):
            end -= 1
        country = phrases.country_at.get(end - 1)
        if country is None or country == phrase.country:
            return
        start = end - 1
        while start > 0 and phrases.country_at.get(start - 1) == country:
            start -= 1
        # "China and North Korean officials" are China, and officials: only an adjective or an abbreviation shares.
        words = doc[start:end].text
        if words not in phrases.reference.demonyms and not (words.replace(".", "").isupper() and len(words) <= 5):
            return
        yield Candidate(
            start,
            end,
            end - 1,
            "title",
            phrase.kind,
            words,
            None,
            country,
            phrase.sector,
            noun=phrase.noun,
            is_plural=True,
        )
        position = start


def _inherit(doc: Doc, found: list[Candidate]) -> list[Candidate]:
    """'Russian officials and lawmakers': a bare noun joined to a phrase that has a country shares it."""
    by_head = {candidate.head: candidate for candidate in found}
    for candidate in found:
        token = doc[candidate.head]
        first = by_head.get(token.head.i)
        if token.dep_ != "conj" or first is None or candidate.country or not first.is_plural:
            continue
        if doc[candidate.start - 1].lower_ in ("and", "or", ","):
            candidate.country = first.country
    return found


def generic_name(noun: str, country: str | None, reference: Reference) -> tuple[str, ActorKind]:
    """The name and kind of an unnamed actor, the same wherever its key occurs: 'North Korean official'."""
    kind: ActorKind = "organization" if is_body(noun) and head_noun(noun) not in COLLECTIVES else "group"
    shown = ONLY_PLURAL.get(noun, noun)
    if country is None:
        return shown, kind
    name = reference.country_names.get(country, country)
    return f"{SUPRANATIONAL.get(country) or reference.adjectives.get(country, name)} {shown}", kind
