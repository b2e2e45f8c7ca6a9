"""Decides what failed: pure functions from what was measured and what was accepted.

Counts are compared as they are. A time is a series of ratios, pooled over the processes that were asked: its
figure is their median, with a 95 % bound from the order of the ratios (the sign test, which knows no
distribution). A kernel that is not clearly within its bound in one process is measured in two more, as where
its memory happens to lie moves a process by some percent too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb
from statistics import median
from typing import Literal

from benchmarks.guard.baseline import Group, Values

Outcome = Literal["ok", "slower", "faster", "new", "gone", "not judged"]
FAILS: tuple[Outcome, ...] = ("slower", "new", "gone")
PROCESSES = 3
"""The most that are asked."""
Processes = Sequence[Mapping[str, Sequence[float]]]
"""Of each process the ratios of the kernels that it measured; the first measures all."""


@dataclass(frozen=True, slots=True)
class Verdict:
    group: Group
    name: str
    outcome: Outcome
    now: float | None
    was: float | None
    low: float | None = None
    high: float | None = None
    """95 % bounds of a time, in the unit of `now`."""

    @property
    def change(self) -> float | None:
        """How many times what was accepted."""
        if self.now is None or self.was is None:
            return None
        return self.now / self.was if self.was else 1.0 + self.now

    @property
    def fails(self) -> bool:
        return self.outcome in FAILS


def bounds(series: Sequence[float], confidence: float = 0.95) -> tuple[float, float]:
    """Of the median; the whole range where the series is too short for more."""
    ordered = sorted(series)
    count, rank, outside = len(ordered), 0, 2 * 0.5 ** len(ordered)
    while outside <= 1 - confidence and rank < count // 2:
        rank += 1
        outside += 2 * comb(count, rank) * 0.5**count
    rank = max(0, rank - 1)
    return ordered[rank], ordered[count - 1 - rank]


def doubted(processes: Processes, was: Values, group: Group) -> list[str]:
    """The kernels of which another process must be asked: above half of what the bound allows until now."""
    if len(processes) >= PROCESSES:
        return []
    clear = (1 + group.bound) / 2
    return [
        name for name in processes[-1] if name in was and median(_pooled(processes, name)) > was[name] * clear
    ]


def times(processes: Processes, was: Values | None, group: Group) -> list[Verdict]:
    found = []
    for name in processes[0]:
        pool = _pooled(processes, name)
        low, high = bounds(pool)
        now, old = median(pool), None if was is None else was.get(name)
        found.append(Verdict(group, name, _outcome(now, old, group, was is None), now, old, low, high))
    return [*found, *_gone(group, set(processes[0]), was)]


def counts(found: Values, was: Values | None, group: Group) -> list[Verdict]:
    judged = [
        Verdict(group, name, _outcome(now, old, group, was is None), now, old)
        for name, now in found.items()
        for old in (None if was is None else was.get(name),)
    ]
    return [*judged, *_gone(group, set(found), was)]


def _outcome(now: float, was: float | None, group: Group, unknown: bool) -> Outcome:
    if was is None:
        return "not judged" if unknown else "new"
    if now > was * group.bound:
        return "slower"
    return "faster" if now * group.bound < was else "ok"


def _gone(group: Group, found: set[str], was: Values | None) -> list[Verdict]:
    """A kernel that is guarded no more must not leave without a word."""
    return [Verdict(group, name, "gone", None, old) for name, old in (was or {}).items() if name not in found]


def _pooled(processes: Processes, name: str) -> list[float]:
    return [ratio for process in processes for ratio in process.get(name, ())]
