"""Whisper through faster-whisper and CTranslate2: the only file that imports either."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_ctranslate2_storage, get_suppressed_tokens
from numpy.typing import NDArray

from models.errors import InferenceFailed, WeightsInvalid
from models.types import SAMPLE_RATE, Samples, Transcript, Word
from models.words import join_tokens

HOP = 160
"""Samples a mel frame: 10 ms."""
WINDOW = 3000
"""Mel frames that Whisper was trained on: 30 s."""
_MARKS = frozenset("，。！？、；,.!?; ")
_WORSE = 0.1
"""How much of a token's mean log-probability punctuation may cost."""
FRAME_MS = 20
"""Milliseconds an encoder frame, and the step of token times."""


@dataclass(frozen=True, slots=True)
class AsrOptions:
    model: str = "whisper-base"
    """Catalogue name of the recogniser (`zimu models list`)."""
    device: str = "auto"
    """cpu, cuda, or auto: a GPU when there is one."""
    compute_type: str = "default"
    """Arithmetic of CTranslate2; default is int8 on a CPU and float16 on a GPU."""
    threads: int = 1
    """CPU threads; decoding in int8 is slower on two threads than on one."""
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

    def __call__(
        self, samples: Samples, /, *, prefix: str = "", prompt: str = "", thorough: bool = False
    ) -> Transcript:
        if len(samples) > WINDOW * HOP:
            raise ValueError(
                f"{len(samples) / SAMPLE_RATE:.1f} s of sound; Whisper hears at most 30 s at once"
            )
        if len(samples) < HOP:
            return Transcript(())
        try:
            features, frames = self._features(samples)
            encoded = self._model.encode(get_ctranslate2_storage(features[None]))
            tokens, logprob, no_speech = self._decode(encoded, len(samples), prefix, prompt, thorough)
            words = self._align(encoded, tokens, frames)
        except RuntimeError as error:
            raise InferenceFailed(f"{self._options.model}: {error}") from error
        return Transcript(words, logprob, no_speech)

    def align(self, samples: Samples, text: str) -> tuple[Word, ...]:
        """When each word of `text` sounds in up to 30 s that are known to say it; nothing is decoded.

        Raises InferenceFailed.
        """
        if len(samples) < HOP:
            return ()
        try:
            features, frames = self._features(samples)
            encoded = self._model.encode(get_ctranslate2_storage(features[None]))
            return self._align(encoded, self._tokenizer.encode(text), frames)
        except RuntimeError as error:
            raise InferenceFailed(f"{self._options.model}: {error}") from error

    def _features(self, samples: Samples) -> tuple[NDArray[np.float32], int]:
        """Log-mel features, shape (mels, n), padded with their own floor, and the frames that hold sound."""
        mel = self._whisper.feature_extractor(samples, padding=0)
        frames = mel.shape[1]
        padded = min(WINDOW, max(int(self._options.floor_s * 100), frames + 50))
        padded += padded % 2
        features = np.full((mel.shape[0], padded), mel.min(), np.float32)
        features[:, :frames] = mel[:, :padded]
        return features, min(frames, padded)

    def _decode(
        self, encoded: Any, samples: int, prefix: str, prompt: str, thorough: bool
    ) -> tuple[list[int], float, float]:
        """Text tokens, the mean log-probability of a token, and the probability of no speech.

        Long windows are heard best without a prompt, but some then come without a single mark; those are
        decoded again behind the one of the options, which costs no second encoding.
        """
        forced = self._tokenizer.encode(prefix) if prefix else []
        # The fastest Mandarin is about 8 characters a second; past this cap Whisper is repeating itself.
        cap = len(forced) + 16 + 10 * samples // SAMPLE_RATE
        beam = self._options.beam if thorough else 1
        result = self._attempt(encoded, self._before(prompt), forced, cap, beam)
        style = self._options.prompt if thorough and not prompt else ""
        if style and _unpunctuated(self._text(result)):
            second = self._attempt(encoded, self._before(style), forced, cap, beam)
            if second.scores[0] > result.scores[0] - _WORSE and not _unpunctuated(self._text(second)):
                result = second
        tokens = [token for token in result.sequences_ids[0] if token < self._tokenizer.eot]
        if forced and tokens[: len(forced)] != forced:
            tokens = [*forced, *tokens]
        return tokens, float(result.scores[0]), float(result.no_speech_prob)

    def _before(self, prompt: str) -> list[int]:
        return [self._tokenizer.sot_prev, *self._tokenizer.encode(" " + prompt)] if prompt else []

    def _attempt(self, encoded: Any, before: list[int], forced: list[int], cap: int, beam: int) -> Any:
        """One decoding behind the prompt `before`, and another against repetition if it loops."""
        prompt = [*before, *self._tokenizer.sot_sequence, self._tokenizer.no_timestamps, *forced]
        length = len(prompt) - len(forced) + cap
        result = self._generate(encoded, prompt, length, beam, 0)
        if _loops(self._text(result), len(result.sequences_ids[0]) >= cap):
            result = self._generate(encoded, prompt, length, max(beam, 2), 4)
        return result

    def _generate(self, encoded: Any, prompt: list[int], length: int, beam: int, no_repeat: int) -> Any:
        return self._model.generate(
            encoded,
            [prompt],
            beam_size=beam,
            max_length=min(448, length),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
            no_repeat_ngram_size=no_repeat,
        )[0]

    def _text(self, result: Any) -> str:
        return str(self._tokenizer.decode(result.sequences_ids[0]))

    def _align(self, encoded: Any, tokens: list[int], frames: int) -> tuple[Word, ...]:
        """Token times by attention and dynamic time warping (CTranslate2 `align`), joined into words."""
        if not tokens:
            return ()
        aligned = self._model.align(encoded, self._tokenizer.sot_sequence, [tokens], frames)[0]
        first: dict[int, int] = {}
        for token, frame in aligned.alignments:
            first.setdefault(token, frame)
        starts = [first.get(index, frames // 2) * FRAME_MS for index in range(len(tokens) + 1)]
        pieces, ids = self._tokenizer.split_tokens_on_unicode(tokens)
        bounds = np.cumsum([0, *map(len, ids)])
        return join_tokens(
            (starts[a], max(starts[a], starts[b]), text, float(np.mean(aligned.text_token_probs[a:b])))
            for text, (a, b) in zip(pieces, pairwise(bounds), strict=True)
        )


def _unpunctuated(text: str) -> bool:
    """Whether a text of some length has next to no marks; a space between clauses counts as one."""
    text = text.strip()
    return len(text) > 20 and sum(c in _MARKS for c in text) < len(text) / 30


def _loops(text: str, capped: bool) -> bool:
    """Whether a decoder repeats itself: it never ended, or its text compresses as no speech does.

    The threshold 2.4 on the zlib ratio is openai-whisper's.
    """
    data = text.encode()
    return capped or (len(data) > 60 and len(data) / len(zlib.compress(data)) > 2.4)
