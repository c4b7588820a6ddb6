"""Towns that act or are acted upon: "Russian forces shelled Mariupol", "Scranton sued the bank".

A town that only says where something happened is no actor. One whose country is not plain is none either.
"""

from collections.abc import Container, Iterable, Sequence

from spacy.tokens import Doc, Token

from transforms import placenames
from transforms.actors.candidates import Candidate, clean, continues
from transforms.actors.gazetteer import normalise
from transforms.actors.whereabouts import PLACE_ENTITIES, Whereabouts
from transforms.known import Known

PARTIES = frozenset({"nsubj", "nsubjpass", "poss", "agent", "ROOT", "dobj", "dative"})
# What a party is named after: "between Seoul and Pyongyang", "taken by Cologne".
PARTY_PREPOSITIONS = frozenset({"between", "by", "against"})
# What is done to a town: "the siege of Homs", "an attack on Garissa".
DEED_PREPOSITIONS = frozenset({"of", "on", "against"})
DEEDS = frozenset({"airstrike", "annexation", "assault", "attack", "blockade", "bombardment", "bombing", "capture"})
DEEDS |= {"invasion", "liberation", "occupation", "offensive", "raid", "seizure", "shelling", "siege", "strike"}
NO_TOWN = frozenset({"PERSON", "NORP", "DATE", "TIME"})


def find_towns(
    doc: Doc, names: Sequence[Candidate], where: Whereabouts, given_names: Container[str]
) -> Iterable[Candidate]:
    """Candidates for the towns that are parties to what is told, beside the names found before.

    What is a given name too ("Jackson") is a town only where the recognizer sees a place.
    """
    taken = {position for name in names for position in range(name.start, name.end)}
    for token in doc:
        # The recognizer takes towns that it saw seldom for bodies or works of art, but people of their names it knows.
        if token.tag_ != "NNP" or token.ent_type_ in NO_TOWN or not is_party(token) or continues(doc, token.i + 1):
            continue
        if token.ent_type_ not in PLACE_ENTITIES and token.text in given_names:
            continue
        found = where.town_at(token.i + 1)
        if not found or not taken.isdisjoint(range(found[0], token.i + 1)):
            continue
        start, country = found
        name = clean(doc[start : token.i + 1].text)
        if not any(entry.kind in ("city", "capital") for entry in placenames.entries(name)):
            continue  # regions have a table of their own
        known = Known(f"place:{country.lower()}:{normalise(name)}", name, "unknown", country, None, "region")
        yield Candidate(start, token.i + 1, token.i, "name", "unknown", name, known, country)


def is_party(token: Token) -> bool:
    """Whether a name stands where somebody acts, owns or is acted upon: not after "in" or "from"."""
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    if token.dep_ != "pobj":
        return token.dep_ in PARTIES
    preposition = token.head
    is_of_deed = preposition.dep_ == "prep" and preposition.lower_ in DEED_PREPOSITIONS
    return preposition.lower_ in PARTY_PREPOSITIONS or (is_of_deed and preposition.head.lemma_.lower() in DEEDS)
