"""Which actor a source is, and whether the article leaves it unnamed.

The actor is the one that the actors table finds at the head of the source. Where that head is a document or a part of a
whole, the actor is whose document or whole it is: a ministry's report speaks for the ministry.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from transforms.document import Document, LocalActor, Mention, Quote
from transforms.quotes.cues import lexicon
from transforms.quotes.speakers import agent, own_subject

_AUTHORS = frozenset({"by", "from", "of"})
_PARTS = frozenset(
    {"number", "group", "pair", "handful", "majority", "dozen", "score", "hundred", "percent", "part", "member", "lot"}
    | {"some", "many", "most", "several", "few", "all", "both", "one", "two", "three", "half", "none", "another"}
)

_MALE, _FEMALE = frozenset({"he", "him", "his"}), frozenset({"she", "her", "hers"})
_OTHER_GENDER = dict.fromkeys(_MALE, _FEMALE) | dict.fromkeys(_FEMALE, _MALE)
_KINDS = {
    **dict.fromkeys(_MALE | _FEMALE, frozenset({"person"})),
    **dict.fromkeys(("it", "its"), frozenset({"organization", "country"})),
}
_SHORTEST_NAME = 3
# A speaker goes on over so many tokens; how sure that is, beside a mention of the actors table.
_NEAR = 60
_CARRIED = 0.5


def speaking_mention(document: Document, source: Token) -> Mention | None:
    """The mention whose actor speaks; the mention at the head itself where no actor is known.

    Needs `document.mentions`. An apposition ("a colleague, Maria Lopez"), the whole of a part ("dozens of villagers")
    and the author of a document ("a report by the ministry", "the ministry's report") stand in for a head that is no
    actor.
    """
    own = document.mention_of(source)
    if own is not None and own.actor is not None:
        return own
    for token in _stand_ins(source):
        other = document.mention_of(token)
        if other is not None and other.actor is not None:
            return other
    return own or _namesake(document, source)


def _namesake(document: Document, source: Token) -> Mention | None:
    """The first mention of the one actor whose name ends in the same word, for a name that is no mention ("Lopez:")."""
    if not source.text[0].isupper() or source.pos_ == "PRON" or len(source) < _SHORTEST_NAME:
        return None
    same = {
        mention.actor.key: mention
        for mention in reversed(document.mentions)
        if mention.actor is not None and mention.form == "name" and document.doc[mention.end - 1].text == source.text
    }
    return next(iter(same.values())) if len(same) == 1 else None


def _stand_ins(source: Token) -> Iterator[Token]:
    yield from (child for child in source.rights if child.dep_ == "appos" and child.pos_ == "PROPN")
    if source.lemma_.lower() in _PARTS:
        yield from _objects(source, frozenset({"of"}))
    if "noun" not in lexicon().frames("document", source.lemma_.lower()):
        return
    for child in source.children:
        maker = agent(child) if child.dep_ == "acl" else own_subject(child) if child.dep_ == "relcl" else None
        if maker is not None:
            yield maker
    yield from (child for child in source.lefts if child.dep_ == "poss")
    yield from _objects(source, _AUTHORS)
    yield from (child for child in source.lefts if child.dep_ in {"compound", "nmod"})


def _objects(noun: Token, prepositions: frozenset[str]) -> Iterator[Token]:
    for child in noun.rights:
        if child.dep_ in {"prep", "agent"} and child.lower_ in prepositions:
            yield from (inner for inner in child.children if inner.dep_ == "pobj")


def carry_on(document: Document, quotes: list[Quote]) -> None:
    """Give a pronoun whose actor is not known the speaker of the quote before it, where that one can be meant.

    Reports go on with the same speaker: "The ministry said … It added …". The quote before must be near, its speaker of
    a kind that the pronoun takes and never called by a pronoun of the other gender, and nobody else of that kind named
    between. `quotes` are in text order.
    """
    last: tuple[int, LocalActor] | None = None
    for quote in quotes:
        actor = quote.speaker.actor if quote.speaker is not None else None
        span = quote.speaker_span
        is_open = actor is None and span is not None and span[1] - span[0] == 1
        if is_open and span and last is not None and _goes_on(document, last, quote, document.doc[span[0]]):
            actor = last[1]
            quote.speaker = Mention(*span, span[0], "pronoun", actor, confidence=_CARRIED)
        if actor is not None and quote.parent_span is None:
            last = quote.end, actor


def _goes_on(document: Document, last: tuple[int, LocalActor], quote: Quote, pronoun: Token) -> bool:
    end, actor = last
    kinds, other = _KINDS.get(pronoun.lower_, ()), _OTHER_GENDER.get(pronoun.lower_, frozenset())
    if actor.kind not in kinds or not 0 <= pronoun.i - end <= _NEAR:
        return False
    for mention in document.mentions:
        if mention.actor is None:
            continue
        if mention.actor.key == actor.key:
            if mention.form == "pronoun" and document.doc[mention.head].lower_ in other:
                return False
        elif mention.actor.kind in kinds and end <= mention.start < pronoun.i and mention.start < quote.start:
            return False
    return True


def is_anonymous(source: Token, mention: Mention | None) -> bool:
    """Whether a source is somebody whom the article does not name, as it says or as its noun shows.

    "on condition of anonymity", "asked not to be named" in the sentence; "a source", "an unnamed aide"; "a senior
    official" and "people familiar with the talks" where no name stands beside it. A pronoun is as its antecedent.
    """
    if mention is not None and mention.actor is not None and not mention.actor.is_generic:
        return False
    table, lemma = lexicon(), source.lemma_.lower()
    if source.pos_ not in {"NOUN", "PRON"} or any(child.dep_ == "appos" for child in source.children):
        return False
    if any(_is_name(child) for child in source.lefts):
        return False
    if any("adjective" in table.frames("anonymous", child.lower_) for child in source.lefts):
        return True
    if "noun" in table.frames("anonymous", lemma):
        return True
    return _says_so(source)


def _says_so(source: Token) -> bool:
    """Whether the sentence, or for a weaker phrase the source's own words, says that somebody is not to be named."""
    sentence = f" {' '.join(token.lower_ for token in source.sent)} "
    own = f" {' '.join(token.lower_ for token in source.subtree)} "
    for first, more in lexicon().several["anonymous"].items():
        for rest, frames in more.items():
            if f" {' '.join((first, *rest))} " in (sentence if frames["phrase"].is_strong else own):
                return True
    return False


def _is_name(token: Token) -> bool:
    """Whether a word before a noun belongs to a person's name ("Maria" in "Maria Lopez")."""
    return bool(token.dep_ == "compound" and token.ent_type_ == "PERSON")
