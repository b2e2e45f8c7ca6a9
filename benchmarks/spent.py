"""CPU time and memory of a run: of this process and its workers; without those elsewhere than on Linux."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from benchmarks.measure import peak_memory_mb
from benchmarks.peers.process import usage

_TASKS = Path("/proc/self/task")


@dataclass(frozen=True, slots=True)
class Spent:
    cpu_s: float
    """Since some moment; only differences mean anything."""
    memory_mb: float
    """The most that was ever held."""

    @classmethod
    def now(cls) -> Self:
        if sys.platform != "linux":
            return cls(time.process_time(), peak_memory_mb())
        found = usage(os.getpid())
        return cls(found.cpu_s, found.memory_mb)

    def until_now(self) -> Self:
        now = self.now()
        return replace(now, cpu_s=now.cpu_s - self.cpu_s)


def cpu() -> float:
    """Seconds of CPU time of this process and, on Linux, of the workers it has started, in nanoseconds' steps
    (proc(5), schedstat): engines may be processes of their own."""
    return time.process_time() + (sum(map(_spent, _children())) if sys.platform == "linux" else 0.0)


def _children() -> set[str]:
    return {child for task in _TASKS.iterdir() for child in _told(task / "children").split()}


def _spent(child: str) -> float:
    tasks = Path(f"/proc/{child}/task").glob("*/schedstat")
    return sum(int((_told(task).split() or ["0"])[0]) for task in tasks) / 1e9


def _told(file: Path) -> str:
    """Nothing of what has ended."""
    try:
        return file.read_text()
    except OSError:
        return ""
