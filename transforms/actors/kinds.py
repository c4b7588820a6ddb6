"""Whether a name that no table has is a person's or a body's: the entity recognizer, repaired by the rest of the text.

The recognizer judges each place alone. What the article says beside a name, how it shortens the name elsewhere and what
the words of the name mean tell it that "Maya Rockeymoore Cummings, his wife" is no body, that "John Radcliffe Hospital"
is nobody, and that the first word of "Regretful Pompeo" is no given name.
"""

from collections.abc import Callable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from transforms import placenames
from transforms.actors.beside import words_beside
from transforms.actors.candidates import PROPER, Candidate, clean, root_of
from transforms.actors.gazetteer import normalise
from transforms.actors.nouns import KIND_OF, TELLING_WORDS, is_body, is_personal
from transforms.actors.repeated import is_alone
from transforms.document import ActorKind
from transforms.known import OFFICE_SECTORS
from transforms.reference import IRREGULAR_PLURALS, Reference

LONGEST_PERSON = 4
LONGEST_ACRONYM = 5
GENERATIONS = frozenset(
    {"ii", "iii", "iv", "vi", "vii", "viii", "xi", "xii", "xiv", "xvi", "xxiii", "jr", "sr", "md", "phd"}
)
CLOCK = frozenset({"a.m.", "p.m.", "am", "pm", "a.m", "p.m"})
SMALL = frozenset({"of", "and", "the", "for", "on", "in"})  # what acronyms leave out
PLURALS = frozenset(IRREGULAR_PLURALS.values())
# Endings of adjectives and adverbs that a sentence or a headline may open with: "Regretful Pompeo leaves".
DESCRIBING_ENDINGS = ("ful", "less", "ous", "ive", "able", "ible", "ish", "ing", "ed", "ly", "ent", "ic")


@dataclass(frozen=True, slots=True)
class _Evidence:
    doc: Doc
    reference: Reference
    roles: dict[int, int]
    names: list[Candidate]
    full_people: frozenset[str]  # words of people's names of two words or more
    first_of_bodies: frozenset[str]
    written: frozenset[str]  # every word as it is written somewhere
    alone: frozenset[str]  # capitalised words that somewhere stand alone, as surnames do

    def is_given(self, token: Token) -> bool:
        return token.text in self.reference.genders

    def has_title(self, name: Candidate) -> bool:
        """Whether a role noun for people stands right before a name: 'presidential nominee'."""
        return any(end == name.start and not is_body(self.doc[end - 1].lower_) for end in self.roles.values())


def settle_kinds(doc: Doc, names: list[Candidate], roles: dict[int, int], reference: Reference) -> list[Candidate]:
    """The names with kinds and spans repaired; those that turn out to be none are left out.

    `roles` are the role nouns: first token, and the token behind the last.
    """
    unknown_bodies = [name for name in names if name.kind == "organization" and not name.known]
    people = [name for name in names if name.kind == "person" and (name.known or len(name.words) > 1)]
    evidence = _Evidence(
        doc,
        reference,
        roles,
        names,
        frozenset(word for name in people for word in name.words),
        frozenset(name.words[0] for name in unknown_bodies if len(name.words) > 1),
        frozenset(token.text for token in doc),
        frozenset(token.text for token in doc if is_alone(token)),
    )
    settled = []
    for name in names:
        if name.known or name.kind not in ("person", "organization"):
            settled.append(name)
            continue
        before = doc[name.start - 1] if name.start else None
        is_acronym = name.end - name.start == 1 and doc[name.start].text.isupper()
        if is_acronym and before is not None and (before.like_num or before.lower_ in CLOCK):
            continue  # "8:30 p.m. BST"
        settle: Callable[[_Evidence, Candidate], bool] = _settle_person if name.kind == "person" else _settle_body
        if settle(evidence, name):
            settled.append(name)
    return settled


def with_own_acronyms(doc: Doc, names: list[Candidate]) -> list[Candidate]:
    """The names, where what an article abbreviates is not what the tables abbreviate so: 'National Transport Council
    (NTC)' is not Libya's.
    """
    own: dict[str, Candidate] = {}
    for name in names:
        behind = doc[name.end : name.end + 3]
        if len(behind) == 3 and (behind[0].text, behind[2].text) == ("(", ")"):
            words = normalise(doc[name.start : name.end].text).split()
            initials = {"".join(word[0] for word in some) for some in (words, [w for w in words if w not in SMALL])}
            if name.end - name.start > 2 and behind[1].lower_ in initials:
                own[behind[1].text] = name
    return [
        Candidate(name.start, name.end, name.head, "name", "organization", text)
        if (text := doc[name.start : name.end].text) in own and name.known and name.known is not own[text].known
        else name
        for name in names
    ]


def _settle_person(evidence: _Evidence, name: Candidate) -> bool:
    doc = evidence.doc
    if any(start <= name.start and name.end <= end for start, end in evidence.roles.items()):
        return False  # "Chief Executive Officer"
    last = doc[name.end - 1].lower_
    if len(name.words) > 1:
        if last in KIND_OF or last in evidence.reference.body_nouns or is_body(last) or _is_slogan(evidence, name):
            name.kind = "organization"
        else:
            _drop_description(evidence, name)
        return True
    word = name.words[0] if name.words else ""
    is_acronym = doc[name.start].text.isupper() and 1 < len(word) <= LONGEST_ACRONYM
    said = {one for words in words_beside(doc, name) for one in words}
    if word in evidence.full_people:
        return True
    if is_acronym or word in evidence.first_of_bodies or (said & KIND_OF.keys() and not _personal(evidence, said)):
        name.kind = "organization"
    return True


