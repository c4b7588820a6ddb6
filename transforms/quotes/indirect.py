"""Reported speech without quotation marks: what a cue's content is, read off the dependency parse.

Takes a parsed document and gives, for each cue of the lexicon that governs some content, the stretches of the content,
the source and the construction. Constructions are those of the Penn Attribution Relations Corpus (Pareti, 2012):
complement clauses, parentheticals, infinitives, gerunds, noun phrases, nominal and adjectival cues, "according to".
"""

from collections.abc import Callable
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from transforms.quotes.asides import adjunct, parenthetical, unmarked
from transforms.quotes.content import (
    ADDRESSED,
    BREAKS,
    FINITE_TAGS,
    Attribution,
    Stretch,
    addressee_of,
    conjunct_cut,
    conjuncts_end,
    is_infinitive,
    trimmed,
)
from transforms.quotes.cues import SPOKEN, Cue, cue_at, lexicon
from transforms.quotes.speakers import agent, is_passive, own_subject, source_of_noun, source_of_verb

_CONTENT_PREPOSITIONS = frozenset(
    {"of", "for", "as", "over", "to", "with", "about", "from", "into", "against", "because", "toward", "towards", "on"}
)
_SUBJECT_PRONOUNS = frozenset({"he", "she", "they", "i", "we", "it"})


def find_attributions(doc: Doc, *, is_restored: bool = False) -> list[Attribution]:
    """Every attribution that the parse shows, nested ones included, in the order of their cues.

    In restored text (`is_restored`) commas are missing, so "Y said X" and "Y X said" at a sentence's end do without.
    """
    found = []
    for sentence in doc.sents:
        for token in sentence:
            if token.lower_ == "according" or token.pos_ == "ADP":
                attribution = adjunct(token, sentence)
            else:
                attribution = _of_word(token, sentence)
            if attribution is None and is_restored and token.pos_ == "VERB":
                attribution = unmarked(token, sentence)
            if attribution is not None:
                attribution.pieces = [p for piece in attribution.pieces if (p := trimmed(doc, *piece))[0] < p[1]]
                if attribution.pieces:
                    found.append(attribution)
    return found


def _of_word(token: Token, sentence: Span) -> Attribution | None:
    for cue in cue_at(token):
        if token.pos_ == "NOUN":
            attribution = _of_noun(cue)
        elif token.pos_ == "ADJ" or (token.dep_ == "acomp"):
            attribution = _of_adjective(cue)
        else:
            attribution = _of_verb(cue, sentence)
        if attribution is not None:
            return attribution
    return None


# Verbs


def _of_verb(cue: Cue, sentence: Span) -> Attribution | None:
    verb, frames = cue.head, cue.frames
    if verb.dep_ in {"amod", "compound", "aux", "auxpass"} or _is_connective(verb):
        return None
    passive = is_passive(verb)
    readings: dict[str, Callable[[], Attribution | None]] = {
        "raising": lambda: _raised(cue, passive=passive),
        "clause": lambda: _clause(cue, sentence, passive=passive),
        "infinitive": lambda: _infinitive(cue, passive=passive),
        "gerund": lambda: _gerund(cue),
        "object": lambda: _object(cue, passive=passive),
    }
    found = (read() for frame, read in readings.items() if frame in frames)
    return next((attribution for attribution in found if attribution is not None), None)


def _is_connective(verb: Token) -> bool:
    """Whether a verb is the participle of "That said, …", which joins sentences and reports nothing."""
    before = verb.nbor(-1) if verb.i > verb.sent.start else None
    return (
        before is not None and before.lower_ in {"that", "this"} and verb.nbor().text == "," and verb.lower_ == "said"
    )


