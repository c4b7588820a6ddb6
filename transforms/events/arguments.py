"""From the head of a noun phrase to the actors it stands for: the source and target of an event.

The actor may be the phrase itself, what is coordinated with it, its apposition, or an actor inside it: who owns,
modifies or is named after it ("North Korea's nuclear test site" -> North Korea). A phrase without an actor gives a
mention with none, so that the words are kept as evidence.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from transforms.document import Document, Mention
from transforms.events.clauses import with_conjuncts
from transforms.events.frames import MODIFIER_DEPS
from transforms.events.lemmas import base_form
from transforms.events.rules import words

NOMINAL_POS = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET"})
# Where an actor hides in a phrase, in the order of trust, for who acts and for who is acted upon.
SOURCE_PREPOSITIONS = ("between", "of", "by", "from", "in", "for", "at", "with")
TARGET_PREPOSITIONS = ("of", "by", "from", "against", "on", "with", "in", "to", "for", "at", "between", "over", "into")
NOT_AN_ARGUMENT = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL"})
DEEPEST = 3
WIDER_DEPS = frozenset(
    {
        "dobj",
        "prep",
        "pobj",
        "pcomp",
        "acl",
        "relcl",
        "dative",
        "xcomp",
        "poss",
        "compound",
        "amod",
        "nmod",
        "conj",
        "appos",
    }
)
# Behind these stands when, why or according to whom.
OTHER_CIRCUMSTANCES = frozenset(
    {
        "after",
        "before",
        "during",
        "since",
        "until",
        "despite",
        "amid",
        "following",
        "as",
        "like",
        "without",
        "because",
        "according",
    }
)
# "filed a complaint with the ombudsman": where it is filed, not against whom.
LODGED = frozenset({"complaint", "appeal", "petition", "suit", "lawsuit", "objection"})


def phrase(token: Token) -> Mention:
    """The noun phrase around a head, without its clauses and prepositional parts, as a mention of nobody known."""
    start = end = token.i
    for child in token.children:
        if child.dep_ in (*MODIFIER_DEPS, "det", "nummod", "poss", "quantmod", "predet") and child.i < token.i:
            start = min(start, child.left_edge.i)
        elif child.dep_ in ("flat", "compound") and child.i == end + 1:
            end = child.i
    return Mention(start, end + 1, token.i, "title", None, 0.3)


def _inside(document: Document, token: Token, prepositions: tuple[str, ...], depth: int) -> list[Mention]:
    """Mentions with an actor inside the phrase of a head."""
    by_dep: dict[str, list[Token]] = {"poss": [], "mod": [], "appos": []}
    by_preposition: dict[str, list[Token]] = {}
    for child in token.children:
        if child.dep_ == "poss":
            by_dep["poss"].append(child)
        elif child.dep_ == "appos":
            by_dep["appos"].append(child)
        elif child.dep_ in MODIFIER_DEPS:
            by_dep["mod"].append(child)
        elif child.dep_ in ("prep", "agent"):
            pobjs = [inner for inner in child.children if inner.dep_ == "pobj"]
            by_preposition.setdefault(child.lower_, []).extend(pobjs)
    groups = [by_dep["poss"], by_dep["mod"], by_dep["appos"], *(by_preposition.get(name, []) for name in prepositions)]
    if base_form(token) in words("partitive") and "of" in by_preposition:
        groups.insert(0, by_preposition["of"])
    for group in groups:
        found = [mention for head in group for mention in named(document, head, prepositions, depth + 1)]
        if found:
            return found
    return []


def named(document: Document, head: Token, prepositions: tuple[str, ...], depth: int = 0) -> list[Mention]:
    """The mentions with an actor that a noun phrase gives, each actor once, coordination spelt out."""
    found: list[Mention] = []
    if depth > DEEPEST:
        return found
    for token in with_conjuncts(head):
        mention = document.mention_of(token)
        if mention is not None and mention.actor is not None:
            found.extend(_bearers(document, token, depth) or [mention])
        elif token.pos_ in NOMINAL_POS:
            found.extend(_inside(document, token, prepositions, depth))
    unique: dict[str | None, Mention] = {}
    for mention in found:
        unique.setdefault(mention.actor_key, mention)
    return list(unique.values())


def _bearers(document: Document, token: Token, depth: int) -> list[Mention]:
    """The several whose people a plural names: "the presidents of Armenia and Azerbaijan", "envoys from"; else none."""
    if token.tag_ not in ("NNS", "NNPS"):
        return []
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "from"):
            heads = [inner for inner in child.children if inner.dep_ == "pobj"]
        elif child.dep_ in ("poss", "nmod", "amod", "compound"):
            heads = [child]
        else:
            continue
        if any(any(head.conjuncts) for head in heads):
            found = [mention for head in heads for mention in named(document, head, SOURCE_PREPOSITIONS, depth + 1)]
            if len({mention.actor_key for mention in found}) > 1:
                return found
    return []


def _unnamed(document: Document, head: Token) -> list[Mention]:
    """A phrase whose actor is not known, as evidence; none for dates, amounts and the like."""
    if head.pos_ not in ("NOUN", "PROPN", "PRON") or head.ent_type_ in NOT_AN_ARGUMENT or head.dep_ == "expl":
        return []
    mention = document.mention_of(head)
    return [mention if mention is not None else phrase(head)]


def sources(document: Document, groups: list[list[Token]]) -> list[Mention]:
    """Who acts: the actors of the first group of heads that names any; else the phrase of the first head there is.

    The groups are the fillers of a rule's roles in the order of the rule's preference.
    """
    return _first(document, groups, SOURCE_PREPOSITIONS, [])


def targets(document: Document, groups: list[list[Token]], acting: list[Mention]) -> list[Mention]:
    """Who is acted upon, as `sources`; a group that names nobody but those who act is passed over."""
    return _first(document, groups, TARGET_PREPOSITIONS, acting)


def _first(
    document: Document, groups: list[list[Token]], prepositions: tuple[str, ...], acting: list[Mention]
) -> list[Mention]:
    taken = _keys(acting)
    for group in groups:
        found: dict[str | None, Mention] = {}
        for head in group:
            for mention in named(document, head, prepositions):
                found.setdefault(mention.actor_key, mention)
        if found.keys() - taken:
            return list(found.values())
    spans = {(mention.start, mention.end) for mention in acting}
    for group in groups:
        for head in group:
            unnamed = _unnamed(document, head)
            if unnamed and (unnamed[0].start, unnamed[0].end) not in spans and unnamed[0].actor_key not in taken:
                return unnamed
    return []


def _keys(mentions: list[Mention]) -> set[str]:
    return {mention.actor_key for mention in mentions if mention.actor_key is not None}


def spelt_out(document: Document, mention: Mention) -> Mention:
    """The phrase of the same sentence that a pronoun stands for, the nearest before it; any other mention itself."""
    if mention.form != "pronoun" or mention.actor is None:
        return mention
    first = document.doc[mention.start].sent.start
    phrases = [
        other
        for other in document.mentions
        if other.form != "pronoun" and first <= other.start < mention.start and other.actor_key == mention.actor_key
    ]
    return max(phrases, key=lambda other: other.start, default=mention)


def _own_words(head: Token) -> Iterator[Token]:
    """The words that hang on a word, clauses of other events left out."""
    for child in head.children:
        if child.i > head.i and child.dep_ in WIDER_DEPS and not _starts_another_clause(child):
            yield child
            yield from _own_words(child)


def _starts_another_clause(token: Token) -> bool:
    if token.dep_ != "prep":
        return False
    is_addressee = token.lower_ == "with" and any(
        base_form(word) in LODGED for word in (token.head, *token.head.children)
    )
    return is_addressee or token.lower_ in OTHER_CIRCUMSTANCES


def wider_target(document: Document, trigger: Token, acting: list[Mention]) -> list[Mention]:
    """Whom an event concerns where no role names anybody: the first actor in what hangs on the trigger.

    "lifted sanctions imposed on India", "open its borders for trucks to enter Mali", "on strike at Iron Ltd".
    """
    taken = _keys(acting)
    for token in sorted(_own_words(trigger), key=lambda token: token.i):
        mention = document.mention_of(token)
        if mention is not None and mention.head == token.i and mention.actor and mention.actor_key not in taken:
            return [mention]
    return []
