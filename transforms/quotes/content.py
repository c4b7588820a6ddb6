"""What is reported: the content of an attribution as stretches of tokens, and where such a stretch ends."""

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from transforms.quotes.cues import Cue, cue_at, lexicon
from transforms.quotes.speakers import own_subject

Stretch = tuple[int, int]
FINITE_TAGS = frozenset({"VBD", "VBZ", "VBP", "MD"})
BREAKS = frozenset({",", "–", "—", "--", "-", "(", ")", '"', "“", "”", "''", "’’", "»", "«", "’", "'", ":", ";"})
_PARTNERS = {"[": "]", "(": ")", "]": "[", ")": "("}
# Verbs whose object is the one spoken to: "told reporters that", "reminded him to".
ADDRESSED = frozenset(
    {"tell", "assure", "remind", "inform", "notify", "convince", "persuade", "warn", "advise", "brief", "reassure"}
    | {"apprise", "teach", "ask"}
)


@dataclass(slots=True)
class Attribution:
    """A cue with its content (one stretch, or two around the cue) and its source, where that is expressed."""

    cue: Cue
    pieces: list[Stretch]
    source: Token | None
    construction: str
    addressee: Token | None = None


def trimmed(doc: Doc, start: int, end: int) -> Stretch:
    """The stretch without white space and punctuation at its edges, and without a leading "that".

    Brackets stay where both are inside: "[T]hey left", "they left (and wept)".
    """
    while start < end and (doc[start].is_space or not _holds_word(doc[start])) and not pairs_up(doc, start, end):
        start += 1
    if end - start > 1 and doc[start].lower_ == "that" and (doc[start].dep_ == "mark" or doc[start].tag_ == "IN"):
        return trimmed(doc, start + 1, end)
    while (
        end > start and (doc[end - 1].is_space or not _holds_word(doc[end - 1])) and not pairs_up(doc, end - 1, start)
    ):
        end -= 1
    return start, end


def pairs_up(doc: Doc, bracket: int, far: int) -> bool:
    """Whether a token is a bracket whose partner stands between it and the far edge of a stretch."""
    partner = _PARTNERS.get(doc[bracket].text)
    between = doc[bracket + 1 : far] if far > bracket else doc[far:bracket]
    return partner is not None and partner in between.text


def _holds_word(token: Token) -> bool:
    return any(character.isalnum() for character in token.text) or token.text in {"$", "£", "€", "%", "#", "@"}


def conjunct_cut(head: Token) -> int:
    """Where the content headed by a verb ends because a conjunct, by its form, belongs to the reporting verb.

    "promised to cut taxes and *proposed* a bill", "said that it was late and *predicted* that it would rain".
    """
    for conjunct in head.conjuncts:
        if conjunct.i < head.i or own_subject(conjunct) is not None:
            continue
        finite = conjunct.tag_ in {"VBD", "VBZ"} and not any(c.dep_ in {"aux", "auxpass"} for c in conjunct.children)
        head_finite = head.tag_ in FINITE_TAGS or any(c.tag_ in FINITE_TAGS for c in head.lefts if "aux" in c.dep_)
        gerund = conjunct.tag_ == "VBG" and head_finite and not any("aux" in c.dep_ for c in conjunct.children)
        frame = lexicon().frames("verb", conjunct.lemma_.lower()).get("clause")
        reports = frame is not None and frame.is_strong and any(c.dep_ == "ccomp" for c in conjunct.children)
        if (finite and (not head_finite or reports)) or (gerund and head.tag_ != "VBG"):
            coordinator = next(
                (c.i for c in reversed(list(conjunct.head.rights)) if c.dep_ == "cc" and c.i < conjunct.i), None
            )
            return int(conjunct.left_edge.i) if coordinator is None else int(coordinator)
    return int(head.right_edge.i) + 1


def conjuncts_end(reporter: Token, end: int) -> int:
    """Where a content that stops at `end` ends with what the parser has joined to the reporting verb instead.

    "She said that it was late *and the talks were over*", "They say he is right *but has no proof*": a verb that
    reports nothing, with a subject of its own, or in another tense than the reporting verb, is no act of the reporter.
    """
    for conjunct in reporter.conjuncts:
        between = reporter.doc[end : conjunct.left_edge.i]
        if conjunct.i < end or any(t.dep_ != "cc" and t.text != "," for t in between) or cue_at(conjunct):
            break
        first = reporter.doc[conjunct.left_edge.i]
        is_writers = any(t.lower_ == "but" for t in between) and _tense(conjunct) in {_tense(reporter), "VBD"}
        is_reporters = own_subject(conjunct) is None and _tense(conjunct) == _tense(reporter)
        if (is_writers or is_reporters) and first.lower_ != "that" and not first.is_quote:
            break
        end = int(conjunct.right_edge.i) + 1
    return end


def _tense(verb: Token) -> str:
    """The tag of the finite verb of a clause: that of the first auxiliary, if any."""
    return str(next((c.tag_ for c in verb.lefts if "aux" in c.dep_), verb.tag_))


def is_infinitive(verb: Token) -> bool:
    """Whether a verb is an infinitive with "to"."""
    return verb.tag_ == "VB" and any(c.dep_ in {"aux", "mark"} and c.lower_ == "to" for c in verb.lefts)


def addressee_of(verb: Token, *, passive: bool) -> Token | None:
    """Whom something is told: the object of "tell", or what follows "said to"."""
    if verb.lower_ == "according":  # "according to X": X speaks
        return None
    if passive:
        return own_subject(verb) if verb.lemma_.lower() in ADDRESSED else None
    if verb.lemma_.lower() in ADDRESSED:
        for child in verb.children:
            if child.dep_ in {"dobj", "dative"} and child.i > verb.i:
                return child
    for child in verb.children:
        if child.dep_ in {"prep", "dative"} and child.lower_ == "to" and child.i > verb.i:
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None
