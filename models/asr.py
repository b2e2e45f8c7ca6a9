"""Whisper through faster-whisper and CTranslate2: the only file that imports either."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_ctranslate2_storage, get_suppressed_tokens
from numpy.typing import NDArray

from models.decoding import Decoded, Decoder
from models.errors import InferenceFailed, WeightsInvalid
from models.types import SAMPLE_RATE, Request, Samples, Transcript, Word
from models.waiting import Waiting
from models.words import FRAME_MS, join_tokens, timed

HOP = 160
"""Samples a mel frame: 10 ms."""
WINDOW = 3000
"""Mel frames that Whisper was trained on: 30 s."""
CONTEXT = 448
"""Tokens that Whisper can hold: prompt, marks and text; half of it is left to the text."""


@dataclass(frozen=True, slots=True)
class AsrOptions:
    model: str = "whisper-base"
    """Catalogue name of the recogniser (`zimu models list`)."""
    device: str = "auto"
    """cpu, cuda, or auto: a GPU when there is one."""
    compute_type: str = "default"
    """Arithmetic of CTranslate2; default is int8 on a CPU and float16 on a GPU."""
    threads: int = 1
    """CPU threads of one worker; decoding in int8 is slower on two threads than on one."""
    workers: int = 1
    """Batches that are heard at the same time; streams that wait for a worker share its next batch."""
    batch: int = 8
    """The most windows of one batch; more gains nothing on a CPU."""
    beam: int = 5
    """Beam width of a thorough pass; quick passes are greedy."""
    prompt: str = "以下是普通话的句子。"
    """Stands before a window that came without a prompt and came out without punctuation; empty: never."""
    floor_s: float = 10.0
    """Windows are padded to at least this with the mel floor; under 8 s Whisper starts to loop."""


class Whisper:
    """One set of weights for every stream; calls may come from any thread."""

    def __init__(self, directory: Path, options: AsrOptions, language: str = "zh") -> None:
        """Load a CTranslate2 Whisper from a directory that the store has verified."""
        self._options = options
        device = options.device
        if device == "auto":
            device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
        compute = options.compute_type
        if compute == "default":
            compute = "int8" if device == "cpu" else "float16"
        try:
            self._whisper = WhisperModel(
                str(directory),
                device=device,
                compute_type=compute,
                cpu_threads=options.threads,
                num_workers=options.workers,
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:
            raise WeightsInvalid(
                f"{directory}: not a Whisper model that CTranslate2 can load: {error}"
            ) from error
        self._model = self._whisper.model
        self._tokenizer = Tokenizer(
            self._whisper.hf_tokenizer, self._model.is_multilingual, task="transcribe", language=language
        )
        self._suppressed = get_suppressed_tokens(self._tokenizer, [-1])
        self._decode = Decoder(self._generate, self._tokenizer, options.beam, options.prompt)
        self._shared = Waiting(self.hear, self._kind, options.workers, options.batch)

    def __call__(
        self, samples: Samples, /, *, prefix: str = "", prompt: str = "", thorough: bool = False
    ) -> Transcript:
        """As models.types.Recogniser says; windows of several threads that wait together are one batch."""
        return self._shared(Request(samples, prefix, prompt, thorough))

    def hear(self, requests: Sequence[Request]) -> list[Transcript]:
        """A transcript for each request, in as few batches as they allow: those of one length after padding,
        with prompts of one length, thorough or not. Each is what the request would get alone.

        Raises ValueError for more than 30 s of sound, InferenceFailed.
        """
        heard = [Transcript(())] * len(requests)
        kinds: dict[Hashable, list[int]] = {}
        for index, request in enumerate(requests):
            if len(request.samples) >= HOP:
                kinds.setdefault(self._kind(request), []).append(index)
        try:
            for kin in kinds.values():
                for index, transcript in zip(kin, self._hear([requests[i] for i in kin]), strict=True):
                    heard[index] = transcript
        except RuntimeError as error:
            raise InferenceFailed(f"{self._options.model}: {error}") from error
        return heard

    def align(self, samples: Samples, text: str) -> tuple[Word, ...]:
        """When each word of `text` sounds in up to 30 s that are known to say it; nothing is decoded.

        Raises InferenceFailed.
        """
        if len(samples) < HOP:
            return ()
        try:
            return self._align([self._encode(samples)], [self._tokenizer.encode(text)], [samples])[0]
        except RuntimeError as error:
            raise InferenceFailed(f"{self._options.model}: {error}") from error

    def _kind(self, request: Request) -> Hashable:
        return self._padded(request.samples), len(self._decode.before(request.prompt)), request.thorough

    def _hear(self, requests: Sequence[Request]) -> list[Transcript]:
        # One by one: a batch of windows is encoded no sooner on a CPU, where it only falls out of the caches.
        encoded = [self._encode(request.samples) for request in requests]
        decoded = self._decode(encoded, requests)
        samples = [request.samples for request in requests]
        words = self._align(encoded, [each.tokens for each in decoded], samples)
        return [
            Transcript(said, each.logprob, each.no_speech) for said, each in zip(words, decoded, strict=True)
        ]

    def _padded(self, samples: Samples) -> int:
        """Mel frames, always even, that a window has after padding."""
        if len(samples) > WINDOW * HOP:
            raise ValueError(
                f"{len(samples) / SAMPLE_RATE:.1f} s of sound; Whisper hears at most 30 s at once"
            )
        padded = min(WINDOW, max(int(self._options.floor_s * 100), len(samples) // HOP + 50))
        return padded + padded % 2

    def _encode(self, samples: Samples) -> NDArray[np.float32]:
        """Log-mel features, padded with their own floor, through the encoder: shape (padded / 2, width)."""
        mel = self._whisper.feature_extractor(samples, padding=0)
        features = np.full((1, mel.shape[0], self._padded(samples)), mel.min(), np.float32)
        features[0, :, : mel.shape[1]] = mel
        encoded = self._model.encode(get_ctranslate2_storage(features), to_cpu=True)
        window: NDArray[np.float32] = np.array(encoded.to(ctranslate2.DataType.float32))[0]
        return window

    def _generate(
        self,
        encoded: Sequence[NDArray[np.float32]],
        before: Sequence[list[int]],
        forced: Sequence[list[int]],
        *,
        limit: int,
        beam: int,
        no_repeat: int,
    ) -> list[Decoded]:
        task = [*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps]
        found = self._model.generate(
            get_ctranslate2_storage(np.stack(encoded)),
            [[*tokens, *task, *text] for tokens, text in zip(before, forced, strict=True)],
            beam_size=beam,
            # CTranslate2 ends a text at half of this, and where it and all before it fill it
            max_length=min(CONTEXT, max(2 * limit, len(before[0]) + len(task) + limit)),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
            no_repeat_ngram_size=no_repeat,
        )
        return [
            Decoded(one.sequences_ids[0], float(one.scores[0]), float(one.no_speech_prob)) for one in found
        ]

    def _align(
        self, encoded: Sequence[NDArray[np.float32]], texts: Sequence[list[int]], samples: Sequence[Samples]
    ) -> list[tuple[Word, ...]]:
        """Token times by attention and dynamic time warping (CTranslate2 `align`), joined into words."""
        words: list[tuple[Word, ...]] = [()] * len(texts)
        spoken = [index for index, tokens in enumerate(texts) if tokens]
        if spoken:
            found = self._model.align(
                get_ctranslate2_storage(np.stack([encoded[index] for index in spoken])),
                self._tokenizer.sot_sequence,
                [texts[index] for index in spoken],
                [len(samples[index]) // HOP for index in spoken],
            )
            for index, aligned in zip(spoken, found, strict=True):
                pieces = self._tokenizer.split_tokens_on_unicode(texts[index])
                middle = len(samples[index]) // HOP // 2 * FRAME_MS
                words[index] = join_tokens(
                    timed(aligned.alignments, aligned.text_token_probs, *pieces, fallback=middle)
                )
        return words
