"""What stands around a verb or noun in the parse: subject, object, prepositional objects, complements.

Takes tokens of a spaCy parse with the ClearNLP labels of the English models. A noun takes from the verb that lends it
its subject ("held talks"), and from the nouns beside it.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from spacy.tokens import Token

from transforms.events.clauses import (
    OBJECT_DEPS,
    PASSIVE_SUBJECT_DEPS,
    PREDICATE_POS,
    RELATIVE_PRONOUNS,
    SUBJECT_DEPS,
    TEMPORAL,
    agents,
    antecedent,
    controller,
    is_negated,
    is_passive,
    own,
    patients,
    shared_agents,
    subjects,
    with_conjuncts,
)
from transforms.events.lemmas import base_form
from transforms.events.rules import words

MODIFIER_DEPS = frozenset({"compound", "amod", "nmod"})
# "engaged in talks", "entered into talks": other prepositions only say when or why.
LIGHT_PREPOSITIONS = frozenset({"in", "into", "to", "of", "with", "out"})
DEFINITE = frozenset({"the", "this", "these", "that", "those"})
CONDITION_MARKS = frozenset({"if", "unless", "until"})


def own_noun_keys(token: Token) -> frozenset[str]:
    """The names of a noun: its lemma, that with each word that modifies it, and joined by its hyphens or not.

    'strike' and 'air strike'; 'fire', 'cease-fire' and 'ceasefire'. A name has its kind, too: '@person', '@gpe'.
    """
    lemma = base_form(token)
    keys = {lemma}
    if token.i >= 2 and token.nbor(-1).text == "-" and not token.nbor(-1).whitespace_:
        keys |= {f"{token.nbor(-2).lower_}-{lemma}", f"{token.nbor(-2).lower_}{lemma}"}
    if token.ent_type_:
        keys.add(f"@{token.ent_type_.lower()}")
    for child in token.children:
        if child.dep_ in MODIFIER_DEPS:
            keys |= {f"{base_form(child)} {lemma}", f"{child.lower_} {lemma}"}
    return frozenset(keys)


def noun_keys(token: Token) -> frozenset[str]:
    """The names of a noun and, for a partitive ("a series of strikes"), of what it is a part of."""
    keys = own_noun_keys(token)
    if base_form(token) in words("partitive"):
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                for inner in child.children:
                    if inner.dep_ == "pobj":
                        keys |= noun_keys(inner)
    return keys


@dataclass(slots=True)
class Frame:
    """The surroundings of a trigger; `anchor` is the word whose tense and mood tell whether the event took place.

    `roles` holds heads of noun phrases: subj, obj, iobj, poss, mod, or the preposition before them. A passive's
    subject is its obj and its agent its subj. `complements` are heads of clauses, with the nouns that may stand in
    their place in `objects`.
    """

    trigger: Token
    anchor: Token
    roles: dict[str, list[Token]] = field(default_factory=lambda: defaultdict(list))
    particles: frozenset[str] = frozenset()
    loose_particles: frozenset[str] = frozenset()
    complements: tuple[Token, ...] = ()
    is_negated: bool = False
    is_supported: bool = False

    @property
    def objects(self) -> list[Token]:
        """The direct objects, conjoined ones included."""
        return [noun for token in self.roles.get("obj", ()) for noun in with_conjuncts(token)]


def _prepositional(token: Token, roles: dict[str, list[Token]]) -> None:
    """Add the objects of a token's prepositions to `roles`, under the preposition's name."""
    for child in token.children:
        if child.dep_ not in ("prep", "agent", "dative", "prt") or child.pos_ not in ("ADP", "SCONJ", "ADV", "PART"):
            continue
        name = child.lower_
        for inner in child.children:
            if name == "in" and base_form(inner) in words("circumstance"):
                continue  # "in response to", "in the wake of"
            if inner.dep_ == "pobj" and inner.ent_type_ not in TEMPORAL and inner not in roles[name]:
                roles[name].append(antecedent(inner))
            elif inner.dep_ == "prep":  # "out of", "along with", "from across"
                roles[inner.lower_].extend(deeper for deeper in inner.children if deeper.dep_ == "pobj")
        if not any(child.children) and token.dep_ == "relcl" and child.dep_ == "prep":
            roles[name].append(token.head)  # "the country it withdrew from"


def _clauses(token: Token) -> tuple[Token, ...]:
    """Heads of the clauses that complete a verb or noun, those behind a preposition included."""
    found = [
        child for child in token.children if child.dep_ == "ccomp" or (child.dep_ == "xcomp" and child.i > token.i)
    ]
    for child in token.children:
        if child.dep_ == "prep":
            found += [inner for inner in child.children if inner.dep_ == "pcomp"]
        elif child.dep_ in ("acl", "advcl") and any(c.lower_ == "to" and c.dep_ == "aux" for c in child.children):
            found.append(child)
        elif child.dep_ == "acomp":
            found += [inner for inner in child.children if inner.dep_ == "xcomp"]
    return tuple(other for head in found for other in [head, *head.conjuncts] if other.pos_ in PREDICATE_POS)


def verb_frame(verb: Token) -> Frame:
    """The frame of a verb."""
    frame = Frame(verb, verb, is_negated=is_negated(verb), is_supported=True)
    roles = frame.roles
    roles["subj"] = subjects(verb)
    if is_passive(verb):
        roles["subj"] = agents(verb) or shared_agents(verb)
        undergoing, retained = own(verb, PASSIVE_SUBJECT_DEPS) or controller(verb), own(verb, OBJECT_DEPS)
        if not roles["subj"]:  # "was given a warning by X", "was hit with sanctions by X"
            behind = [noun for child in verb.children if child.dep_ == "prep" for noun in child.children]
            roles["subj"] = [agent for noun in (*retained, *behind) for agent in agents(noun)]
        # "was handed a note": what is given is the object, whom it is given to the indirect one.
        roles["obj"], roles["iobj"] = (retained, undergoing) if retained else (undergoing, [])
        for child in verb.children:
            if child.dep_ in ("prep", "prt") and not any(child.children):
                roles[child.lower_] = list(undergoing)  # "was set upon", "were shot at"
    else:
        roles["obj"] = own(verb, OBJECT_DEPS)
        roles["iobj"] = [child for child in verb.children if child.dep_ == "dative" and child.pos_ != "ADP"]
        if not roles["obj"]:
            roles["obj"] = _small_clause_subject(verb) or _missing_object(verb)
    _prepositional(verb, roles)
    for noun in frame.objects:
        if noun.i != verb.head.i:
            _prepositional(noun, roles)
            for clause in noun.children:  # "returned a vase engraved with flowers to Greece"
                if clause.dep_ == "acl" and clause.tag_ == "VBN":
                    _prepositional(clause, roles)
    frame.particles = frozenset(child.lower_ for child in verb.children if _is_particle(child))
    _loose_particle(verb, frame)
    frame.complements = _clauses(verb)
    return frame


def _loose_particle(verb: Token, frame: Frame) -> None:
    """Reads a preposition right behind a verb as its particle, too: "cordoned off the city", "pulled out of"."""
    for child in verb.children:
        if child.dep_ == "prep" and child.i == verb.i + 1:
            frame.loose_particles = frozenset({child.lower_})
            if child.lower_ in ("off", "up", "down") and not frame.roles["obj"]:
                frame.roles["obj"] = [inner for inner in child.children if inner.dep_ == "pobj"]
        elif _is_particle(child):
            _prepositional(child, frame.roles)  # "said sorry to", "called home from"


def _is_particle(word: Token) -> bool:
    """Whether a word belongs to the verb's own meaning: "call off", "call home", "set free", "shot dead"."""
    if word.dep_ in ("prt", "oprd", "acomp"):
        return True
    return (word.dep_ == "advmod" and word.pos_ in ("ADP", "ADV")) or (word.dep_ == "ccomp" and word.pos_ == "ADJ")


