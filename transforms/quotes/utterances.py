"""An utterance on its way from what was found in the text to rows of the quotes table."""

from dataclasses import dataclass

from spacy.tokens import Token

from transforms.document import QuoteKind


@dataclass(slots=True)
class Utterance:
    """One utterance: its pieces and its cue as tokens [start, end), and the head of the words that name its source."""

    pieces: list[tuple[int, int]]
    cue: tuple[int, int] | None
    source: Token | None
    construction: str
    is_strong: bool = True  # whether the cue mostly reports something
    utterance: int | None = None  # None: an utterance of its own
    addressee: Token | None = None
    kind: QuoteKind | None = None  # None: by the share in quotation marks
    is_said: bool = True  # False for a belief or an intent, which has no day

    @property
    def evidence(self) -> str:
        """The construction, marked where its cue is a weak one."""
        return self.construction if self.is_strong else f"weak {self.construction}"

    @property
    def extent(self) -> int:
        """Tokens in all pieces."""
        return sum(end - start for start, end in self.pieces)
