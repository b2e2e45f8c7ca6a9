"""A recording that is played over and over from any place of it, out of memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import numpy as np

from models.types import Samples
from pipeline.types import SAMPLES_PER_MS, Audio, Ms


class Airing:
    """`place` is the share of it that is left out at first; `paced` sound comes when it would sound."""

    def __init__(self, samples: Samples, place: float, paced: bool, block_ms: Ms) -> None:
        whole = samples[: len(samples) // SAMPLES_PER_MS * SAMPLES_PER_MS]
        self._samples = np.roll(whole, -round(place * len(whole)))
        self._paced = paced
        self._block = block_ms * SAMPLES_PER_MS
        self._closed = threading.Event()

    def __iter__(self) -> Iterator[Audio]:
        began, start = time.monotonic(), 0
        while not self._closed.is_set():
            for at in range(0, len(self._samples), self._block):
                audio = Audio(start, self._samples[at : at + self._block])
                wait = began + audio.end / 1000 - time.monotonic() if self._paced else 0.0
                if self._closed.wait(max(0.0, wait)):
                    return
                yield audio
                start = audio.end

    def close(self) -> None:
        self._closed.set()
