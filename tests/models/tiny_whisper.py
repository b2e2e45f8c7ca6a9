"""A Whisper of random weights in CTranslate2's layout: 2 layers, 2 heads, 40 tokens of vocabulary."""

from __future__ import annotations

import json
import struct
from math import erf

import numpy as np

WIDTH, LAYERS, VOCABULARY, POSITIONS = 128, 2, 40, 24
TASK, END, NO_SPEECH = (31, 32), 30, 33
_KINDS = ("float32", "int8", "int16", "int32", "float16")


def write(path, variables, aliases=(), version=6):
    """`model.bin` of these arrays by name."""
    with path.open("wb") as file:
        file.write(struct.pack("<I", version) + _text("WhisperSpec") + struct.pack("<II", 3, len(variables)))
        for name, values in variables.items():
            file.write(_text(name) + struct.pack(f"<B{values.ndim}I", values.ndim, *values.shape))
            file.write(struct.pack("<BI", _KINDS.index(values.dtype.name), values.nbytes) + values.tobytes())
        file.write(struct.pack("<I", len(aliases)))
        for alias, name in aliases:
            file.write(_text(alias) + _text(name))


def weights(seed=0):
    random = np.random.default_rng(seed)
    found = {}

    def linear(name, out, into):
        found[f"{name}/weight"] = random.normal(0, 1 / into**0.5, (out, into)).astype(np.float16)
        found[f"{name}/bias"] = random.normal(0, 0.1, out).astype(np.float16)

    def norm(name):
        found[f"{name}/gamma"] = random.uniform(0.5, 1.5, WIDTH).astype(np.float16)
        found[f"{name}/beta"] = random.normal(0, 0.1, WIDTH).astype(np.float16)

    for layer in range(LAYERS):
        name = f"decoder/layer_{layer}"
        for part in ("self_attention", "attention", "ffn"):
            norm(f"{name}/{part}/layer_norm")
        linear(f"{name}/self_attention/linear_0", 3 * WIDTH, WIDTH)
        linear(f"{name}/self_attention/linear_1", WIDTH, WIDTH)
        linear(f"{name}/attention/linear_0", WIDTH, WIDTH)
        linear(f"{name}/attention/linear_1", 2 * WIDTH, WIDTH)
        linear(f"{name}/attention/linear_2", WIDTH, WIDTH)
        linear(f"{name}/ffn/linear_0", 4 * WIDTH, WIDTH)
        linear(f"{name}/ffn/linear_1", WIDTH, 4 * WIDTH)
    norm("decoder/layer_norm")
    found["decoder/embeddings/weight"] = random.normal(0, 0.3, (VOCABULARY, WIDTH)).astype(np.float16)
    found["decoder/position_encodings/encodings"] = random.normal(0, 1, (POSITIONS, WIDTH)).astype(np.float16)
    return found


def save(directory, variables=None):
    aliases = [("decoder/projection/weight", "decoder/embeddings/weight")]
    write(directory / "model.bin", weights() if variables is None else variables, aliases)
    config = {"alignment_heads": [[0, 1], [1, 0], [1, 1]], "suppress_ids_begin": [END]}
    (directory / "config.json").write_text(json.dumps(config), encoding="utf-8")


def decoded(variables, encoded, tokens):
    """Logits after each token, shape (tokens, VOCABULARY), and the alignment heads' attention, shape
    (3, tokens, frames): Whisper's decoder written plainly, in float64."""
    w = {name: values.astype(np.float64) for name, values in variables.items()}
    x = w["decoder/embeddings/weight"][tokens] + w["decoder/position_encodings/encodings"][: len(tokens)]
    seen = {}
    for layer in range(LAYERS):
        name = f"decoder/layer_{layer}"
        y = _norm(w, f"{name}/self_attention/layer_norm", x)
        query, key, value = np.split(_linear(w, f"{name}/self_attention/linear_0", y), 3, axis=-1)
        future = np.triu(np.full((len(tokens), len(tokens)), -1e9), 1)
        x = x + _linear(w, f"{name}/self_attention/linear_1", _attend(query, key, value, future)[0])
        query = _linear(w, f"{name}/attention/linear_0", _norm(w, f"{name}/attention/layer_norm", x))
        key, value = np.split(_linear(w, f"{name}/attention/linear_1", encoded), 2, axis=-1)
        y, seen[layer] = _attend(query, key, value, 0)
        x = x + _linear(w, f"{name}/attention/linear_2", y)
        y = _linear(w, f"{name}/ffn/linear_0", _norm(w, f"{name}/ffn/layer_norm", x))
        x = x + _linear(w, f"{name}/ffn/linear_1", _gelu(y))
    logits = _norm(w, "decoder/layer_norm", x) @ w["decoder/embeddings/weight"].T
    return logits, np.stack([seen[0][1], seen[1][0], seen[1][1]])


def _attend(query, key, value, mask):
    outs, shares = [], []
    for head in range(0, WIDTH, 64):
        q, k, v = (each[:, head : head + 64] for each in (query, key, value))
        scores = q @ k.T / 8 + mask
        share = np.exp(scores - scores.max(-1, keepdims=True))
        shares.append(share / share.sum(-1, keepdims=True))
        outs.append(shares[-1] @ v)
    return np.concatenate(outs, -1), shares


def _linear(w, name, x):
    return x @ w[f"{name}/weight"].T + w[f"{name}/bias"]


def _norm(w, name, x):
    x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)
    return x * w[f"{name}/gamma"] + w[f"{name}/beta"]


def _gelu(x):
    return x * 0.5 * (1 + np.vectorize(erf)(x / 2**0.5))


def _text(value):
    return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"
