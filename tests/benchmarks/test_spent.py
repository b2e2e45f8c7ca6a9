"""CPU time of a run is that of all its processes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks.spent import Spent, cpu

BURN = """
import sys, time
while time.process_time() < 0.3:
    pass
print(time.process_time(), flush=True)
sys.stdin.readline()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of workers that still run")
def test_of_a_worker_that_still_runs() -> None:
    before, began = cpu(), Spent.now()
    with subprocess.Popen(
        [sys.executable, "-c", BURN], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        used = float(child.stdout.readline())
        assert cpu() - before >= used * 0.9
        assert began.until_now().cpu_s >= used * 0.8  # in hundredths of a second
        child.communicate(b"\n")
    assert Spent.now().memory_mb > 10
