"""Does a long recording outlive kill -9, in constant memory? `python -m benchmarks.outlive SHOW`.

Sound is decoded and searched for speech as ever; what is heard and translated comes from a script. Of one run
that nobody disturbs the memory is noted. Another is killed at random moments and started again each time: its
files have to be the same byte for byte, and what it heard twice is counted.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import signature
from pipeline import config

_GLANCE_S = 0.02
"""How often the log of a run is looked at to kill it in time."""


@dataclass(frozen=True, slots=True)
class Run:
    seconds: float
    heard: dict[str, float]
    """Seconds of each window that was asked for."""
    memory: list[tuple[int, float]]
    """Milliseconds of the show, and MB then."""


def main() -> None:
    wanted = argparse.ArgumentParser(prog="python -m benchmarks.outlive", description=__doc__)
    wanted.add_argument("show", type=Path)
    wanted.add_argument("--kills", type=int, default=3)
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--pace", type=float, default=0.01, help="CPU seconds for a second that is heard")
    asked = wanted.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        whole = _run(asked.show, place / "whole", asked.pace)
        print(_memory(whole))
        same = _killed(asked, place, whole)
    signed = signature.signature(config.Config(), show=signature.digest(asked.show), seed=asked.seed)
    print(f"\n{signature.line(signed | {'pace': asked.pace, 'models': 'scripted'})}")
    sys.exit(0 if same else 1)


def _killed(asked: argparse.Namespace, place: Path, whole: Run) -> bool:
    """Kill a second run, print what that cost; whether its files are those of the first."""
    chance = random.Random(asked.seed)
    out = place / "killed"
    moments = sorted(chance.randrange(1, len(whole.heard)) for _ in range(asked.kills))
    known: set[str] = set()
    print("\n| killed after | of | heard twice since | CPU time of that |\n| --- | --- | --- | --- |")
    for number, moment in enumerate([*moments, None]):
        left = None if moment is None else max(1, moment - len(known))
        run = _run(asked.show, out, asked.pace, left)
        if number:
            twice = sum(seconds for name, seconds in run.heard.items() if name in known)
            print(
                f"| {moments[number - 1]} windows | {len(whole.heard)} | {twice:.1f} s of the show", end=" | "
            )
            print(f"{twice * asked.pace:.2f} s |")
        known |= run.heard.keys()
    same = _files(place / "whole") == _files(out)
    print(f"\nThe files of both runs are {'the same' if same else 'NOT the same'}: {', '.join(_files(out))}.")
    return same


def _run(show: Path, out: Path, pace: float, kill_after: int | None = None) -> Run:
    """A run to its end, or until it has asked for so many windows."""
    log = out.with_suffix(".log")
    log.unlink(missing_ok=True)
    command = [sys.executable, "-m", "benchmarks.scripted_show", str(show), str(out), str(log), str(pace)]
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            if kill_after is not None and len(_read(log, "asked")) >= kill_after:
                process.kill()
                break
            time.sleep(_GLANCE_S)
    if kill_after is None and process.returncode:
        sys.exit(f"the run failed: {process.returncode}")
    memory = [(int(at), float(mb)) for at, mb in _read(log, "at")]
    return Run(time.monotonic() - began, {name: float(s) for name, s in _read(log, "asked")}, memory)


def _read(log: Path, kind: str) -> list[tuple[str, str]]:
    """What whole lines of a kind say."""
    lines = log.read_text().split("\n")[:-1] if log.exists() else []
    found = [line.split(" ") for line in lines if line.startswith(f"{kind} ")]
    return [(first, second) for _, first, second in found]


def _files(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def _memory(run: Run) -> str:
    rows = [f"| {at / 60_000:.0f} | {mb:.0f} |" for at, mb in run.memory]
    heard = sum(run.heard.values()) / 60
    said = f"{len(run.heard)} windows, {heard:.0f} min of speech, in {run.seconds:.0f} s."
    return "\n".join(["| minute of the show | MB |", "| --- | --- |", *rows, "", said])


if __name__ == "__main__":
    main()
