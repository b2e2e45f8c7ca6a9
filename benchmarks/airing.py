"""Sources as benches play them: a recording that goes round and round, and any source that ends early."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import numpy as np

from models.types import Samples
from pipeline.run import Source
from pipeline.types import SAMPLES_PER_MS, Audio, Gap, Ms


class Airing:
    """A recording played over and over, out of memory. `place` is the share of it that is left out at first;
    `paced` sound comes when it would sound."""

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


class Until:
    """A source that ends after so many seconds; 0: when it does."""

    def __init__(self, source: Source, seconds: float) -> None:
        self._source = source
        self._end = seconds * 1000 or float("inf")
        self.played_ms = 0

    def __iter__(self) -> Iterator[Audio | Gap]:
        for item in self._source:
            self.played_ms = item.end
            yield item
            if item.end >= self._end:
                self.close()
                return

    def close(self) -> None:
        self._source.close()
