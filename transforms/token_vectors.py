"""The token vectors of a spaCy model, computed faster: the same sums in another order.

Six tenths of a parse by spaCy's small models go into two convolutional encoders (tok2vec and that of ner). Here their
weights are multiplied by NumPy's BLAS, which takes a third of the time of the one that thinc brings, in pieces that
stay in the processor's cache, and what does not depend on the neighbours of a token (spaCy's MultiHashEmbed) is
computed once for all alike in a batch. Vectors differ from spaCy's by rounding alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model

Floats = npt.NDArray[np.float32]
Features = npt.NDArray[np.uint64]

EPSILON = np.float32(1e-8)  # of thinc's layer normalization
ROWS_AT_ONCE = 256  # a piece with its products takes half a megabyte
# Odd, so that no bit of a feature is lost: one number for each row of features.
MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F,
     0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3],
    dtype=np.uint64,
)  # fmt: skip
EMBEDDING_ENDS = ("maxout", "layernorm", "dropout", "ragged2list")
LAYER = ("expand_window", "maxout", "layernorm", "dropout")


@dataclass(frozen=True, slots=True)
class _Maxout:
    """A maxout layer with layer normalization (Goodfellow et al. 2013; Ba et al. 2016)."""

    weights: Floats  # inputs x (pieces x outputs)
    bias: Floats
    outputs: int
    gain: Floats
    shift: Floats

    @classmethod
    def of(cls, maxout: Model[Any, Any], norm: Model[Any, Any]) -> Self:
        """The layer, its pieces side by side rather than interleaved, so that their maximum is one of whole rows."""
        weights, bias = maxout.get_param("W"), maxout.get_param("b")  # outputs x pieces (x inputs)
        outputs, _, inputs = weights.shape
        return cls(
            np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, inputs).T),
            np.ascontiguousarray(bias.T.reshape(-1)),
            outputs,
            np.asarray(norm.get_param("G")),
            np.asarray(norm.get_param("b")),
        )

    def into(self, out: Floats, rows: Floats) -> None:
        """Write the layer's output for `rows` into `out`."""
        products = rows @ self.weights
        products += self.bias
        pieces = products.reshape(len(rows), -1, self.outputs)
        np.maximum(pieces[:, 0], pieces[:, 1], out=out)
        for piece in range(2, pieces.shape[1]):
            np.maximum(out, pieces[:, piece], out=out)
        out -= out.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", out, out) / np.float32(self.outputs) + EPSILON
        out *= (1 / np.sqrt(variance))[:, None]
        out *= self.gain
        out += self.shift


def _pieces(count: int) -> list[slice]:
    return [slice(start, min(start + ROWS_AT_ONCE, count)) for start in range(0, count, ROWS_AT_ONCE)]


@dataclass(frozen=True, slots=True)
class _Embedding:
    """What a token is by itself: hashed embeddings of its features (Miranda et al. 2022), mixed by a maxout layer."""

    columns: list[str]
    embed: Callable[[Features], Floats]
    mix: _Maxout

    def __call__(self, docs: list[Doc]) -> Floats:
        """Vectors of all tokens of all documents, one after the other."""
        width = len(self.columns)
        features: Features = np.concatenate([doc.to_array(self.columns).reshape(len(doc), width) for doc in docs])
        keys = features @ MULTIPLIERS[:width]
        _, first, place = np.unique(keys, return_index=True, return_inverse=True)
        different = features[first]
        if not np.array_equal(different[place], features):  # two kinds of token with one key
            different, place = features, np.arange(len(features))
        vectors = np.empty((len(different), self.mix.outputs), dtype=np.float32)
        for piece in _pieces(len(different)):
            self.mix.into(vectors[piece], self.embed(different[piece]))
        return vectors[place]


