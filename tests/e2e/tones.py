"""Scripted speech that survives AAC and resampling: a tone a word, which the scripted ear knows again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from models.fake import FakeRecogniser, FakeVad
from models.types import SAMPLE_RATE, Samples, Word
from tests.e2e.script import WORD_MS, WORDS, Line

_LOWEST_HZ = 500
_STEP_HZ = 200
_LOUD = 0.25
"""Peak of a tone; what is under a fifth of it counts as silence."""
_HOP = SAMPLE_RATE // 100
_WINDOW = 2 * _HOP
"""20 ms, judged each 10 ms: bins of 50 Hz, four to a tone."""


def sound(lines: Sequence[Line], seconds: float, rate: int) -> NDArray[np.float32]:
    """The lines' tones in `seconds` of mono sound, with edges of 5 ms so that nothing clicks."""
    samples = np.zeros(int(seconds * rate), np.float32)
    length = rate * WORD_MS // 1000
    fade = np.minimum(1, np.minimum(np.arange(length), np.arange(length)[::-1]) / (rate * 0.005))
    for line in lines:
        for place, word in enumerate(line.words):
            hertz = _LOWEST_HZ + _STEP_HZ * WORDS.index(word)
            tone = _LOUD * fade * np.sin(2 * np.pi * hertz * np.arange(length) / rate)
            first = rate * (line.start + place * WORD_MS) // 1000
            samples[first : first + length] = tone.astype(np.float32)
    return samples


def voice() -> FakeVad:
    return FakeVad(_LOUD / 5)


class Ear(FakeRecogniser):
    """Hears the words of `sound` in what is left of it after encoders, where they are, each within 20 ms."""

    def __init__(self) -> None:
        super().__init__(())

    def _heard(self, samples: Samples) -> list[Word]:
        frames = np.lib.stride_tricks.sliding_window_view(np.pad(samples, _HOP // 2), _WINDOW)[::_HOP]
        power = np.abs(np.fft.rfft(frames * np.hanning(_WINDOW), 1000))
        bins = [(_LOWEST_HZ + _STEP_HZ * n) * 1000 // SAMPLE_RATE for n in range(len(WORDS))]
        loud = np.sqrt((frames**2).mean(axis=1)) > _LOUD / 5
        tones = np.where(loud, power[:, bins].argmax(axis=1), -1)
        words, frame, length = [], 0, len(samples) * 1000 // SAMPLE_RATE
        for tone, run in groupby(tones):
            first, frame = frame, frame + len(list(run))
            if tone >= 0 and 2 * (frame - first) * 10 >= WORD_MS:
                words.append(Word(first * 10, min(frame * 10, length), WORDS[tone], 0.95))
        return words
