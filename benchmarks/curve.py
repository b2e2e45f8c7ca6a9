"""Delay against errors: one row for each combination of settings, over the same streams.

    python -m benchmarks.curve --manifest FILE.tsv --vary policy.commit.rule=agreement,calibrated \
        --vary policy.step_ms=320,416,512 [--only PREFIX,…] [--json OUT]

Every combination is what `zimu bench stream --set …` would measure. Prints a Markdown table with signature.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does; numpy reads it once

from benchmarks.data import Clip, clips
from benchmarks.ears import Aligning, Ears
from benchmarks.logs import Logs
from benchmarks.measure import CLOCKS, Plan, measure
from benchmarks.signature import line, signature
from pipeline import config, loaded

_COLUMNS = {
    "CER": "cer",
    "CER revised": "cer_revised",
    "commit p50": "commit_p50",
    "commit p95": "commit_p95",
    "first draft p50": "first_draft_p50",
    "erasure": "normalised_erasure",
    "CPU s/s": "cpu_per_audio_s",
}
_SHARES = ("cer", "cer_revised")
Point = dict[str, object]


def combinations(varied: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """`a=1,2` and `b=x,y` -> (a=1, b=x), (a=1, b=y), (a=2, b=x), (a=2, b=y)."""
    axes = []
    for one in varied:
        name, _, values = one.partition("=")
        axes.append([f"{name}={value}" for value in values.split(",")])
    return product(*axes)


def point(settings: Sequence[str], wanted: Sequence[Clip]) -> Point:
    """The total of a replay of every clip. Raises what `zimu bench stream` raises."""
    chosen = config.load(overrides=settings)
    with loaded.load(chosen, (loaded.SOURCE,)) as models:
        assert isinstance(models.recognise, Aligning)
        ears = Ears(models.recognise, models.vad, chosen)
        plan = Plan(chosen.policy.commit.rule, CLOCKS["cpu"])
        total = measure(wanted, plan, ears, Logs(None, {}), lambda text: None)["total"]
    assert isinstance(total, dict)
    return {"settings": list(settings), **total}


def table(points: Sequence[Point]) -> str:
    rows = ["| settings | " + " | ".join(_COLUMNS) + " |", "| --- " * (len(_COLUMNS) + 1) + "|"]
    for one in points:
        cells = [_cell(key, one[key]) for key in _COLUMNS.values()]
        settings = one["settings"]
        assert isinstance(settings, list)
        rows.append(f"| {', '.join(map(str, settings))} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _cell(key: str, value: object) -> str:
    if not isinstance(value, float):
        return "-"
    return f"{100 * value:.1f} %" if key in _SHARES else f"{value:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--manifest", type=Path, action="append", required=True, metavar="FILE.tsv")
    parser.add_argument("--vary", action="append", required=True, metavar="section.key=value,value")
    parser.add_argument("--only", default="", metavar="PREFIX,...")
    parser.add_argument("--json", type=Path, metavar="OUT")
    arguments = parser.parse_args()
    prefixes = tuple(arguments.only.split(","))
    wanted = [clip for clip in clips(*arguments.manifest) if clip.id.startswith(prefixes)]
    points = []
    for settings in combinations(arguments.vary):
        points.append(point(settings, wanted))
        print(table(points[-1:]).splitlines()[-1], file=sys.stderr)
    signed = signature(config.load(), clips=len(wanted), clock="cpu")
    print(f"{table(points)}\n\n{line(signed)}")
    if arguments.json:
        arguments.json.write_text(json.dumps({"signature": signed, "points": points}, indent=1) + "\n")


if __name__ == "__main__":
    main()