def _is_slogan(evidence: _Evidence, name: Candidate) -> bool:
    """Whether a name is made as those of campaigns are: from people in the plural on ('Mothers Against Guns'), or with
    an abbreviation at its end ('Walk For Peace UK').
    """
    first, last = evidence.doc[name.start], evidence.doc[name.end - 1]
    # The table holds singulars, but for a few: "women".
    is_plural = first.lower_ not in evidence.reference.agents or first.lower_ in PLURALS
    is_of_people = evidence.roles.get(name.start) == name.start + 1 and is_plural
    is_shouted = all(token.text.isupper() for token in evidence.doc[name.start : name.end])
    is_abbreviated = name.end - name.start > 2 and last.text.isupper() and len(last.text) > 1 and "." not in last.text
    return is_of_people or (is_abbreviated and not is_shouted and last.lower_ not in GENERATIONS)


def _drop_description(evidence: _Evidence, name: Candidate) -> None:
    """Leaves out a first word that is no given name, where the rest is a surname that somebody is known by."""
    doc = evidence.doc
    first, rest = doc[name.start], name.words[1:]
    if evidence.is_given(first) or len(rest) != 1 or first.text.isupper():
        return
    is_surname = bool(evidence.reference.leaders(rest[0], None)) or any(
        other.kind == "person" and len(other.words) > 1 and other.words[-1:] == rest and other.words != name.words
        for other in evidence.names
    )
    is_word = first.lower_ in evidence.written or first.lower_.endswith(DESCRIBING_ENDINGS)
    if is_surname and is_word:
        _cut(doc, name, name.start + 1, "person")


def _settle_body(evidence: _Evidence, name: Candidate) -> bool:
    doc = evidence.doc
    words = doc[name.start : name.end]
    if len(words) == 1:
        if name.words[0] in evidence.full_people and evidence.is_given(words[0]):
            name.kind = "person"
        return name.kind == "person" or not _is_common(evidence, words[0])
    if TELLING_WORDS & set(name.words[1:]) or any(is_body(word) for word in name.words):
        return True
    for position in range(name.start, name.end - 1):
        after = evidence.roles.get(position, name.end)
        is_named = after < name.end and (evidence.is_given(doc[after]) or _is_person_titled(evidence, after, name))
        if is_named:  # "United States Representative Elijah Cummings"
            _cut(doc, name, after, "person")
            return True
    given = next((at for at in range(name.start + 1, name.end - 1) if _is_full_name(evidence, at, name.end)), None)
    if given and doc[given - 1].ent_type_ in ("ORG", "GPE") and _is_place(evidence, name.start, given):
        _cut(doc, name, given, "person")  # "Ohio Sherrod Brown"
        return True
    is_shaped = all(token.text[:1].isupper() and (token.text[1:].islower() or "." in token.text) for token in words)
    if not is_shaped or not 1 < len(words) <= LONGEST_PERSON:
        return True
    said = {one for phrase in words_beside(doc, name) for one in phrase}
    signs = evidence.is_given(words[0]) + _personal(evidence, said) + (words[-1].text in evidence.alone)
    signs += evidence.is_given(words[0]) and _is_full_name(evidence, name.start, name.end)
    if signs > 1 or (signs and evidence.has_title(name)):
        _cut(doc, name, name.start, "person")
    return True


def _is_common(evidence: _Evidence, token: Token) -> bool:
    """Whether a capitalised word taken for a body is an ordinary one: the article has it in small letters too, or it is
    a noun for people or bodies in general ("Department").
    """
    if token.text.isupper():
        return False
    word = token.lower_
    return word in evidence.written or word in evidence.reference.agents or word in evidence.reference.body_nouns


def _is_person_titled(evidence: _Evidence, start: int, name: Candidate) -> bool:
    """Whether a title's noun is followed by two words, none of which is said of bodies: 'Security Adviser Akiba Takeo'.

    The role noun ends at `start`; it may not be all that is before ("Workers United Front").
    """
    doc = evidence.doc
    noun = doc[start - 1].lower_
    sector = evidence.reference.agents.get(noun)
    rest = doc[start : name.end]
    is_office = not is_body(noun) and sector in OFFICE_SECTORS and noun in evidence.reference.agents
    return (
        is_office
        and len(rest) == 2
        and all(token.is_title and token.tag_ in PROPER for token in rest)
        and not any(is_body(token.lower_) or token.lower_ in TELLING_WORDS for token in rest)
        and not any(token.lower_ in evidence.reference.body_nouns | evidence.reference.agents for token in rest)
    )


def _is_full_name(evidence: _Evidence, start: int, end: int) -> bool:
    """Whether tokens are a given name and a family name, with others or initials between."""
    words = evidence.doc[start:end]
    is_short = 1 < len(words) < LONGEST_PERSON and all(token.text[:1].isupper() for token in words)
    return is_short and evidence.is_given(words[0]) and evidence.reference.is_surname(normalise(words[-1].text))


def _is_place(evidence: _Evidence, start: int, end: int) -> bool:
    words = evidence.doc[start:end].text
    return words in evidence.reference.country_names.values() or bool(placenames.entries(words))


def _personal(evidence: _Evidence, said: set[str]) -> bool:
    return any(
        (is_personal(word) or word in evidence.reference.agents) and not is_body(word) and word not in KIND_OF
        for word in said
    )


def _cut(doc: Doc, name: Candidate, start: int, kind: ActorKind) -> None:
    name.start, name.kind = start, kind
    name.head = root_of(doc, start, name.end)
    name.name = clean(doc[start : name.end].text)
