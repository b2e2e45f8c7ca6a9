"""Whisper's decoder as two ONNX graphs with int8 weights: what is made once a window, and what for tokens.

Products are com.microsoft.DynamicQuantizeMatMul: weights with a scale for each column, activations quantised
with one scale for all rows. Between products everything is float32.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.ct2_weights import Weights
from models.onnx_graph import INT64, MICROSOFT, Graph

HEAD = 64
"""Width of an attention head in every Whisper."""


@dataclass(frozen=True, slots=True)
class Shape:
    layers: int
    width: int
    heads: int

    @classmethod
    def of(cls, weights: Weights) -> Shape:
        """Raises KeyError or ValueError if these are not the weights of a Whisper in floating point."""
        width = weights["decoder/layer_norm/gamma"].shape[0]
        layers = 0
        while f"decoder/layer_{layers}/ffn/linear_0/weight" in weights:
            layers += 1
        if weights["decoder/projection/weight"].dtype.kind != "f" or not layers:
            raise ValueError("the weights are not in floating point")
        return cls(layers, width, width // HEAD)

    def caches(self, *kinds: str) -> list[str]:
        """Names of keys and values: `key` and `value` of the tokens, `cross_key`, `cross_value` of the sound.
        Keys have shape (1, heads, HEAD, n), values (1, heads, n, HEAD)."""
        return [f"{kind}_{layer}" for layer in range(self.layers) for kind in kinds]


@dataclass(slots=True)
class Layers:
    """A graph that grows by Whisper's parts; `signed` says which int8 this processor multiplies rightly."""

    weights: Weights
    shape: Shape
    signed: bool
    graph: Graph = field(default_factory=Graph)

    def floats(self, name: str) -> NDArray[np.float32]:
        return self.weights[name].astype(np.float32)

    def constant(self, name: str) -> str:
        return self.graph.constant(self.floats(name))

    def linear(self, x: str, name: str, part: slice = slice(None), scale: float = 1.0) -> str:
        """`x` times some of the rows of a weight, plus their bias, times `scale`."""
        matrix = self.weights[f"{name}/weight"][part].astype(np.float32) * np.float32(scale)
        return self.product(x, matrix, self.floats(f"{name}/bias")[part] * np.float32(scale))

    def even_linear(self, x: str, name: str) -> str:
        """The same for rows of very different size, such as those of the start token: each is first divided
        by its largest value, because one scale for all would round the small ones away."""
        add = self.graph.add
        largest = add("ReduceMax", add("Abs", x), self.graph.integers(-1), keepdims=1)
        y = self.product(add("Div", x, largest), self.floats(f"{name}/weight"))
        return add("Add", add("Mul", y, largest), self.constant(f"{name}/bias"))

    def product(self, x: str, matrix: NDArray[np.float32], bias: NDArray[np.float32] | None = None) -> str:
        columns, scales, zeros = quantised(matrix, self.signed)
        inputs = [self.graph.constant(each) for each in (columns, scales, zeros)]
        inputs += [] if bias is None else [self.graph.constant(bias)]
        return self.graph.add("DynamicQuantizeMatMul", x, *inputs, domain=MICROSOFT)

    def normed(self, x: str, name: str) -> str:
        scale, shift = (self.constant(f"{name}/{each}") for each in ("gamma", "beta"))
        return self.graph.add("LayerNormalization", x, scale, shift, axis=-1, epsilon=1e-5)

    def heads(self, x: str, name: str = "", *, keys: bool = False) -> str:
        """(1, n, width) to (1, heads, n, HEAD), or as keys to (1, heads, HEAD, n)."""
        x = self.graph.add("Reshape", x, self.graph.integers(1, -1, self.shape.heads, HEAD))
        return self.graph.add("Transpose", x, name=name, perm=[0, 2, 3, 1] if keys else [0, 2, 1, 3])

    def rows(self, x: str) -> str:
        """(1, heads, n, HEAD) to (1, n, width)."""
        x = self.graph.add("Transpose", x, perm=[0, 2, 1, 3])
        return self.graph.add("Reshape", x, self.graph.integers(1, -1, self.shape.width))


def sound(weights: Weights, signed: bool) -> bytes:
    """`encoded` (1, frames, width) -> cross_key and cross_value of each layer."""
    shape = Shape.of(weights)
    part = Layers(weights, shape, signed)
    x = part.graph.input("encoded")
    for layer in range(shape.layers):
        name = f"decoder/layer_{layer}/attention/linear_1"
        part.heads(part.linear(x, name, slice(shape.width)), f"cross_key_{layer}", keys=True)
        part.heads(part.linear(x, name, slice(shape.width, None)), f"cross_value_{layer}")
    for name in shape.caches("cross_key", "cross_value"):
        part.graph.output(name)
    return part.graph.model()


