"""The processes that measure: a fresh one each time, under an environment that is the same everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import ZimuError

CHILD = ("-m", "benchmarks.guard")
ROOT = Path(__file__).resolve().parents[2]
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class MeasuringFailed(ZimuError):
    """A process that measures did not come to its end."""


def environment() -> dict[str, str]:
    """One thread, hashes that are not random, and this checkout before any other."""
    return {**os.environ, **dict.fromkeys(_THREADS, "1"), "PYTHONHASHSEED": "0", "PYTHONPATH": str(ROOT)}


def ask(what: str, *options: str, slower: Mapping[str, float] | None = None) -> Any:
    """What a fresh process finds: its answer is one line of JSON. Raises MeasuringFailed."""
    command = [sys.executable, *CHILD, what, *options, *written(slower or {})]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or [f"it ended with {done.returncode}"]
        raise MeasuringFailed(
            f"guard: could not measure {what}: {said[0]}; see: python -m benchmarks.guard {what}"
        )
    return json.loads(done.stdout.splitlines()[-1])


def written(slower: Mapping[str, float]) -> list[str]:
    return [f"--slower={name}={share}" for name, share in slower.items()]


def read(options: Sequence[str]) -> dict[str, float]:
    """`kernel=0.2`, as `written` wrote it."""
    pairs = [option.rpartition("=") for option in options]
    return {name: float(share) for name, _, share in pairs}
