"""Whether what a rule found is an event: somebody acts or is acted upon, and the article vouches for it.

The same verbs tell of storms, laws and readers: "the storm killed", "the bill allows", "he told me". An event of
PLOVER's has an actor, as its codebook (Open Event Data Alliance 2018) has it: a person or body with a part in public
life.
"""

from collections.abc import Mapping

from spacy.tokens import Token

from transforms.document import Document, Mention
from transforms.events.arguments import NOT_AN_ARGUMENT
from transforms.events.clauses import PREDICATE_POS
from transforms.events.frames import Frame
from transforms.events.lemmas import base_form
from transforms.events.rules import Rule, words

# What is said is said by and of somebody: without a known source, words are no event of these roots.
VERBAL_ROOTS = frozenset({"02", "03", "04", "05", "09", "10", "11", "12", "13"})
# Of these a verb tells enough without a target: "agreed to disarm", "refused to sign", "threatened a strike".
WITHOUT_TARGET = frozenset({"03", "04", "10", "11", "12", "13"})
# Things and conditions help, too ("exports helped farmers"): only an actor's aid is an event.
AID_ROOT = "07"
# By their verb alone these are told of anything: "supports education", "helped the recovery", "met the benchmarks".
CHEERING_ROOTS = frozenset({"05", "07"})
MEETING_ROOT = "04"
# What anything may allow: "the new road lets farmers reach the market".
ACCESS_CODE = "086"
BARE = 1  # the specificity of a verb alone, or with any clause
# Deeds whose two sides may both be unknown to the tables: "gunmen from the hills killed two shepherds".
DEED_ROOTS = frozenset({"14", "17", "18", "19", "20"})
# Words that a speaker may do to somebody by saying so: "I condemn", "we urge you".
SPEAKING_ROOTS = frozenset({"03", "05", "09", "10", "11", "12", "13"})
# "the party whom it would support": what will be done is told by the way, not announced.
ASIDE_DEPS = frozenset({"relcl", "acl", "advcl"})
ACCUSING_ROOTS = frozenset({"09", "11"})
INNER_DEPS = frozenset({"pcomp", "xcomp", "ccomp", "conj", "prep", "pobj"})
CLAUSE_DEPS = frozenset({"xcomp", "ccomp", "acl", "advcl", "pcomp", "prep", "pobj", "relcl"})
THING_ENTITIES = frozenset({"EVENT", "LAW", "PRODUCT", "WORK_OF_ART", "LANGUAGE", *NOT_AN_ARGUMENT})
# Who speaks and who is spoken to have a part in a talk, hardly ever in public life.
SPEAKER_WORDS = frozenset({"i", "me", "my", "myself"})
SPEAKERS = frozenset({"i", "we", "he", "she", "they"})
ADDRESSEE_WORDS = frozenset({"you", "your", "yourself"})


def is_known(mention: Mention | None) -> bool:
    """Whether an argument is an actor with a name in the tables or the article."""
    return mention is not None and mention.actor is not None


def _head(document: Document, mention: Mention) -> Token:
    return document.doc[mention.head]


def _is_thing(document: Document, mention: Mention | None) -> bool:
    """Whether a phrase without an actor is a thing that acts in grammar alone: a law, a storm, an illness."""
    if mention is None or mention.actor is not None:
        return False
    head = _head(document, mention)
    if head.pos_ == "PROPN" and any(base_form(child) in words("thing") for child in head.children):
        return True  # "Typhoon Haiyan"
    return base_form(head) in words("thing") or head.tag_ in ("WP", "WDT") or head.ent_type_ in THING_ENTITIES


def _is_talk(document: Document, rule: Rule, source: Mention | None, target: Mention | None) -> bool:
    """Whether the event is between the two who talk, or one of them and somebody else, not by what is said."""
    sides = {_head(document, side).lower_ for side in (source, target) if side is not None}
    if sides & ADDRESSEE_WORDS or (target is not None and _head(document, target).lower_ in SPEAKER_WORDS):
        return True
    return bool(sides & SPEAKER_WORDS) and rule.root not in SPEAKING_ROOTS


def _is_imperative(verb: Token) -> bool:
    """Whether a verb tells somebody what to do: "do not travel to", "let me thank"."""
    return (
        verb.tag_ == "VB"
        and verb.dep_ in ("ROOT", "ccomp")
        and not any(
            child.dep_ in ("nsubj", "nsubjpass", "csubj") or (child.dep_ in ("aux", "auxpass") and child.lower_ != "do")
            for child in verb.children
        )
    )