def _small_clause_subject(verb: Token) -> list[Token]:
    """Of whom a predicate is said: "found the mayor guilty"."""
    return [
        noun
        for child in verb.children
        if child.dep_ == "ccomp" and child.pos_ == "ADJ"
        for noun in child.children
        if noun.dep_ in SUBJECT_DEPS
    ]


def _missing_object(verb: Token) -> list[Token]:
    """What a relative clause ("the journalist it arrested") or a conjoined verb ("arrested and tried X") leaves out."""
    if verb.dep_ == "relcl":
        subject = [child for child in verb.children if child.dep_ in SUBJECT_DEPS]
        has_relative_subject = any(child.lower_ in RELATIVE_PRONOUNS for child in subject)
        return [verb.head] if subject and not has_relative_subject else []
    following = [other for other in verb.conjuncts if other.i > verb.i and other.pos_ == "VERB"]
    if following and not any(child.dep_ in ("prep", "xcomp", "ccomp") for child in verb.children):
        return own(following[0], OBJECT_DEPS) if not own(following[0], SUBJECT_DEPS) else []
    return []


def governing_verb(noun: Token) -> Token | None:
    """The verb that a noun is object or passive subject of, also behind a preposition or a partitive."""
    head = noun.head
    while noun.dep_ == "conj" and head.pos_ in ("NOUN", "PROPN"):
        noun, head = head, head.head
    if noun.dep_ == "pobj" and head.lower_ == "of" and base_form(head.head) in words("partitive"):
        return governing_verb(head.head)
    if noun.dep_ in ("dobj", "nsubjpass", "nsubj") and head.pos_ in PREDICATE_POS:
        return head
    if noun.dep_ != "pobj":
        return None
    if head.lower_ in LIGHT_PREPOSITIONS and head.head.pos_ == "VERB":
        return head.head
    # "flew to Vienna for talks with", "killed a farmer during a raid on"
    if head.lower_ == "for" and base_form(head.head) in words("motion_verb"):
        return head.head
    return head.head if _is_manner(noun) and head.head.pos_ == "VERB" else None


