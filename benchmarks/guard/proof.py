"""Proves the guard on this machine: ten clean runs pass, ten runs in which everything is a fifth slower fail.

    python -m benchmarks.guard.proof [--times 10] [--log OUT.json]

In a slow run a fifth of the calls of every kernel is made twice, and each kernel must fail by itself: what it
is timed beside is not slowed. Runs are shortened: fewer rounds, and what does not depend on noise but takes
long (instructions, calls of the networks) is counted once clean and once slow. A slow run asks three
processes, so all takes some 25 minutes on two quiet cores. Where this machine has no baseline one is measured
first, and forgotten.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.guard import guard
from benchmarks.guard.baseline import GROUPS, Baseline
from benchmarks.guard.timing import Rounds
from benchmarks.guard.verdict import Verdict

SLOWER = 0.2
ROUNDS = Rounds(10, 30)
_KERNELS = ("mel+encode", "decode", "align", "VAD frame", "MT hop", *guard.PURE)
EVERYTHING = dict.fromkeys((*_KERNELS, "calls", "queues"), SLOWER)
_UNMOVED = ("memory", "queues")
"""Groups whose figures need not grow with repeated work: the most that is held, or waits, at once."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--log", type=Path, help="every ratio, as JSON")
    given = parser.parse_args()
    baseline = Baseline.read()
    if baseline.values(guard.TIME) is None:
        _say("no baseline for this machine: measuring one")
        guard.accept(guard.measure(baseline, ROUNDS, _say, least=3), baseline, {}, "proof")
    runs: dict[str, list[list[Verdict]]] = {"clean": [], "slow": []}
    series: dict[str, list[guard.Processes]] = {"clean": [], "slow": []}
    for number in range(given.times):
        for kind, slower in (("clean", {}), ("slow", EVERYTHING)):
            found = guard.measure(baseline, ROUNDS, lambda line: None, slower, short=number > 0)
            runs[kind].append(guard.judge(found, baseline))
            series[kind].append(found.processes)
            wrong = _wrong(runs[kind][-1], kind)
            _say(f"{kind} run {number + 1}: {'as it should be' if not wrong else ', '.join(wrong)}")
            if given.log:
                _write(given.log, baseline, series)
    print(_table(runs))
    sys.exit(any(_wrong(each, kind) for kind, every in runs.items() for each in every))


def _wrong(verdicts: list[Verdict], kind: str) -> list[str]:
    """A failure of a clean run, a kernel that passes in a slow one."""
    known = [each for each in verdicts if each.outcome != "not judged"]
    judged = [each for each in known if kind == "clean" or each.group.name not in _UNMOVED]
    return [
        f"{each.name} ({each.group.name}) {each.outcome}" for each in judged if each.fails != (kind == "slow")
    ]


def _table(runs: Mapping[str, list[list[Verdict]]]) -> str:
    lines = [
        "| kernel | measured | clean, change | failed | slow, change | failed |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for group in GROUPS:
        for name in dict.fromkeys(each.name for each in runs["clean"][0] if each.group is group):
            cells = [name, group.name]
            for kind in ("clean", "slow"):
                every = [
                    each for run in runs[kind] for each in run if (each.group, each.name) == (group, name)
                ]
                changes = [each.change for each in every if each.change is not None] or [0.0]
                cells += [
                    f"{min(changes):.3f}-{max(changes):.3f}",
                    f"{sum(e.fails for e in every)} of {len(every)}",
                ]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _write(path: Path, baseline: Baseline, series: Mapping[str, list[guard.Processes]]) -> None:
    path.write_text(json.dumps({"accepted": baseline.values(guard.TIME), **series}) + "\n", encoding="utf-8")


def _say(line: str) -> None:
    print(f"guard: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