@dataclass(frozen=True, slots=True)
class _Encoder:
    """Residual convolutions over windows of tokens (spaCy's MaxoutWindowEncoder)."""

    layers: list[_Maxout]
    window: int  # tokens on either side

    def __call__(self, vectors: Floats, lengths: list[int]) -> list[Floats]:
        """The vectors of each document in its context. As in spaCy, documents are kept apart by rows that begin as 0
        and go through the layers with the others.
        """
        width, pad = vectors.shape[1], self.window * len(self.layers)
        count = len(vectors) + pad * (len(lengths) + 1)
        # More zeros at both ends, outside of what the layers change: there the windows end.
        rows = np.zeros((count + 2 * self.window, width), dtype=np.float32)
        inside = rows[self.window : self.window + count]
        spans, read, written = [], 0, pad
        for length in lengths:
            inside[written : written + length] = vectors[read : read + length]
            spans.append(slice(written, written + length))
            read, written = read + length, written + length + pad
        change = np.empty((count, width), dtype=np.float32)
        for layer in self.layers:
            windows = np.lib.stride_tricks.as_strided(
                rows, (count, (2 * self.window + 1) * width), rows.strides, writeable=False
            )
            for piece in _pieces(count):
                layer.into(change[piece], windows[piece])
            inside += change
        return [inside[span] for span in spans]


def _leaves(model: Model[Any, Any]) -> list[Model[Any, Any]]:
    return [node for node in model.walk(order="dfs_pre") if not node.layers]


def _embedding(model: Model[Any, Any]) -> _Embedding | None:
    leaves = _leaves(model)
    names = tuple(leaf.name for leaf in leaves)
    hashed = [leaf for leaf in leaves if leaf.name == "hashembed"]
    expected = ("extract_features", "list2ragged", *("ints-getitem", "hashembed") * len(hashed), *EMBEDDING_ENDS)
    if names != expected or len(hashed) > len(MULTIPLIERS):
        return None
    maxout, norm = leaves[-4:-2]

    def embed(features: Features) -> Floats:
        return np.hstack([leaf.predict(features[:, leaf.attrs["column"]]) for leaf in hashed])

    return _Embedding(leaves[0].attrs["columns"], embed, _Maxout.of(maxout, norm))


def _encoder(model: Model[Any, Any]) -> _Encoder | None:
    leaves = _leaves(model)
    depth = len(leaves) // len(LAYER)
    if tuple(leaf.name for leaf in leaves) != LAYER * depth:
        return None
    windows = {leaf.attrs["window_size"] for leaf in leaves[:: len(LAYER)]}
    if len(windows) > 1 or model.attrs.get("pad") != depth * max(windows):
        return None
    steps = range(0, len(leaves), len(LAYER))
    return _Encoder([_Maxout.of(leaves[i + 1], leaves[i + 2]) for i in steps], windows.pop())


def _faster(tok2vec: Model[Any, Any]) -> Model[list[Doc], list[Floats]] | None:
    """The same model for prediction alone; None for another architecture."""
    embedding, encoder = _embedding(tok2vec.get_ref("embed")), _encoder(tok2vec.get_ref("encode"))
    if embedding is None or encoder is None:
        return None

    def forward(
        _model: Model[list[Doc], list[Floats]], docs: list[Doc], is_train: bool
    ) -> tuple[list[Floats], Callable[[list[Floats]], list[Doc]]]:
        if is_train:
            raise ValueError("these layers are for prediction")
        return encoder(embedding(docs), [len(doc) for doc in docs]), lambda _: []

    return Model("token_vectors", forward, dims={"nO": tok2vec.get_dim("nO")})


def hasten(nlp: Language) -> int:
    """Put faster layers in the place of a pipeline's hash embedding and convolutions; gives how many encoders.

    Encoders of other architectures (transformers, static vectors) are left as they are.
    """
    count = 0
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if not isinstance(model, Model):
            continue
        for node in list(model.walk()):
            if not (node.has_ref("embed") and node.has_ref("encode")):
                continue
            if (faster := _faster(node)) is None:
                continue
            if node is model:
                pipe.model = faster
            else:
                model.replace_node(node, faster)
            count += 1
    return count
