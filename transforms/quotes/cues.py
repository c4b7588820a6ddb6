"""The words that report speech, writing, belief and intent, and how each takes its content.

The lexicon is seeds/cues.csv. Its notion of an attribution, with a source, a cue and a content, is that of the Penn
Attribution Relations Corpus (Pareti, 2012) and of PolNeAR (Newell et al., 2018).
"""

import csv
import importlib.resources
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from spacy.tokens import Token

Frames = dict[str, "CueFrame"]
SPOKEN = frozenset({"speech", "writing"})
# Of the verbs of belief only those that are used for words, too.
_THOUGHT = frozenset({"think", "believe", "know"})
_PARTICLE_DEPS = frozenset({"prt", "prep", "advmod", "agent"})


@dataclass(frozen=True, slots=True)
class CueFrame:
    """One line of the lexicon: a cue, the form its content takes, and if that form mostly is an attribution."""

    cue: str
    kind: str
    frame: str
    is_strong: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Cues by part of speech and first word; those of several words are keyed by what follows the first."""

    single: dict[str, dict[str, Frames]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(dict)))
    several: dict[str, dict[str, dict[tuple[str, ...], Frames]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
    )

    def frames(self, pos: str, lemma: str) -> Frames:
        """The frames of a one-word cue; empty for any other word."""
        return self.single[pos].get(lemma, {})

    def phrases(self, pos: str, lemma: str) -> dict[tuple[str, ...], Frames]:
        """The frames of the longer cues that start with this word, by the words that follow."""
        return self.several[pos].get(lemma, {})


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The cue lexicon of seeds/cues.csv."""
    table = Lexicon()
    text = importlib.resources.files("seeds").joinpath("cues.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        first, *rest = row["cue"].split()
        entry = CueFrame(row["cue"], row["kind"], row["frame"], row["strength"] == "strong")
        if rest:
            table.several[row["pos"]][first][tuple(rest)][entry.frame] = entry
        else:
            table.single[row["pos"]][first][entry.frame] = entry
    return table


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in a text: its head, its tokens [start, end), its frames, and the token whose children hold the content."""

    head: Token
    start: int
    end: int
    frames: Frames
    governor: Token


def cue_at(token: Token) -> list[Cue]:
    """The readings of a token as a cue, the longest phrase first; empty for a word that is no cue."""
    pos = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "ADJ": "adjective"}.get(token.pos_)
    if pos is None:
        return []
    if pos == "verb" and token.tag_ in {"VBN", "JJ"} and token.dep_ == "acomp":
        pos = "adjective"
    table, lemma = lexicon(), token.lemma_.lower()
    cues = []
    phrases = table.phrases(pos, lemma)
    if phrases:
        for child in token.children:
            if child.i < token.i or child.dep_ not in _PARTICLE_DEPS | {"acomp", "oprd", "ccomp"}:
                continue
            nested = next((c for c in child.children if c.dep_ in _PARTICLE_DEPS and c.i == child.i + 1), None)
            sibling = next((c for c in token.children if c.i == child.i + 1 and c.dep_ in _PARTICLE_DEPS), None)
            for second in (nested, sibling):
                if second is not None and (frames := phrases.get((child.lower_, second.lower_))):
                    cues.append(Cue(token, token.i, second.i + 1, frames, second))
            if frames := phrases.get((child.lower_,)):
                governor = child if child.dep_ in {"prep", "agent"} else token
                cues.append(Cue(token, token.i, child.i + 1, frames, governor))
    if frames := table.frames(pos, lemma):
        cues.append(Cue(token, token.i, token.i + 1, frames, token))
    return cues


def spoken_cue(token: Token) -> Cue | None:
    """A verb that can introduce direct speech, as a cue."""
    frame = lexicon().frames("verb", token.lemma_.lower()).get("clause")
    end = token.i + 1
    if end < len(token.doc):
        phrase = lexicon().phrases("verb", token.lemma_.lower()).get((token.doc[end].lower_,), {}).get("clause")
        frame, end = (phrase, end + 1) if phrase is not None else (frame, end)
    if frame is None or (frame.kind not in SPOKEN and token.lemma_.lower() not in _THOUGHT):
        return None
    return Cue(token, token.i, end, {"clause": frame}, token)
