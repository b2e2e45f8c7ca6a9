"""Whisper's network through faster-whisper and CTranslate2: the only file that imports either."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_ctranslate2_storage, get_suppressed_tokens
from numpy.typing import NDArray

from models.attention import starts
from models.decoding import TEXT, Attended, Decoded
from models.errors import WeightsInvalid
from models.marks import Expect
from models.types import Samples, Word
from models.whisper_encoder import Encoder
from models.whisper_greedy import Greedy, Vocabulary
from models.words import FRAME_MS, join_tokens, timed

HOP = 160
"""Samples a mel frame: 10 ms."""
WINDOW = 3000
"""Mel frames that Whisper was trained on: 30 s."""
_LONG = 2000
"""Longer windows, in mel frames, are encoded by onnxruntime where it can read the weights."""
Encoded = NDArray[np.float32]
"""Shape (mel frames / 2, width)."""


class Network:
    """Encoder, decoder and alignment over one set of weights; calls may come from any thread."""

    def __init__(
        self,
        directory: Path,
        *,
        device: str = "auto",
        compute_type: str = "auto",
        threads: int = 1,
        workers: int = 1,
        language: str = "zh",
        quick: str = "ctranslate2",
    ) -> None:
        """Load a CTranslate2 Whisper from a directory that the store has verified.

        `device` auto is a GPU when there is one, `compute_type` auto float16 there and int8 on a CPU. `quick`
        says who decodes greedily and encodes long windows: ctranslate2, onnx, or auto, onnx on a CPU if it
        can read the weights.
        """
        if device == "auto":
            device = "cuda" if gpu() else "cpu"
        if compute_type == "auto":
            compute_type = "int8" if device == "cpu" else "float16"
        try:
            self._whisper = WhisperModel(
                str(directory),
                device=device,
                compute_type=compute_type,
                cpu_threads=threads,
                num_workers=workers,
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:
            raise WeightsInvalid(
                f"{directory}: not a Whisper model that CTranslate2 can load: {error}"
            ) from error
        self._model = self._whisper.model
        self.device: str = self._model.device
        self.compute_type: str = self._model.compute_type
        """What CTranslate2 made of the one asked for, such as int8_float32 of int8."""
        self.tokens = Tokenizer(
            self._whisper.hf_tokenizer, self._model.is_multilingual, task="transcribe", language=language
        )
        self._suppressed = get_suppressed_tokens(self.tokens, [-1])
        self._task = [*self.tokens.sot_sequence, self.tokens.no_timestamps]
        self._greedy = self._quick(directory, quick, threads)
        self._directory = directory
        self._threads = threads
        self._opening = Lock()

    def _quick(self, directory: Path, quick: str, threads: int) -> Greedy | None:
        if quick == "ctranslate2" or (quick == "auto" and self.device != "cpu"):
            return None
        special = Vocabulary(
            tuple(self._task), self.tokens.eot, self.tokens.no_speech, tuple(self._suppressed)
        )
        try:
            return Greedy(directory, special, threads)
        except WeightsInvalid:
            if quick == "auto":
                return None
            raise

    @property
    def expect(self) -> Expect | None:
        """None where only CTranslate2 decodes, which does not say what it expected in place of a token."""
        return self._greedy.expect if self._greedy else None

    @cached_property
    def _encoder(self) -> Encoder:
        """Opened by who needs it first: a stream has no such windows."""
        return Encoder(self._directory, self._threads)

    def encode(self, samples: Samples, padded: int) -> Encoded:
        """Log-mel features, padded with their own floor to so many frames, an even number, and encoded."""
        mel = self._whisper.feature_extractor(samples, padding=0)
        features = np.full((1, mel.shape[0], padded), mel.min(), np.float32)
        features[0, :, : mel.shape[1]] = mel
        if self._greedy and padded > _LONG:
            with self._opening:
                encoder = self._encoder
            return encoder(features)
        encoded = self._model.encode(get_ctranslate2_storage(features), to_cpu=True)
        window: Encoded = np.array(encoded.to(ctranslate2.DataType.float32))[0]
        return window

    def generate(
        self,
        encoded: Sequence[Encoded],
        before: Sequence[list[int]],
        forced: Sequence[list[int]],
        *,
        limit: int,
        beam: int,
        no_repeat: int,
    ) -> list[Decoded]:
        """As models.decoding.Generate says; all windows are of one length."""
        if self._greedy and beam == 1 and not no_repeat:
            # one by one: a batch only gains where the weights are far larger than the caches
            each = zip(encoded, before, forced, strict=True)
            return [self._greedy(window, prompt, text, limit) for window, prompt, text in each]
        task = self._task
        found = self._model.generate(
            get_ctranslate2_storage(np.stack(encoded)),
            [[*tokens, *task, *text] for tokens, text in zip(before, forced, strict=True)],
            beam_size=beam,
            # CTranslate2 ends a text at half of this, and where it and all before it fill it
            max_length=min(2 * TEXT, max(2 * limit, len(before[0]) + len(task) + limit)),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
            no_repeat_ngram_size=no_repeat,
        )
        return [
            Decoded(one.sequences_ids[0], float(one.scores[0]), float(one.no_speech_prob)) for one in found
        ]

    def words(
        self, encoded: Sequence[Encoded], decoded: Sequence[Decoded], frames: Sequence[int]
    ) -> list[tuple[Word, ...]]:
        """Words of what was decoded from each window, timed by what was attended to; as `align` otherwise."""
        return [self._timed(*each) for each in zip(encoded, decoded, frames, strict=True)]

    def _timed(self, encoded: Encoded, decoded: Decoded, frames: int) -> tuple[Word, ...]:
        if (seen := decoded.attended) is None:
            return self.align(encoded, decoded.tokens, frames)
        return self._seen(decoded, seen, frames)

    def _seen(self, decoded: Decoded, seen: Attended, frames: int) -> tuple[Word, ...]:
        begun = enumerate(starts(seen.shares, max(1, frames // 2), seen.first))
        return self._joined(decoded.tokens, begun, seen.probabilities, frames)

    def align(self, encoded: Encoded, text: list[int], frames: int) -> tuple[Word, ...]:
        """Words of a text, timed by attention and dynamic time warping: for long windows by onnxruntime where
        it can read the weights, else by CTranslate2 `align`.

        `frames` are the mel frames that hold sound. It is one window because in a batch the shorter texts
        are padded, which moves their times, and because that takes longer.
        """
        if not text:
            return ()
        if self._greedy and 2 * len(encoded) > _LONG:
            known = self._greedy(encoded, (), text, len(text))
            if known.attended is not None:
                return self._seen(known, known.attended, frames)
        storage = get_ctranslate2_storage(encoded[None])
        (found,) = self._model.align(storage, self.tokens.sot_sequence, [text], [frames])
        return self._joined(text, found.alignments, found.text_token_probs, frames)

    def _joined(
        self,
        tokens: list[int],
        alignments: Iterable[tuple[int, int]],
        probabilities: Sequence[float],
        frames: int,
    ) -> tuple[Word, ...]:
        pieces = self.tokens.split_tokens_on_unicode(tokens)
        middle = frames // 2 * FRAME_MS
        return join_tokens(timed(alignments, probabilities, *pieces, fallback=middle))


def supported(device: str) -> set[str]:
    """Compute types of CTranslate2 on cpu or cuda."""
    return set(ctranslate2.get_supported_compute_types(device))


def gpu() -> bool:
    """Whether there is one that CTranslate2 can use."""
    return bool(ctranslate2.get_cuda_device_count())