def _clause(cue: Cue, sentence: Span, *, passive: bool) -> Attribution | None:
    """ "X said (that) Y", "it is said that Y", and the parenthetical "Y, X said"."""
    verb = cue.head
    complement = next((c for c in cue.governor.children if c.dep_ == "ccomp" and c.i != cue.head.i), None)
    if complement is None and cue.governor is not verb:
        complement = next((c for c in verb.children if c.dep_ == "ccomp"), None)
    if complement is not None and (halves := _halves(cue, complement)) is not None:
        return Attribution(cue, halves, own_subject(verb), "parenthetical", addressee_of(verb, passive=passive))
    if complement is not None and not is_infinitive(complement) and _follows(complement, cue):
        source = source_of_verb(verb)
        if source is None and not passive:
            source = _noun_before(cue)
        if source is None and not passive:
            return None
        start, end = _content_after(cue, complement)
        start = max(start, _addressee_end(cue, complement))
        return Attribution(cue, [(start, end)], source, "clause", addressee_of(verb, passive=passive))
    if passive:
        return None
    if complement is not None and (related := _relative(cue, complement)) is not None:
        return Attribution(cue, [related], own_subject(verb), "clause", addressee_of(verb, passive=False))
    return parenthetical(cue, complement, sentence)


def _relative(cue: Cue, complement: Token) -> Stretch | None:
    """ "the changes, which officials said *will come soon*", "what she said *is a growing demand*"."""
    subject = own_subject(complement)
    is_said = cue.frames["clause"].kind in SPOKEN
    if not is_said or subject is None or subject.tag_ not in {"WDT", "WP"} or not subject.i < cue.start < complement.i:
        return None
    reporter = own_subject(cue.head)
    if reporter is None or reporter.i < subject.i:
        return None
    start = max(cue.end, reporter.right_edge.i + 1 if reporter.i > cue.head.i else 0)
    return start, conjunct_cut(complement)


def _addressee_end(cue: Cue, complement: Token) -> int:
    """Where the name of the one who is told something ends, if the parser took it for a part of what is told.

    "She told *the Herald* safety rules had been followed": nobody is told a thing without being named.
    """
    subject, doc = own_subject(complement), cue.head.doc
    is_named = any(c.dep_ in {"dobj", "dative"} for c in cue.head.children) or doc[cue.end].dep_ in {"mark", "prep"}
    if cue.head.lemma_.lower() != "tell" or subject is None or is_named or subject.left_edge.i != cue.end:
        return 0
    named = [t for t in doc[cue.end : subject.i] if t.ent_type_ in {"PERSON", "ORG"} and t.ent_iob_ in "BI"]
    return named[-1].i + 1 if named and named[-1].dep_ in {"compound", "nmod"} else 0


def _noun_before(cue: Cue) -> Token | None:
    """The name right before a finite verb of speech that the parser took for the end of a phrase in front of it.

    "In a talk with the Herald *Lopez* said that …".
    """
    verb = cue.head
    before = verb.nbor(-1) if verb.i > verb.sent.start else None
    is_name = before is not None and (before.ent_type_ in {"PERSON", "ORG"} or before.lower_ in _SUBJECT_PRONOUNS)
    return before if is_name and verb.tag_ in FINITE_TAGS and cue.frames["clause"].is_strong else None


def _halves(cue: Cue, complement: Token) -> list[Stretch] | None:
    """ "Two bridges, officials said on Sunday, were destroyed" where the parser gives "said" two subjects.

    The first belongs to the complement, which has none; commas stand around the reporting clause.
    """
    doc, subject = cue.head.doc, own_subject(cue.head)
    if subject is None or own_subject(complement) is not None or complement.left_edge.i < cue.end:
        return None
    others = (c for c in cue.head.lefts if c.i < subject.i and c.dep_ in {"dep", "nsubj", "nsubjpass"})
    first = next(others, None)
    start, second = subject.left_edge.i, complement.left_edge.i
    if first is None or doc[start - 1].text != "," or doc[second - 1].text != ",":
        return None
    return [(first.left_edge.i, start), (second, complement.right_edge.i + 1)]