def _is_manner(noun: Token) -> bool:
    """Whether a noun says in the course of what somebody did something: "in a protest", "during a raid"."""
    return noun.head.lower_ in ("in", "during") and any(child.lower_ in ("a", "an") for child in noun.children)


def noun_frame(noun: Token) -> Frame:
    """The frame of a noun, with subject and prepositions of the light verb it depends on, if it does."""
    frame = Frame(noun, noun)
    roles = frame.roles
    roles["poss"] = [child for child in noun.children if child.dep_ == "poss"]
    roles["mod"] = [child for child in noun.children if child.dep_ in MODIFIER_DEPS]
    _prepositional(noun, roles)
    for child in noun.children:
        if child.dep_ == "acl" and child.tag_ in ("VBN", "VBG"):
            _prepositional(child, roles)
    _share(noun, roles)
    if not roles["by"]:  # "the killing of a farmer by soldiers", where the parser has the farmer by soldiers
        told = [other for patient in roles["of"] for other in (patient, *patient.children) if other.pos_ != "VERB"]
        roles["by"] = [agent for other in told for agent in agents(other)]
    verb = governing_verb(noun)
    if verb is not None:
        frame.anchor = verb
        lemma = base_form(verb)
        if noun.dep_ == "nsubj":
            frame.is_supported = lemma in words("occurrence_verb")
            if frame.is_supported:
                _prepositional(verb, roles)
        elif lemma in words("light_verb") | words("giving_up") or (lemma in words("weighing") and not _is_told(noun)):
            frame.is_supported = True
            roles["subj"] = subjects(verb)
            _prepositional(verb, roles)
        elif noun.dep_ == "pobj" and (lemma in words("motion_verb") or _is_manner(noun)):
            frame.is_supported = True
            roles["subj"] = subjects(verb)
        elif lemma in words("inverse_light_verb"):
            frame.is_supported = True
            roles["obj"] = subjects(verb)
            _prepositional(verb, roles)
        frame.is_negated = is_negated(verb)
    elif (clause := _light_clause(noun)) is not None:
        frame.is_supported = True
        roles["subj"] = subjects(clause) if not is_passive(clause) else agents(clause)
        _prepositional(clause, roles)
    frame.complements = _clauses(noun)
    return frame


