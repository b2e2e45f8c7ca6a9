"""M2M100, NLLB-200 and Marian as two ONNX graphs: what is made once a text, and what once a token.

An int8 product quantises each row of its activations by that row's largest value and adds up in integers:
what a row gives does not depend on the rows beside it, so a batch decodes to what each row decodes to alone.
Between products everything is float32. Weights have the names of Hugging Face checkpoints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from models.onnx_graph import INT64, MICROSOFT, Graph
from models.whisper_graph import quantised

Products = Literal["float32", "int8", "uint8"]
"""How weights are held. x86 without VNNI multiplies int8 wrongly and needs uint8, which takes longer."""
Weights = Mapping[str, NDArray[Any]]
"""Arrays by name; a weight has shape (out, in)."""
_ACTIVATIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "relu": ("Relu", "", {}),
    "gelu": ("Gelu", MICROSOFT, {}),
    "swish": ("QuickGelu", MICROSOFT, {"alpha": 1.0}),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What the graphs must know besides the weights."""

    encoder_layers: int
    decoder_layers: int
    heads: int
    """Of the decoder; a checkpoint whose encoder differs is not served."""
    width: int
    activation: str
    norm_first: bool
    """M2M100 and NLLB norm before each block and once at the end, Marian after each block."""

    def caches(self, *kinds: str) -> list[str]:
        """Names of keys and values: `key`, `value` of the tokens, `cross_key`, `cross_value` of the texts.
        Each has shape (rows, heads, n, width / heads), but `cross_key` (rows, heads, width / heads, n)."""
        return [f"{kind}_{layer}" for layer in range(self.decoder_layers) for kind in kinds]


def encoder(weights: Weights, shape: Shape, products: Products) -> bytes:
    """`embedded` (texts, n, width), `mask` (texts, 1, 1, n) -> cross_key_* and cross_value_* of each layer.

    `embedded` includes positions; `mask` is added to the scores of attention: a large negative at padding.
    """
    part = _Layers(weights, shape, products)
    x, mask = part.graph.input("embedded"), part.graph.input("mask")
    for layer in range(shape.encoder_layers):
        name = f"model.encoder.layers.{layer}"
        y, end = part.opened(x, f"{name}.self_attn_layer_norm")
        query, key, value = part.three(y, f"{name}.self_attn")
        scores = part.graph.add("FusedMatMul", query, key, domain=MICROSOFT, transB=1)
        x = part.closed(x, part.attended(scores, mask, value, f"{name}.self_attn"), end)
        x = part.feed_forward(x, name)
    x = part.normed(x, "model.encoder.layer_norm") if shape.norm_first else x
    rounded = part.rounded(x)  # once for the products of all layers
    for layer in range(shape.decoder_layers):
        for kind in ("key", "value"):
            name = f"model.decoder.layers.{layer}.encoder_attn.{kind[0]}_proj"
            y = part.product(rounded, part.floats(f"{name}.weight"), part.floats(f"{name}.bias"))
            part.graph.output(part.split_heads(y, f"cross_{kind}_{layer}", keys=kind == "key"))
    return part.graph.model()


