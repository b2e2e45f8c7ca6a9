"""Which languages a machine can carry live: each engine's measured cost against what the machine has.

Pure: costs come in as they were measured, or as the catalogue lets one expect until they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from models.mt.routes import Route, Way

CAPTIONS = 0.38
"""Captions in a second of live talk: the quickest of four shows has one in 2.66 s, the slowest in 4.8 s.

Counted on the sentences and times of shared/data/live, cut as pipeline/speech/sentence.py cuts them; they
have 14 to 15 characters.
"""
RECOGNISER = 0.32
"""CPU seconds that a second of speech takes to be heard by whisper-base (benchmarks/RESULTS.md)."""
RESERVED = 0.2
"""Share of the machine left to ffmpeg, delivery and everything else; as in pipeline/tuning.py."""
BUSY = 0.8
"""Share of its time that an engine may be at work: beyond it a caption waits for several others."""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds that an engine takes for a caption in one language, and for it in each further one."""

    first: float
    further: float
    threads: int = 1
    """How many it works with; a caption takes no less time than this share of its CPU seconds."""
    measured: bool = True
    """On this machine; else expected."""

    def of(self, languages: int) -> float:
        return self.first + self.further * (languages - 1) if languages else 0.0


FREE = Cost(0.002, 0.002, threads=64)
"""What asking another machine costs this one."""


@dataclass(frozen=True, slots=True)
class Machine:
    cores: int
    heard: float = RECOGNISER
    """CPU seconds a second that recognition takes; none on a GPU."""
    captions: float = CAPTIONS

    @property
    def room(self) -> float:
        """CPU seconds a second that translation may take."""
        return max(0.0, (1 - RESERVED) * self.cores - self.heard)


@dataclass(frozen=True, slots=True)
class Refused:
    route: Route
    reason: str
    """With the figures of its cheapest way."""


@dataclass(frozen=True, slots=True)
class Carried:
    """`routes` in the order in which they were asked for, each with the way that is carried first."""

    routes: tuple[Route, ...]
    refused: tuple[Refused, ...]
    load: float
    """CPU seconds a second that translation takes."""
    room: float
    cheaper: tuple[str, ...] = ()
    """Targets that go another way than their best."""


def expected(kind: str, size: int) -> Cost:
    """What a maker is likely to cost, from its kind and its bytes, one thread.

    As measured on a Zen 5 core: a Firefox pair of 22 MB 7 ms a sentence, the LLM of 1.1 GB 1.6 s a caption
    and 1.35 s a further language, M2M100-418M in int8 0.3 s and 0.045 s.
    """
    if kind == "pair":
        return Cost(0.01 * max(1.0, size / 22e6), 0.0, measured=False)
    if kind == "many":
        return Cost(0.3 * max(0.3, size / 5e8), 0.045 * max(0.3, size / 5e8), measured=False)
    return Cost(1.6 * max(0.3, size / 1.12e9), 1.35 * max(0.3, size / 1.12e9), measured=False)


def carry(routes: Sequence[Route], costs: Mapping[str, Cost], machine: Machine) -> Carried:
    """Give each language, in the order of `routes`, the best of its ways for which there is room.

    What several languages share is paid once. `costs` are by entry.
    """
    steps: set[tuple[str, ...]] = set()
    kept: list[Route] = []
    refused: list[Refused] = []
    cheaper: list[str] = []
    for route in routes:
        fits = next((way for way in route.ways if _short(steps | _steps(way), costs, machine) is None), None)
        if not route.ways:
            kept.append(route)
        elif fits is None:
            least = min(route.ways, key=lambda way: load(steps | _steps(way), costs, machine))
            reason = _short(steps | _steps(least), costs, machine) or ""
            refused.append(Refused(route, reason))
        else:
            if fits != route.ways[0]:
                cheaper.append(route.target)
            kept.append(replace(route, ways=(fits, *(way for way in route.ways if way != fits))))
            steps |= _steps(fits)
    return Carried(tuple(kept), tuple(refused), load(steps, costs, machine), machine.room, tuple(cheaper))


def load(steps: set[tuple[str, ...]], costs: Mapping[str, Cost], machine: Machine) -> float:
    """CPU seconds a second of the steps."""
    return sum(_loads(steps, costs, machine).values())


def _steps(way: Way) -> set[tuple[str, ...]]:
    """What a way has engines do, each a tuple of (entry, target, ...) from the start: equal ones are one."""
    done: tuple[str, ...] = ()
    steps = set()
    for hop in way:
        done = (*done, hop.entry, hop.target)
        steps.add(done)
    return steps


def _loads(steps: set[tuple[str, ...]], costs: Mapping[str, Cost], machine: Machine) -> dict[str, float]:
    counts: dict[str, int] = {}
    for step in steps:
        counts[step[-2]] = counts.get(step[-2], 0) + 1
    return {entry: machine.captions * costs[entry].of(count) for entry, count in counts.items()}


def _short(steps: set[tuple[str, ...]], costs: Mapping[str, Cost], machine: Machine) -> str | None:
    """What there is too little of, with the figures; None where there is enough."""
    loads = _loads(steps, costs, machine)
    for entry, used in loads.items():
        threads = min(costs[entry].threads, machine.cores)
        if used > BUSY * threads:
            each = f"{costs[entry].first:.2g} CPU s a caption"
            return (
                f"{entry} takes {each}, {machine.captions:g} times a second, with what it already does "
                f"{used:.2f} of the {BUSY * threads:g} CPU s a second that its threads can give"
            )
    if (total := sum(loads.values())) > machine.room:
        return (
            f"translation would take {total:.2f} CPU s a second, and beside the recogniser "
            f"({machine.heard:.2g}) {machine.cores} cores have {machine.room:.2f}"
        )
    return None


def described(way: Way, costs: Mapping[str, Cost]) -> str:
    """CPU seconds of a caption, all hops together: `1.6`, and `~1.6` where some are expected only."""
    sure = all(costs[hop.entry].measured for hop in way)
    return f"{'' if sure else '~'}{sum(costs[hop.entry].first for hop in way):.2g}"
