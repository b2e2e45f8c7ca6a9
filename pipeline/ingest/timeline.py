"""Decides where sound lies on the media timeline: presentation times and sample counts become Audio and Gap.

Pure: no I/O, no clock. The rules, for a frame whose stated time differs from where the last one ended by `d`:

    |d| <= jitter      the frame follows the last one; the sample clock runs on, so drift stays below jitter
    jitter < d < gap   zeros fill the hole (a few lost packets)
    d >= gap           a Gap
    -backward <= d     what was heard already is cut off (overlap, packets sent twice)
    d < -backward      the source began a new count (a publisher restarted). Media time must not fall, so it
                       runs on: a Gap of length zero marks the place, and `epochs` tells the source's own time
    d near -one turn   the 33-bit MPEG clock wrapped; media time counts on

The first frame after a Gap or at the start is placed exactly, without the allowance for jitter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.types import Samples
from pipeline.types import SAMPLES_PER_MS, Audio, Gap, Ms

MPEG_WRAP = round(2**33 * SAMPLES_PER_MS / 90)
"""One turn of the 33-bit 90 kHz clock, in samples (exact to 0.02 of a sample)."""
_WRAP_NEAR = 600_000 * SAMPLES_PER_MS
_LOST = "packets were lost"


@dataclass(frozen=True, slots=True)
class TimelineOptions:
    """All in milliseconds."""

    block_ms: int = 100
    """Length of the Audio records."""
    jitter_ms: int = 40
    """Stated times may differ this much from the sample clock before it is set right."""
    gap_ms: int = 200
    """A hole this long or longer is a Gap; shorter ones are filled with zeros."""
    backward_ms: int = 1000
    """Times may fall back this much by overlap; more is a new count."""


_DEFAULT = TimelineOptions()


@dataclass(frozen=True, slots=True)
class Epoch:
    """From `start` on, the source's own time is media time minus `offset`."""

    start: Ms
    offset: Ms


class Timeline:
    """One stream's sound in order. All positions inside are in samples of 16 kHz."""

    def __init__(
        self, options: TimelineOptions = _DEFAULT, *, origin: Ms | None = None, wraps: bool = False
    ) -> None:
        """`origin`: where the media begins; before later sound stands a Gap. `wraps`: MPEG times."""
        self.wraps = wraps
        self.epochs: list[Epoch] = [Epoch(0, 0)]
        self._block = options.block_ms * SAMPLES_PER_MS
        self._jitter = options.jitter_ms * SAMPLES_PER_MS
        self._gap = options.gap_ms * SAMPLES_PER_MS
        self._backward = options.backward_ms * SAMPLES_PER_MS
        self._next = None if origin is None else origin * SAMPLES_PER_MS
        self._shift = 0
        self._running = False
        self._reason = "no sound was recorded here" if origin is not None else _LOST
        self._redelivered = 0
        self._pending: list[Samples] = []
        self._held = 0

    def push(self, at: int | None, samples: Samples) -> list[Audio | Gap]:
        """Take a frame whose first sample the source places at `at`, in samples (None: it does not say)."""
        made: list[Audio | Gap] = []
        if len(samples) == 0:
            return made
        place = self._place(at, made)
        if self._next is None:
            self._next = max(place, 0) // SAMPLES_PER_MS * SAMPLES_PER_MS
        apart = place - self._next
        if self._running and abs(apart) <= self._jitter:
            apart = 0
        if apart < 0:
            samples = samples[-apart:]
            if len(samples) == 0:
                return made
        elif apart >= self._gap:
            self._leave_gap(place, made)
        elif apart > 0:
            self._append(np.zeros(apart, np.float32))
        self._running, self._redelivered, self._reason = True, 0, _LOST
        self._append(samples)
        return made + self._blocks()

    def flush(self) -> list[Audio | Gap]:
        """Hand out what is held, filled up to a whole millisecond; pushing may go on afterwards."""
        made: list[Audio | Gap] = list(self._blocks())
        self._settle(made)
        return made

    def lost(self, upto: Ms, reason: str) -> list[Audio | Gap]:
        """No sound will come up to `upto`: the Gap that stands there leaves now."""
        made: list[Audio | Gap] = []
        place = upto * SAMPLES_PER_MS
        if self._next is None:
            self._next = place
        elif place - self._next >= self._gap:
            self._reason = reason
            self._leave_gap(place, made)
            self._running, self._reason = False, _LOST
        return made

    @property
    def end(self) -> Ms | None:
        """Where the sound so far ends, what is held included."""
        return None if self._next is None else self._next // SAMPLES_PER_MS

    def reopened(self, reason: str, redelivery_ms: Ms) -> None:
        """The source was opened again: up to `redelivery_ms` of what was heard may come once more."""
        self._running = False
        self._reason = reason
        self._redelivered = redelivery_ms * SAMPLES_PER_MS

    def _place(self, at: int | None, made: list[Audio | Gap]) -> int:
        """Where the source's time `at` lies on the media timeline. Begins a new epoch if the source did."""
        if at is None:
            return 0 if self._next is None else self._next
        if self.wraps and at < 0:
            at += MPEG_WRAP
        place = at + self._shift
        if self._next is None:
            return place
        if self.wraps and abs(place + MPEG_WRAP - self._next) < _WRAP_NEAR:
            self._shift += MPEG_WRAP
            return place + MPEG_WRAP
        if place - self._next >= -max(self._backward, self._redelivered):
            return place
        made += self._blocks()
        self._settle(made)
        now = self._next
        back = (now - place) / SAMPLES_PER_MS / 1000
        start = now // SAMPLES_PER_MS
        made.append(Gap(start, start, f"the source's time fell back by {back:.3f} s"))
        self._shift += now - place
        self.epochs.append(Epoch(start, round(self._shift / SAMPLES_PER_MS)))
        return now

    def _leave_gap(self, place: int, made: list[Audio | Gap]) -> None:
        made += self._blocks()
        self._settle(made)
        assert self._next is not None
        begin = place - place % SAMPLES_PER_MS
        made.append(Gap(self._next // SAMPLES_PER_MS, begin // SAMPLES_PER_MS, self._reason))
        self._next = begin
        self._append(np.zeros(place - begin, np.float32))

    def _append(self, samples: Samples) -> None:
        assert self._next is not None
        self._pending.append(samples)
        self._held += len(samples)
        self._next += len(samples)

    def _blocks(self) -> list[Audio | Gap]:
        if self._held < self._block:
            return []
        whole = self._held - self._held % self._block
        sound, start = self._take()
        made: list[Audio | Gap] = []
        for first in range(0, whole, self._block):
            made.append(Audio(start + first // SAMPLES_PER_MS, sound[first : first + self._block]))
        self._pending, self._held = [sound[whole:]], len(sound) - whole
        return made

    def _settle(self, made: list[Audio | Gap]) -> None:
        """Close the run: everything held goes out, filled up with zeros to a whole millisecond."""
        if self._held == 0:
            return
        self._append(np.zeros(-self._held % SAMPLES_PER_MS, np.float32))
        sound, start = self._take()
        self._pending, self._held = [], 0
        made.append(Audio(start, sound))

    def _take(self) -> tuple[Samples, Ms]:
        assert self._next is not None
        return np.concatenate(self._pending), (self._next - self._held) // SAMPLES_PER_MS
