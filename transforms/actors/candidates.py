"""A stretch of a document that may be a mention, before it is known whose."""

from dataclasses import dataclass, field
from functools import lru_cache

from spacy.tokens import Doc, Token

from transforms.actors.gazetteer import Hit, normalise
from transforms.document import ActorKind, LocalActor, MentionForm
from transforms.reference import Known

PROPER = frozenset({"NNP", "NNPS"})
NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
MODIFIERS = frozenset({"amod", "compound", "nmod"})
POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
DETERMINERS = frozenset(
    {"the", "a", "an", "this", "that", "these", "those", "its", "his", "her", "their", "our", "your"}
)


@dataclass(slots=True)
class Candidate:
    """Tokens [start, end), what is written there, and what is known of whom it may mean.

    `noun` is the role noun of a role phrase or title, in the singular; `title_span` and `role_span` are the tokens of a
    person's title and of the role noun in it. `said` are the words of what the article says beside a name, phrase by
    phrase; of a role phrase, the words that tell which office or body it means. `likely_country` is that of an office
    or body of state named without a country, if it is nobody whom the article names.
    """

    start: int
    end: int
    head: int
    form: MentionForm
    kind: ActorKind
    name: str
    known: Known | None = None
    country: str | None = None
    sector: str | None = None
    likely_country: str | None = None
    title: str | None = None
    noun: str | None = None
    title_span: tuple[int, int] | None = None
    role_span: tuple[int, int] | None = None
    gender: str | None = None
    is_plural: bool = False
    is_definite: bool = False
    is_introduced: bool = False  # "a minister"
    is_proper: bool = False  # a body of every state, capitalised: "the Interior Ministry"
    is_extra: bool = False  # no noun of the tables: a mention only where it is plain who is meant
    said: list[frozenset[str]] = field(default_factory=list)
    people: tuple[Known, ...] = ()  # those of the tables who bear the name
    beside: "Candidate | None" = None  # the person or body whose apposition this phrase is
    actor: LocalActor | None = None
    confidence: float = 1.0

    @property
    def words(self) -> tuple[str, ...]:
        """The name in folded words."""
        return _words(self.name)


@lru_cache(maxsize=1 << 14)
def _words(name: str) -> tuple[str, ...]:
    # Each name of an article is compared with all others.
    return tuple(normalise(name).split())


@dataclass(frozen=True, slots=True)
class TokenHit:
    """Tokens [start, end) are a name of every one of the entries."""

    start: int
    end: int
    entries: tuple[Known, ...]


def token_hits(doc: Doc, hits: list[Hit[Known]]) -> list[TokenHit]:
    """Gazetteer hits as tokens; one that starts or ends inside a token ("U.S.-led") is left out."""
    starts = {token.idx: token.i for token in doc}
    ends: dict[int, int] = {}
    for token in doc:
        end = token.idx + len(token)
        ends[end] = token.i + 1
        if token.text.endswith("."):  # the gazetteer's "U.S" is the token "U.S."
            ends.setdefault(end - 1, token.i + 1)
    found = []
    for hit in hits:
        start, end = starts.get(hit.start), ends.get(hit.end)
        if start is not None and end is not None and start < end:
            found.append(TokenHit(start, end, hit.entries))
    return found


def root_of(doc: Doc, start: int, end: int) -> int:
    """The token that heads tokens [start, end) in the parse."""
    root: Token = doc[start:end].root
    return int(root.i)


def longest(candidates: list[Candidate]) -> list[Candidate]:
    """Candidates without overlap: the longest wins, of equals the first given; in the order of the text."""
    kept: list[Candidate] = []
    taken: set[int] = set()
    for candidate in sorted(candidates, key=lambda one: one.start - one.end):
        span = range(candidate.start, candidate.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(candidate)
    return sorted(kept, key=lambda one: one.start)


def clean(name: str) -> str:
    """A name on one line."""
    return " ".join(name.split())


def continues(doc: Doc, position: int) -> bool:
    """Whether a noun phrase goes on: 'the British' but not 'the British prime minister'."""
    return position < len(doc) and doc[position].tag_ in NOUNS | {"JJ", "HYPH", "VBN"}