def _follows(complement: Token, cue: Cue) -> bool:
    """Whether a complement clause stands behind its cue, adverbs that the parser put before the cue left aside."""
    if complement.left_edge.i >= cue.start:
        return True
    if complement.i < cue.end:
        return False
    subject = own_subject(cue.head)
    last = cue.end if subject is None or subject.i < cue.end else subject.right_edge.i + 1
    subject_before = any(c.i < cue.start and c.dep_ in {"nsubj", "nsubjpass", "expl"} for c in complement.children)
    return not subject_before and last < len(cue.head.doc) and cue.head.doc[last].text not in BREAKS


def _content_after(cue: Cue, complement: Token) -> Stretch:
    """A complement clause, cut before a participle that goes on reporting (", adding that")."""
    start = max(complement.left_edge.i, cue.end)
    end = complement.right_edge.i + 1
    for token in complement.subtree:
        if (
            token.tag_ == "VBG"
            and token.dep_ in {"advcl", "acl", "conj"}
            and token.i > complement.i
            and token.nbor(-1).text in {",", "—", "–"}
            and (frame := lexicon().frames("verb", token.lemma_.lower()).get("clause")) is not None
            and frame.is_strong
        ):
            end = min(end, token.i - 1)
    end = min(end, conjunct_cut(complement))
    if end == complement.right_edge.i + 1 and cue.frames["clause"].kind in SPOKEN:
        end = conjuncts_end(cue.head, end)
    # What follows a semicolon is the writer's own again.
    return start, next((i for i in range(start + 1, end) if complement.doc[i].text == ";"), end)


def _infinitive(cue: Cue, *, passive: bool) -> Attribution | None:
    """ "X promised to Y", "X urged Z to Y"."""
    verb = cue.head
    clause = next(
        (
            c
            for c in (*cue.governor.children, *(verb.children if cue.governor is not verb else ()))
            if c.i > cue.start and c.dep_ in {"xcomp", "ccomp", "advcl"} and is_infinitive(c)
        ),
        None,
    )
    if clause is None or (clause.dep_ == "advcl" and not cue.frames["infinitive"].is_strong):
        return None
    start = max(clause.left_edge.i, cue.end)
    other = next((c for c in cue.governor.children if c.dep_ in {"dobj", "pobj"} and cue.end <= c.i < clause.i), None)
    if other is not None and verb.lemma_.lower() not in ADDRESSED:
        start = other.left_edge.i
    source = source_of_verb(verb)
    if source is None and not passive:
        return None
    stretch = start, conjunct_cut(clause)
    return Attribution(cue, [stretch], source, "infinitive", addressee_of(verb, passive=passive))


def _gerund(cue: Cue) -> Attribution | None:
    """ "X suggested Y-ing"."""
    for child in cue.governor.children:
        if child.i >= cue.end and child.tag_ == "VBG" and child.dep_ in {"xcomp", "pcomp", "ccomp", "dobj"}:
            stretch = child.left_edge.i, child.right_edge.i + 1
            return Attribution(cue, [stretch], source_of_verb(cue.head), "gerund")
    return None


def _raised(cue: Cue, *, passive: bool) -> Attribution | None:
    """ "Y is expected to Z", "Y seems Z": nobody is named, and the content lies on both sides of the cue."""
    verb = cue.head
    frame = cue.frames["raising"]
    if not passive and frame.kind != "appearance":
        return None
    subject = own_subject(verb)
    rest = next((c for c in verb.children if c.i > verb.i and c.dep_ in {"xcomp", "oprd", "acomp"}), None)
    if subject is None or rest is None or (passive and not is_infinitive(rest)):
        return None
    second = rest.left_edge.i, rest.right_edge.i + 1
    first = subject.left_edge.i, min(subject.right_edge.i + 1, verb.i)
    if subject.lower_ in {"it", "there"}:
        return Attribution(cue, [second], agent(verb), "raising")
    return Attribution(cue, [first, second], agent(verb), "raising")


