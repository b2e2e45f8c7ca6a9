"""Runs the guard: measures everything in processes of its own, and judges it by what was accepted."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median

from benchmarks.guard import verdict
from benchmarks.guard.baseline import GROUPS, Baseline, Group, Values, place
from benchmarks.guard.children import ask
from benchmarks.guard.instructions import NotCounted, instructions
from benchmarks.guard.timing import Rounds
from benchmarks.guard.verdict import Verdict

Say = Callable[[str], None]
Processes = list[dict[str, list[float]]]
TIME = GROUPS[0]
PURE = ("policy step", "layout", "WebVTT cut", "playlist parse", "facts check")


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured, by group; one that cannot be counted here is missing, with a reason."""

    processes: Processes
    counts: Mapping[str, Values]
    missing: Mapping[str, str]


def measure(
    baseline: Baseline,
    rounds: Rounds,
    say: Say,
    slower: Mapping[str, float] | None = None,
    *,
    least: int = 1,
    short: bool = False,
) -> Found:
    """Counts first, several at once, as noise does not matter to them; then times, in `least` processes at
    least and as many more as `verdict.doubted` asks. `short` leaves out the counts that take long.

    Raises MeasuringFailed.
    """
    say("counting" + ("" if short else ", most of it in valgrind, which takes half a minute"))
    found, missing = _counted(slower or {}, short)
    accepted = baseline.values(TIME) or {}
    processes: Processes = []
    wanted: Sequence[str] = ()
    while len(processes) < least or wanted:
        say(f"timing {', '.join(wanted) or 'every kernel'}" + (" again" if processes else ""))
        processes.append(_timed(wanted, rounds, slower or {}))
        if len(processes) >= least:
            wanted = verdict.doubted(processes, accepted, TIME)
    return Found(processes, found, missing)


def judge(found: Found, baseline: Baseline) -> list[Verdict]:
    judged = verdict.times(found.processes, baseline.values(TIME), TIME)
    for group in GROUPS[1:]:
        if group.name in found.counts:
            judged += verdict.counts(found.counts[group.name], baseline.values(group), group)
    return judged


def accept(found: Found, baseline: Baseline, signature: Mapping[str, object], reason: str) -> None:
    """Take what was found for what is right from now on; a time is the median over the processes."""
    names = found.processes[0]
    times = {name: median(median(each[name]) for each in found.processes) for name in names}
    for group in GROUPS:
        values = times if group is TIME else found.counts.get(group.name)
        if values is not None:
            baseline.accept(
                group, {name: round(value, 4) for name, value in values.items()}, signature, reason
            )


def _timed(wanted: Sequence[str], rounds: Rounds, slower: Mapping[str, float]) -> dict[str, list[float]]:
    options = [
        f"--rounds={rounds.most}",
        f"--seconds={rounds.seconds}",
        *(f"--only={name}" for name in wanted),
    ]
    found: dict[str, list[float]] = ask("time", *options, slower=slower)
    return found


def _counted(slower: Mapping[str, float], short: bool) -> tuple[dict[str, Values], dict[str, str]]:
    found: dict[str, Values] = {}
    missing: dict[str, str] = {}
    with ThreadPoolExecutor(2) as threads:
        emulated = None if short else threads.submit(instructions, PURE, slower)
        asked = ("counts", "queues") if short else ("counts", "queues", "calls")
        answers = {what: threads.submit(ask, what, slower=slower) for what in asked}
        found |= answers.pop("counts").result()
        found |= {what: answer.result() for what, answer in answers.items()}
        try:
            if emulated is not None:
                found["instructions"] = {name: float(count) for name, count in emulated.result().items()}
        except NotCounted as error:
            missing["instructions"] = f"instructions not judged: {error}"
    return found, missing


def unknown(baseline: Baseline) -> list[tuple[Group, str]]:
    """The groups of which nothing was accepted here, and the name of this place in the file."""
    return [(group, place(group.holds)) for group in GROUPS if baseline.values(group) is None]


def libraries() -> dict[str, str]:
    """What the times of the networks depend on beside the machine."""
    names = ("numpy", "ctranslate2", "onnxruntime", "fxtranslate", "regex")
    return {"python": platform.python_version(), **{name: version(name) for name in names}}
