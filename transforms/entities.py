"""Named entities by the model of a spaCy pipeline, decoded faster: the same decisions, taken for all tokens at once.

spaCy's `ner` goes through a text token by token and asks at each, for each of its four moves of each label, whether it
may be made (BILUO; Ratinov and Roth 2009). That asking costs more than twice as much as the network. But outside of an
entity nothing depends on the moves before, so what each token would begin is decided here in one go; then the entities
that begin are led to their ends, all of them one token further at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span
from thinc.api import Model

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FEATURES = 3  # the token, the first and the last one of the entity that is open
OUT = "O"


@dataclass(frozen=True, slots=True)
class _Tokens:
    """All tokens of some documents, one after the other."""

    bounds: Indices  # the first token of each document, and the end of the last
    may_begin: Flags  # not white space: an entity may begin here
    may_go_on: Flags  # an entity may hold this token and the next: one sentence, one document

    @classmethod
    def of(cls, docs: list[Doc]) -> Self:
        bounds = np.cumsum([0, *map(len, docs)])
        read = np.concatenate([doc.to_array(["IS_SPACE", "SENT_START"]) for doc in docs])
        may_go_on = np.append(read[1:, 1] != 1, False)
        may_go_on[bounds[1:] - 1] = False
        return cls(bounds, read[:, 0] == 0, may_go_on)


@dataclass(frozen=True, slots=True)
class Decoder:
    """The moves of an `ner` component: for each label the rows of its four moves in the output layer."""

    component: EntityRecognizer
    labels: tuple[str, ...]
    begin: Indices
    inside: Indices
    last: Indices
    unit: Indices
    out: int

    @classmethod
    def of(cls, component: object) -> Self | None:
        """None for a component that decides otherwise (a beam, preset spans, another network)."""
        if not isinstance(component, EntityRecognizer) or component.cfg["beam_width"] != 1:
            return None
        layers = component.model.layers
        if len(layers) != FEATURES or layers[1].get_dim("nF") != FEATURES or layers[1].get_dim("nP") < 2:
            return None
        if component.model.attrs["unseen_classes"]:
            return None
        # Not `move_names`, which leaves one out.
        rows = {component.moves.get_class_name(row): row for row in range(component.moves.n_moves)}
        labels = tuple(name[2:] for name in rows if name.startswith("B-"))
        if OUT not in rows or not {f"{move}-{label}" for move in "BILU" for label in labels} <= rows.keys():
            return None
        begin, inside, last, unit = (np.array([rows[f"{move}-{label}"] for label in labels]) for move in "BILU")
        return cls(component, labels, begin, inside, last, unit, rows[OUT])

    def annotate(self, docs: list[Doc]) -> None:
        """Set the entities of parsed documents, as the component would."""
        filled = [doc for doc in docs if len(doc)]
        if not filled:
            return
        tokens = _Tokens.of(filled)
        found = list(self._entities(filled, tokens))
        for doc, start, end in zip(filled, tokens.bounds, tokens.bounds[1:], strict=False):
            spans = []
            while found and found[0][0] < end:
                first, after, label = found.pop(0)
                spans.append(Span(doc, first - start, after - start, label=label))
            doc.set_ents(spans)

    def _entities(self, docs: list[Doc], tokens: _Tokens) -> Iterator[tuple[int, int, str]]:
        """First token, end and label of each entity, in order."""
        network = _Network(self.component.model.layers, docs)
        count = len(tokens.may_begin)
        scores = network.scores(network.hidden(np.arange(count)))
        beginning = np.hstack([self.begin, self.unit, [self.out]])
        allowed = np.column_stack(
            [
                np.repeat((tokens.may_begin & tokens.may_go_on)[:, None], len(self.begin), axis=1),
                np.repeat(tokens.may_begin[:, None], len(self.unit), axis=1),
                np.ones((count, 1), dtype=np.bool_),
            ]
        )
        # The first of equal scores wins, in the order of the rows.
        order = np.argsort(beginning)
        chosen = order[np.where(allowed, scores[:, beginning], -np.inf)[:, order].argmax(axis=1)]
        begun = np.flatnonzero(chosen < len(self.begin))
        ends = dict(zip(begun.tolist(), self._ends(network, tokens, begun, chosen[begun]).tolist(), strict=True))
        free = 0
        for start in np.flatnonzero(chosen < len(beginning) - 1).tolist():
            if start >= free:
                free = ends.get(start, start + 1)
                yield start, free, self.labels[chosen[start] % len(self.labels)]

    def _ends(self, network: "_Network", tokens: _Tokens, starts: Indices, labels: Indices) -> Indices:
        """The ends of the entities that begin at `starts`."""
        ends = np.zeros_like(starts)
        open_ = np.arange(len(starts))
        at = starts + 1
        while len(open_):
            hidden = network.hidden(at, starts[open_])
            of_label = labels[open_]
            goes_on = network.score(hidden, self.inside[of_label]) >= network.score(hidden, self.last[of_label])
            goes_on &= tokens.may_go_on[at]
            ends[open_[~goes_on]] = at[~goes_on] + 1
            open_, at = open_[goes_on], at[goes_on] + 1
        return ends


class _Network:
    """The layers of the component over some documents, up to what each token gives in each role."""

    def __init__(self, layers: list[Model[Any, Any]], docs: list[Doc]) -> None:
        vectors, roles, output = layers
        # Row 0 stands for a token that is not there.
        self._given: Floats = roles.predict(vectors.predict(docs))
        self._bias: Floats = roles.get_param("b")
        self._weights: Floats = output.get_param("W")
        self._output_bias: Floats = output.get_param("b")

    def hidden(self, at: Indices, first: Indices | None = None) -> Floats:
        """The hidden layer at some tokens, outside of entities or within those that began at `first`."""
        if first is None:
            summed = self._given[at + 1, 0] + self._given[0, 1]
            summed += self._given[0, 2]
        else:
            summed = self._given[at + 1, 0] + self._given[first + 1, 1]
            summed += self._given[at, 2]
        summed += self._bias
        hidden: Floats = np.maximum.reduce([summed[:, :, piece] for piece in range(summed.shape[2])])
        return hidden

    def scores(self, hidden: Floats) -> Floats:
        """Of all moves."""
        return hidden @ self._weights.T + self._output_bias

    def score(self, hidden: Floats, moves: Indices) -> Floats:
        """Of one move each."""
        scores: Floats = np.einsum("ij,ij->i", hidden, self._weights[moves]) + self._output_bias[moves]
        return scores