def _is_announced(document: Document, frame: Frame, source: Mention | None) -> bool:
    """Whether "will" tells what somebody means to do: not by the way, not of things, and no hope or guess of others."""
    verb = frame.anchor
    if verb.dep_ in ASIDE_DEPS or source is None:
        return False
    head = _head(document, source)
    if source.actor is None and head.pos_ != "PROPN" and head.lower_ not in SPEAKERS:
        return False
    governor = base_form(verb.head) if verb.dep_ == "ccomp" else ""
    return governor not in words("wish") | words("hypothetical_governor") | words("planned_governor")


def _is_told_of_anything(document: Document, rule: Rule, source: Mention | None, target: Mention | None) -> bool:
    """Whether a mere verb of help, praise, leave or meeting lacks the actors that make it more than words."""
    if rule.cameo_code.startswith(ACCESS_CODE):
        return not (is_known(source) and is_known(target))
    is_of_target = rule.root in CHEERING_ROOTS or rule.lemma in words("warning")
    wanted = (source, target) if rule.root == MEETING_ROOT else (target,) if is_of_target else ()
    return any(side is None or (side.actor is None and _head(document, side).pos_ != "PROPN") for side in wanted)


def is_enough(document: Document, rule: Rule, frame: Frame, source: Mention | None, target: Mention | None) -> bool:
    """Whether the arguments make an event: an actor at least, a source for words, both for a mere noun."""
    if _is_thing(document, source) or _is_talk(document, rule, source, target):
        return False
    if (rule.pos == "AUX" and not _is_announced(document, frame, source)) or _is_imperative(frame.anchor):
        return False
    if rule.pos == "VERB" and rule.specificity <= BARE and _is_told_of_anything(document, rule, source, target):
        return False
    if not frame.is_supported and rule.root not in DEED_ROOTS:
        return is_known(source) and is_known(target)
    if not (is_known(source) or is_known(target)):
        return rule.root in DEED_ROOTS and source is not None and target is not None
    return _has_sides(rule, source, target)


def _has_sides(rule: Rule, source: Mention | None, target: Mention | None) -> bool:
    """Whether an event with one known actor has the other side that its kind asks for."""
    if rule.root == AID_ROOT:
        return is_known(source)
    if rule.root not in VERBAL_ROOTS:
        return True
    is_alone = rule.root in WITHOUT_TARGET and rule.pos == "VERB" and is_known(source)
    return source is not None and (target is not None or is_alone)


def is_only_said(token: Token, rules: Mapping[int, Rule]) -> bool:
    """Whether a trigger is what somebody is accused of, asked for or wished: no event that the article vouches for.

    `rules` are those that fit, by the position of their triggers.
    """
    node = token.head if token.dep_ == "aux" else token
    is_clause = token.pos_ in PREDICATE_POS
    while node.head.i != node.i and (node.dep_ in INNER_DEPS or _is_purpose(node) or _tells_allegation(node)):
        if node.dep_ == "ccomp" and _is_apart(node):
            return False
        link, node = node.dep_, node.head
        if link == "conj" or (link == "xcomp" and node.pos_ == "VERB" and base_form(node) in words("own_wish")):
            continue  # "wants to expel": proposed, as the status says
        outer = rules.get(node.i)
        if outer is not None and outer.root in ACCUSING_ROOTS:
            return is_clause and (node.pos_ == "VERB" or base_form(node) in words("allegation"))
        if link in CLAUSE_DEPS and is_clause and _asks_or_accuses(node):
            return True
    return False


def _is_apart(clause: Token) -> bool:
    """Whether a clause that the parser takes for what is said stands on its own before a semicolon."""
    return clause.head.i > clause.i and any(token.text == ";" for token in clause.doc[clause.i : clause.head.i])


def _is_purpose(verb: Token) -> bool:
    return verb.dep_ in ("advcl", "acl") and any(child.lower_ in ("to", "that") for child in verb.children)


def _tells_allegation(verb: Token) -> bool:
    return verb.dep_ in ("acl", "relcl") and base_form(verb.head) in words("allegation")


def _asks_or_accuses(word: Token) -> bool:
    """Whether what a word governs is asked for, wished, considered or alleged ("urged", "denied charges that")."""
    lemma = base_form(word)
    if word.pos_ == "NOUN" and lemma in words("allegation"):
        return True
    if lemma in words("consideration"):
        return True  # CAMEO 014, a statement
    has_object = any(child.dep_ == "dobj" for child in word.children)
    if lemma == "call" and has_object:
        return False  # "called the premier to congratulate him"
    return lemma in words("wish") or any(
        child.dep_ == "dobj" and base_form(child) in words("allegation") for child in word.children
    )
