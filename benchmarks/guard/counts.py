"""Counts bytecodes and memory of the pure-Python core: no noise is in them.

Bytecodes are those of our own files alone, so that they are the same under every patch version of a Python;
what regular expressions and other C code cost is in the instructions. `sys.monitoring` would count faster,
from Python 3.12 on.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

_OURS = tuple(str(Path(__file__).resolve().parents[2] / name) for name in ("models", "pipeline"))


def bytecodes(work: Callable[[], object]) -> int:
    """Bytecodes of our files that the work executes."""
    count = 0

    def each(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "opcode"
        return each

    def entered(frame: FrameType, event: str, argument: object) -> Any:
        if not frame.f_code.co_filename.startswith(_OURS):
            return None
        frame.f_trace_opcodes = True
        return each

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def memory(work: Callable[[], object]) -> int:
    """The most bytes that the work held at once, its result included."""
    tracemalloc.start()
    try:
        kept = work()
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    del kept
    return most