def decoder(weights: Weights, shape: Shape, products: Products, never: Sequence[int] = ()) -> bytes:
    """Some tokens more behind those whose key_*, value_* are given, those of no token at first.

    Inputs: `embedded` (rows, n, width), positions included; `mask` (n, before + n) and `cross_mask`
    (rows, 1, 1, length of the texts), added to the scores; `best` (1,); the caches.
    Outputs: `tokens` and `logprobs` (rows, best): the likeliest next tokens, `never` those; next_key_* and
    next_value_*.
    """
    part = _Layers(weights, shape, products)
    graph, add = part.graph, part.graph.add
    x, mask, cross_mask = graph.input("embedded"), graph.input("mask"), graph.input("cross_mask")
    best = graph.input("best", INT64)
    for name in shape.caches("key", "value", "cross_key", "cross_value"):
        graph.input(name)
    for layer in range(shape.decoder_layers):
        name = f"model.decoder.layers.{layer}"
        y, end = part.opened(x, f"{name}.self_attn_layer_norm")
        query, key, value = part.three(y, f"{name}.self_attn")
        key = add("Concat", f"key_{layer}", key, name=f"next_key_{layer}", axis=2)
        value = add("Concat", f"value_{layer}", value, name=f"next_value_{layer}", axis=2)
        scores = add("FusedMatMul", query, key, domain=MICROSOFT, transB=1)
        x = part.closed(x, part.attended(scores, mask, value, f"{name}.self_attn"), end)
        y, end = part.opened(x, f"{name}.encoder_attn_layer_norm")
        query = part.product(part.rounded(y), *part.query(f"{name}.encoder_attn"))
        scores = add("MatMul", part.split_heads(query), f"cross_key_{layer}")
        x = part.closed(
            x, part.attended(scores, cross_mask, f"cross_value_{layer}", f"{name}.encoder_attn"), end
        )
        x = part.feed_forward(x, name)
    x = add("Gather", x, graph.constant(np.array(-1, np.int64)), axis=1)
    x = part.normed(x, "model.decoder.layer_norm") if shape.norm_first else x
    logits = part.product(part.rounded(x), part.floats("lm_head.weight"), part.final_bias(never))
    graph.split("TopK", add("LogSoftmax", logits, axis=-1), best, names=("logprobs", "tokens"), axis=-1)
    graph.output("logprobs")
    graph.output("tokens", INT64)
    for name in shape.caches("next_key", "next_value"):
        graph.output(name)
    return graph.model()


def chosen(names: Sequence[str]) -> bytes:
    """`rows` (n,) of each of these arrays, under the name `next_` and its own."""
    graph = Graph()
    rows = graph.input("rows", INT64)
    for name in names:
        graph.output(graph.add("Gather", graph.input(name), rows, name=f"next_{name}", axis=0))
    return graph.model()


@dataclass(frozen=True, slots=True)
class _Rows:
    """Activations as a product takes them: as they are, or in 8 bits with the size of each row."""

    values: str
    size: str = ""
    unit: float = 1.0
    zero: int = 0