def _share(noun: Token, roles: dict[str, list[Token]]) -> None:
    """Gives a noun what it shares with those beside it: "Iran's arrest and trial of X", "arrests and trials of X"."""
    others = [other for other in noun.conjuncts if other.pos_ == "NOUN" and not _has_determiner(other)]
    following = [other for other in others if other.i > noun.i]
    if following and not any(child.dep_ == "prep" for child in noun.children):
        _prepositional(following[-1], roles)
    if noun.dep_ == "conj" and noun.head.pos_ == "NOUN" and not roles["poss"] and not _has_determiner(noun):
        roles["poss"] = [child for child in noun.head.children if child.dep_ == "poss"]


def _has_determiner(noun: Token) -> bool:
    return any(child.dep_ in ("det", "poss") for child in noun.children)


def _is_told(noun: Token) -> bool:
    """Whether a noun refers to what has happened: who discusses "the shelling" does not mull one of his own."""
    return any(child.lower_ in DEFINITE for child in noun.children)


def _light_clause(noun: Token) -> Token | None:
    """The light verb of a clause that modifies a noun: "the offer that X had made to Y", "threats sent by X to Y"."""
    for child in noun.children:
        if base_form(child) in words("light_verb") and (
            (child.dep_ == "relcl" and _missing_object(child)) or (child.dep_ == "acl" and child.tag_ == "VBN")
        ):
            return child
    return None


def auxiliary_frame(auxiliary: Token) -> Frame:
    """The frame of a modal: its clause is its complement ("will not release")."""
    verb = auxiliary.head
    roles: dict[str, list[Token]] = defaultdict(list, subj=subjects(verb))
    _add_speaker(verb, roles)
    marks, roles["cond"] = _condition(verb)
    return Frame(auxiliary, verb, roles, marks, complements=(verb,), is_negated=is_negated(verb), is_supported=True)


def _add_speaker(verb: Token, roles: dict[str, list[Token]]) -> None:
    """Add who reports a clause to its roles."""
    if verb.dep_ == "ccomp" and base_form(verb.head) in words("reporting"):
        roles["speaker"] = subjects(verb.head)


def _condition(verb: Token) -> tuple[frozenset[str], list[Token]]:
    """The marks of the conditions of a clause ("unless"), and who would have to act."""
    clauses = [child for child in (*verb.children, *verb.head.children) if child.dep_ == "advcl"]
    marked = [
        (mark.lower_, clause)
        for clause in clauses
        for mark in clause.children
        if mark.dep_ == "mark" and mark.lower_ in CONDITION_MARKS
    ]
    actors = [subject for _, clause in marked for subject in subjects(clause) or patients(clause)]
    return frozenset(mark for mark, _ in marked), actors


def adjective_frame(adjective: Token) -> Frame:
    """The frame of a predicate adjective ("is critical of"); its subject is its verb's."""
    frame = Frame(adjective, adjective, is_supported=adjective.dep_ in ("acomp", "attr", "oprd"))
    if frame.is_supported and adjective.head.pos_ in PREDICATE_POS:
        frame.anchor = adjective.head
        frame.roles["subj"] = subjects(adjective.head)
        frame.is_negated = is_negated(adjective.head)
        _add_speaker(adjective.head, frame.roles)
    _prepositional(adjective, frame.roles)
    frame.complements = _clauses(adjective)
    return frame
