"""Attributions that stand beside what they report: ", officials say, ", "as he put it", "according to X"."""

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from transforms.quotes.content import ADDRESSED, BREAKS, FINITE_TAGS, Attribution, Stretch, addressee_of
from transforms.quotes.cues import Cue, lexicon
from transforms.quotes.speakers import antecedent, own_subject

_SUBORDINATORS = frozenset(
    {"while", "when", "although", "though", "if", "because", "as", "after", "before", "since", "until", "unless"}
    | {"whereas", "despite", "where", "once", "during"}
)
# Behind "according to X," the writer goes on in his own words with these.
_OWN_WORDS = frozenset({"but", "yet", "even", "while", "although", "though", "whereas", "however"})
# What a reporting clause may hold behind its verb: when, where and to whom something is said.
_SETTING = frozenset({"prep", "npadvmod", "advmod", "dative", "dobj"})


@dataclass(frozen=True, slots=True)
class _Aside:
    """A reporting clause, tokens [first, last), with all that hangs on its verb (`tail`) but the content itself."""

    verb: Token
    first: int
    last: int
    tail: frozenset[int]
    is_as: bool


def parenthetical(cue: Cue, complement: Token | None, sentence: Span) -> Attribution | None:
    """ "Y, X said", "Y, X said, Y", "Y, as X said": the content before, or before and after, a reporting clause.

    `complement` is the clause that the parser has hung on the cue, if any. None when the cue is not set off by commas,
    dashes or marks, or when what stands before it is no statement.
    """
    subject = own_subject(cue.head)
    if subject is None or not _is_plain(cue) or not _may_stand_apart(cue.head, subject):
        return None
    aside = _aside(cue.head, subject, complement)
    pieces = _around(aside, complement, sentence)
    if pieces is None:
        return None
    return Attribution(cue, pieces, antecedent(subject), "parenthetical", addressee_of(cue.head, passive=False))


def _is_plain(cue: Cue) -> bool:
    """Whether a cue can stand apart: one that mostly reports, or says what a poll or a study shows."""
    frame = cue.frames["clause"]
    return frame.is_strong or frame.kind == "finding"


def _may_stand_apart(verb: Token, subject: Token) -> bool:
    if subject.lower_ in {"that", "which", "what"} or verb.tag_ not in FINITE_TAGS | {"VBN", "VB"}:
        return False
    has_object = any(c.dep_ == "dobj" and c.i > verb.i and c.lemma_ != verb.lemma_ for c in verb.children)
    return not has_object or verb.lemma_.lower() in ADDRESSED


def _aside(verb: Token, subject: Token, complement: Token | None) -> _Aside:
    first = min(subject.left_edge.i, verb.i)
    mark = next((c for c in verb.lefts if c.dep_ in {"mark", "advmod"} and c.lower_ == "as"), None)
    if mark is not None:
        first = min(first, mark.i)
    if complement is not None and complement.i < verb.i:
        first = max(first, complement.i + 1)
    last = max(verb.i, subject.i if subject.i < verb.i else subject.right_edge.i) + 1
    for child in verb.rights:
        if child.left_edge.i == last and child.dep_ in _SETTING:  # "…, officials said on Sunday, …"
            last = child.right_edge.i + 1
    tail = {token.i for token in verb.subtree}
    if complement is not None:
        tail -= {token.i for token in complement.subtree}
    return _Aside(verb, first, last, frozenset(tail), mark is not None)


def _around(aside: _Aside, complement: Token | None, sentence: Span) -> list[Stretch] | None:
    doc, end = sentence.doc, sentence.end
    low = _skip_conjunction(doc, sentence.start)
    is_medial = _breaks(doc, aside.first) and (
        _goes_on(doc, aside.last, end) or (_holds_finite(doc, low, aside.first) and _joins_clause(doc, aside.last, end))
    )
    if aside.first <= low:
        if aside.is_as:
            return _up_to_end(doc, range(aside.last, end), aside.tail)
        return [(aside.last + 1, end)] if is_medial else None
    if is_medial and (complement is None or aside.verb.dep_ == "ROOT"):
        return [(low, aside.first), (aside.last + 1, end)]
    if not _breaks(doc, aside.first) or not _is_statement(aside, complement, low):
        return None
    if not _words(doc, aside.last, end):  # it ends the sentence, all of which it reports
        return [(low, aside.first)]
    content = complement if complement is not None else aside.verb.head
    start = low
    if complement is not None and aside.verb.dep_ not in {"ROOT", "ccomp"}:
        start = max(low, complement.left_edge.i)
    pieces = [(start, aside.first)]
    for position in range(aside.last, end - 1):
        if doc[position].text in BREAKS and position + 1 not in aside.tail:
            if content.i > position or any(c.i > position for c in content.children):
                pieces.append((position + 1, end))
            break
    return pieces


def _up_to_end(doc: Doc, positions: range, tail: Iterable[int]) -> list[Stretch] | None:
    """What follows the comma that ends an "as" clause at the start of a sentence."""
    comma = next((i for i in positions if doc[i].text == "," and i + 1 not in tail), None)
    return None if comma is None else [(comma + 1, positions.stop)]


def _is_statement(aside: _Aside, complement: Token | None, low: int) -> bool:
    """Whether what stands before a reporting clause can be its content, not an adverbial ("While he agreed, …")."""
    doc = aside.verb.doc
    if not _holds_predicate(doc, low, aside.first):
        return False
    if aside.is_as:
        return True
    if complement is None:
        return aside.verb.dep_ in {"parataxis", "ROOT", "ccomp"} and doc[low].lower_ not in _SUBORDINATORS
    is_participle = complement.tag_ in {"VBG", "VBN"} and own_subject(complement) is None
    return not is_participle and (doc[low].lower_ not in _SUBORDINATORS or _opens_apart(aside, complement, low))


