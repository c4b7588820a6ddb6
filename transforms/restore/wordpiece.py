"""Words in the pieces that a BERT-like network reads (WordPiece: Wu et al., Google's NMT System, 2016; longest first).

Written out because the words are known already (runs of letters and digits) and the vocabulary is one text file: what a
tokenizer library adds to that is the cutting of text into words.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

CLS, SEP, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
CONTINUED = "##"
LONGEST_WORD = 40  # letters: what is longer is no English word
MOST_PIECES = 4  # a word's pieces after these say nothing new about its case and keep the network from its context


class WordPiece:
    """A vocabulary, and the pieces of words in it."""

    def __init__(self, pieces: Sequence[str]) -> None:
        """`pieces`: the vocabulary in the order of its numbers. Raises KeyError without [CLS], [SEP] and [UNK]."""
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self.cls, self.sep, self._unknown = (self._numbers[piece] for piece in (CLS, SEP, UNKNOWN))
        self.pieces = lru_cache(maxsize=1 << 16)(self._pieces)

    def _pieces(self, word: str) -> tuple[int, ...]:
        """Numbers of the pieces of a lower-case word, at least one and at most MOST_PIECES. Accents do not count."""
        bare = "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
        if not 0 < len(bare) <= LONGEST_WORD:
            return (self._unknown,)
        found: list[int] = []
        start = 0
        while start < len(bare) and len(found) < MOST_PIECES:
            prefix = CONTINUED if start else ""
            for end in range(len(bare), start, -1):
                if (number := self._numbers.get(prefix + bare[start:end])) is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return (self._unknown,)
        return tuple(found)
