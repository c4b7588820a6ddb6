"""Actors of an article: every place where one is named, titled or referred to by a pronoun, and who is meant."""

from transforms.actors.candidates import Candidate, longest, token_hits
from transforms.actors.descriptions import join_descriptions
from transforms.actors.discourse import Discourse
from transforms.actors.names import find_names
from transforms.actors.namesakes import tell_apart
from transforms.actors.naming import join_names
from transforms.actors.nouns import is_body
from transforms.actors.phrases import Phrases
from transforms.actors.pronouns import find_pronouns, join_pronouns
from transforms.actors.roles import STATE_SECTORS, find_roles
from transforms.actors.whereabouts import Whereabouts
from transforms.document import Document, Mention
from transforms.reference import Reference

# Pronouns that are mentions only once they are resolved: "it rains", "those who".
ONLY_IF_RESOLVED = frozenset({"it", "its", "who", "they", "them", "their"})


def find_mentions(document: Document, reference: Reference) -> None:
    """Fills `document.mentions`, sorted, without overlap. The document's `doc` is tagged, parsed and has entities.

    A mention's tokens exclude determiners and possessive endings. A pronoun or title of which the article does not
    make plain enough whom it means has no actor.
    """
    doc = document.doc
    if not len(doc):
        document.mentions = []
        return
    hits = token_hits(doc, reference.find(doc.text, document.addresses))
    when = document.published_at.date() if document.published_at else None
    where = Whereabouts(doc, hits)
    names = find_names(doc, hits, where, reference, when)
    phrases = Phrases(doc, hits, names, where, reference)
    for name in names:
        if name.role_span and name.title_span:
            role = phrases.role_at.get(name.role_span[0])
            name.noun = role.name if role else None
            country, sector = phrases.facts(name.title_span[0], *name.role_span)
            name.country, name.sector = name.country or country, sector or name.sector
            is_owned = phrases.has_owner(name.title_span[0], *name.role_span)
        else:
            is_owned = False
        if name.kind == "person" and name.title and name.sector in STATE_SECTORS and not name.country and not is_owned:
            name.likely_country = where.home
    tell_apart(doc, names, hits, reference, when)
    roles = find_roles(phrases, hits, names)
    pronouns = find_pronouns(doc)
    candidates = longest([*roles, *names, *pronouns])  # of equals the role: "U.S." in "U.S. and Russian officials"
    discourse = Discourse(document, reference, where.spoken_of)
    join_names(discourse, [one for one in candidates if one.form in ("name", "demonym")])
    join_descriptions(discourse, [one for one in candidates if one.form == "title"])
    join_pronouns(discourse, pronouns)
    document.mentions = [_mention(one) for one in candidates if one.actor or _stays_open(one)]


def _stays_open(candidate: Candidate) -> bool:
    """Whether a phrase that nobody could be found for surely refers to somebody all the same."""
    if candidate.form == "pronoun":
        return candidate.name.lower() not in ONLY_IF_RESOLVED
    return candidate.is_definite and not candidate.is_extra and not is_body(candidate.noun or "")


def _mention(candidate: Candidate) -> Mention:
    return Mention(
        candidate.start, candidate.end, candidate.head, candidate.form, candidate.actor, candidate.confidence
    )
