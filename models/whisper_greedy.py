"""Whisper's greedy decoding on onnxruntime: tokens, their probabilities and what they attended to in one go.

On a CPU that takes half of what CTranslate2 takes to decode and then to decode once more for the times. The
probabilities are those of a token behind the prompt that was given, not without one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from models import ct2_weights, whisper_graph
from models.attention import Floats
from models.decoding import Attended, Decoded
from models.errors import InferenceFailed, WeightsInvalid
from models.onnx_graph import MICROSOFT, Graph
from models.onnx_runtime import BROKEN, sparing


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Tokens that decoding must know."""

    task: tuple[int, ...]
    """From the start of the transcript to the token before the text."""
    end: int
    """Of the text; every token below it is text."""
    no_speech: int
    suppressed: tuple[int, ...]
    """Never chosen."""


class Greedy:
    """Calls may come from any thread: what belongs to a window is not kept here."""

    def __init__(self, directory: Path, vocabulary: Vocabulary, threads: int = 1) -> None:
        """Convert a CTranslate2 Whisper that the store has verified, in 0.4 s for Whisper base. Raises
        WeightsInvalid, for weights that are not in floating point too."""
        path = directory / "model.bin"
        weights = ct2_weights.read(path)
        try:
            config = json.loads((directory / "config.json").read_text(encoding="utf-8"))
            alignment = [(int(layer), int(head)) for layer, head in config["alignment_heads"]]
            never = vocabulary.suppressed
            self._never = _minus_infinity(weights, never)
            self._not_first = _minus_infinity(weights, (*never, *config["suppress_ids_begin"]))
            self._shape = whisper_graph.Shape.of(weights)
            signed = not saturates()
            self._sound = sparing(whisper_graph.sound(weights, signed), threads)
            self._tokens = sparing(whisper_graph.tokens(weights, alignment, signed), threads)
        except (OSError, ValueError, KeyError, IndexError, TypeError, *BROKEN) as error:
            raise WeightsInvalid(
                f"{path}: not a Whisper that onnxruntime can decode with: {error}"
            ) from error
        # mapped anew: of the old mapping, all that was converted counts as memory of this process
        del weights
        weights = ct2_weights.read(path)
        self._embeddings = weights["decoder/embeddings/weight"]
        self._positions = weights["decoder/position_encodings/encodings"].astype(np.float32)
        self._vocabulary = vocabulary

    def __call__(self, encoded: Floats, before: Sequence[int], forced: Sequence[int], limit: int) -> Decoded:
        """At most `limit` tokens of text, those that are `forced` included; `before` is ahead of the task.

        `encoded` has shape (frames, width). Raises InferenceFailed.
        """
        try:
            return self._decode(_Window(self, encoded), [*before], [*forced], limit)
        except BROKEN as error:
            raise InferenceFailed(f"quick decoding: {error}") from error

    def expect(self, encoded: Floats, before: Sequence[int]) -> Callable[[Sequence[int]], Floats]:
        """As models.marks.Expect says; both raise InferenceFailed."""
        try:
            window = _Window(self, encoded)
        except BROKEN as error:
            raise InferenceFailed(f"quick decoding: {error}") from error
        ahead = [*before, *self._vocabulary.task]

        def logits(text: Sequence[int]) -> Floats:
            window.forget()
            try:
                return window([*ahead, *text], range(len(ahead) - 1, len(ahead) + len(text)))[0]
            except BROKEN as error:
                raise InferenceFailed(f"quick decoding: {error}") from error

        return logits

    def _decode(self, window: _Window, before: list[int], forced: list[int], limit: int) -> Decoded:
        known = self._vocabulary
        start, last = len(before), len(before) + len(known.task) - 1
        # the rows at the start token, which says whether there is speech, and from the one before the text on
        logits, attention = window(
            [*before, *known.task, *forced], [start, *range(last, last + len(forced) + 1)]
        )
        no_speech = float(np.exp(_logprob(logits[0], known.no_speech)))
        logprobs = [_logprob(row, token) for row, token in zip(logits[1:], forced, strict=False)]
        seen = [attention[:, start:]]
        tokens, row, total = [*forced], logits[-1], 0.0
        room = min(limit, len(self._positions) - last - 1)
        while len(tokens) < room:
            token = int(np.argmax(row + (self._never if tokens else self._not_first)))
            total += (logprob := _logprob(row, token))
            if token == known.end:
                break
            tokens.append(token)
            logprobs.append(logprob)
            (row,), attention = window([token], [0])
            seen.append(attention)
        attended = Attended(tuple(map(float, np.exp(logprobs))), np.concatenate(seen, 1), len(known.task) - 1)
        return Decoded(tokens, total / max(1, len(tokens)), no_speech, attended)

    def embedded(self, tokens: Sequence[int], at: int) -> Floats:
        """Shape (1, n, width), for the tokens from position `at` on."""
        embeddings = self._embeddings[np.array(tokens)].astype(np.float32)
        placed: Floats = embeddings + self._positions[at : at + len(tokens)]
        return placed[None]


