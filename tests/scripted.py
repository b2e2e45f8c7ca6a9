"""A stream for tests of the edge: sound whose loudness says what is spoken, a source stepped by the test."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import InferenceFailed
from models.types import Samples, Transcript, Word
from pipeline.loaded import Loaded
from pipeline.speech.gate import FRAME, FRAME_MS
from pipeline.types import SAMPLES_PER_MS, Audio, Gap, Ms, Shown

LINES = ("", "你们好。", "看这里。", "真好看。", "再见了。", "明天见。")
"""What a tone of loudness 0.1 n says."""
SPOKEN_MS: Ms = 30 * FRAME_MS
QUIET_MS: Ms = 40 * FRAME_MS
PATIENCE_S = 20.0
"""After this a test that waits for what never comes fails; nothing is ever waited out."""


def spoken(start: Ms, line: int) -> Audio:
    return Audio(start, np.full(SPOKEN_MS * SAMPLES_PER_MS, line / 10, np.float32))


def quiet(start: Ms, duration: Ms = QUIET_MS) -> Audio:
    return Audio(start, np.zeros(duration * SAMPLES_PER_MS, np.float32))


def talk(*lines: int, start: Ms = 0) -> list[Audio | Gap]:
    """One utterance a line, each followed by a pause that ends it."""
    items: list[Audio | Gap] = []
    for line in lines:
        items += [spoken(start, line), quiet(start + SPOKEN_MS)]
        start += SPOKEN_MS + QUIET_MS
    return items


class Loudness:
    """A voice detector for `talk`."""

    def initial(self) -> None:
        return None

    def __call__(self, samples: Samples, state: Any, /) -> tuple[NDArray[np.float32], Any]:
        loud = np.abs(samples.reshape(-1, FRAME)).max(axis=1) > 0.05
        return loud.astype(np.float32), state


class Hears:
    """A recogniser for `talk`; raises InferenceFailed at the calls (from 0) that `failing` names."""

    def __init__(self, failing: Callable[[int], bool] = lambda call: False) -> None:
        self.calls = 0
        self._failing = failing

    def __call__(
        self, samples: Samples, /, *, prefix: str = "", prompt: str = "", thorough: bool = False
    ) -> Transcript:
        call, self.calls = self.calls, self.calls + 1
        if self._failing(call):
            raise InferenceFailed(f"scripted to fail at call {call}")
        words = []
        for line in range(1, len(LINES)):
            (at,) = np.nonzero(np.abs(samples - line / 10) < 0.04)
            if len(at):
                first, last = int(at[0]) // SAMPLES_PER_MS, int(at[-1]) // SAMPLES_PER_MS
                step = (last - first) // 3
                texts = (LINES[line][0], LINES[line][1], LINES[line][2:])
                words += [
                    Word(first + n * step, first + (n + 1) * step, text, 0.9) for n, text in enumerate(texts)
                ]
        return Transcript(tuple(words), -0.1, 0.0)


def loaded(recognise: Hears | None = None, engine: Any = None, to: Sequence[str] = ("en",)) -> Loaded:
    return Loaded(Loudness(), recognise or Hears(), engine, ("zh-Hans", *to))


class Source:
    """Gives what the test puts; an error is raised; ends at `end` or `close`."""

    def __init__(self, *items: Audio | Gap | Exception) -> None:
        self._items: queue.SimpleQueue[Audio | Gap | Exception | None] = queue.SimpleQueue()
        self.closed = threading.Event()
        self.put(*items)

    def put(self, *items: Audio | Gap | Exception) -> None:
        for item in items:
            self._items.put(item)

    def end(self) -> None:
        self._items.put(None)

    def close(self) -> None:
        self.closed.set()
        self._items.put(None)

    def __iter__(self) -> Iterator[Audio | Gap]:
        while not self.closed.is_set():
            item = self._items.get()
            if item is None:
                return
            if isinstance(item, Exception):
                raise item
            yield item


class Seen:
    """A sink that keeps what it gets, and calls `on_write` with each."""

    def __init__(self, on_write: Callable[[Shown], None] = lambda shown: None) -> None:
        self.shown: list[Shown] = []
        self._on_write = on_write
        self._changed = threading.Condition()

    def write(self, shown: Shown) -> None:
        self._on_write(shown)
        with self._changed:
            self.shown.append(shown)
            self._changed.notify_all()

    def finals(self, language: str) -> list[tuple[int, str]]:
        """Segment and text of every final caption."""
        return [
            (s.caption.segment, s.caption.text)
            for s in self.shown
            if s.caption.final and s.caption.language == language
        ]

    def wait_for(self, ready: Callable[[Seen], bool]) -> None:
        """Until `ready` holds; from a thread other than the loop's."""
        with self._changed:
            assert self._changed.wait_for(lambda: ready(self), PATIENCE_S), self.shown
