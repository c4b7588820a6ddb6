"""Who "he", "she", "they", "it" and "who" are.

A pronoun goes to the most salient antecedent that agrees in number and gender: salience as in Lappin and Leass, "An
Algorithm for Pronominal Anaphora Resolution" (Computational Linguistics 20(4), 1994), with their weights for recency,
subject, object and parallel role, their halving from sentence to sentence, and their rule that a pronoun is not its own
clause's subject; inside a quotation it is not the speaker. The confidence is the winner's share of the salience of the
two best; below a threshold the pronoun stays unresolved, which is better than a guess.
"""

from bisect import bisect_left, insort

from spacy.tokens import Doc, Token

from transforms.actors.candidates import Candidate
from transforms.actors.discourse import OBJECTS, SUBJECTS, Discourse, Entity, binds, mentions_at
from transforms.actors.nouns import gender_of, is_body

PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "male"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "female"),
    **dict.fromkeys(("they", "them", "their", "themselves"), "plural"),
    **dict.fromkeys(("it", "its"), "thing"),
    "who": "relative",
}
SENTENCES_BACK = 3
RECENCY, SUBJECT, OBJECT, OBLIQUE, PARALLEL, NAMED = 100.0, 80.0, 50.0, 40.0, 35.0, 30.0
# Who is said to say the clause that a pronoun is the subject of; how often a thing is mentioned before.
MATRIX, FREQUENT = 60.0, 40.0
LEAST_CONFIDENCE = {"male": 0.5, "female": 0.5, "plural": 0.5, "thing": 0.55, "relative": 0.5}
# The weight of "somebody or something else": what was never named, or nothing at all ("it is clear that").
NOBODY = {"male": 20.0, "female": 20.0, "plural": 60.0, "thing": 110.0, "relative": 0.1}
# A known first name of the other gender excludes; an unknown one only weakens.
UNKNOWN_GENDER = 0.8
ACROSS_QUOTE = 0.4


def find_pronouns(doc: Doc) -> list[Candidate]:
    """The third-person pronouns, and `who` where it opens a relative clause."""
    found = []
    for token in doc:
        if token.lower_ in PRONOUNS and token.tag_ in ("PRP", "PRP$", "WP"):
            if token.tag_ == "WP" and token.head.dep_ != "relcl":
                continue
            if token.lower_ == "it" and _is_pleonastic(token):
                continue
            found.append(Candidate(token.i, token.i + 1, token.i, "pronoun", "unknown", token.text, confidence=0.0))
    return found


def join_pronouns(discourse: Discourse, pronouns: list[Candidate]) -> None:
    """Each pronoun to its antecedent, from the first to the last, so that one may follow another."""
    starts = {one: sorted(mention.start for mention in one.mentions) for one in discourse.by_key.values()}
    for pronoun in pronouns:
        token = discourse.doc[pronoun.head]
        kind = PRONOUNS[token.lower_]
        ranked = _relative(discourse, token) if kind == "relative" else _ranked(discourse, token, kind, starts)
        if not ranked:
            continue
        best, weight = ranked[0]
        runner_up = ranked[1][1] if len(ranked) > 1 else 0.0
        confidence = weight / (weight + runner_up + NOBODY[kind])
        if confidence >= LEAST_CONFIDENCE[kind]:
            best.refer(pronoun, confidence)
            insort(starts[best], pronoun.start)


def _relative(discourse: Discourse, token: Token) -> list[tuple[Entity, float]]:
    """'Sung Kim, who …': the noun that the relative clause modifies."""
    clause = token.head
    while clause.dep_ not in ("relcl", "ROOT") and clause.head.i != clause.i:
        clause = clause.head
    if clause.dep_ != "relcl":
        return []
    return [(one, 1.0) for one in discourse.by_key.values() if mentions_at(one, clause.head.i)][:1]


