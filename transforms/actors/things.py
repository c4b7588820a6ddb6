"""Names that the entity recognizer takes for a person's or a body's and that are those of things and places.

Laws, storms, diseases, roads and towns are no actors. What a name's own words mean tells most of them; the rest of the
article tells others: where it stands after "in", what the recognizer sees in it elsewhere, and that "Dorian" is the
storm of "Hurricane Dorian". Who is named with a title or in full, or speaks, is somebody all the same.
"""

from collections import Counter, defaultdict

from spacy.tokens import Doc, Token

from transforms import placenames
from transforms.actors.bodies import ordinary_words
from transforms.actors.candidates import MODIFIERS, PROPER, Candidate
from transforms.actors.gazetteer import normalise
from transforms.actors.nouns import KIND_OF, PLACES, TELLING_WORDS, THINGS, THINGS_FIRST, is_body
from transforms.actors.titles import is_honorific
from transforms.actors.whereabouts import Whereabouts
from transforms.reference import Reference

# Open names of bodies and end those of buildings and events: "Center for Food Safety".
OPENING = frozenset({"center", "centre", "conference", "campaign"})
LINKS = frozenset({"of", "for", "on", "in", "against", "to"})
LOCATIVES = frozenset({"in", "at", "near", "outside", "across", "around", "inside", "off"})
SPEAKING = frozenset(
    {"say", "tell", "add", "announce", "argue", "ask", "believe", "call", "claim", "confirm", "declare", "deny"}
    | {"estimate", "explain", "find", "insist", "note", "report", "state", "think", "urge", "warn", "write", "want"}
)
THING_LABELS = frozenset({"GPE", "LOC", "FAC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE"})
GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
BRACKETS = frozenset("[]{}<>|")


def without_things(
    doc: Doc, names: list[Candidate], role_ends: dict[int, int], where: Whereabouts, reference: Reference
) -> list[Candidate]:
    """The names without those of things. Names of the tables stay, but no person does of whom a street is named.

    `role_ends` are the role nouns: the token behind the last, and the first.
    """
    evidence = _Evidence(doc, names, role_ends, where, reference)
    return [name for name in names if not evidence.is_thing(name)]


