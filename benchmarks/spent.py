"""CPU time and memory of a run: of this process and its workers; without those elsewhere than on Linux."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, replace
from typing import Self

from benchmarks.measure import peak_memory_mb
from benchmarks.peers.process import usage


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
