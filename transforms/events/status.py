"""Whether an event took place: actual, planned, proposed, promised, denied, cancelled or hypothetical.

Read from the trigger outwards: its own auxiliaries, negation and modifiers, then each clause that holds it. The
innermost sign counts, except that a cancellation, denial or condition further out overrides a plan, proposal or
promise further in. What counts as an event's factuality follows FactBank (Saurí and Pustejovsky 2009), cut to what a
table of events needs.
"""

from functools import cache

from spacy.tokens import Token

from transforms.events.frames import PREDICATE_POS, is_negated
from transforms.events.lemmas import base_form
from transforms.events.rules import words

OVERRIDING = frozenset({"denied", "cancelled", "hypothetical"})
WEAK = frozenset({"planned", "proposed", "promised"})
CONDITIONAL_MARKS = frozenset({"if", "unless", "whether", "lest"})
MODALS = {
    **dict.fromkeys(("will", "shall", "'ll", "wo", "’ll"), "planned"),
    **dict.fromkeys(("may", "might", "could", "can", "ca"), "hypothetical"),
    **dict.fromkeys(("should", "must", "ought"), "proposed"),
}
LINKING_DEPS = frozenset(
    {
        *("xcomp", "ccomp", "acl", "relcl", "pcomp", "acomp", "advcl", "conj", "attr", "oprd", "dep", "appos"),
        *("prep", "dobj", "pobj", "nsubj", "nsubjpass"),
    }
)
CALLED_OFF = frozenset({("call", "off"), ("put", "off"), ("break", "off")})
DEEPEST = 8
STATUSES_OF_WORDS = ("planned", "proposed", "promised", "denied", "cancelled", "hypothetical")


@cache
def _governors() -> dict[str, str]:
    """What a governing verb, noun or adjective says about the event that it governs: lemma -> status."""
    return {word: status for status in STATUSES_OF_WORDS for word in words(f"{status}_governor")}


@cache
def _modifiers() -> dict[str, str]:
    """What a modifier says about the event that it modifies: word in lower case -> status."""
    return {word: status for status in STATUSES_OF_WORDS for word in words(f"{status}_modifier")}


def _has_condition(verb: Token) -> bool:
    """Whether a clause holds only under a condition ("will attack if ...")."""
    return any(
        child.dep_ == "advcl" and any(mark.lower_ in ("if", "unless") for mark in child.children)
        for child in verb.children
    )


def _was_to_have(verb: Token) -> bool:
    """'was to have met', 'was supposed to have met'."""
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    head = verb.head
    return {"to", "have"} <= auxiliaries and verb.dep_ in ("xcomp", "ccomp", "advcl") and head.tag_ in ("VBD", "VBN")


def _own_status(verb: Token) -> str | None:
    """What a verb's own auxiliaries, negation and marks say of it; None for a plain statement."""
    if is_negated(verb):
        return "denied"
    if any(child.dep_ == "mark" and child.lower_ in CONDITIONAL_MARKS for child in verb.children):
        return "hypothetical"
    if _was_to_have(verb):
        return "cancelled"
    auxiliaries = [child for child in verb.children if child.dep_ == "aux"]
    for auxiliary in auxiliaries:
        word = auxiliary.lower_
        if word in ("would", "'d", "’d"):
            has_perfect = any(other.lower_ == "have" for other in auxiliaries)
            reported = verb.dep_ == "ccomp" and base_form(verb.head) in words("reporting") and not has_perfect
            return "planned" if reported and not _has_condition(verb) else "hypothetical"
        if word in MODALS:
            return "hypothetical" if _has_condition(verb) else MODALS[word]
    return None


def _governor_status(node: Token, head: Token) -> str | None:
    """What a governing word says of what it governs; None when it takes it for granted."""
    lemma = base_form(head)
    if status := _phrasal_status(node, head, lemma):
        return status
    status = _governors().get(lemma)
    is_clause = node.pos_ == "VERB"
    if status is None or (is_clause and not _completes(node)):
        return None
    if not is_clause and (node.dep_ == "nsubj" or (status == "proposed" and _is_owned(node))):
        return None  # "the meeting failed", "discussed Russia's war": it took place
    if head.pos_ == "VERB" and is_negated(head):
        return {"denied": None, "planned": "denied", "promised": "denied"}.get(status, "hypothetical")
    return "cancelled" if status == "planned" and head.tag_ == "VBN" and _was_overtaken(head) else status


