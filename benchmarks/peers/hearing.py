"""What a peer makes of one recording and at what cost, in a process that knows nothing of the one before."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.events import Event, Events
from benchmarks.measure import Report
from benchmarks.peers import process
from benchmarks.peers.catalog import Peer
from benchmarks.peers.dialogue import converse
from benchmarks.peers.errors import PeerUnavailable
from models.types import Samples
from pipeline.types import Hypothesis, Word


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one clip."""

    events: Events
    memory_mb: float
    foreign_cores: float | None = None
    """That other work used meanwhile; it delays what is heard live."""

    def more(self) -> Report:
        """What it is reported with beside the figures; how far it fell behind, a peer does not say."""
        return {
            "late_max": None,
            "skipped_s": None,
            "peak_memory_mb": self.memory_mb,
            "foreign_cores": self.foreign_cores,
        }


def hear(peer: Peer, python: Path, weights: Path, samples: Samples) -> Heard:
    """Live peers hear it in real time. Raises PeerUnavailable."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        port = process.free_port()
        command = [str(python), *peer.start(weights, port, home)]
        if peer.dialect is None:
            samples.tofile(home / "sound")
            return _whole(command, home)
        marks: list[process.Usage] = []
        with process.serving(command, port, home) as pid:
            try:
                received = converse(port, peer.dialect, samples, lambda: marks.append(process.usage(pid)))
            except PeerUnavailable as error:
                raise PeerUnavailable(f"{error}; it said last: {process.last_line(home)}") from error
        began, ended = marks
        wall = ended.wall_s - began.wall_s
        until = received[-1][0] if received else round(wall * 1000, 1)
        events = Events(peer.dialect.outputs(received), until, round(ended.cpu_s - began.cpu_s, 3))
        return Heard(events, ended.memory_mb, round((ended.others_s - began.others_s) / wall, 2))


def _whole(command: Sequence[str], home: Path) -> Heard:
    """One that prints the text of a recording and its own CPU time."""
    if process.spawn(command, home).wait():
        raise PeerUnavailable(f"failed: {process.last_line(home)}")
    found = json.loads(process.last_line(home))
    words = tuple(Word(start, end, text, 1.0) for start, end, text in found["segments"])
    said = Event(0.0, Hypothesis(words, (), words[-1].end if words else 0, True))
    return Heard(Events((said,), 0.0, round(found["cpu_s"], 3)), found["memory_mb"])