class _Window:
    """The decoder over one window; it remembers the tokens that it was given."""

    def __init__(self, greedy: Greedy, encoded: Floats) -> None:
        shape = greedy._shape
        self._greedy = greedy
        self._names = shape.caches("key", "value")
        self._outputs = ["logits", "attention", *shape.caches("next_key", "next_value")]
        cross = shape.caches("cross_key", "cross_value")
        found = greedy._sound.run_with_ort_values(cross, {"encoded": _value(encoded[None])})
        self._fed = dict(zip(cross, found, strict=True))
        self.forget()

    def forget(self) -> None:
        """Of the tokens."""
        heads = self._greedy._shape.heads
        for name in self._names:
            size = (whisper_graph.HEAD, 0) if name.startswith("key") else (0, whisper_graph.HEAD)
            self._fed[name] = _value(np.zeros((1, heads, *size), np.float32))
        self._length = 0

    def __call__(self, tokens: Sequence[int], wanted: Sequence[int]) -> tuple[Floats, Floats]:
        """Logits of the wanted among these tokens, shape (wanted, vocabulary), and the attention of each,
        shape (heads, tokens, frames)."""
        self._fed["embedded"] = _value(self._greedy.embedded(tokens, self._length))
        mask = np.zeros((len(tokens), self._length + len(tokens)), np.float32)
        mask[np.triu_indices(len(tokens), 1 + self._length, mask.shape[1])] = -np.inf
        self._fed["mask"] = _value(mask)
        self._fed["wanted"] = _value(np.array(wanted, np.int64))
        logits, attention, *caches = self._greedy._tokens.run_with_ort_values(self._outputs, self._fed)
        self._fed.update(zip(self._names, caches, strict=True))
        self._length += len(tokens)
        return logits.numpy()[0], attention.numpy()[0]


def saturates() -> bool:
    """Whether signed weights are multiplied wrongly: x86 without VNNI adds two products in 16 bits."""
    graph = Graph()
    columns, scales, zeros = whisper_graph.quantised(np.ones((16, 64), np.float32), True)
    inputs = [graph.constant(each) for each in (columns, scales, zeros)]
    graph.output(graph.add("DynamicQuantizeMatMul", graph.input("x"), *inputs, name="y", domain=MICROSOFT))
    (y,) = sparing(graph.model(), 1).run(None, {"x": np.ones((1, 64), np.float32)})
    return bool(np.abs(y - 64).max() > 1)


def _value(array: NDArray[Any]) -> ort.OrtValue:
    return ort.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(array))


def _minus_infinity(weights: ct2_weights.Weights, tokens: Sequence[int]) -> Floats:
    """What is added to the logits so that none of these tokens is chosen."""
    added = np.zeros(len(weights["decoder/embeddings/weight"]), np.float32)
    added[list(tokens)] = -np.inf
    return added


def _logprob(logits: Floats, token: int) -> float:
    highest = logits.max()
    return float(logits[token] - highest - np.log(np.exp(logits - highest).sum()))
