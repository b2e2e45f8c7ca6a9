"""Runs a converted model: texts are encoded once, then any number of rows are decoded on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from models.errors import WeightsInvalid, WeightsMissing
from models.mt.search import Logprobs, Tokens
from models.mt.seq2seq_files import DECODER, ENCODER, embeddings, load_card, positions
from models.mt.seq2seq_graph import chosen
from models.onnx_runtime import BROKEN, quiet
from models.whisper_greedy import saturates

Device = Literal["cpu", "cuda"]
_GPU = "CUDAExecutionProvider"
_MASKED = np.float32(-1e9)


class Network:
    """A converted model on one device. It keeps nothing of a call, so calls may come from any thread."""

    def __init__(self, directory: Path, device: str = "auto", threads: int = 1) -> None:
        """`device` auto takes a GPU if onnxruntime has one and the weights are float32: 8-bit products run on
        a CPU only. Raises WeightsMissing, WeightsInvalid."""
        self.card = load_card(directory)
        self.device = _device(directory, device, self.card.weights)
        if self.card.format != "onnx":
            raise WeightsInvalid(
                f"{directory}: made for {self.card.format}; convert the model with --format onnx"
            )
        if self.card.weights == "int8" and saturates():
            raise WeightsInvalid(
                f"{directory}: int8 weights, which this processor multiplies wrongly; convert the model anew "
                "with --quantise uint8"
            )
        shape = self.card.shape
        self._embeddings, self._target_embeddings = embeddings(directory, self.card)
        self._positions = positions(self.card.family, self.card.positions, shape.width)
        self.caches, self.cross = shape.caches("key", "value"), shape.caches("cross_key", "cross_value")
        try:
            self.encoder = self._session(str(directory / ENCODER), threads)
            self.decoder = self._session(str(directory / DECODER), threads)
            self.choose = self._session(chosen(self.caches), threads)
            self.choose_cross = self._session(chosen(self.cross), threads)
        except BROKEN as error:
            raise WeightsInvalid(f"{directory}: {error}; convert the model anew") from error

    def encode(self, texts: Sequence[Sequence[int]]) -> Encoded:
        """The texts, each of some tokens, at most `card.positions`; they are padded to the longest."""
        length = max(map(len, texts))
        tokens = np.full((len(texts), length), self.card.pad, np.int64)
        mask = np.full((len(texts), 1, 1, length), _MASKED)
        for i, text in enumerate(texts):
            tokens[i, : len(text)] = text
            mask[i, ..., : len(text)] = 0
        embedded = self._embeddings[tokens].astype(np.float32) + self._positions[:length]
        return Encoded(self.run(self.encoder, {"embedded": embedded, "mask": mask}, self.cross), mask)

    def embedded(self, tokens: Tokens, at: int) -> NDArray[np.float32]:
        """Shape (rows, n, width), of tokens of the target from position `at` on."""
        found: NDArray[np.float32] = self._target_embeddings[tokens].astype(np.float32)
        return found + self._positions[at : at + tokens.shape[1]]

    def run(
        self, session: ort.InferenceSession, given: dict[str, Any], *wanted: Sequence[str]
    ) -> dict[str, ort.OrtValue]:
        """Arrays and values on the device in, values out by name; what is `wanted` stays on the device, of
        which the names in the second list are brought back."""
        binding = session.io_binding()
        for name, value in given.items():
            if isinstance(value, ort.OrtValue):
                binding.bind_ortvalue_input(name, value)
            else:
                binding.bind_cpu_input(name, np.ascontiguousarray(value))
        for place, names in zip((self.device, "cpu"), wanted, strict=False):
            for name in names:
                binding.bind_output(name, place)
        session.run_with_iobinding(binding)
        return dict(zip([name for names in wanted for name in names], binding.get_outputs(), strict=True))

    def _session(self, model: str | bytes, threads: int) -> ort.InferenceSession:
        options = quiet(threads)
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        gpu = [_GPU] if self.device == "cuda" else []
        session = ort.InferenceSession(model, options, providers=[*gpu, "CPUExecutionProvider"])
        if _GPU not in session.get_providers():
            self.device = "cpu"  # onnxruntime knows of GPUs, but finds none or not its libraries
        return session


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """What attention reads of some texts: cross_key_* and cross_value_*, and the mask of their padding."""

    values: dict[str, ort.OrtValue]
    mask: NDArray[np.float32]


class Rows:
    """Rows that are being decoded, each on one of the texts; it is the `Advance` of a search."""

    def __init__(self, network: Network, encoded: Encoded, texts: Sequence[int]) -> None:
        """`texts[i]` is the text of row i at the start."""
        self._network, self._encoded = network, encoded
        shape = network.card.shape
        empty = np.zeros((len(texts), shape.heads, 0, shape.width // shape.heads), np.float32)
        self._caches: dict[str, Any] = dict.fromkeys(network.caches, empty)
        self._texts = np.array(texts, np.int64)
        self._cross: dict[str, ort.OrtValue] = {}
        self._read()
        self._length = 0

    def __call__(self, tokens: Tokens, parents: Tokens, best: int, /) -> tuple[Logprobs, Tokens]:
        network = self._network
        self._follow(parents)
        count = tokens.shape[1]
        given = {
            **self._caches,
            **self._cross,
            "embedded": network.embedded(tokens, self._length),
            "mask": np.triu(np.full((count, self._length + count), _MASKED), self._length + 1),
            "cross_mask": self._encoded.mask[self._texts],
            "best": np.array([best], np.int64),
        }
        kept = [f"next_{name}" for name in network.caches]
        found = network.run(network.decoder, given, kept, ("logprobs", "tokens"))
        self._caches = {name: found[f"next_{name}"] for name in network.caches}
        self._length += count
        return found["logprobs"].numpy(), found["tokens"].numpy()

    def _follow(self, parents: Tokens) -> None:
        """Make row i what row `parents[i]` was."""
        if np.array_equal(parents, np.arange(len(self._texts))):
            return
        network = self._network
        kept = [f"next_{name}" for name in network.caches]
        found = network.run(network.choose, {**self._caches, "rows": parents}, kept)
        self._caches = {name: found[f"next_{name}"] for name in network.caches}
        texts = self._texts[parents]
        if not np.array_equal(texts, self._texts):
            self._texts = texts
            self._read()

    def _read(self) -> None:
        """Lay the keys and values of each row's text beside the row."""
        network = self._network
        kept = [f"next_{name}" for name in network.cross]
        found = network.run(network.choose_cross, {**self._encoded.values, "rows": self._texts}, kept)
        self._cross = {name: found[f"next_{name}"] for name in network.cross}


def _device(directory: Path, wanted: str, weights: str) -> Device:
    gpu = _GPU in ort.get_available_providers()
    if wanted == "cuda" and not gpu:
        raise WeightsMissing(
            f"{directory}: this onnxruntime runs on no GPU; run: pip install onnxruntime-gpu"
        )
    if wanted == "cuda" and weights != "float32":
        raise WeightsInvalid(
            f"{directory}: {weights} weights, of which a GPU makes nothing; convert with --quantise float32"
        )
    return "cuda" if gpu and weights == "float32" and wanted != "cpu" else "cpu"
