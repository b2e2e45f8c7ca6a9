"""A server as a process of its own: its output kept in a file, its end certain."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE_S = 30.0
"""After this a test that waits for what never comes fails."""
GRACE_S = 12.0
"""In which a process that is asked to end must."""
_TICK = threading.Event()


@contextmanager
def process(
    command: Sequence[str | Path],
    log: Path,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs until the block ends; what it says goes to `log`, after what is there."""
    with log.open("ab") as stream:
        started = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=dict(os.environ) | dict(environ or {}),
            cwd=cwd,
        )
    try:
        yield started
    finally:
        end(started)


def end(
    started: subprocess.Popen[bytes], number: signal.Signals = signal.SIGTERM, patience: float = 12
) -> int:
    """Ask for the end, then make it; the exit code."""
    if started.poll() is None:
        started.send_signal(number)
        try:
            started.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
    return started.wait()


def until(holds: Callable[[], object], what: str, patience: float = PATIENCE_S) -> None:
    """Ask each 100 ms until it holds: other processes give no other sign."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, f"{what}: not within {patience:g} s"
        _TICK.wait(0.1)


def fetch(url: str, method: str = "GET") -> tuple[int, str]:
    """Status and text; 0 where nobody answers."""
    request = urllib.request.Request(url, method=method)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)
