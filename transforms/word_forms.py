"""Part of speech, morphology and lemma by a pipeline's own rules, asked once for each kind of word.

spaCy tries every pattern of the `attribute_ruler` on every token, and the `lemmatizer` its rules. What both say hangs
on the word, its tag and its label in the parse, but for the few patterns of several tokens: so it is kept, and only
what is new is put to them. The result is theirs.
"""

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc
from spacy.util import filter_spans

Kind = tuple[int, int, int]  # word, tag and dependency label, as spaCy's hashes
Forms = tuple[int, int, int, int, str]  # part of speech, morphology, tag and label as hashes; lemma

# What a pattern may ask of a token, and what a rule may set, for a token's kind to decide.
ASKED = frozenset({"ORTH", "TEXT", "LOWER", "IS_SPACE", "TAG", "DEP"})
SET = frozenset({"POS", "MORPH", "TAG", "DEP", "LEMMA"})
KINDS_KEPT = 30_000  # some 10 MB
BETWEEN = ","  # keeps patterns of several tokens from matching words that only stand in a list


class WordForms:
    """The attribute ruler and the rule lemmatizer of a pipeline."""

    def __init__(self, ruler: AttributeRuler, lemmatizer: Lemmatizer) -> None:
        self._ruler, self._lemmatizer = ruler, lemmatizer
        self._vocab = ruler.vocab
        self._known: dict[Kind, Forms] = {}
        self._together = Matcher(self._vocab)
        for number, rule in enumerate(ruler.patterns):
            if longer := [pattern for pattern in rule["patterns"] if len(pattern) > 1]:
                self._together.add(str(number), longer)

    @classmethod
    def of(cls, nlp: Language) -> Self | None:
        """None where the pipeline has others, or rules that look at more than a token's kind."""
        components = dict(nlp.pipeline)
        ruler, lemmatizer = components.get("attribute_ruler"), components.get("lemmatizer")
        if not isinstance(ruler, AttributeRuler) or not isinstance(lemmatizer, Lemmatizer) or lemmatizer.overwrite:
            return None
        for rule in ruler.patterns:
            asked = {name for pattern in rule["patterns"] for token in pattern for name in token}
            if not asked <= ASKED or not set(rule["attrs"]) <= SET:
                return None
        return cls(ruler, lemmatizer)

    def annotate(self, doc: Doc) -> None:
        """Set what the two components would, in a document that is tagged and parsed."""
        if not len(doc):
            return
        read = doc.to_array(["ORTH", "TAG", "DEP"])
        kinds: list[Kind] = list(map(tuple, read.tolist()))
        here = self._forms_of(kinds)
        # The lemma anew each time: what a memory zone took in is forgotten with it.
        add = self._vocab.strings.add
        rows = {kind: (*hashes, add(lemma)) for kind, (*hashes, lemma) in here.items()}
        values: npt.NDArray[np.uint64] = np.array([rows[kind] for kind in kinds], dtype=np.uint64)
        for span in filter_spans(self._together(doc, allow_missing=True, as_spans=True)):
            for i, (*hashes, lemma) in enumerate(self._ask(kinds[span.start : span.end]), span.start):
                values[i] = (*hashes, add(lemma))
        doc.from_array(["POS", "MORPH", "TAG", "DEP", "LEMMA"], values)

    def _forms_of(self, kinds: Iterable[Kind]) -> dict[Kind, Forms]:
        different = set(kinds)
        new = sorted(different - self._known.keys())
        if new:
            if len(self._known) + len(new) > KINDS_KEPT:
                self._known.clear()
                new = sorted(different)
            comma = self._vocab.strings.add(BETWEEN)
            separator = (comma, comma, 0)  # in the Penn tags the comma is its own
            apart = [one for kind in new for one in (kind, separator)]
            self._known.update(zip(new, self._ask(apart)[::2], strict=True))
        return {kind: self._known[kind] for kind in different}

    def _ask(self, kinds: Sequence[Kind]) -> list[Forms]:
        """What the components say of tokens of these kinds, next to each other."""
        doc = Doc(self._vocab, words=[self._vocab.strings[word] for word, _, _ in kinds])
        doc.from_array(["TAG", "DEP"], np.array([kind[1:] for kind in kinds], dtype=np.uint64))
        doc = self._lemmatizer(self._ruler(doc))
        return [(token.pos, token.morph.key, token.tag, token.dep, token.lemma_) for token in doc]