def tokens(weights: Weights, alignment: Sequence[tuple[int, int]], signed: bool) -> bytes:
    """Some tokens more behind those whose key_*, value_* are given, those of no token at first.

    Inputs: `embedded` (1, n, width), positions included; `mask` (n, before + n), added to the scores of
    self-attention; `wanted`, the rows whose logits are; the caches, those of the sound included.
    Outputs: `logits` (1, wanted, vocabulary); `attention` (1, heads, n, frames) of the alignment heads, which
    are (layer, head); `next_key_*` and `next_value_*`.
    """
    shape = Shape.of(weights)
    part = Layers(weights, shape, signed)
    graph, add = part.graph, part.graph.add
    x, mask, wanted = graph.input("embedded"), graph.input("mask"), graph.input("wanted", INT64)
    for name in shape.caches("key", "value", "cross_key", "cross_value"):
        graph.input(name)
    watched: list[str] = []
    for layer in range(shape.layers):
        name = f"decoder/layer_{layer}"
        x = add(
            "Add", x, _self_attention(part, part.normed(x, f"{name}/self_attention/layer_norm"), mask, layer)
        )
        y, share = _cross_attention(part, part.normed(x, f"{name}/attention/layer_norm"), layer)
        x = add("Add", x, y)
        if heads := [head for at, head in alignment if at == layer]:
            watched.append(add("Gather", share, graph.integers(*heads), axis=1))
        y = part.linear(part.normed(x, f"{name}/ffn/layer_norm"), f"{name}/ffn/linear_0")
        x = add("Add", x, part.even_linear(add("Gelu", y, domain=MICROSOFT), f"{name}/ffn/linear_1"))
    add("Concat", *watched, name="attention", axis=1)
    last = part.normed(add("Gather", x, wanted, axis=1), "decoder/layer_norm")
    add("Identity", part.product(last, part.floats("decoder/projection/weight")), name="logits")
    for name in ("logits", "attention", *shape.caches("next_key", "next_value")):
        graph.output(name)
    return graph.model()


def _self_attention(part: Layers, x: str, mask: str, layer: int) -> str:
    add, width = part.graph.add, part.shape.width
    name = f"decoder/layer_{layer}/self_attention"
    matrix, bias = part.floats(f"{name}/linear_0/weight"), part.floats(f"{name}/linear_0/bias")
    matrix[:width] *= HEAD**-0.5
    bias[:width] *= HEAD**-0.5
    widths = part.graph.integers(width, width, width)
    query, key, value = part.graph.split(
        "Split", part.product(x, matrix, bias), widths, names=("", "", ""), axis=-1
    )
    queries = part.heads(query)
    keys = add("Concat", f"key_{layer}", part.heads(key, keys=True), name=f"next_key_{layer}", axis=3)
    values = add("Concat", f"value_{layer}", part.heads(value), name=f"next_value_{layer}", axis=2)
    share = add("Softmax", add("Add", add("MatMul", queries, keys), mask), axis=-1)
    return part.linear(part.rows(add("MatMul", share, values)), f"{name}/linear_1")


def _cross_attention(part: Layers, x: str, layer: int) -> tuple[str, str]:
    """The output, and what share of its attention each head gives to each frame."""
    add = part.graph.add
    name = f"decoder/layer_{layer}/attention"
    queries = part.heads(part.linear(x, f"{name}/linear_0", scale=HEAD**-0.5))
    share = add("Softmax", add("MatMul", queries, f"cross_key_{layer}"), axis=-1)
    return part.linear(part.rows(add("MatMul", share, f"cross_value_{layer}")), f"{name}/linear_2"), share


def quantised(
    matrix: NDArray[np.float32], signed: bool
) -> tuple[NDArray[Any], NDArray[np.float32], NDArray[Any]]:
    """(out, in) -> 8-bit (in, out), symmetric, with the scale and the zero point of each column."""
    largest = np.maximum(matrix.max(1), -matrix.min(1))
    scales: NDArray[np.float32] = np.maximum(largest, np.float32(1e-9)) / np.float32(127)
    levels = matrix / scales[:, None]
    np.rint(levels, out=levels)
    kind, zero = (np.int8, 0) if signed else (np.uint8, 128)
    levels += zero  # in place: the vocabulary is 100 MB of float32
    return levels.T.astype(kind), scales, np.full(len(matrix), zero, kind)