@dataclass(slots=True)
class _Layers:
    """A graph that grows by the parts of a transformer; names are those of the weights, without `.weight`."""

    weights: Weights
    shape: Shape
    products: Products
    graph: Graph = field(default_factory=Graph)

    def floats(self, name: str) -> NDArray[np.float32]:
        return self.weights[name].astype(np.float32)

    def final_bias(self, never: Sequence[int]) -> NDArray[np.float32] | None:
        """What is added to the logits, minus infinity for tokens never to choose; None if nothing is."""
        bias = np.zeros(len(self.weights["lm_head.weight"]), np.float32)
        if "final_logits_bias" in self.weights:
            bias += self.floats("final_logits_bias").reshape(-1)
        bias[list(never)] = -np.inf
        return bias if bias.any() else None

    def number(self, value: float, kind: type[Any] = np.float32) -> str:
        return self.graph.constant(np.array(value, kind))

    def opened(self, x: str, norm: str) -> tuple[str, str]:
        """What a block works on, and the norm that its end still needs."""
        return (self.normed(x, norm), "") if self.shape.norm_first else (x, norm)

    def closed(self, x: str, y: str, norm: str) -> str:
        x = self.graph.add("Add", x, y)
        return self.normed(x, norm) if norm else x

    def normed(self, x: str, name: str) -> str:
        scale, shift = (self.graph.constant(self.floats(f"{name}.{each}")) for each in ("weight", "bias"))
        return self.graph.add("LayerNormalization", x, scale, shift, axis=-1, epsilon=1e-5)

    def linear(self, x: str, name: str, *, positive: bool = False) -> str:
        rows = self.rounded(x, positive=positive)
        return self.product(rows, self.floats(f"{name}.weight"), self.floats(f"{name}.bias"))

    def three(self, x: str, name: str) -> tuple[str, ...]:
        """Query, key and value of self-attention, by one product."""
        query, bias = self.query(name)
        rest = f"{name}.k_proj", f"{name}.v_proj"
        matrix = np.concatenate([query, *(self.floats(f"{each}.weight") for each in rest)])
        bias = np.concatenate([bias, *(self.floats(f"{each}.bias") for each in rest)])
        widths = self.graph.integers(*[self.shape.width] * 3)
        y = self.product(self.rounded(x), matrix, bias)
        parts = self.graph.split("Split", y, widths, names=("", "", ""), axis=-1)
        return tuple(self.split_heads(each) for each in parts)

    def query(self, name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Weight and bias, with the scale of attention's scores in them."""
        scale = np.float32((self.shape.width // self.shape.heads) ** -0.5)
        return self.floats(f"{name}.q_proj.weight") * scale, self.floats(f"{name}.q_proj.bias") * scale

    def rounded(self, x: str, *, positive: bool = False) -> _Rows:
        """Activations in 8 bits, each row divided by its largest value; `positive` says that none is below 0,
        so that all 8 bits are for its size."""
        if self.products == "float32":
            return _Rows(x)
        add = self.graph.add
        size = add("ReduceMax", x if positive else add("Abs", x), self.graph.integers(-1), keepdims=1)
        size = add("Max", size, self.number(1e-9))
        unit, zero = (1 / 255, 0) if positive else (1 / 127, 128)
        levels = (self.number(unit), self.number(zero, np.uint8))
        return _Rows(add("QuantizeLinear", add("Div", x, size), *levels), size, unit, zero)

    def product(self, x: _Rows, matrix: NDArray[np.float32], bias: NDArray[np.float32] | None) -> str:
        """Times the transpose of `matrix` (out, in), plus `bias`."""
        add, constant = self.graph.add, self.graph.constant
        if self.products == "float32":
            y = add("MatMul", x.values, constant(np.ascontiguousarray(matrix.T)))
        else:
            columns, scales, zeros = quantised(matrix, self.products == "int8")
            units = self.number(x.unit), constant(scales), self.number(x.zero, np.uint8), constant(zeros)
            y = add("MatMulIntegerToFloat", x.values, constant(columns), *units, domain=MICROSOFT)
            y = add("Mul", y, x.size)
        return y if bias is None else add("Add", y, constant(bias))

    def split_heads(self, x: str, name: str = "", *, keys: bool = False) -> str:
        """(rows, n, width) to (rows, heads, n, width / heads), or as keys with the last two the other way."""
        heads = self.shape.heads
        x = self.graph.add("Reshape", x, self.graph.integers(0, -1, heads, self.shape.width // heads))
        return self.graph.add("Transpose", x, name=name, perm=[0, 2, 3, 1] if keys else [0, 2, 1, 3])

    def attended(self, scores: str, mask: str, value: str, name: str) -> str:
        """What attention of these scores (rows, heads, n, seen) makes, shape (rows, n, width)."""
        add = self.graph.add
        y = add("MatMul", add("Softmax", add("Add", scores, mask), axis=-1), value)
        y = add(
            "Reshape", add("Transpose", y, perm=[0, 2, 1, 3]), self.graph.integers(0, -1, self.shape.width)
        )
        return self.linear(y, f"{name}.out_proj")

    def feed_forward(self, x: str, name: str) -> str:
        operator, domain, more = _ACTIVATIONS[self.shape.activation]
        y, end = self.opened(x, f"{name}.final_layer_norm")
        y = self.graph.add(operator, self.linear(y, f"{name}.fc1"), domain=domain, **more)
        return self.closed(x, self.linear(y, f"{name}.fc2", positive=operator == "Relu"), end)
