"""Replays sound through the gate and a policy as a live stream would bring it, and keeps what comes out when.

The clock is virtual and counts compute: it runs while anything is computed and leaps over every wait. Sound
comes in real time in pieces of 32 ms; what comes while the policy computes waits and is handed over together,
joined and, beyond the bound, skipped by the rule of the live pipeline (pipeline.channels.skip_to_edge).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, get_args

import numpy as np

from benchmarks.events import Event, Events, Output
from models.types import Recogniser
from pipeline.channels import Heard, WaitingOptions, skip_to_edge
from pipeline.config import Config
from pipeline.errors import ConfigError
from pipeline.speech.commit import Rule
from pipeline.speech.gate import Gate, GateOptions, Vad
from pipeline.speech.policy import Streaming
from pipeline.types import SAMPLES_PER_MS, Audio, Gap, Hypothesis, Ms, Progress, Revision, Samples, Word

PIECE_MS: Ms = 32
BOUND_MS = WaitingOptions().sound_ms
Measure = Callable[[], float]
"""Seconds of whatever is charged: `time.process_time`, or `time.perf_counter` on a quiet machine."""


class Policy(Protocol):
    def push_many(self, items: Sequence[Heard], /) -> Iterable[Output | Progress]: ...

    def flush(self) -> Iterable[Output | Progress]: ...


def _committing(rule: Rule) -> Callable[[Recogniser, Config], Policy]:
    def made(recognise: Recogniser, config: Config) -> Policy:
        options = config.policy
        return Streaming(recognise, replace(options, commit=replace(options.commit, rule=rule)))

    return made


POLICIES: Mapping[str, Callable[[Recogniser, Config], Policy]] = {
    rule: _committing(rule) for rule in get_args(Rule)
}
"""By the name that `zimu bench stream --policy` takes: one for each rule of the live policy."""


def named(name: str, config: Config) -> str:
    """The name of a policy; where `name` is empty the configured one. Raises ConfigError for any other."""
    if name and name not in POLICIES:
        raise ConfigError(f"--policy {name}: choose one of {', '.join(POLICIES)}")
    return name or config.policy.commit.rule


class Clock(Protocol):
    """Seconds since the stream began."""

    def now(self) -> float: ...

    def wait_until(self, seconds: float, /) -> None: ...


class Leaping:
    """The virtual clock. With CPU time and models on one thread it shows what a quiet machine would need,
    whatever else this one does; on more threads their time adds up and it is too slow."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._zero = measure()

    def now(self) -> float:
        return self._measure() - self._zero

    def wait_until(self, seconds: float, /) -> None:
        self._zero -= max(0.0, seconds - self.now())


def replay(
    samples: Samples,
    make_policy: Callable[[], Policy],
    vad: Vad,
    gate_options: GateOptions,
    *,
    clock: Measure = time.process_time,
    shift_ms: Ms = 0,
    bound_ms: Ms = BOUND_MS,
) -> Events:
    """Play a stream of its own on a virtual clock that charges what `clock` measures.

    `shift_ms` of digital silence before the sound move every pass to another phase of it; they are taken off
    all times again. `bound_ms` is how much sound may wait. Raises what the stages raise.
    """
    shifted = np.concatenate((np.zeros(shift_ms * SAMPLES_PER_MS, np.float32), samples))
    played = play(shifted, make_policy(), Gate(vad, gate_options), Leaping(clock), bound_ms)
    return _earlier(played, shift_ms) if shift_ms else played


def play(samples: Samples, policy: Policy, gate: Gate, clock: Clock, bound_ms: Ms) -> Events:
    """Play to the end of the sound, which ends the stream: what is open by then is flushed."""
    outputs: list[Event] = []
    late: list[float] = []
    skipped: list[Gap] = []
    join = skip_to_edge(bound_ms, skipped.append)
    began = time.process_time()

    def keep(found: Iterable[Output | Progress]) -> None:
        made = list(found)  # a policy is a generator: it computes here, and run.py hands all on at once
        at = round(clock.now() * 1000, 1)
        heard = pieces[played - 1].end
        outputs.extend(Event(at, output, heard) for output in made if not isinstance(output, Progress))

    pieces = _pieces(samples)
    played = 0
    while played < len(pieces):
        clock.wait_until(pieces[played].end / 1000)
        late.append(round(clock.now() * 1000 - pieces[played].end, 1))
        waiting: list[Heard] = []
        while True:
            for heard in gate.push(pieces[played]):
                waiting = join(waiting, heard)
            played += 1
            if played == len(pieces) or pieces[played].end > clock.now() * 1000:
                break
        keep(policy.push_many(waiting))
    keep(policy.push_many(list(gate.flush())))
    keep(policy.flush())
    ended, cpu = clock.now() * 1000, time.process_time() - began
    return Events(tuple(outputs), round(ended, 1), round(cpu, 4), tuple(late), tuple(skipped))


def _pieces(samples: Samples) -> list[Audio]:
    """As ingest hands sound over: whole milliseconds, the last piece filled up with silence."""
    samples = np.pad(samples, (0, -len(samples) % SAMPLES_PER_MS))
    size = PIECE_MS * SAMPLES_PER_MS
    return [Audio(at // SAMPLES_PER_MS, samples[at : at + size]) for at in range(0, len(samples), size)]


def _earlier(events: Events, by: Ms) -> Events:
    return replace(
        events,
        outputs=tuple(_event_earlier(event, by) for event in events.outputs),
        ended=round(events.ended - by, 1),
        skipped=tuple(Gap(gap.start - by, gap.end - by, gap.reason) for gap in events.skipped),
    )


def _event_earlier(event: Event, by: Ms) -> Event:
    heard = None if event.heard is None else event.heard - by
    return Event(round(event.at - by, 1), _moved(event.output, -by), heard)


def _moved(output: Output, by: Ms) -> Output:
    def words(found: Iterable[Word]) -> tuple[Word, ...]:
        return tuple(replace(word, start=word.start + by, end=word.end + by) for word in found)

    match output:
        case Hypothesis(committed, tail, upto, ends):
            return Hypothesis(words(committed), words(tail), upto + by, ends)
        case Revision(start, end, found):
            return Revision(start + by, end + by, words(found))
        case Gap(start, end, reason):
            return Gap(start + by, end + by, reason)
