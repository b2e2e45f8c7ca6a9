"""What a measuring process does, started by `zimu bench guard`: it prints one line of JSON.

    python -m benchmarks.guard time|counts|calls|queues|instructions [--only KERNEL] [--slower KERNEL=0.2]

Each imports only what it needs: under valgrind an import takes fifty times as long.
"""

from __future__ import annotations

import argparse
import json
from functools import partial

from benchmarks.guard.children import read


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("what", choices=("time", "counts", "calls", "queues", "instructions"))
    parser.add_argument("--rounds", type=int, default=14, help="of timing")
    parser.add_argument("--seconds", type=float, default=45, help="after which a busy machine does fewer")
    parser.add_argument("--only", action="append", default=[], metavar="KERNEL")
    parser.add_argument("--slower", action="append", default=[], metavar="KERNEL=SHARE")
    given = parser.parse_args()
    slower = read(given.slower)
    match given.what:
        case "time":
            found: object = _timed(given, slower)
        case "counts":
            found = _counted(slower)
        case "calls":
            from benchmarks.guard.calls import calls

            found = calls(slower.get("calls", 0.0))
        case "queues":
            from benchmarks.guard.session import queues

            found = queues(slower.get("queues", 0.0))
        case _:
            from benchmarks.guard.instructions import run_between_marks
            from benchmarks.guard.kernels import pure

            found = run_between_marks(pure(), slower)
    print(json.dumps(found))


def _timed(given: argparse.Namespace, slower: dict[str, float]) -> object:
    from benchmarks.guard import calibration, kernels, timing

    made = kernels.pure()
    if not given.only or not set(given.only) <= {kernel.name for kernel in made}:
        from benchmarks.guard import networks  # which take seconds to load

        made = (*networks.kernels(), *made)
    wanted = [kernel for kernel in made if not given.only or kernel.name in given.only]
    return timing.measure(wanted, calibration.both(), timing.Rounds(given.rounds, given.seconds), slower)


def _counted(slower: dict[str, float]) -> object:
    from benchmarks.guard import counts, kernels

    found: dict[str, dict[str, int]] = {"bytecodes": {}, "memory": {}}
    for kernel in kernels.pure():
        work = partial(kernel.run, kernels.extra(slower.get(kernel.name, 0.0)))
        found["bytecodes"][kernel.name] = counts.bytecodes(work)
        found["memory"][kernel.name] = counts.memory(work)
    return found


if __name__ == "__main__":
    main()
