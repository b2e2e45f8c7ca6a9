"""Plays clips through a policy on the virtual clock, one after the other, and reports every replay and all.

All are played before any reference is timed, so that the peak of memory is that of the streams.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from benchmarks import totals
from benchmarks.data import Clip
from benchmarks.delays import Sounding
from benchmarks.ears import Ears
from benchmarks.events import Events
from benchmarks.logs import Logs
from benchmarks.metrics import Figures, score, summary
from benchmarks.stream import Measure, replay
from models.types import SAMPLE_RATE
from pipeline.types import Ms

CLOCKS: dict[str, Measure] = {"cpu": time.process_time, "wall": time.perf_counter}
"""What compute is charged by; CPU time does not mind what else the machine does."""
Say = Callable[[str], None]
Report = dict[str, object]


@dataclass(frozen=True, slots=True)
class Plan:
    policy: str
    clock: Measure
    shifts: int = 1
    """Replays of each clip, each with the passes at another phase of the sound."""


@dataclass(frozen=True, slots=True)
class Played:
    """One replay of a clip."""

    clip: Clip
    seconds: float
    events: Events
    shift_ms: Ms = 0

    def figures(self, sounding: Sequence[Sounding] = ()) -> Figures:
        return score(self.events, self.clip.reference, sounding, self.seconds)

    def report(self, figures: Figures) -> Report:
        clip = self.clip
        named = {"id": clip.id, "kind": clip.kind, "lang": clip.language, "shift_ms": self.shift_ms}
        return {**named, **summary(figures)}


Scored = Sequence[tuple[Played, Figures]]


def measure(clips: Sequence[Clip], plan: Plan, ears: Ears, logs: Logs, say: Say) -> Report:
    """`streams`, one object a replay, and the same figures `per_kind` of clip, `per_shift`, and in `total`.

    `say` hears of every replay. Raises what sound, models and stages raise, and SinkError for a log that
    cannot be written.
    """
    played: list[Played] = []
    for number, clip in enumerate(clips, 1):
        for one in _play(clip, plan, ears):
            say(f"{number}/{len(clips)} {clip.id}{_glance(one)}")
            logs.played(clip, one.shift_ms, one.seconds, one.events)
            played.append(one)
    memory = peak_memory_mb()
    say(f"timing what is said in {len(clips)} clips")
    soundings = {clip.id: ears.soundings(clip) for clip in clips}
    for one in played:
        logs.timed(one.clip, one.shift_ms, soundings[one.clip.id])
    scored = [(one, one.figures(soundings[one.clip.id])) for one in played]
    return {
        "streams": [one.report(figures) for one, figures in scored],
        "per_kind": _grouped(scored, "kind", lambda one: one.clip.kind),
        "per_shift": _grouped(scored, "shift_ms", lambda one: one.shift_ms),
        "total": {**total(scored), "peak_memory_mb": memory},
    }


def total(scored: Scored) -> Report:
    return totals.total([figures for _, figures in scored])


def peak_memory_mb() -> float:
    """The most that this process ever held (ru_maxrss, which macOS counts in bytes)."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (1 << 20 if sys.platform == "darwin" else 1 << 10), 1)


def _play(clip: Clip, plan: Plan, ears: Ears) -> Iterator[Played]:
    samples, config = ears.sound(clip.path), ears.config
    for number in range(plan.shifts):
        shift = number * config.policy.step_ms // plan.shifts
        events = replay(
            samples,
            partial(ears.policy, plan.policy),
            ears.vad,
            config.gate,
            clock=plan.clock,
            shift_ms=shift,
            bound_ms=config.waiting.sound_ms,
        )
        events = replace(events, memory_mb=peak_memory_mb())
        yield Played(clip, len(samples) / SAMPLE_RATE, events, shift)


def _grouped(scored: Scored, name: str, key: Callable[[Played], str | int]) -> list[Report]:
    keys = dict.fromkeys(key(one) for one, _ in scored)
    return [{name: each, **total([pair for pair in scored if key(pair[0]) == each])} for each in keys]


def _glance(one: Played) -> str:
    """What can be said before the reference is timed."""
    figures = one.figures()
    shift = f" +{one.shift_ms} ms" if one.shift_ms else ""
    text = f"CER {figures.committed.rate:.1%}" if one.clip.reference else f"{figures.invented} words invented"
    return f"{shift}: {one.seconds:.0f} s, {text}, CPU {one.events.cpu_s / one.seconds:.2f}"
