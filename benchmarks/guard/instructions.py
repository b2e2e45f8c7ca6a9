"""Instructions of the pure-Python core, counted by valgrind: C code included, and no noise in them.

The counted process asks for its process group before and after each kernel, which nothing else in it does:
valgrind writes down its count at every such call. With fixed seeds two counts differ by 1 % at most, one
kernel excepted (playlist parse, 6 %, seen while garbage was still collected), under one build of Python.
`perf` would be faster, but virtual machines lack counters for it.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.guard.children import CHILD, ROOT, environment, written
from benchmarks.guard.kernels import Kernel, extra
from pipeline.errors import ZimuError

_MARK = "getpgid"
_PATIENCE_S = 100
"""A machine on which it takes longer is busy, and the guard has three minutes."""


class NotCounted(ZimuError):
    """Instructions cannot be counted here and now."""


def run_between_marks(kernels: Sequence[Kernel], slower: Mapping[str, float]) -> list[str]:
    """What the counted process does. Returns the names of what was run, in order."""
    gc.disable()  # how often it ran would depend on what was there before
    for kernel in kernels:
        os.getpgid(0)
        kernel.run(extra(slower.get(kernel.name, 0.0)))
    os.getpgid(0)
    return [kernel.name for kernel in kernels]


def instructions(names: Sequence[str], slower: Mapping[str, float]) -> dict[str, int]:
    """Of each pure kernel, which `names` lists in order. Raises NotCounted, without valgrind say."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        raise NotCounted("there is no valgrind: sudo apt install valgrind")
    with TemporaryDirectory() as folder:
        counter = [
            valgrind,
            "--tool=callgrind",
            f"--dump-before={_MARK}",
            f"--callgrind-out-file={folder}/count",
        ]
        command = [*counter, sys.executable, *CHILD, "instructions", *written(slower)]
        try:
            done = subprocess.run(
                command,
                env=environment(),
                capture_output=True,
                text=True,
                check=False,
                cwd=ROOT,
                timeout=_PATIENCE_S,
            )
        except subprocess.TimeoutExpired:
            raise NotCounted(f"valgrind was not done in {_PATIENCE_S} s, the machine is busy") from None
        counts = [_total(Path(folder, f"count.{number}")) for number in range(1, len(names) + 2)]
    if done.returncode or None in counts:
        raise NotCounted(f"valgrind failed: {done.stderr.strip()[-400:]}")
    return dict(zip(names, (count for count in counts[1:] if count is not None), strict=True))


def _total(path: Path) -> int | None:
    """What was counted between the mark before and this one."""
    if not path.is_file():
        return None
    found = re.search(r"^totals: (\d+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return int(found[1]) if found else None
