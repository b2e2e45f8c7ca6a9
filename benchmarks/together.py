"""Plays several streams at once, in real time, on shared weights: does this machine keep up with them?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.data import Clip
from benchmarks.delays import Sounding
from benchmarks.ears import Ears
from benchmarks.events import Events
from benchmarks.measure import Report, Say, peak_memory_mb
from benchmarks.metrics import Figures, grows, score, summary
from benchmarks.stream import Clock, play
from models.types import SAMPLE_RATE, Samples
from pipeline.errors import ConfigError
from pipeline.speech.gate import Gate
from pipeline.types import SAMPLES_PER_MS, Ms

PAUSE_MS: Ms = 1_000
"""Between two clips of a stream."""


class Interrupted(Exception):
    """Another stream has failed, or the user has had enough."""


class Real:
    """Seconds on the wall since it was made. Waiting raises Interrupted once `stop` is set."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._zero = time.monotonic()

    def now(self) -> float:
        return time.monotonic() - self._zero

    def wait_until(self, seconds: float, /) -> None:
        if self._stop.wait(max(0.0, seconds - self.now())):
            raise Interrupted


@dataclass(frozen=True, slots=True)
class Programme:
    """What one stream plays: clips with a pause after each, joined."""

    clips: tuple[Clip, ...]
    samples: Samples
    starts: tuple[Ms, ...]

    @property
    def transcript(self) -> str:
        return "".join(clip.transcript for clip in self.clips)


MakeClock = Callable[[threading.Event], Clock]


def together(
    clips: Sequence[Clip], count: int, policy: str, ears: Ears, say: Say, make_clock: MakeClock = Real
) -> Report:
    """`streams`, one object a stream, `total`, and in `behind` the numbers of those that did not keep up.

    Streams take turns in choosing clips, and begin one after the other within one step of the policy, so
    that their passes are spread. Clips in other languages than Mandarin are left out. Raises ConfigError
    where none is left, and what the stages raise.
    """
    usable = [clip for clip in clips if clip.reference is not None]
    if not usable:
        raise ConfigError("--together: no clip in Mandarin, nor any without speech, is among those chosen")
    programmes = [_programme(usable[number % len(usable) :: count], ears) for number in range(count)]
    longest = max(len(programme.samples) for programme in programmes) / SAMPLE_RATE
    say(f"playing {count} streams at once for {longest:.0f} s")
    began = time.process_time()
    played = _play(programmes, policy, ears, make_clock)
    cpu, memory = time.process_time() - began, peak_memory_mb()
    say("timing what is said")
    scored = [
        score(events, programme.transcript, _soundings(programme, ears), len(programme.samples) / SAMPLE_RATE)
        for programme, events in zip(programmes, played, strict=True)
    ]
    streams = [
        {"id": number, "clips": [clip.id for clip in programme.clips], "grows": grows(events.late_ms)}
        | summary(figures)
        | {"cpu_per_audio_s": None}  # is not to be told apart
        for number, (programme, events, figures) in enumerate(zip(programmes, played, scored, strict=True), 1)
    ]
    total = summary(replace(sum(scored, Figures()), cpu_s=cpu))
    return {
        "streams": streams,
        "total": {**total, "peak_memory_mb": memory},
        "behind": [stream["id"] for stream in streams if stream["grows"] or stream["skipped_s"]],
    }


def _programme(clips: Sequence[Clip], ears: Ears) -> Programme:
    pieces: list[Samples] = []
    starts: list[Ms] = []
    at = 0
    for clip in clips:
        samples = ears.sound(clip.path)
        pieces += [samples, np.zeros(PAUSE_MS * SAMPLES_PER_MS, np.float32)]
        starts.append(at)
        at += len(samples) // SAMPLES_PER_MS + PAUSE_MS
    return Programme(tuple(clips), np.concatenate(pieces), tuple(starts))


def _play(programmes: Sequence[Programme], policy: str, ears: Ears, make_clock: MakeClock) -> list[Events]:
    """One thread a stream, as each has a task of its own in the live pipeline."""
    stop = threading.Event()
    config = ears.config

    def one(number: int) -> Events:
        make_clock(stop).wait_until(number * config.policy.step_ms / len(programmes) / 1000)
        gate = Gate(ears.vad, config.gate)
        sound = programmes[number].samples
        return play(sound, ears.policy(policy), gate, make_clock(stop), config.waiting.sound_ms)

    with ThreadPoolExecutor(len(programmes)) as pool:
        futures = [pool.submit(one, number) for number in range(len(programmes))]
        try:
            done, _ = wait(futures, return_when=FIRST_EXCEPTION)
            for future in done:
                future.result()
        finally:
            stop.set()
    return [future.result() for future in futures]


def _soundings(programme: Programme, ears: Ears) -> list[Sounding]:
    def each() -> Iterator[Sounding]:
        for clip, start in zip(programme.clips, programme.starts, strict=True):
            for letter in ears.soundings(clip):
                yield Sounding(letter.letter, letter.start + start, letter.end + start)

    return list(each())