class _Evidence:
    def __init__(
        self, doc: Doc, names: list[Candidate], role_ends: dict[int, int], where: Whereabouts, reference: Reference
    ) -> None:
        self.doc = doc
        self.role_ends = role_ends
        self.reference = reference
        people = [name for name in names if name.kind == "person" and len(name.words) > 1]
        self.full = {word for name in people if name.known or not self._is_made_as_thing(name) for word in name.words}
        self.labels: dict[str, Counter[bool]] = defaultdict(Counter)
        for entity in doc.ents:
            self.labels[normalise(entity.text)][entity.label_ in THING_LABELS] += 1
        self.located: dict[str, Counter[bool]] = defaultdict(Counter)
        for name in names:
            if not name.known:
                self.located[normalise(name.name)][_is_located(doc[name.head])] += 1
        self.written = where.words
        self.opened = self._opened() if any(_opens(word) for word in self.written) else frozenset()

    def _opened(self) -> frozenset[str]:
        """The words that name storms and the like: 'Katrina' and 'Rita' in 'Hurricanes Katrina and Rita'."""
        after = [token.nbor() for token in self.doc[:-1] if _opens(token.text)]
        return frozenset(one.lower_ for token in after if token.tag_ in PROPER for one in (token, *token.conjuncts))

    def is_thing(self, name: Candidate) -> bool:
        """Whether a name is that of a thing or place."""
        if name.kind == "person":
            return self._is_named_after(name) or (not name.known and self._is_no_person(name))
        return name.kind == "organization" and not name.known and self._is_no_body(name)

    def _is_named_after(self, name: Candidate) -> bool:
        """'Karl Marx Avenue', 'Hurricane Ike', of which the recognizer saw the person alone."""
        if names_thing(self.doc, name.end):
            return True
        before = self.doc[name.start - 1] if name.start else None
        is_opened = before is not None and before.is_title and before.lower_ in THINGS_FIRST
        return is_opened and not name.known

    def _is_no_person(self, name: Candidate) -> bool:
        if any(token.text[-1:] in BRACKETS or token.text[:1] in BRACKETS for token in self.doc[name.start : name.end]):
            return True
        words = name.words
        if GENERATIONS.issuperset(words) or all(is_honorific(token) for token in self.doc[name.start : name.end]):
            return True
        if len(words) > 1 and (self._is_made_as_thing(name) or self._is_of_ordinary_words(name)):
            return True
        if not words or self._is_titled(name) or (len(words) == 1 and words[0] in self.full):
            return False
        if len(words) == 1 and (words[0] in THINGS or words[0] in self.opened or self._is_common(name)):
            return True
        return not self._speaks(name) and self._is_place(name)

    def _is_made_as_thing(self, name: Candidate) -> bool:
        """Whether the words of a name of several are a thing's or place's: 'Fort Bragg', 'Magic Marathon'."""
        words = name.words
        if words[0] in THINGS_FIRST and len(words) == 2 and not self._is_given(name):
            return True
        is_headed = words[-1] in THINGS or words[-1] in PLACES
        return is_headed and not (self._is_given(name) and self.reference.is_surname(words[-1]))

    def _is_of_ordinary_words(self, name: Candidate) -> bool:
        """'Worldwide Diving Adventures': no word of it is a name, though some have it as theirs ("Rich Strike")."""
        is_ordinary = all(word in ordinary_words() for word in name.words)
        return is_ordinary and not self._is_given(name) and not self.reference.is_surname(name.words[-1])

    def _is_place(self, name: Candidate) -> bool:
        """Whether the article uses a name of nobody known for a place, or the tables know a place of that name."""
        key = normalise(name.name)
        if self.labels[key][True] > self.labels[key][False]:
            return True
        if self.located[key][True] > self.located[key][False]:
            return True
        return bool(placenames.entries(name.name)) and not self._is_given(name)

    def _is_no_body(self, name: Candidate) -> bool:
        words = name.words
        if not words or (len(words) == 1 and words[0] in self.opened - self.full):
            return True
        last = next((words[at - 1] for at, word in enumerate(words) if word in LINKS and at), words[-1])
        shows_body = bool(TELLING_WORDS & set(words)) or _names_body(words[-1], self.reference)
        if last in THINGS:
            return not self._speaks(name)
        if len(words) == 2 and words[0] in THINGS_FIRST and not shows_body:
            return True
        is_headed = _names_body(last, self.reference) or (last in OPENING and last != words[-1])
        shows_body = shows_body or is_headed or self._is_called_a_body(name)
        if not shows_body and all(word in LINKS or word in ordinary_words() for word in words):
            return not self._acts(name)  # "Computer Fraud", "Defense" of a longer name
        if (last in PLACES or bool(placenames.entries(name.name))) and not shows_body:
            return not self._acts(name)
        return False

    def _is_called_a_body(self, name: Candidate) -> bool:
        """'the group Women Cross Borders'."""
        return name.start > 0 and is_body(self.doc[name.start - 1].lower_)

    def _is_common(self, name: Candidate) -> bool:
        """Whether one word taken for a name is an ordinary one: 'Attorney', 'Tribal'."""
        word = self.doc[name.start].lower_
        is_word = word in self.written or word in self.reference.agents or word in ordinary_words()
        return is_word and not self._is_given(name) and not self.reference.is_surname(word)

    def _is_given(self, name: Candidate) -> bool:
        return self.doc[name.start].text in self.reference.genders

    def _is_titled(self, name: Candidate) -> bool:
        return name.start in self.role_ends or (name.start > 0 and is_honorific(self.doc[name.start - 1]))

    def _speaks(self, name: Candidate) -> bool:
        head = self.doc[name.head]
        return head.dep_ == "nsubj" and head.head.lemma_ in SPEAKING

    def _acts(self, name: Candidate) -> bool:
        head = self.doc[name.head]
        return head.dep_ in ("nsubj", "agent") and head.head.lemma_ != "be"


def tells_kind(word: str, reference: Reference) -> bool:
    """Whether the last word of a name says what it is that of: a hospital, a road, a law."""
    return word in THINGS | PLACES or _names_body(word, reference)


def _names_body(word: str, reference: Reference) -> bool:
    return is_body(word) or word in KIND_OF or word in reference.body_nouns


def _opens(word: str) -> bool:
    return word[:1].isupper() and word.lower() in THINGS_FIRST


def names_thing(doc: Doc, end: int) -> bool:
    """Whether a name that ends before a token opens that of a thing: 'Karl Marx Avenue', 'National Action Plan'."""
    if end >= len(doc):
        return False
    last, behind = doc[end - 1], doc[end]
    is_thing = behind.is_title and behind.tag_ in PROPER and behind.lower_ in THINGS | PLACES
    return is_thing and last.dep_ in MODIFIERS and last.head.i >= behind.i


def _is_located(token: Token) -> bool:
    return token.dep_ == "pobj" and token.head.lower_ in LOCATIVES