def _opens_apart(aside: _Aside, complement: Token, low: int) -> bool:
    """Whether an adverbial opens a sentence that a reporting clause ends: "After the talks, they met, X said"."""
    opening = aside.verb.doc[low]
    is_own = opening.dep_ in {"mark", "advmod"} and opening.head.i == complement.i
    return (
        not is_own
        and own_subject(complement) is not None
        and not _words(aside.verb.doc, aside.last, complement.sent.end)
    )


def _goes_on(doc: Doc, position: int, end: int) -> bool:
    """Whether a comma right behind a reporting clause is followed by more of what is reported."""
    if position + 2 >= end or doc[position].text != ",":
        return False
    after = doc[position + 1]
    if after.tag_ == "VBG":  # "…, he said, adding that", but "…, he said, selling it would be …"
        return after.dep_ in {"csubj", "amod", "compound"}
    return after.tag_ not in {"WP", "WDT", "WRB", "CC"} and after.lower_ not in {"as", "who"} and not after.is_quote


def _joins_clause(doc: Doc, position: int, end: int) -> bool:
    """Whether a comma behind a reporting clause is followed by "and" or "but" and more of what is reported.

    What is joined holds a finite verb and does not report in its turn ("…, he said, and added that …").
    """
    if position + 2 >= end or doc[position].text != "," or doc[position + 1].lower_ not in {"and", "but"}:
        return False
    verb = next((t for t in doc[position + 2 : end] if t.tag_ in FINITE_TAGS), None)
    if verb is None:
        return False
    main = verb.head if verb.dep_ in {"aux", "auxpass"} else verb
    return "clause" not in lexicon().frames("verb", main.lemma_.lower())


def unmarked(verb: Token, sentence: Span) -> Attribution | None:
    """ "Y said X" and "Y X said" with X and the cue last in the sentence, in text that has lost its commas."""
    frame = lexicon().frames("verb", verb.lemma_.lower()).get("clause")
    subject = own_subject(verb)
    if frame is None or frame.kind not in {"speech", "writing"} or not frame.is_strong or verb.tag_ not in FINITE_TAGS:
        return None
    if subject is None:
        subject = next(
            (c for c in verb.rights if c.dep_ in {"dobj", "attr", "oprd"} and c.pos_ in {"PROPN", "PRON"}), None
        )
    if subject is None or any(c.dep_ in {"ccomp", "xcomp"} and c.i > verb.i for c in verb.children):
        return None
    first = min(subject.left_edge.i, verb.i)
    low = _skip_conjunction(verb.doc, sentence.start)
    if first <= low or not _holds_predicate(verb.doc, low, first):
        return None
    return Attribution(
        Cue(verb, verb.i, verb.i + 1, {"clause": frame}, verb), [(low, first)], antecedent(subject), "parenthetical"
    )


def _words(doc: Doc, start: int, end: int) -> int:
    return sum(token.is_alpha or token.like_num for token in doc[start:end])


def _breaks(doc: Doc, position: int) -> bool:
    """Whether the word before a position is a comma, a dash or a mark."""
    before = position - 1
    while before >= 0 and doc[before].is_space:
        before -= 1
    return before >= 0 and doc[before].text in BREAKS


def _holds_predicate(doc: Doc, start: int, end: int) -> bool:
    return any(token.pos_ in {"VERB", "AUX"} for token in doc[start:end])


def _holds_finite(doc: Doc, start: int, end: int) -> bool:
    return any(token.tag_ in FINITE_TAGS for token in doc[start:end])


def adjunct(token: Token, sentence: Span) -> Attribution | None:
    """ "according to X, Y", "in the view of X, Y": Y is the rest of the sentence."""
    doc = token.doc
    phrase = _adjunct_phrase(token)
    if phrase is None:
        return None
    cue, source = phrase
    end = max(source.i + 1, min(source.right_edge.i + 1, sentence.end))
    before = _skip_conjunction(doc, sentence.start)
    if before >= cue.start:
        if end < sentence.end and doc[end].text == ",":
            end += 1
        return Attribution(cue, [(end, sentence.end)], source, "adjunct")
    pieces = [(before, cue.start)]
    comma = next((i for i in range(end, sentence.end) if doc[i].text in {",", "—", "–"}), None)
    goes_on = comma is not None and comma + 1 < sentence.end and doc[comma + 1].lower_ not in _OWN_WORDS
    if comma is not None and goes_on and _breaks(doc, cue.start) and comma - end < 3:
        pieces.append((comma + 1, sentence.end))
    return Attribution(cue, pieces, source, "adjunct")


def _adjunct_phrase(token: Token) -> tuple[Cue, Token] | None:
    phrases = lexicon().phrases("phrase", token.lower_)
    following = token.nbor().lower_ if phrases and token.i + 1 < len(token.doc) else None
    for words, frames in phrases.items():
        if words[0] != following:
            continue
        end = token.i + 1 + len(words)
        if tuple(t.lower_ for t in token.doc[token.i + 1 : end]) != words:
            continue
        noun = next((c for c in token.doc[end - 1].children if c.dep_ == "pobj"), None)
        if noun is not None:
            return Cue(token, token.i, end, frames, token.doc[end - 1]), noun
    return None


def _skip_conjunction(doc: Doc, position: int) -> int:
    while position < len(doc) - 1 and (doc[position].is_space or doc[position].dep_ == "cc" or doc[position].is_punct):
        position += 1
    return position
