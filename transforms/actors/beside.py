"""What an article says of those it names, in the words beside the name.

"Actress Denise Crosby", "airline Mahan Air", "Reed, a motorcyclist", "Reed is the mayor", "served as mayor", "a company
called Apple", "a man identified as Reed": the nouns by which "the actress", "the airline" or "the man" is found again.
"""

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from transforms.actors.candidates import MODIFIERS, NOUNS, Candidate
from transforms.actors.gazetteer import normalise

NAMING_VERBS = frozenset({"call", "name", "identify", "know", "dub", "title"})
LINKING_VERBS = frozenset({"be", "become", "remain"})
SUPPOSING = frozenset({"if", "whether", "unless", "though"})
SURE_AUXILIARIES = frozenset({"will", "’ll", "'ll"})


def words_beside(doc: Doc, name: Candidate) -> list[frozenset[str]]:
    """The folded words of each noun phrase that describes a named person or body, its head noun among them."""
    return [_words(head, name) for head in _heads(doc, name)]


def says_so(verb: Token) -> bool:
    """Whether a linking verb says what its subject is: not 'is no', 'if she were', 'would be', 'might have been'."""
    for child in verb.children:
        is_supposed = child.dep_ == "mark" and child.lower_ in SUPPOSING
        is_unsure = child.tag_ == "MD" and child.lower_ not in SURE_AUXILIARIES
        if child.dep_ == "neg" or is_supposed or is_unsure:
            return False
    return True


def _words(head: Token, name: Candidate) -> frozenset[str]:
    own = range(name.start, name.end)
    tokens = [head, *(child for child in head.children if child.dep_ in MODIFIERS and child.i not in own)]
    for preposition in head.children:
        if preposition.dep_ == "prep" and preposition.lower_ == "of":
            tokens += [child for child in preposition.children if child.dep_ == "pobj"]
    return frozenset(word for token in tokens for word in normalise(_singular(token)).split())


def _singular(token: Token) -> str:
    return str(token.lemma_ if token.tag_ in ("NN", "NNS") else token.text)


def _heads(doc: Doc, name: Candidate) -> Iterable[Token]:
    """The nouns that a name stands beside or is said to be."""
    head = doc[name.head]
    yield from _modifying(doc, name)
    if head.dep_ == "appos" and head.head.tag_ in NOUNS:
        yield head.head
    said = [child for child in head.children if child.dep_ == "appos"]
    verb = head.head
    if head.dep_ in ("nsubj", "nsubjpass") and says_so(verb):
        if verb.lemma_ in LINKING_VERBS:
            said += [child for child in verb.children if child.dep_ == "attr"]
        said += _as(verb)
    elif head.dep_ in ("oprd", "attr", "dobj") and verb.lemma_ in NAMING_VERBS:
        said += _named_so(verb)
    elif head.dep_ == "pobj" and verb.lower_ == "as" and verb.head.lemma_ in NAMING_VERBS:
        said += _named_so(verb.head)
    for noun in said:
        yield from (one for one in (noun, *noun.conjuncts) if one.tag_ in NOUNS)


def _modifying(doc: Doc, name: Candidate) -> Iterable[Token]:
    """The nouns right before a name in its own phrase: 'Actress', 'airline'."""
    position = name.start - 1
    while position >= 0 and doc[position].tag_ in NOUNS and doc[position].dep_ in (*MODIFIERS, "appos"):
        token = doc[position]
        if token.head.i not in range(position, name.end) or token.ent_type_ in ("PERSON", "GPE", "NORP"):
            return
        yield token
        position -= 1


def _as(verb: Token) -> list[Token]:
    """'served as mayor', 'was elected as president', 'Moore as chair'."""
    preposition = (child for child in verb.children if child.dep_ == "prep" and child.lower_ == "as")
    return [noun for one in preposition for noun in one.children if noun.dep_ == "pobj"]


def _named_so(verb: Token) -> list[Token]:
    """Who is called by the name: the noun that a participle modifies, or the verb's passive subject or object."""
    if verb.dep_ in ("acl", "relcl"):
        return [verb.head]
    return [child for child in verb.children if child.dep_ in ("nsubjpass", "dobj")]
