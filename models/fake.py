"""Scripted models without weights, behind the same protocols: for tests and demonstrations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.errors import InferenceFailed
from models.mt.types import Answer, Request
from models.types import SAMPLE_RATE, Samples, Transcript, Word

_LOUDEST = 4096
"""Words that a script can hold, so that samples stay in [0, 1] and exact."""


class FakeTranslator:
    """Answers from `script`, keyed by (text, target), else with `target:text`; keeps every batch.

    A target in `failing` makes the whole batch raise InferenceFailed; the set may be changed between calls.
    """

    def __init__(
        self,
        script: Mapping[tuple[str, str], str] | None = None,
        failing: Sequence[str] = (),
        name: str = "fake",
    ) -> None:
        self.name = name
        self.script = dict(script or {})
        self.failing = set(failing)
        self.batches: list[list[Request]] = []
        self.closed = False

    def ways(self, target: str) -> int:
        return 1

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        self.batches.append(list(requests))
        for request in requests:
            if request.target in self.failing:
                raise InferenceFailed(f"{self.name}: {request.target} is scripted to fail")
        return [
            Answer(self.script.get((r.text, r.target), f"{r.target}:{r.text}"), engine=self.name)
            for r in requests
        ]

    def close(self) -> None:
        self.closed = True


@dataclass(frozen=True, slots=True)
class Line:
    """A word of a script: it sounds from `start` to `end`, in ms from the first sample."""

    start: int
    end: int
    text: str


def sound(script: Sequence[Line], length: int) -> Samples:
    """`length` ms of sound in which every sample of word k is (k + 1) / 4096 and all between is 0.

    So a fake can tell from any piece of it, wherever it was cut out, which words it holds and where.
    """
    samples = np.zeros(length * SAMPLE_RATE // 1000, np.float32)
    for index, line in enumerate(script):
        samples[line.start * SAMPLE_RATE // 1000 : line.end * SAMPLE_RATE // 1000] = (index + 1) / _LOUDEST
    return samples


class FakeVad:
    """Speech is every frame of 512 samples with one louder than `threshold`. Its state is empty."""

    def __init__(self, threshold: float = 0.0) -> None:
        self._threshold = threshold

    def initial(self) -> tuple[()]:
        return ()

    def __call__(self, samples: Samples, state: tuple[()], /) -> tuple[NDArray[np.float32], tuple[()]]:
        loudest = np.abs(samples.reshape(-1, 512)).max(axis=1)
        return (loudest > self._threshold).astype(np.float32), state


class FakeRecogniser:
    """Hears the words of a script in what `sound` made of it, and keeps the length in ms of every window.

    A word of which less than half is in the window is not heard. With `unsure` ms, a word after which the
    window ends sooner than that is misheard as `wrong`, as a real recogniser changes its mind about the last
    word, unless the pass is thorough. The answer begins with `prefix`: heard words that repeat it are not
    given twice, and what of it is not in the window stands at its start. `failing` calls, by number from 0,
    raise InferenceFailed.
    """

    def __init__(
        self, script: Sequence[Line], unsure: int = 0, wrong: str = "咦", failing: Sequence[int] = ()
    ) -> None:
        self._script = script
        self._unsure = unsure
        self._wrong = wrong
        self._failing = set(failing)
        self.windows: list[int] = []

    def __call__(
        self, samples: Samples, /, *, prefix: str = "", prompt: str = "", thorough: bool = False
    ) -> Transcript:
        length = len(samples) * 1000 // SAMPLE_RATE
        self.windows.append(length)
        if length > 30_000:
            raise ValueError(f"{length / 1000:.1f} s of sound; a recogniser hears at most 30 s at once")
        if len(self.windows) - 1 in self._failing:
            raise InferenceFailed(f"fake: call {len(self.windows) - 1} is scripted to fail")
        words = self._heard(samples)
        if not thorough:
            words = [
                replace(word, text=self._wrong, probability=0.1) if length - word.end < self._unsure else word
                for word in words
            ]
        return Transcript(_beginning_with(prefix, words))

    def _heard(self, samples: Samples) -> list[Word]:
        numbers = np.rint(samples * _LOUDEST).astype(int)
        words = []
        for number in (n for n in np.unique(numbers) if n > 0):
            (places,) = np.nonzero(numbers == number)
            start, end = (int(sample) * 1000 // SAMPLE_RATE for sample in (places[0], places[-1] + 1))
            line = self._script[number - 1]
            if 2 * (end - start) >= line.end - line.start:
                words.append(Word(start, end, line.text, 1.0))
        return words


def _beginning_with(prefix: str, words: Sequence[Word]) -> tuple[Word, ...]:
    """The words from the first on with which they go on after `prefix`, and before them its own words."""
    for skipped in range(len(words) + 1):
        said = "".join(word.text for word in words[:skipped])
        if said == prefix:
            return tuple(words)
    start = words[0].start if words else 0
    return (Word(start, start, prefix, 1.0), *words)
