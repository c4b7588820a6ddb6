"""Whether an event took place: actual, planned, proposed, promised, denied, cancelled or hypothetical.

Read from the trigger outwards: its own auxiliaries, negation and modifiers, then each clause that holds it. The
innermost sign counts, except that a cancellation, denial or condition further out overrides a plan, proposal or
promise further in. What counts as an event's factuality follows FactBank (Saurí and Pustejovsky 2009), cut to what a
table of events needs.
"""

from functools import cache

from spacy.tokens import Token

from transforms.events.clauses import PREDICATE_POS, is_negated
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
CALLED_OFF = frozenset({("call", "off"), ("put", "off"), ("break", "off"), ("take", "back"), ("pull", "out")})
VOTED_DOWN = frozenset({("vote", "down"), ("turn", "down"), ("rule", "out")})
# Before their subject they open a condition: "had he come", "should it rain".
INVERTED = frozenset({"had", "should", "were"})
# What a passive clause may say of a noun: "the talks scheduled for", but not "the man sought for the attack".
TOLD_OF_NOUNS = frozenset({"planned", "cancelled", "promised", "denied"})
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
    """'was to have met', 'was due to have met', 'had been about to meet'."""
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    head = verb.head.head if verb.head.pos_ == "ADJ" else verb.head
    if "to" not in auxiliaries or verb.dep_ not in ("xcomp", "ccomp", "advcl") or head.tag_ not in ("VBD", "VBN"):
        return False
    had_been = head.lower_ == "been" and any(child.lower_ == "had" for child in head.children)
    return "have" in auxiliaries or (had_been and _is_impending(verb, verb.head))


def _is_impending(verb: Token, head: Token) -> bool:
    """'about to sign'."""
    return head.lower_ == "about" and _is_infinitive(verb)


def _is_inverted(verb: Token) -> bool:
    """Whether a clause is a condition by its order of words alone: "had the king come", "should they withdraw"."""
    opening = [child for child in verb.children if child.dep_ in ("aux", "auxpass") and child.lower_ in INVERTED]
    subjects = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    return bool(opening and subjects) and opening[0].i < subjects[0].i and verb.dep_ in ("advcl", "ccomp")


def _is_reported(verb: Token) -> bool:
    """Whether a clause is what somebody says or promises, so that its "would" is his "will"."""
    head = verb.head
    if verb.dep_ == "ccomp":
        governor = _governors().get(base_form(head)) or _status_of_object(verb, head)
        return base_form(head) in words("reporting") or governor == "promised"
    return _is_content_of_noun(verb)


def _own_status(verb: Token) -> str | None:
    """What a verb's own auxiliaries, negation and marks say of it; None for a plain statement."""
    if is_negated(verb):
        return "denied"
    is_marked = any(child.dep_ == "mark" and child.lower_ in CONDITIONAL_MARKS for child in verb.children)
    if is_marked or _is_inverted(verb):
        return "hypothetical"
    if _was_to_have(verb):
        return "cancelled"
    auxiliaries = [child for child in verb.children if child.dep_ == "aux"]
    for auxiliary in auxiliaries:
        word = auxiliary.lower_
        if word in ("would", "'d", "’d"):
            has_perfect = any(other.lower_ == "have" for other in auxiliaries)
            reported = _is_reported(verb) and not has_perfect
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
    if status is None and node.dep_ in ("xcomp", "ccomp"):
        status = _status_of_object(node, head)
    if status is None or (is_clause and not _completes(node)):
        return None
    if not is_clause and (node.dep_ == "nsubj" or (status == "proposed" and _is_owned(node))):
        return None  # "the meeting failed", "discussed Russia's war": it took place
    if head.pos_ == "VERB" and is_negated(head):
        return {"denied": None, "planned": "denied", "promised": "denied"}.get(status, "hypothetical")
    return "cancelled" if status == "planned" and head.tag_ == "VBN" and _was_overtaken(head) else status


def _status_of_object(clause: Token, head: Token) -> str | None:
    """What the object of a verb says of the clause behind it: "gave an assurance that", "voiced the hope that"."""
    objects = [child for child in head.children if child.dep_ == "dobj" and head.i < child.i < clause.i]
    return _governors().get(base_form(objects[0])) if objects else None


