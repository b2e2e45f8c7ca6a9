"""Times kernels in CPU seconds, each between two runs of its calibration."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from benchmarks.guard.calibration import Calibration
from benchmarks.guard.kernels import Kernel, extra

Series = dict[str, list[float]]
"""Of each kernel the ratios that were measured: its CPU seconds by those of its calibration."""


@dataclass(frozen=True, slots=True)
class Rounds:
    most: int = 14
    seconds: float = 45.0
    """Wall time after which no other round begins, once half of them are done: the machine is busy."""


def measure(
    kernels: Sequence[Kernel],
    beside: Mapping[str, Calibration],
    rounds: Rounds,
    slower: Mapping[str, float] = {},
    clock: Callable[[], float] = time.process_time,
) -> Series:
    """A ratio of each kernel a round, all kernels in every round; `slower` is the share of the work of a
    kernel that is done twice."""
    found: Series = {kernel.name: [] for kernel in kernels}

    def took(work: Callable[[], object]) -> float:
        began = clock()
        work()
        return clock() - began

    started = time.monotonic()
    with _uncollected():
        for number in range(rounds.most):
            if 2 * number >= rounds.most and time.monotonic() - started > rounds.seconds:
                break
            for kernel in kernels:
                calibration, more = beside[kernel.beside], extra(slower.get(kernel.name, 0.0))
                before = took(calibration.steady), took(calibration.roaming)
                work = took(partial(kernel.run, more))
                after = took(calibration.roaming), took(calibration.steady)
                steady, roaming = before[0] + after[1], before[1] + after[0]
                point = (steady / 2) ** (1 - kernel.roams) * (roaming / 2) ** kernel.roams
                found[kernel.name].append(work / point)
            gc.collect()
    return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """Garbage is collected between rounds: when it would be in them depends on what ran before."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
