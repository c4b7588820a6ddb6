"""Whether a clause looks back or ahead, from the tense of its verbs: "met on Sunday" against "will meet on Sunday"."""

from typing import Literal

from spacy.tokens import Token

from transforms.circumstances.attachment import VERBAL, clause_head, word_class

Direction = Literal["past", "future", "either"]

_AHEAD_OF = frozenset({"before", "until", "till", "by", "ahead", "for"})
_CONTRACTED = {"’ll": "will", "'ll": "will", "wo": "will"}


def _auxiliaries(verb: Token) -> list[Token]:
    return [child for child in verb.children if child.dep_ in {"aux", "auxpass"}]


def _of_infinitive(verb: Token) -> Direction:
    """An infinitive takes its time from what it hangs on: "failed to show up" is past, "agreed to meet" is to come."""
    if verb.dep_ == "ROOT" or verb.head.i == verb.i:
        return "future"  # a headline: "Pompeo to visit Pyongyang Sunday"
    matrix = verb.head
    lemma = matrix.lemma_.lower()
    if lemma in word_class("implicative_verb") or (lemma == "be" and matrix.tag_ == "VBD"):
        return verb_direction(clause_head(matrix))
    if lemma in word_class("forward_verb") or lemma == "be" or matrix.pos_ in {"NOUN", "PROPN", "ADJ"}:
        return "future"
    return verb_direction(clause_head(matrix))


def _of_auxiliaries(verb: Token, auxiliaries: list[Token]) -> Direction | None:
    words = {_CONTRACTED.get(each.lower_, each.lower_) for each in auxiliaries}
    if "have" in words or "having" in words or "'ve" in words or "’ve" in words:
        return "past"  # "have met", "may have met", "to have met"
    if any(each.tag_ == "MD" for each in auxiliaries):
        return "future"
    if any(each.tag_ == "VBD" for each in auxiliaries) or "has" in words:
        return "past"
    if "to" in words:
        return _of_infinitive(verb)
    return "either" if auxiliaries else None


def _of_bare_form(verb: Token) -> Direction:
    """The direction of a verb without auxiliaries."""
    matrix = clause_head(verb.head)
    if verb.tag_ == "VBD":
        return "past"
    if verb.tag_ == "VBN":  # a reduced clause: "the talks scheduled for Sunday", "the man arrested on Sunday"
        return "future" if verb.lemma_.lower() in word_class("forward_verb") else "past"
    takes_over = verb.tag_ == "VBG" or (verb.tag_ == "VB" and verb.dep_ in {"conj", "xcomp", "ccomp"})
    return verb_direction(matrix) if takes_over and matrix.i != verb.i else "either"  # "will meet and sign"


def verb_direction(verb: Token) -> Direction:
    """Past, future, or either (the present, which news uses of both) for the head of a clause."""
    if verb.pos_ not in VERBAL:
        return "either"
    found = _of_auxiliaries(verb, _auxiliaries(verb))
    if found == "either" and verb.lemma_ == "go" and any(child.dep_ == "xcomp" for child in verb.children):
        return "future"
    return found or _of_bare_form(verb)


def _is_called_off(noun: Token) -> bool:
    """Whether a noun is what is called off: "cancelled Sunday's vote", "the vote, due on Sunday, was put off"."""
    verb = noun.head
    if noun.dep_ not in {"dobj", "nsubj", "nsubjpass"} or verb.pos_ not in VERBAL:
        return False
    is_turned = any(child.dep_ == "prt" and child.lower_ == "off" for child in verb.children)
    return verb.lemma_.lower() in word_class("calling_off_verb") or (verb.lemma_ in {"call", "put"} and is_turned)


def _of_appointment(governor: Token) -> Direction | None:
    """Where the day looks that something was due, set or scheduled for; None for what is no appointment."""
    words = [governor, *(child for child in governor.children if child.dep_ == "acomp")]  # "were due on 14 May"
    if not any(
        word.lemma_.lower() in word_class("forward_verb") and word.tag_ in {"VBN", "JJ", "IN"} for word in words
    ):
        return None
    verb = governor.head if governor.pos_ not in VERBAL else governor
    if verb.dep_ in {"relcl", "acl"} and _is_called_off(verb.head):
        return "future"
    is_past = any(each.lower_ in {"was", "were", "had"} for each in (verb, *verb.children))
    return "either" if is_past else None  # "was due on 14 May": it may still be to come


def direction_of(governor: Token, preposition: str | None) -> Direction:
    """Where a date that hangs on `governor` looks.

    A date that names an event ("Sunday's vote") has no tense of its own: it takes that of its clause, unless the
    preposition before the event points ahead ("before Sunday's vote").
    """
    if (appointed := _of_appointment(governor)) is not None:
        return appointed
    if governor.pos_ in VERBAL:
        if governor.dep_ in {"aux", "auxpass"}:
            governor = governor.head
        found = verb_direction(governor)
        # "is scheduled for Thursday": what is agreed on now is still to come
        if found == "either" and governor.pos_ in VERBAL and governor.tag_ in {"VBZ", "VBP", "VBG", "VBN"}:
            return "future"
        return found
    token = governor
    while token.dep_ in {"conj", "compound", "poss", "amod", "appos"} and token.head.i != token.i:
        token = token.head
    is_before = token.dep_ == "pobj" and (token.head.lower_ in _AHEAD_OF or token.head.head.lower_ == "ahead")
    is_for = preposition == "for" and clause_head(governor).pos_ not in VERBAL
    if is_before or is_for or (preposition in {None, "for"} and _is_called_off(token)):
        return "future"
    return verb_direction(clause_head(governor))