def _object(cue: Cue, *, passive: bool) -> Attribution | None:
    """ "X criticized Y (for Z)", "X called for Y", "Y was criticized by X"."""
    verb = cue.head
    if passive:
        by, subject = agent(verb), own_subject(verb)
        if by is None or subject is None or cue.governor is not verb:
            return None
        return Attribution(cue, [(subject.left_edge.i, subject.right_edge.i + 1)], by, "object")
    wanted = {"pobj", "pcomp"} if cue.governor is not verb else {"dobj"}
    if cue.governor is verb and verb.lemma_.lower() in ADDRESSED:
        return None
    noun = next((c for c in cue.governor.children if c.dep_ in wanted and c.i >= cue.end), None)
    if noun is None and cue.governor is verb:
        noun = next((c for c in verb.children if c.dep_ in {"ccomp", "oprd"} and c.i >= cue.end), None)
    if noun is None:
        return None
    start, end = noun.left_edge.i, noun.right_edge.i + 1
    if cue.governor.lower_ == "as" and (seen := _object_between(cue)) is not None:
        # "They see him as a rival": all but the verb is what they think.
        cue, start = replace(cue, end=verb.i + 1), seen.left_edge.i
    for child in verb.rights:
        if child.left_edge.i == end and (
            child.dep_ in {"oprd", "xcomp"} or (child.dep_ == "prep" and child.lower_ in _CONTENT_PREPOSITIONS)
        ):
            end = child.right_edge.i + 1
    source = source_of_verb(verb)
    return None if source is None else Attribution(cue, [(start, end)], source, "object")


def _object_between(cue: Cue) -> Token | None:
    """The object between a verb and the last word of its cue ("see … as")."""
    objects = (c for c in cue.head.children if c.dep_ == "dobj" and cue.head.i < c.left_edge.i and c.i < cue.governor.i)
    return next(objects, None)


# Nouns and adjectives


def _of_noun(cue: Cue) -> Attribution | None:
    """ "X's claim that Y", "a promise to Y", "criticism of Y"."""
    noun = cue.head
    for child in noun.children:
        if child.i < cue.end or child.dep_ not in {"acl", "ccomp", "relcl"}:
            continue
        marked = any(c.dep_ == "mark" and c.lower_ in {"that", "whether"} for c in child.children)
        form = "infinitive" if is_infinitive(child) else "clause" if marked else None
        if form in cue.frames:
            source = source_of_noun(noun)
            if source is None and form == "infinitive":
                return None
            return Attribution(cue, [(child.left_edge.i, child.right_edge.i + 1)], source, f"noun {form}")
    if "object" in cue.frames:
        inner = next((c for c in cue.governor.children if c.dep_ in {"pobj", "pcomp"}), None)
        source = source_of_noun(noun)
        if inner is not None and source is not None:
            return Attribution(cue, [(inner.left_edge.i, inner.right_edge.i + 1)], source, "noun object")
    return None


def _of_adjective(cue: Cue) -> Attribution | None:
    """ "X is confident that Y", "X is willing to Y", "X is critical of Y"."""
    adjective = cue.head
    if adjective.dep_ not in {"acomp", "ROOT", "oprd", "advcl", "conj"}:
        return None
    holder = adjective.head if adjective.dep_ in {"acomp", "oprd"} else adjective
    source = source_of_verb(holder)
    if source is None:
        return None
    children = [c for c in (*cue.governor.children, *holder.children) if c.i >= cue.end]
    for child in children:
        form = None
        if child.dep_ in {"ccomp", "xcomp", "advcl"} and is_infinitive(child):
            form = "infinitive"
        elif child.dep_ == "ccomp":
            form = "clause"
        elif child.dep_ in {"pobj", "pcomp"} and child.head is cue.governor:
            form = "object"
        if form is not None and form in cue.frames:
            return Attribution(cue, [(child.left_edge.i, child.right_edge.i + 1)], source, f"adjective {form}")
    return None
