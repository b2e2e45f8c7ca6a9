"""Whisper's encoder on onnxruntime, for windows so long that CTranslate2's attention falls out of the caches.

Whisper base over 30 s takes 0.27 s where CTranslate2 takes 0.48 s on one thread of the machine of RESULTS,
and is no further from floating point (6 % against 7 %); over 10 s it takes 0.06 s, as CTranslate2 does.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from models import ct2_weights
from models.attention import Floats
from models.errors import InferenceFailed, WeightsInvalid
from models.onnx_graph import MICROSOFT
from models.onnx_runtime import BROKEN, sparing
from models.whisper_graph import Layers, Shape
from models.whisper_greedy import saturates

_QUERY_KEY_VALUE = 3


class Encoder:
    """Calls may come from any thread."""

    def __init__(self, directory: Path, threads: int = 1) -> None:
        """Convert the encoder of a CTranslate2 Whisper whose weights are in floating point. Raises
        WeightsInvalid."""
        path = directory / "model.bin"
        weights = ct2_weights.read(path)
        try:
            self._session = sparing(_graph(weights, not saturates()), threads, keep=True)
            self._positions = weights["encoder/position_encodings/encodings"].astype(np.float32)[None]
        except (ValueError, KeyError, *BROKEN) as error:
            raise WeightsInvalid(
                f"{path}: not a Whisper that onnxruntime can encode with: {error}"
            ) from error

    def __call__(self, features: Floats) -> Floats:
        """Log-mel features (1, mels, frames), an even number of frames, to (frames / 2, width). Raises
        InferenceFailed."""
        fed = {"features": features, "positions": self._positions[:, : features.shape[2] // 2]}
        try:
            encoded: Floats = self._session.run(["encoded"], fed)[0][0]
        except BROKEN as error:
            raise InferenceFailed(f"encoder: {error}") from error
        return encoded


def _graph(weights: ct2_weights.Weights, signed: bool) -> bytes:
    """`features` (1, mels, frames) and `positions` (1, frames / 2, width) -> `encoded`, like `positions`.

    Every product quantises each row by itself: one scale for all doubles the error. Attention is
    com.microsoft.MultiHeadAttention, which goes through keys and values block by block.
    """
    shape = Shape.of(weights)
    part = Layers(weights, shape, signed)
    graph, add = part.graph, part.graph.add
    x = graph.input("features")
    for name, stride in (("conv1", 1), ("conv2", 2)):
        kernel, bias = (part.constant(f"encoder/{name}/{each}") for each in ("weight", "bias"))
        x = add("Conv", x, kernel, bias, kernel_shape=[3], pads=[1, 1], strides=[stride])
        x = add("Gelu", x, domain=MICROSOFT)
    x = add("Add", add("Transpose", x, perm=[0, 2, 1]), graph.input("positions"))
    layer = 0
    while f"encoder/layer_{layer}/ffn/linear_0/weight" in weights:
        name = f"encoder/layer_{layer}"
        y = part.normed(x, f"{name}/self_attention/layer_norm")
        joined = part.even_linear(y, f"{name}/self_attention/linear_0")
        widths = graph.integers(*[shape.width] * _QUERY_KEY_VALUE)
        parts = graph.split("Split", joined, widths, names=[""] * _QUERY_KEY_VALUE, axis=-1)
        seen = add("MultiHeadAttention", *parts, domain=MICROSOFT, num_heads=shape.heads)
        x = add("Add", x, part.even_linear(seen, f"{name}/self_attention/linear_1"))
        y = part.even_linear(part.normed(x, f"{name}/ffn/layer_norm"), f"{name}/ffn/linear_0")
        x = add("Add", x, part.even_linear(add("Gelu", y, domain=MICROSOFT), f"{name}/ffn/linear_1"))
        layer += 1
    add("Identity", part.normed(x, "encoder/layer_norm"), name="encoded")
    graph.output("encoded")
    return graph.model()
