"""How the recogniser is best opened on a machine, given what its parts cost there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

TOKENS = 20
"""Text tokens of a usual live window, 4 s of speech."""
TOGETHER = 4
"""Windows of the batch that shared decoding is measured with."""
RESERVED = 0.2
"""Share of the machine that is left to ffmpeg, translation and delivery."""
SECONDS = (8, 10, 30)
"""Padded windows whose encoding is measured: where Whisper starts to loop below, the default, the longest."""
USUAL = SECONDS.index(10)
KEEPS_UP = 0.4
"""CPU seconds within which a usual window keeps up with a stream; a rough probe looks no further."""
CLEARLY = 2.0
"""How many times cheaper another compute type must be for a rough probe to prefer it."""
MOST_THREADS = 4
"""CTranslate2's own default; more gain little in windows of 10 s."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds, of time and of CPU; the latter counts every thread, those that spin too."""

    wall: float
    cpu: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def __mul__(self, times: float) -> Cost:
        return Cost(self.wall * times, self.cpu * times)


@dataclass(frozen=True, slots=True)
class Measured:
    """One way to open the recogniser."""

    compute_type: str
    threads: int
    load: Cost
    encode: tuple[Cost, ...]
    """Of one window, padded to each of SECONDS."""
    token: Cost
    """A token of a window that is decoded alone."""
    token_together: Cost
    """A token of one of TOGETHER windows that are decoded as a batch."""
    align: Cost
    """Of one window of TOKENS."""

    @property
    def alone(self) -> Cost:
        """Of a usual window, if nobody else waits."""
        return self.encode[USUAL] + self.token * TOKENS + self.align

    @property
    def together(self) -> Cost:
        """Of a usual window in a batch; encoding gains nothing from one."""
        return self.encode[USUAL] + self.token_together * TOKENS + self.align


@dataclass(frozen=True, slots=True)
class Choice:
    compute_type: str
    threads: int
    workers: int
    streams: int
    """Live streams that this should carry."""
    window: float
    """Seconds until a window alone is heard."""


def streams(measured: Measured, step: float, cores: int, gpu: bool = False) -> int:
    """Live streams that can be carried, each of them heard once every `step` seconds without a pause:

        (1 - RESERVED) * cores * step / CPU seconds of a usual window in a batch

    On a GPU there is one device instead of cores, and its time instead of CPU time. None, if a window takes
    longer than a step: that stream alone would be heard less often.
    """
    if delay(measured, gpu) > step:
        return 0
    each = measured.together.wall if gpu else measured.together.cpu
    return int((1 - RESERVED) * (1 if gpu else cores) * step / each)


def delay(measured: Measured, gpu: bool = False) -> float:
    """Seconds until a usual window alone is heard. Other programs lengthen the time, but not the CPU time."""
    alone = measured.alone
    return alone.wall if gpu else min(alone.wall, alone.cpu)


def choose(table: Sequence[Measured], step: float, cores: int, gpu: bool = False) -> Choice:
    """The way that carries most streams; of equals the quickest, so too if none carries any."""
    carried = {id(each): streams(each, step, cores, gpu) for each in table}
    best = min(table, key=lambda each: (-carried[id(each)], delay(each, gpu)))
    workers = 1 if gpu else max(1, cores // best.threads)
    return Choice(best.compute_type, best.threads, workers, carried[id(best)], delay(best, gpu))


def rough(
    glance: Callable[[str, int], Cost], types: Sequence[str], threads: int, cores: int
) -> tuple[str, int]:
    """One of the compute types, and threads where `threads` is 0, from few glances at a window on a CPU.

    Only what can differ by an order of magnitude is looked at: the first type where its kernels are bad, and
    one thread where the weights are too large for it.
    """
    best, cost = types[0], glance(types[0], threads or 1)
    for other in types[1:]:
        if cost.cpu <= KEEPS_UP:
            break
        found = glance(other, threads or 1)
        if found.cpu * CLEARLY < cost.cpu:
            best, cost = other, found
    return best, threads or (1 if cost.cpu <= KEEPS_UP else min(cores, MOST_THREADS))
