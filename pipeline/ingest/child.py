"""Runs one ffmpeg and pairs its sound (stdout) with the times it states (stderr); POSIX only.

One owner reads; any thread may `stop`. Killing the child ends both pipes, which wakes the reader at once.
"""

from __future__ import annotations

import os
import re
import selectors
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO

import numpy as np

from models.types import SAMPLE_RATE, Samples
from pipeline.errors import ProgramMissing
from pipeline.types import Ms

_CHUNK = 1 << 16
_LONGEST_LINE = 1 << 14
_LINES_KEPT = 60
_EXIT_S = 5.0
_INPUT = re.compile(r"^\[info\] Input #0, (\S+), from")
_DURATION = re.compile(r"^\[info\]   Duration: (?:(\d+):(\d\d):(\d\d)\.(\d\d)|N/A)(?:, start: (-?\d+\.\d+))?")


class Silent(Exception):
    """Nothing came for as long as the caller was ready to wait."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Decoded sound. `at`: where the source places its first sample, in samples; None: it does not say."""

    at: int | None
    samples: Samples


class Child:
    """One running ffmpeg. Raises ProgramMissing if it cannot be started."""

    def __init__(self, command: Sequence[str], label: str) -> None:
        self.complaints: deque[str] = deque(maxlen=_LINES_KEPT)
        """The last warnings and errors."""
        self.container = ""
        """What ffmpeg found the source to be: `hls`, `mpegts`, `mov,mp4,…`; empty before it knows."""
        self.duration_ms: Ms | None = None
        self.start = 0
        """The container's earliest time over all its tracks, in samples: what a player shows as 0."""
        self._stated = re.compile(
            rf"\[ashowinfo@{label} @ [^]]*\] \[info\] n: *\d+ pts: *(-?\d+|NOPTS) .*?nb_samples:(\d+)"
        )
        self._frames: deque[tuple[int | None, int]] = deque()
        self._sound = bytearray()
        self._line = b""
        self._reading = threading.Lock()
        self._ending = threading.Lock()
        self._process = _start(command)
        self._selector = selectors.DefaultSelector()
        self._watch(self._process.stdout, self._hear)
        self._watch(self._process.stderr, self._note)

    def read(self, patience_s: float | None) -> list[Frame] | None:
        """The frames that have arrived, at least one; None at the end. Raises Silent after `patience_s`."""
        deadline = None if patience_s is None else time.monotonic() + patience_s
        with self._reading:
            while self._selector.get_map():
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    raise Silent
                for key, _ in self._selector.select(left):
                    data = os.read(key.fd, _CHUNK)
                    if data:
                        key.data(data)
                    else:
                        self._selector.unregister(key.fileobj)
                if frames := self._paired():
                    return frames
        return None

    def wait(self) -> int:
        """The exit status, once `read` has returned None."""
        with self._ending:
            try:
                return self._process.wait(_EXIT_S)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                return self._process.wait()

    def stop(self) -> None:
        """Kill and reap the child and close its pipes; safe from any thread, and twice."""
        with self._ending:
            if self._process.returncode is None and self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
        with self._reading:
            if self._selector.get_map() is not None:
                self._selector.close()
            for pipe in (self._process.stdout, self._process.stderr):
                if pipe is not None:
                    pipe.close()

    def _watch(self, pipe: IO[bytes] | None, take: Callable[[bytes], None]) -> None:
        assert pipe is not None
        self._selector.register(pipe, selectors.EVENT_READ, take)

    def _hear(self, data: bytes) -> None:
        self._sound += data

    def _note(self, data: bytes) -> None:
        *lines, rest = (self._line + data).split(b"\n")
        self._line = rest[-_LONGEST_LINE:]
        for line in lines:
            self._understand(line.decode("utf-8", "replace"))

    def _understand(self, line: str) -> None:
        if stated := self._stated.search(line):
            at = None if stated[1] == "NOPTS" else int(stated[1])
            self._frames.append((at, int(stated[2])))
        elif found := _INPUT.match(line):
            self.container = found[1].rstrip(",")
        elif found := _DURATION.match(line):
            if found[1]:
                hours, minutes, seconds, hundredths = (int(found[n]) for n in range(1, 5))
                self.duration_ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10
            self.start = round(float(found[5] or 0) * SAMPLE_RATE)
        elif "[info]" not in line and line.strip():
            self.complaints.append(line.strip())

    def _paired(self) -> list[Frame]:
        """Frames whose time and sound have both come; each line is written before its sound."""
        made: list[Frame] = []
        taken = 0
        while self._frames and taken + 2 * self._frames[0][1] <= len(self._sound):
            at, count = self._frames.popleft()
            pcm = np.frombuffer(bytes(self._sound[taken : taken + 2 * count]), "<i2")
            made.append(Frame(at, pcm.astype(np.float32) / 32768.0))
            taken += 2 * count
        del self._sound[:taken]
        return made


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
    except OSError as error:
        raise ProgramMissing(f"{command[0]} cannot be run: {error.strerror}; install ffmpeg again") from error
