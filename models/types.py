"""What models return. Times are offsets in milliseconds from the first sample of the array that was given."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono sound at 16 kHz, float32 in [-1, 1], shape (n,)."""

SAMPLE_RATE = 16_000


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters that belong together: one Han character, or one Latin word, with its punctuation.

    `start` and `end` are milliseconds, start <= end; `probability` is in [0, 1].
    """

    start: int
    end: int
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a recogniser heard in one window.

    `logprob` is the mean natural-log probability of a token, `no_speech` the probability in [0, 1] that the
    window holds no speech at all.
    """

    words: tuple[Word, ...]
    logprob: float = 0.0
    no_speech: float = 0.0

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words)

    @property
    def compression(self) -> float:
        return compression(self.text)


def compression(text: str) -> float:
    """Bytes of a text (UTF-8) for each byte that zlib needs; what people say stays under 2.4."""
    data = text.encode()
    return len(data) / len(zlib.compress(data))


@dataclass(frozen=True, slots=True)
class Request:
    """One window for a recogniser; what the fields mean is said at `Recogniser`."""

    samples: Samples
    prefix: str = ""
    prompt: str = ""
    thorough: bool = False


class Recogniser(Protocol):
    def __call__(
        self, samples: Samples, /, *, prefix: str = "", prompt: str = "", thorough: bool = False
    ) -> Transcript:
        """Transcribe up to 30 s of sound.

        `prefix` is text that the answer must begin with (it is aligned like the rest), `prompt` text that
        might stand before it and sets its style and vocabulary; `thorough` may spend
        more time for fewer errors. Raises models.errors.InferenceFailed.
        """
        ...


@runtime_checkable
class BatchRecogniser(Recogniser, Protocol):
    """A recogniser that several windows cost less than one after another; calls may come from any thread."""

    def hear(self, requests: Sequence[Request]) -> list[Transcript]:
        """A transcript for each, the one that it would get alone. Raises models.errors.InferenceFailed."""
        ...


def hear(recognise: Recogniser, requests: Sequence[Request]) -> list[Transcript]:
    """A transcript for each, as one batch where the recogniser has such."""
    if isinstance(recognise, BatchRecogniser):
        return recognise.hear(requests)
    return [
        recognise(each.samples, prefix=each.prefix, prompt=each.prompt, thorough=each.thorough)
        for each in requests
    ]