def _is_owned(noun: Token) -> bool:
    return any(child.dep_ == "poss" and child.ent_type_ != "DATE" for child in noun.children)


def _phrasal_status(node: Token, head: Token, lemma: str) -> str | None:
    """'called off', 'revoked', 'ruled out', 'about to meet', 'is to meet'."""
    particles = {child.lower_ for child in head.children if child.dep_ == "prt" or child.pos_ == "ADP"}
    if node.pos_ != "VERB" and any(lemma == verb and particle in particles for verb, particle in CALLED_OFF):
        return "cancelled"
    if node.dep_ in ("dobj", "nsubjpass") and lemma in words("giving_up"):
        return "denied" if is_negated(head) else "cancelled"
    if any(lemma == verb and particle in particles for verb, particle in VOTED_DOWN):
        return "denied"
    if _is_impending(node, head):
        return "planned"
    if lemma in ("be", "have") and node.dep_ in ("xcomp", "ccomp") and _is_infinitive(node):
        return "planned"
    return None


def _is_infinitive(verb: Token) -> bool:
    return any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children)


def _completes(verb: Token) -> bool:
    """Whether a verb is what its governor speaks of, rather than an aside of its own."""
    if verb.dep_ in ("xcomp", "ccomp", "pcomp"):
        return True
    is_purpose = verb.dep_ == "advcl" and any(child.dep_ == "dobj" for child in verb.head.children)
    if verb.dep_ in ("acl", "advcl") and _is_infinitive(verb):
        # "blocked roads to protest" is no block on protests; "urged the chief to resign" may be parsed alike
        return not (is_purpose and base_form(verb.head) in words("denied_governor"))
    return _is_content_of_noun(verb)


def _is_content_of_noun(verb: Token) -> bool:
    """'an assurance that he would come'."""
    return verb.dep_ == "acl" and any(child.lower_ == "that" and child.dep_ == "mark" for child in verb.children)


def _was_overtaken(verb: Token) -> bool:
    """'had been expected to ... but': the plan was overtaken."""
    is_past = any(
        child.dep_ in ("auxpass", "aux") and child.lower_ in ("was", "were", "had") for child in verb.children
    )
    return is_past and any(child.dep_ == "cc" and child.lower_ == "but" for child in verb.children)


def _modifier_status(noun: Token) -> str | None:
    """What the words and passive clauses that modify a noun say of it: "planned talks", "talks put off by Oslo"."""
    for clause in _clauses_about(noun):
        if status := _clause_status(clause):
            return status
    for child in noun.children:
        if child.dep_ in ("amod", "compound", "advmod") and child.lower_ in _modifiers():
            return _modifiers()[child.lower_]
    return None


def _clauses_about(noun: Token) -> list[Token]:
    """The clauses that modify a noun, and those hung on a name behind it: "talks with Oslo, which"."""
    names = [name for child in noun.children if child.dep_ == "prep" for name in child.children if name.pos_ == "PROPN"]
    return [child for head in (noun, *names) for child in head.children if child.dep_ in ("acl", "relcl")]


def _clause_status(verb: Token) -> str | None:
    """What a passive clause says of the noun it modifies: "which was cancelled", "proposed by Oman"."""
    if verb.tag_ != "VBN" or any(child.dep_ == "xcomp" for child in verb.children):
        return None
    patients = [child for child in verb.children if child.dep_ == "nsubjpass"]
    if verb.dep_ == "relcl" and not (patients and patients[0].tag_ in ("WDT", "WP")):
        return None
    lemma = base_form(verb)
    particles = {child.lower_ for child in verb.children if child.dep_ == "prt"}
    if lemma in words("giving_up") or any((lemma, particle) in CALLED_OFF for particle in particles):
        return "cancelled"
    status = _governors().get(lemma)
    return status if status in TOLD_OF_NOUNS and not is_negated(verb) else None


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
        is_clause_of_noun = node.dep_ == "relcl" or (node.dep_ == "acl" and not _completes(node))
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
    if (outer in OVERRIDING and inner in WEAK) or (outer == "promised" and inner == "planned"):
        return outer  # "promised that he would come"
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