def _ranked(
    discourse: Discourse, token: Token, kind: str, starts: dict[Entity, list[int]]
) -> list[tuple[Entity, float]]:
    """The antecedents that agree with a pronoun, the most salient first; `starts` is where each thing is mentioned."""
    doc = discourse.doc
    sentence = discourse.sentences_for(token)
    here = sentence[token.i]
    speaker = discourse.speaker_of(token) if kind in ("male", "female") else None
    weights: dict[Entity, float] = {}
    reporter = _reporter(token)
    counts = {one: bisect_left(places, token.i) for one, places in starts.items()}
    most = max(counts.values(), default=0)
    for entity in discourse.by_key.values():
        if speaker is not None and mentions_at(entity, speaker.i):
            continue
        roles: dict[str, float] = {}
        for mention in entity.mentions:
            back = here - sentence[mention.head]
            if mention.start >= token.i or not 0 <= back <= SENTENCES_BACK:
                continue
            agreement = _agreement(entity, mention, kind)
            if not agreement:
                continue
            antecedent = doc[mention.head]
            if back == 0 and binds(antecedent, token):
                roles.clear()
                break
            decay = 0.5**back
            across = ACROSS_QUOTE if discourse.is_quoted[mention.head] != discourse.is_quoted[token.i] else 1.0
            for role, weight in _salience(antecedent, token, mention).items():
                roles[role] = max(roles.get(role, 0.0), weight * decay * across * agreement)
        if roles:
            is_reporter = reporter is not None and mentions_at(entity, reporter.i)
            roles["matrix"] = MATRIX * is_reporter
            roles["frequent"] = FREQUENT * counts[entity] / most
            weights[entity] = sum(roles.values())
    return sorted(weights.items(), key=lambda pair: (-pair[1], pair[0].actor.key))


def _reporter(token: Token) -> Token | None:
    """The subject of the clause that a pronoun's clause depends on: 'Reed said he would resign'."""
    clause = token.head
    if token.dep_ not in SUBJECTS or clause.dep_ not in ("ccomp", "advcl"):
        return None
    return next((child for child in clause.head.children if child.dep_ == "nsubj"), None)


def _agreement(entity: Entity, mention: Candidate, kind: str) -> float:
    """How well a thing, so mentioned, agrees with a pronoun in number, gender and kind; 0 excludes."""
    is_person = entity.actor.kind == "person"
    if kind in ("male", "female"):
        if is_person:
            return 1.0 if entity.gender == kind else UNKNOWN_GENDER if entity.gender is None else 0.0
        noun = mention.noun or ""
        if not entity.actor.is_generic or mention.is_plural or is_body(noun):
            return 0.0
        return 0.5 if gender_of(noun) in (None, kind) else 0.0
    if kind == "plural":
        return 1.0 if mention.is_plural else 0.4 if entity.actor.kind in ("organization", "group") else 0.0
    is_thing = entity.actor.kind in ("country", "organization")
    return 1.0 if is_thing and not mention.is_plural else 0.0


def _salience(antecedent: Token, pronoun: Token, mention: Candidate) -> dict[str, float]:
    """Lappin and Leass's factors for one mention."""
    factors = {"recency": RECENCY}
    if antecedent.dep_ in SUBJECTS:
        factors["subject"] = SUBJECT
    elif antecedent.dep_ in OBJECTS:
        factors["object"] = OBJECT
    else:
        factors["oblique"] = OBLIQUE
    if antecedent.dep_ == pronoun.dep_ or (antecedent.dep_ in SUBJECTS and pronoun.dep_ in SUBJECTS):
        factors["parallel"] = PARALLEL
    if mention.form == "name":
        factors["named"] = NAMED
    return factors


def _is_pleonastic(token: Token) -> bool:
    """'it is clear that', 'it takes time to': a subject that refers to nothing (Lappin and Leass, section 2.1.2)."""
    if token.dep_ == "expl":
        return True
    clausal = {"ccomp", "xcomp", "advcl", "csubj"}
    complements = [child for child in token.head.children if child.dep_ == "acomp" or child.dep_ in clausal]
    has_clause = any(child.dep_ in clausal or any(c.dep_ in clausal for c in child.children) for child in complements)
    return token.head.lemma_ in ("be", "seem", "appear", "take", "look") and has_clause
