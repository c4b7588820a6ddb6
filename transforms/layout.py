"""The shape of an article's text before it is parsed: its blocks, and the readable text with the way back.

Apart from `document`, so that who only describes articles need not import spaCy.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

BlockKind = Literal["title", "byline", "body", "boilerplate"]
INSERTED = -1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or line of an article, without the white space around it: text[start:end]."""

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True)
class Readable:
    """The text that the parser reads, with the way back to the article's text.

    `origin[i]` is the position in the article's text of readable character i, or INSERTED for a character that the
    restorer put in. `sentence_starts` are readable positions where a sentence starts for certain; with
    `starts_are_complete` there are no others (restored text), else the parser may find more between them. `quoted`
    is there where marks of quotation may have got lost: the probability that readable character i stood between some
    (0 for what is in no word). `is_repunctuated`: punctuation was put back, too, and not case alone.
    """

    text: str
    origin: npt.NDArray[np.int32]
    sentence_starts: tuple[int, ...]
    starts_are_complete: bool = False
    is_restored: bool = False
    is_repunctuated: bool = False
    quoted: npt.NDArray[np.float32] | None = None

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into the article's text of readable[start:end], inserted characters at its edges left out.

        Raises ValueError when the stretch holds no character of the article.
        """
        kept = self.origin[start:end]
        kept = kept[kept != INSERTED]
        if not len(kept):
            raise ValueError(f"readable[{start}:{end}] holds no character of the article")
        return int(kept[0]), int(kept[-1]) + 1
