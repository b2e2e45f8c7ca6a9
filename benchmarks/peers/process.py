"""Runs a peer as a process of its own, and measures the CPU time and memory of all its processes.

Linux alone tells that of a process that still runs, in /proc (proc(5)).
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.catalog import THREADS
from benchmarks.peers.errors import PeerUnavailable

_PROC = Path("/proc")
_HERTZ = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_START_S = 120.0
"""For how long a server may take to listen."""
_POLL_S = 0.2
_STOP_S = 10.0


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds, each from some point of its own: only differences mean anything."""

    wall_s: float
    cpu_s: float
    others_s: float
    """CPU time of all that is neither the peer nor this process."""
    memory_mb: float
    """The most that each of its processes held, added up."""


def free_port() -> int:
    """One of the loopback interface that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def spawn(command: Sequence[str], home: Path) -> subprocess.Popen[bytes]:
    """Start a peer that keeps what it says in `home`/said and knows nothing of this process's environment,
    so that the same is measured whoever runs it."""
    env = environment(home)
    with (home / "said").open("wb") as said:
        return subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, cwd=home, env=env)


def environment(home: Path) -> dict[str, str]:
    """All that a peer knows."""
    own = {"HOME": str(home), "PATH": os.defpath, "PYTHONUNBUFFERED": "1"}
    return own | {"OMP_NUM_THREADS": str(THREADS), "HF_HUB_OFFLINE": "1"}


@contextmanager
def serving(command: Sequence[str], port: int, home: Path) -> Iterator[int]:
    """A server that listens on the port, as its process id; it is stopped at the end.

    Raises PeerUnavailable where it does not come to that, with what it said last.
    """
    process = spawn(command, home)
    try:
        _await_port(process, port, home)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def last_line(home: Path) -> str:
    """What a peer said last."""
    said = (home / "said").read_text(encoding="utf-8", errors="replace").strip()
    return said.splitlines()[-1] if said else "it said nothing"


def usage(pid: int) -> Usage:
    """Of the process and all below it, those included that have ended and been waited for."""
    ticks = kilobytes = 0
    for each in _tree(pid):
        after_name = (_PROC / str(each) / "stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, after_name[11:15]))  # utime, stime, cutime, cstime
        status = (_PROC / str(each) / "status").read_text()
        kilobytes += sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    busy = [int(value) for value in (_PROC / "stat").read_text().splitlines()[0].split()[1:9]]
    own = ticks / _HERTZ
    others = (sum(busy) - busy[3] - busy[4]) / _HERTZ - own - time.process_time()  # not idle, not at disks
    return Usage(time.monotonic(), own, others, round(kilobytes / 1024, 1))


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for children in (_PROC / str(pid) / "task").glob("*/children"):
        try:
            found = children.read_text().split()
        except FileNotFoundError:
            continue  # the thread has ended
        for child in found:
            yield from _tree(int(child))


def _await_port(process: subprocess.Popen[bytes], port: int, home: Path) -> None:
    for _ in range(round(_START_S / _POLL_S)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            process.wait(_POLL_S)
        except subprocess.TimeoutExpired:
            continue
        raise PeerUnavailable(f"ended before it listened: {last_line(home)}")
    raise PeerUnavailable(f"does not listen after {_START_S:.0f} s: {last_line(home)}")
