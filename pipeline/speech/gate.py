"""Where speech starts and stops: only what the gate lets through is ever given to the recogniser."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.types import SAMPLES_PER_MS, Audio, Gap, Ms, Progress, Samples, Speech

FRAME_MS: Ms = 32
FRAME = FRAME_MS * SAMPLES_PER_MS
_PROGRESS_FRAMES = 10
"""Silence is reported each 320 ms: often enough for a caption to be released, too rare to matter."""


@dataclass(frozen=True, slots=True)
class GateOptions:
    threshold: float = 0.5
    """Speech starts at this probability; Silero's own default."""
    release: float = 0.35
    """A frame under this probability counts as silence; 0.15 below the threshold, as Silero does."""
    lead_ms: int = 512
    """Sound kept from before the first speech frame: half a second lowers the error rate."""
    silence_ms: int = 544
    """A pause this long ends the utterance: hosts breathe for 300 ms inside a sentence."""
    trail_ms: int = 480
    """Sound kept after the last speech frame: Whisper mishears a word that is cut off sharply."""


Frame = tuple[Samples, float]
"""32 ms of sound and the probability that it is speech."""


class Vad(Protocol):
    def initial(self) -> Any: ...

    def __call__(self, samples: Samples, state: Any, /) -> tuple[NDArray[np.float32], Any]:
        """Speech probability of each 512-sample frame, and the next state."""
        ...


class Gate:
    """Audio | Gap -> Speech | Gap | Progress, one record a frame, whatever the chunking of its input."""

    def __init__(self, vad: Vad, options: GateOptions = GateOptions()) -> None:
        self._vad = vad
        self._options = options
        self._reset(0)

    def _reset(self, start: Ms) -> None:
        self._state = self._vad.initial()
        self._start = start  # media time of the first pending sample
        self._pending = np.zeros(0, np.float32)
        self._lead: deque[Frame] = deque(maxlen=max(1, self._options.lead_ms // FRAME_MS))
        self._speaking = False
        self._quiet: list[Frame] = []  # frames of the pause that may end the utterance
        self._frames = 0

    def push(self, item: Audio | Gap) -> Iterable[Speech | Gap | Progress]:
        if isinstance(item, Gap):
            yield from self.flush()
            self._reset(item.end)
            yield item
            yield Progress(item.end)
            return
        if not self._frames and not len(self._pending):
            self._start = item.start
        self._pending = np.concatenate((self._pending, item.samples))
        whole = len(self._pending) // FRAME * FRAME
        if not whole:
            return
        frames, self._pending = self._pending[:whole], self._pending[whole:]
        probabilities, self._state = self._vad(frames, self._state)
        for samples, probability in zip(frames.reshape(-1, FRAME), probabilities, strict=True):
            yield from self._frame((samples, float(probability)))

    def _frame(self, frame: Frame) -> Iterable[Speech | Progress]:
        probability = frame[1]
        start, self._start = self._start, self._start + _ms(frame)
        self._frames += 1
        if not self._speaking:
            if probability < self._options.threshold:
                self._lead.append(frame)
                if self._frames % _PROGRESS_FRAMES == 0:
                    yield Progress(self._start - _ms(*self._lead))
                return
            self._speaking = True
            lead = _ms(*self._lead)
            yield _speech(start - lead, (*self._lead, frame), lead=lead)
            self._lead.clear()
        elif probability < self._options.release or (self._quiet and probability < self._options.threshold):
            self._quiet.append(frame)
            if _ms(*self._quiet) >= self._options.silence_ms:
                yield self._end()
        else:
            yield _speech(start - _ms(*self._quiet), (*self._quiet, frame))
            self._quiet.clear()

    def _end(self) -> Speech:
        """Close the utterance with the first part of the pause; the rest may lead into the next one."""
        keep = self._options.trail_ms // FRAME_MS
        kept, rest = self._quiet[:keep], self._quiet[keep:]
        start = self._start - _ms(*self._quiet)
        self._quiet = []
        self._lead.extend(rest)
        self._speaking = False
        return _speech(start, kept, ends=True, trail=_ms(*kept))

    def flush(self) -> Iterable[Speech | Progress]:
        """End what is open. A part of a frame at the very end is judged padded and passed on as it is."""
        if len(self._pending):
            rest, self._pending = self._pending, np.zeros(0, np.float32)
            probabilities, self._state = self._vad(np.pad(rest, (0, FRAME - len(rest))), self._state)
            yield from self._frame((rest, float(probabilities[0])))
        if self._speaking:
            yield self._end()
        yield Progress(self._start)


def _speech(start: Ms, frames: Sequence[Frame], ends: bool = False, lead: Ms = 0, trail: Ms = 0) -> Speech:
    samples = np.concatenate([sound for sound, _ in frames]) if frames else np.zeros(0, np.float32)
    return Speech(start, samples, ends, lead, trail, tuple(probability for _, probability in frames))


def _ms(*frames: Frame) -> Ms:
    return sum(len(sound) for sound, _ in frames) // SAMPLES_PER_MS
