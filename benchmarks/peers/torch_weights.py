"""The weights of a CTranslate2 Whisper under the names of openai-whisper, for peers that decode with PyTorch:
the same numbers, so that nobody is compared on other weights."""

from __future__ import annotations

import base64
import gzip
import json
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers.errors import PeerUnavailable
from models import ct2_weights
from models.ct2_weights import Weights

Tensor = NDArray[Any]
_TYPES = {"float16": "F16", "float32": "F32"}
_ATTENTION = (("self_attention", "attn"), ("attention", "cross_attn"))


def write(source: Path, target: Path) -> str:
    """Write model.safetensors and config.json into the folder `target`.

    Returns the alignment heads as openai-whisper writes them: a mask (layers, heads), gzip, base 85. Raises
    PeerUnavailable for weights that are not in floating point, WeightsInvalid for what is no model.
    """
    weights = ct2_weights.read(source / "model.bin")
    tensors = dict(_renamed(weights))
    if unknown := {str(each.dtype) for each in tensors.values()} - _TYPES.keys():
        raise PeerUnavailable(f"the weights are {', '.join(sorted(unknown))}: PyTorch needs floating point")
    sizes = _sizes(weights, tensors)
    target.mkdir(parents=True, exist_ok=True)
    (target / "config.json").write_text(json.dumps(sizes), encoding="utf-8")
    _save(target / "model.safetensors", tensors)
    mask = np.zeros((sizes["n_text_layer"], sizes["n_text_head"]), bool)
    for layer, head in json.loads((source / "config.json").read_text(encoding="utf-8"))["alignment_heads"]:
        mask[layer, head] = True
    return base64.b85encode(gzip.compress(mask.tobytes())).decode()


def _renamed(weights: Weights) -> Iterator[tuple[str, Tensor]]:
    yield "decoder.token_embedding.weight", weights["decoder/embeddings/weight"]
    for number in (1, 2):
        yield from _pair(f"encoder.conv{number}", weights, f"encoder/conv{number}")
    for side, last in (("encoder", "ln_post"), ("decoder", "ln")):
        yield f"{side}.positional_embedding", weights[f"{side}/position_encodings/encodings"]
        yield from _pair(f"{side}.{last}", weights, f"{side}/layer_norm")
        for layer in range(_layers(weights, side)):
            yield from _layer(weights, f"{side}.blocks.{layer}", f"{side}/layer_{layer}")


def _layer(weights: Weights, new: str, old: str) -> Iterator[tuple[str, Tensor]]:
    for theirs, ours in _ATTENTION:
        if f"{old}/{theirs}/layer_norm/gamma" not in weights:
            continue  # an encoder attends to itself alone
        yield from _pair(f"{new}.{ours}_ln", weights, f"{old}/{theirs}/layer_norm")
        yield from _attention(weights, f"{new}.{ours}", f"{old}/{theirs}")
    yield from _pair(f"{new}.mlp_ln", weights, f"{old}/ffn/layer_norm")
    yield from _pair(f"{new}.mlp.0", weights, f"{old}/ffn/linear_0")
    yield from _pair(f"{new}.mlp.2", weights, f"{old}/ffn/linear_1")


def _attention(weights: Weights, new: str, old: str) -> Iterator[tuple[str, Tensor]]:
    """CTranslate2 joins query, key and value of self-attention, key and value of cross-attention; the last
    matrix is that of the output. A key has no bias in PyTorch."""
    count = 1 + (f"{old}/linear_2/weight" in weights)
    joined = {
        kind: np.concatenate([weights[f"{old}/linear_{number}/{kind}"] for number in range(count)])
        for kind in ("weight", "bias")
    }
    for name, at in (("query", 0), ("key", 1), ("value", 2)):
        for kind, tensor in joined.items():
            if (name, kind) != ("key", "bias"):
                yield f"{new}.{name}.{kind}", np.split(tensor, 3)[at]
    yield from _pair(f"{new}.out", weights, f"{old}/linear_{count}")


def _pair(new: str, weights: Weights, old: str) -> Iterator[tuple[str, Tensor]]:
    for ours, theirs in (("weight", "bias"), ("gamma", "beta")):
        if f"{old}/{ours}" in weights:
            yield f"{new}.weight", weights[f"{old}/{ours}"]
            yield f"{new}.bias", weights[f"{old}/{theirs}"]


def _layers(weights: Weights, side: str) -> int:
    return sum(f"{side}/layer_{number}/ffn/linear_0/weight" in weights for number in range(64))


def _sizes(weights: Weights, tensors: Mapping[str, Tensor]) -> dict[str, int]:
    """The dimensions by the names that openai-whisper gives them."""
    audio, text = tensors["encoder.positional_embedding"].shape, tensors["decoder.positional_embedding"].shape
    return {
        "n_mels": tensors["encoder.conv1.weight"].shape[1],
        "n_audio_ctx": audio[0],
        "n_audio_state": audio[1],
        "n_audio_head": int(weights["encoder/num_heads"]),
        "n_audio_layer": _layers(weights, "encoder"),
        "n_vocab": tensors["decoder.token_embedding.weight"].shape[0],
        "n_text_ctx": text[0],
        "n_text_state": text[1],
        "n_text_head": int(weights["decoder/num_heads"]),
        "n_text_layer": _layers(weights, "decoder"),
    }


def _save(path: Path, tensors: Mapping[str, Tensor]) -> None:
    """The format of safetensors: the length of a JSON header in 8 bytes, the header, the numbers."""
    header: dict[str, object] = {}
    at = 0
    for name, tensor in tensors.items():
        place = [at, at := at + tensor.nbytes]
        header[name] = {"dtype": _TYPES[str(tensor.dtype)], "shape": tensor.shape, "data_offsets": place}
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(np.ascontiguousarray(tensor).tobytes())