def _is_owned(noun: Token) -> bool:
    return any(child.dep_ == "poss" and child.ent_type_ != "DATE" for child in noun.children)


def _phrasal_status(node: Token, head: Token, lemma: str) -> str | None:
    """'called off', 'ruled out', 'is to meet'."""
    particles = {child.lower_ for child in head.children if child.dep_ == "prt" or child.pos_ == "ADP"}
    if node.pos_ != "VERB" and any(lemma == verb and particle in particles for verb, particle in CALLED_OFF):
        return "cancelled"
    if lemma == "rule" and "out" in particles:
        return "denied"
    if lemma in ("be", "have") and node.dep_ in ("xcomp", "ccomp") and _is_infinitive(node):
        return "planned"
    return None


def _is_infinitive(verb: Token) -> bool:
    return any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children)


def _completes(verb: Token) -> bool:
    """Whether a verb is what its governor speaks of, rather than an aside of its own."""
    if verb.dep_ in ("xcomp", "ccomp", "pcomp"):
        return True
    return verb.dep_ in ("acl", "advcl") and _is_infinitive(verb)


def _was_overtaken(verb: Token) -> bool:
    """'had been expected to ... but': the plan was overtaken."""
    is_past = any(
        child.dep_ in ("auxpass", "aux") and child.lower_ in ("was", "were", "had") for child in verb.children
    )
    return is_past and any(child.dep_ == "cc" and child.lower_ == "but" for child in verb.children)


def _modifier_status(noun: Token) -> str | None:
    for child in noun.children:
        if child.dep_ in ("amod", "compound", "advmod") and child.lower_ in _modifiers():
            return _modifiers()[child.lower_]
    return None


def _climb(token: Token) -> str:
    node, found = token, None
    for _ in range(DEEPEST):
        if node.pos_ in PREDICATE_POS:
            own = _own_status(node)
        elif node.pos_ in ("NOUN", "PROPN"):
            own = _modifier_status(node)
        else:
            own = None
        found = _combine(found, own)
        head = node.head
        if head.i == node.i or node.dep_ not in LINKING_DEPS:
            break
        is_clause_of_noun = node.dep_ == "relcl" or (node.dep_ == "acl" and not _is_infinitive(node))
        if is_clause_of_noun or (node.dep_ in ("nsubj", "pobj") and node.pos_ != "VERB" and _is_bystander(node, head)):
            break
        if node.dep_ == "conj":
            shared = node.pos_ == head.pos_ and not any(c.dep_ in ("nsubj", "nsubjpass", "aux") for c in node.children)
            if not shared:
                if head.dep_ in ("ccomp", "xcomp"):
                    node = head
                    continue
                break
        elif node.dep_ == "advcl" and not _is_infinitive(node):
            break
        elif node.dep_ == "advcl" and found is None and _governors().get(base_form(head)) is None:
            found = "planned"  # a purpose: "sent troops to attack"
        if node.dep_ != "conj":
            found = _combine(found, _governor_status(node, head))
        node = head
    return found or "actual"


def _is_bystander(noun: Token, head: Token) -> bool:
    """Whether the clause around a noun says something else than whether the noun's event took place."""
    if noun.dep_ == "nsubj":
        return base_form(head) not in ("take", "begin", "start", "resume", "be", "occur", "go", "continue")
    if noun.dep_ == "pobj" and head.head.pos_ == "VERB" and _is_owned(noun):
        return True  # "to unite against Russia's war"
    return head.lower_ not in ("of", "for", "on", "about", "to", "off", "out", "with", "against", "from", "in", "into")


def _combine(inner: str | None, outer: str | None) -> str | None:
    if inner is None:
        return outer
    if outer in OVERRIDING and inner in WEAK:
        return outer
    return inner


def status_of(trigger: Token, anchor: Token | None = None) -> str:
    """The status of the event that a trigger names; `anchor` is the verb that carries a noun's tense, if any.

    Gives one of schemas.vocabulary.STATUSES. A question leaves the event hypothetical.
    """
    if str(trigger.sent.text).rstrip("\"'”’ )").endswith("?"):
        return "hypothetical"
    if anchor is None or anchor.i == trigger.i or trigger.head.i != anchor.i:
        return _climb(trigger)
    within = _combine(_modifier_status(trigger), _governor_status(trigger, anchor))
    return _combine(within, _outer(anchor)) or "actual"


def _outer(anchor: Token) -> str | None:
    status = _climb(anchor)
    return None if status == "actual" else status
