"""How alike two sentences are worded: the cosine of their content words, rare words counting for more.

Weights are those of Salton and Buckley (1988), with the frequencies of seeds/word_frequencies.csv rather than the
night's: what a pair of reports is worth must not depend on what else was in the news.
"""

import math
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from schemas.same_events import WordFrequencies
from transforms import seeds
from transforms.same_event.kinds import words

SENTENCES = 100_000
UNLISTED = 20  # sentences of so many in which a word stands that the table does not have
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ions", "ion", "ies", "ers", "er", "ed", "es", "ly", "s")
SHORTEST = 3

Vector = Mapping[str, float]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A word in lower case without possessive, ending and final e: crude, but the same wherever the word stands."""
    bare = word.lower().replace("’", "'").removesuffix("'s")
    bare = f"{bare[:-3]}man" if bare.endswith("men") else bare
    for ending in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= SHORTEST:
            bare = bare.removesuffix(ending)
            break
    bare = bare.removesuffix("e") if len(bare) > SHORTEST else bare
    doubled = len(bare) > SHORTEST and bare[-1] == bare[-2] and bare[-1] not in "ls"
    return bare[:-1] if doubled else bare


def stems(text: str) -> Iterable[str]:
    """The stems of the content words of a text, in its order."""
    return (stem(word) for word in _WORD.findall(text) if word.lower() not in words("stopwords"))


@cache
def _weights() -> dict[str, float]:
    rows = seeds.table(WordFrequencies, "word_frequencies.csv").iter_rows()
    return {word: math.log(SENTENCES / float(count)) for word, count in rows}


def vector(text: str, leaving_out: Iterable[str] = ()) -> Vector:
    """Stem -> weight of a text's content words, of length one; without the words of the names in `leaving_out`."""
    names = {stem(word) for name in leaving_out for word in _WORD.findall(name)}
    unlisted = math.log(SENTENCES / UNLISTED)
    found = {word: _weights().get(word, unlisted) for word in stems(text) if word not in names}
    length = math.sqrt(sum(weight * weight for weight in found.values()))
    return {word: weight / length for word, weight in found.items()}


def likeness(one: Vector, other: Vector) -> float:
    """The cosine of two vectors: 0 where no word is shared, 1 where all are."""
    fewer, more = sorted((one, other), key=len)
    return sum(weight * more[word] for word, weight in fewer.items() if word in more)
