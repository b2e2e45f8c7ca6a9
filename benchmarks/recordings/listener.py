"""A process that hears one recording after the other, and what each costs it: time, CPU and memory.

All are measured from here, in the same way for every system: the clock runs from the question to the answer,
CPU time is that of the process and all its children.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks.peers import process
from benchmarks.peers.errors import PeerUnavailable
from pipeline.types import Ms

Piece = tuple[Ms, Ms, str]
"""Start, end, and what is said."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one system made of one recording, and at what cost."""

    segments: tuple[Piece, ...]
    words: tuple[Piece, ...]
    """Nothing where the system was not asked to time them."""
    wall_s: float
    cpu_s: float
    memory_mb: float
    """The most that its processes ever held, up to the end of this recording."""
    others_s: float
    """CPU time that all else used on this machine meanwhile."""


class Listener:
    def __init__(self, name: str, answers: IO[str], questions: IO[str], pid: int, said: Path) -> None:
        self.name = name
        self._answers, self._questions, self._pid, self._said = answers, questions, pid, said

    def hear(self, path: Path) -> Heard:
        """Raises PeerUnavailable."""
        before = process.usage(self._pid)
        try:
            self._questions.write(f"{path.resolve()}\n")
            self._questions.flush()
        except BrokenPipeError:
            raise self._failure() from None
        found = self.answer()
        after = process.usage(self._pid)
        return Heard(
            tuple((start, end, text) for start, end, text in found["segments"]),
            tuple((start, end, text) for start, end, text in found["words"]),
            round(after.wall_s - before.wall_s, 4),
            round(after.cpu_s - before.cpu_s, 3),
            after.memory_mb,
            round(after.others_s - before.others_s, 3),
        )

    def answer(self) -> Mapping[str, Sequence[Piece]]:
        line = self._answers.readline()
        if not line:
            raise self._failure()
        found: Mapping[str, Sequence[Piece]] = json.loads(line)
        return found

    def _failure(self) -> PeerUnavailable:
        lines = self._said.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return PeerUnavailable(
            f"{self.name}: ended unasked; it said last: {lines[-1] if lines else 'nothing'}"
        )


@contextmanager
def listening(name: str, command: Sequence[str], env: Mapping[str, str], home: Path) -> Iterator[Listener]:
    """Start a system and wait until it can hear; it is stopped at the end. Raises PeerUnavailable."""
    said = home / f"{name}.said"
    with said.open("wb") as errors:
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=dict(env), text=True
        )
    assert child.stdin is not None and child.stdout is not None
    try:
        listener = Listener(name, child.stdout, child.stdin, child.pid, said)
        listener.answer()
        yield listener
    finally:
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()
