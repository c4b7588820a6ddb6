"""Who acts in a clause and who is acted upon, read off a spaCy parse with the ClearNLP labels of the English models.

What a clause leaves unsaid is filled in: the subject of an infinitive, a participle or a conjoined verb, the noun
behind a relative pronoun, the agent that several passives share.
"""

from spacy.tokens import Token

from transforms.events.lemmas import base_form
from transforms.events.rules import words

SUBJECT_DEPS = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECT_DEPS = frozenset({"nsubjpass", "csubjpass"})
OBJECT_DEPS = frozenset({"dobj", "obj"})
RELATIVE_PRONOUNS = frozenset({"who", "whom", "which", "that"})
PREDICATE_POS = frozenset({"VERB", "AUX"})
TEMPORAL = frozenset({"DATE", "TIME"})


def with_conjuncts(token: Token) -> list[Token]:
    """A token and what is coordinated with it, from it on."""
    return [token, *(other for other in token.conjuncts if other.i > token.i)]


def is_negated(token: Token) -> bool:
    """Whether a verb has its own negation, or a subject or object with 'no'."""
    for child in token.children:
        if child.dep_ == "neg" or child.lower_ in ("never", "neither", "nor"):
            return True
        if child.dep_ in ("aux", "auxpass") and any(inner.dep_ == "neg" for inner in child.children):
            return True  # "had not, so far, announced"
        if child.dep_ in ("nsubj", "nsubjpass", "dobj") and any(inner.lower_ == "no" for inner in child.children):
            return True
    return False


def is_passive(verb: Token) -> bool:
    """Whether a verb is passive: by its auxiliary or subject, as a reduced relative, or conjoined with a passive."""
    deps = {child.dep_ for child in verb.children}
    if deps & {"auxpass", "nsubjpass", "agent"}:
        return True
    if verb.tag_ != "VBN" or "aux" in deps or deps & (OBJECT_DEPS | SUBJECT_DEPS):
        return False
    if verb.dep_ == "conj" and verb.head.pos_ in PREDICATE_POS:
        return is_passive(verb.head)
    return verb.dep_ in ("acl", "advcl")


def antecedent(token: Token) -> Token:
    """The noun behind a relative pronoun; any other token itself."""
    if token.lower_ not in RELATIVE_PRONOUNS or token.tag_ not in ("WDT", "WP", "IN", "DT"):
        return token
    node = token
    while node.dep_ not in ("relcl", "ROOT") and node.head.i != node.i:
        node = node.head
    return node.head if node.dep_ == "relcl" else token


def own(verb: Token, deps: frozenset[str]) -> list[Token]:
    """The words that hang on a verb itself with one of these labels, relative pronouns resolved."""
    return [antecedent(child) for child in verb.children if child.dep_ in deps]


def controller(verb: Token) -> list[Token]:
    """Who a verb without a subject of its own takes it from."""
    head = verb.head
    if verb.dep_ == "acl":
        return _modified(verb)
    if verb.dep_ == "pcomp" and head.dep_ == "prep":
        return _of_preposition(head)
    if verb.dep_ in ("xcomp", "ccomp", "advcl", "conj", "dep") and head.pos_ in PREDICATE_POS:
        controls = verb.dep_ in ("xcomp", "ccomp", "advcl") and base_form(head) in words("object_control")
        shares_passive = verb.dep_ == "conj" and is_passive(head) and is_passive(verb)
        objects = patients(head) if controls or shares_passive else []
        return objects or subjects(head)
    return subjects(head.head) if verb.dep_ == "xcomp" and head.pos_ == "ADJ" else []


def _modified(verb: Token) -> list[Token]:
    """The subject of a clause that modifies a noun: "police arresting X", "the decision to arrest X"."""
    noun = verb.head
    is_infinitive = any(child.lower_ == "to" for child in verb.children)
    if verb.tag_ in ("VBG", "VBN") and not is_infinitive:
        return (_owners(noun) or [noun]) if base_form(noun) in words("utterance") else [noun]
    return _owners(noun)


def _of_preposition(preposition: Token) -> list[Token]:
    """The subject of a gerund behind a preposition: "thanked X for releasing Y", "after meeting Y"."""
    governor = preposition.head
    if governor.pos_ not in PREDICATE_POS:
        return _owners(governor)
    objects = [noun for noun in patients(governor) if base_form(noun) not in words("own_deed")]
    return objects if objects and preposition.lower_ in ("of", "from", "for", "into") else subjects(governor)


def patients(verb: Token) -> list[Token]:
    """Who is acted upon: the object, or the subject of a passive, which conjoined passives share."""
    if is_passive(verb):
        is_shared = verb.dep_ == "conj" and verb.head.pos_ in PREDICATE_POS and is_passive(verb.head)
        return own(verb, PASSIVE_SUBJECT_DEPS) or (patients(verb.head) if is_shared else [])
    return own(verb, OBJECT_DEPS) or [child for child in verb.children if child.dep_ == "dative"]


def _owners(noun: Token) -> list[Token]:
    """Whose a noun such as 'decision' is: its possessor or author, else the subject of the verb it is object of."""
    owners = [child for child in noun.children if child.dep_ == "poss"]
    owners += [inner for child in noun.children if child.lower_ == "by" for inner in child.children]
    if not owners and noun.dep_ in ("dobj", "pobj"):
        verb = noun.head if noun.dep_ == "dobj" else noun.head.head
        if verb.pos_ in PREDICATE_POS:
            owners = subjects(verb)
    return owners


def agents(word: Token) -> list[Token]:
    """Who did what a passive or a noun says."""
    return [
        inner
        for child in word.children
        if child.dep_ == "agent" or (child.lower_ == "by" and word.pos_ in ("NOUN", "PROPN"))
        for inner in child.children
        if inner.dep_ == "pobj" and inner.ent_type_ not in TEMPORAL
    ]


def shared_agents(verb: Token) -> list[Token]:
    """The agent that passives share: "were detained, questioned and beaten by police"."""
    if any(child.dep_ in ("prep", "advcl", "xcomp") for child in verb.children):
        return []
    following = [other for other in verb.conjuncts if other.i > verb.i and other.pos_ == "VERB"]
    return [agent for other in following if is_passive(other) for agent in agents(other)]


def subjects(verb: Token) -> list[Token]:
    """Who acts: the subject, the agent of a passive, or whom the clause takes its subject from."""
    if is_passive(verb):
        if acting := agents(verb):
            return acting
        # The subject of "was expected to visit" is who visits: the passive verb is only the frame of the infinitive.
        return own(verb, PASSIVE_SUBJECT_DEPS) if any(c.dep_ == "xcomp" for c in verb.children) else []
    return own(verb, SUBJECT_DEPS) or own(verb, PASSIVE_SUBJECT_DEPS) or controller(verb)
