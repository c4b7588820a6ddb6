"""A document on its way through extraction, and what is found in it.

Extraction works on token indices of one spaCy `Doc` made of the article's readable text; `Document.source_span` turns
them into offsets into the article's own text, whatever was left out or restored on the way.
"""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from transforms.layout import Block, Readable

if TYPE_CHECKING:  # the parent process, which links, need not load spaCy for the names of places
    from spacy.tokens import Doc, Token

MentionForm = Literal["name", "title", "demonym", "pronoun"]
ActorKind = Literal["person", "organization", "country", "group", "unknown"]
QuoteKind = Literal["direct", "indirect", "mixed"]


@dataclass(slots=True)
class LocalActor:
    """An actor of one article. `key` identifies it across articles and is what its id is made of."""

    key: str  # such as "country:PRK", "person:mike pompeo", "role:PRK:GOV:official"
    name: str
    kind: ActorKind
    country: str | None = None
    sector: str | None = None
    title: str | None = None
    is_generic: bool = False


@dataclass(slots=True)
class Mention:
    """Tokens [start, end) that refer to an actor; `head` is the token that heads the phrase in the parse."""

    start: int
    end: int
    head: int
    form: MentionForm
    actor: LocalActor | None
    confidence: float = 1.0

    @property
    def actor_key(self) -> str | None:
        """The key of its actor, if that is known."""
        return None if self.actor is None else self.actor.key


@dataclass(slots=True)
class Quote:
    """Tokens [start, end) of what somebody said, quotation marks left out. Pieces of one utterance share a number."""

    start: int
    end: int
    kind: QuoteKind
    utterance: int
    speaker: Mention | None = None
    speaker_span: tuple[int, int] | None = None
    cue_span: tuple[int, int] | None = None
    addressee: Mention | None = None
    addressee_span: tuple[int, int] | None = None
    medium_span: tuple[int, int] | None = None
    parent_span: tuple[int, int] | None = None  # of the quote that this one is part of
    is_anonymous: bool = False
    said_on: dt.date | None = None
    evidence: str = ""
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class When:
    """A date with its precision, and the tokens it was read from."""

    date: dt.date
    precision: Literal["day", "week", "month", "year"]
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its country (ISO 3166 alpha-3) and coordinates."""

    name: str
    country: str | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number found beside an event: kind as in schemas.vocabulary.QUANTITY_KINDS; tokens [start, end)."""

    kind: str
    low: float
    high: float
    unit: str | None
    start: int
    end: int


@dataclass(slots=True)
class Event:
    """One mention of an event: trigger tokens [start, end), who, to whom, and the rule that says what."""

    start: int
    end: int
    rule_id: str
    source: Mention | None
    target: Mention | None
    status: str = "actual"
    when: When | None = None
    place: Place | None = None
    quantities: tuple[Quantity, ...] = ()
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Dating:
    """What an article without a date says of its day of publication: first and last possible day, and why.

    Where the day is certain, both are that day. Either may be unknown.
    """

    after: dt.date | None
    before: dt.date | None
    day: dt.date | None
    reason: str


@dataclass
class Document:
    """An article under extraction: its own text, its readable form, the parse, and the findings so far."""

    article_id: str
    text: str
    published_at: dt.datetime | None
    blocks: list[Block]
    readable: Readable
    doc: "Doc"
    dateline: str | None = None
    dating: Dating | None = None  # filled by transforms.circumstances.date_bounds, where published_at is not known
    uri: str | None = None
    url: str | None = None
    dates: list[When] | None = None  # filled by transforms.circumstances.dates.find_dates
    mentions: list[Mention] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Uri and url, where they are known."""
        return tuple(filter(None, (self.uri, self.url)))

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into the article's text of tokens [start, end), white space at the edges left out."""
        first, last = self.doc[start], self.doc[end - 1]
        while first.is_space and first.i < last.i:
            first = self.doc[first.i + 1]
        while last.is_space and last.i > first.i:
            last = self.doc[last.i - 1]
        return self.readable.source_span(first.idx, last.idx + len(last))

    @cached_property
    def _mention_by_token(self) -> dict[int, Mention]:
        by_token: dict[int, Mention] = {}
        for mention in self.mentions:
            for position in range(mention.start, mention.end):
                by_token.setdefault(position, mention)
        for mention in self.mentions:
            by_token[mention.head] = mention
        return by_token

    def mention_of(self, token: "Token") -> Mention | None:
        """The mention that a token heads, or else is part of. Call it only once `mentions` is complete."""
        return self._mention_by_token.get(token.i)
