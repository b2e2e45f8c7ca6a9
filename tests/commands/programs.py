"""`zimu` as a process of its own, as a shell starts it, and what it leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAIN = [sys.executable, "-c", "from pipeline.cli import main; main()"]
PATIENCE_S = 60.0
"""After this a program that hangs fails its test."""
_MARK = "ZIMU_TEST_RUN"
_PROGRESS = ("zimu: opening ", "zimu: listening to ", "zimu: waiting for ", "zimu: captions at ")


def environment(**more: str) -> dict[str, str]:
    """The process's own, without configuration, and a mark by which descendants are found."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ZIMU_")}
    return kept | {"PYTHONPATH": str(ROOT), _MARK: os.urandom(8).hex()} | more


def zimu(
    *arguments: object, folder: Path, program: Sequence[str] = MAIN, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run to the end. Fails where a child process is left."""
    environ = environment(**more)
    done = subprocess.run(
        [*program, *map(str, arguments)],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        stdin=subprocess.DEVNULL,
    )
    assert descendants(environ) == []
    return done


@contextmanager
def running(*arguments: object, folder: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Started in a process group of its own, so that a signal to the group is like Ctrl-C at a terminal."""
    environ = environment(**more)
    process = subprocess.Popen(
        [*MAIN, *map(str, arguments)],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        process_group=0,
    )
    try:
        yield process
        assert descendants(environ) == []
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def interrupt(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGINT)


def until(process: subprocess.Popen[str], text: str) -> str:
    """What stderr says up to and with the line that holds `text`."""
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if text in line:
            return said
    raise AssertionError(f"it ended without {text!r}:\n{said}")


def descendants(environ: dict[str, str]) -> list[str]:
    """Command lines of the processes that were started with this environment and still run."""
    mark = f"{_MARK}={environ[_MARK]}".encode()
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (place / "environ").read_bytes():
                found.append((place / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue  # it ended meanwhile, or is not ours
    return found


def error_lines(done: subprocess.CompletedProcess[str]) -> list[str]:
    """stderr without the lines that tell of progress."""
    return [line for line in done.stderr.splitlines() if not line.startswith(_PROGRESS)]


def assert_one_line(done: subprocess.CompletedProcess[str], code: int, says: str) -> None:
    """It failed with this code, and with one line that says why."""
    assert done.returncode == code, done.stderr
    (line,) = error_lines(done)
    assert line.startswith("zimu: ")
    assert says in line
