"""Who says it: the source of a cue, found over the dependency parse, and the words that name it.

The span of a source follows PolNeAR (Newell et al., 2018): the whole noun phrase with its modifiers, appositions and
relative clauses. The subject of a relative clause is its antecedent.
"""

from spacy.tokens import Token

_RELATIVE_PRONOUNS = frozenset({"who", "which", "that", "whom"})
# Longer phrases are mostly the parser's mistake; the words around the head then say who it is.
_LONGEST_PHRASE = 40
# Verbs that add nothing to a noun of speech: who makes a claim claims.
_LIGHT_VERBS = frozenset(
    {"make", "issue", "give", "have", "express", "voice", "offer", "release", "repeat", "deliver", "share", "hold"}
    | {"reiterate", "file", "lodge", "publish", "post", "send", "write", "announce", "state", "hear", "raise", "get"}
)
_STEPS_UP = 8
_EDGE = frozenset({"PUNCT", "SPACE"})


def is_passive(verb: Token) -> bool:
    """Whether a verb is in the passive: it has a passive subject or auxiliary, or is a bare participle on a noun."""
    return any(child.dep_ in {"nsubjpass", "auxpass", "csubjpass"} for child in verb.children) or (
        verb.tag_ == "VBN" and verb.dep_ == "acl"
    )


def agent(verb: Token) -> Token | None:
    """The noun after "by" of a passive verb."""
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            for noun in child.children:
                if noun.dep_ == "pobj":
                    return noun
    return None


def own_subject(verb: Token) -> Token | None:
    """The subject among a verb's own children, active or passive; an expletive ("it") does not count.

    Of two before the verb the nearer one: the other belongs to a clause around it ("The bridge, officials said, …").
    """
    subjects = [child for child in verb.children if child.dep_ in {"nsubj", "nsubjpass"}]
    before = [subject for subject in subjects if subject.i < verb.i]
    return before[-1] if before else subjects[0] if subjects else None


def antecedent(pronoun: Token) -> Token:
    """What a relative pronoun that is a subject stands for; any other word stands for itself."""
    clause = pronoun.head
    steps = 0
    while clause.dep_ in {"conj", "xcomp"} and steps < _STEPS_UP:
        clause, steps = clause.head, steps + 1
    if pronoun.lower_ in _RELATIVE_PRONOUNS and pronoun.tag_ in {"WP", "WDT"} and clause.dep_ == "relcl":
        return clause.head
    return pronoun


def source_of_verb(verb: Token) -> Token | None:
    """The head of the noun phrase that says, writes or believes what a verb reports; None when it is not expressed.

    An active verb without a subject of its own shares that of the verb it is joined to or hangs on; a participle on a
    noun ("a statement saying") has that noun; a passive verb has its agent ("accused by X") or nobody.
    """
    return agent(verb) if is_passive(verb) else _shared_subject(verb)


def _shared_subject(verb: Token) -> Token | None:
    current = verb
    for _ in range(_STEPS_UP):
        subject = own_subject(current)
        if subject is not None:
            return antecedent(subject) if subject.i != verb.i else None
        head = current.head
        if current.dep_ == "conj" and _belongs_to_reporter(current):
            return source_of_verb(head.head)
        if current.dep_ in {"acl", "relcl"}:
            return head if head.pos_ in {"NOUN", "PROPN", "PRON"} else None
        objects = (c for c in head.children if c.dep_ in {"dobj", "dative"} and head.i < c.i < current.i)
        if current.dep_ == "xcomp" and (controlled := next(objects, None)) is not None:
            return controlled
        if current.dep_ in {"ROOT", "ccomp", "nsubj"} or head is current:
            return None
        current = head
    return None


def _belongs_to_reporter(verb: Token) -> bool:
    """Whether a verb joined to a complement clause is really joined to the verb above, as its form and object show.

    "She said the army had won and *predicted* that …": the parser often joins "predicted" to "won".
    """
    above = verb.head.head
    return (
        verb.head.dep_ == "ccomp"
        and above.pos_ == "VERB"
        and above.tag_ == verb.tag_
        and any(c.dep_ == "ccomp" for c in verb.children)
    )


def source_of_noun(noun: Token) -> Token | None:
    """Whose claim, promise or belief a noun reports: its possessor, its "of" or "by" phrase, or its verb's subject."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    for child in noun.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"by", "from", "among"}:
            for inner in child.children:
                if inner.dep_ == "pobj":
                    return inner
    if noun.dep_ == "dobj" and noun.head.lemma_.lower() in _LIGHT_VERBS:
        return source_of_verb(noun.head)
    if noun.dep_ == "compound":
        return source_of_noun(noun.head)
    return next((c for c in noun.children if c.dep_ in {"compound", "nmod"} and c.ent_type_), None)


def phrase_span(head: Token, *, low: int = 0, high: int | None = None) -> tuple[int, int]:
    """Tokens [start, end) of the noun phrase of `head`, kept within [low, high), punctuation at its edges left out.

    `head` is always inside, even when it lies outside the limits.
    """
    doc = head.doc
    high = len(doc) if high is None else high
    start, end = head.left_edge.i, head.right_edge.i + 1
    verb_before = any(t.tag_ in {"VBD", "VBZ", "VBP", "MD"} for t in doc[start : head.i])
    if end - start > _LONGEST_PHRASE or verb_before:
        start, end = short_phrase(head)
    start, end = max(start, min(low, head.i)), min(end, max(high, head.i + 1))
    # A relative clause that the limits cut through is left out whole: "Smith", not "Smith, who".
    for child in head.rights:
        if child.dep_ == "relcl" and child.i >= end and child.left_edge.i < end:
            end = max(child.left_edge.i, head.i + 1)
    for position in range(head.i - 1, start - 1, -1):
        if doc[position].is_space:
            start = position + 1
            break
    for position in range(head.i + 1, end):
        if doc[position].is_space:
            end = position
            break
    while start < head.i and doc[start].pos_ in _EDGE:
        start += 1
    last = end
    while end > head.i + 1 and (doc[end - 1].pos_ in _EDGE or doc[end - 1].lower_ in {"'s", "’s"}):
        end -= 1
    # A bracket that was opened inside is closed inside: "the Red Cross (ICRC)".
    if end < last and doc[end].text == ")" and "(" in {token.text for token in doc[start:end]}:
        end += 1
    return start, end


def short_phrase(head: Token) -> tuple[int, int]:
    """A noun with the words before it that modify it."""
    start = head.i
    for child in head.lefts:
        if child.dep_ in {"compound", "amod", "det", "nummod", "poss", "nmod", "appos"}:
            start = min(start, child.left_edge.i)
    return start, head.i + 1
