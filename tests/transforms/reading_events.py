"""The events of a sentence whose actors are its names, as the tests of events compare them."""

from parsing import document, parsed

from transforms.document import Document, LocalActor, Mention
from transforms.events.find import find_events
from transforms.events.rules import rule_frame

TYPES = dict(rule_frame().select("rule_id", "event_type").iter_rows())
CODES = dict(rule_frame().select("rule_id", "cameo_code").iter_rows())
NAMED = {"PERSON", "ORG", "GPE", "NORP"}


def read(text: str, *roles: str) -> Document:
    """A document whose actors are its names, and the noun phrases headed by `roles`."""
    doc = document(text)
    for entity in parsed(text).ents:
        if entity.label_ in NAMED:
            actor = LocalActor(f"name:{entity.text}", entity.text, "unknown")
            doc.mentions.append(Mention(entity.start, entity.end, entity.root.i, "name", actor))
    for chunk in parsed(text).noun_chunks:
        if chunk.root.text in roles:
            actor = LocalActor(f"role:{chunk.root.text}", chunk.root.text, "group", is_generic=True)
            doc.mentions.append(Mention(chunk.start, chunk.end, chunk.root.i, "title", actor))
    find_events(doc)
    return doc


def coded(text: str, *roles: str) -> set[tuple[str, str, str, str]]:
    """(source, type, target, status) of each event."""
    doc = read(text, *roles)

    def name(mention: Mention | None) -> str:
        return "-" if mention is None else mention.actor.name if mention.actor else "?"

    return {(name(e.source), TYPES[e.rule_id], name(e.target), e.status) for e in doc.events}
