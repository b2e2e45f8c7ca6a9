"""Which files of a drop folder are to be taken now: those whose size has stood still, one after another.

The folder is looked at again and again. No event of the system would say that a copy is finished, and on a
folder that a server shares (NFS, SMB), where such folders mostly lie, no events come at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_TRIES = 3
"""How often a file is taken that failed for a reason that may pass."""
_REST_S = 60.0
"""How long such a file is then left alone; twice as long after the second time."""

State = Literal["growing", "ready", "done", "failed"]
Stamp = tuple[int, int]
"""Size and time of the last change."""


@dataclass(slots=True)
class _Seen:
    stamp: Stamp
    since: float
    """When the file was first seen with this stamp."""
    state: State = "growing"
    tries: int = 0
    rests_until: float = 0.0


class Drop:
    """What was seen of a folder. A file that changes is a new file, whatever became of it before."""

    def __init__(self, still_s: float, stamp: Callable[[Path], Stamp | None]) -> None:
        """A file is ready when it has not changed for `still_s`. `stamp` is None for a file that is gone."""
        self._still_s = still_s
        self._stamp = stamp
        self._files: dict[Path, _Seen] = {}

    def look(self, files: Iterable[Path], now: float) -> Path | None:
        """Note what is there; the first file that is ready to be taken, if there is one."""
        there = {path: stamp for path in files if (stamp := self._stamp(path)) is not None}
        self._files = {path: seen for path, seen in self._files.items() if path in there}
        for path, stamp in there.items():
            seen = self._files.get(path)
            if seen is None or seen.stamp != stamp:
                self._files[path] = _Seen(stamp, now)
            elif seen.state == "growing" and now - seen.since >= self._still_s and stamp[0] > 0:
                seen.state = "ready"
        ready = (path for path, seen in self._files.items() if seen.state == "ready")
        return next((path for path in ready if now >= self._files[path].rests_until), None)

    def done(self, path: Path) -> None:
        if seen := self._files.get(path):
            seen.state = "done"

    def failed(self, path: Path, now: float, passing: bool) -> None:
        """It is taken again when it changes and, if the reason is a `passing` one, a few times as it is."""
        if seen := self._files.get(path):
            seen.tries += 1
            seen.rests_until = now + _REST_S * seen.tries
            seen.state = "ready" if passing and seen.tries < _TRIES else "failed"

    def count(self, state: State) -> int:
        """How many files of the folder are in a state now."""
        return sum(seen.state == state for seen in self._files.values())


def stamp_of(path: Path) -> Stamp | None:
    """None where the file is gone or cannot be looked at."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
