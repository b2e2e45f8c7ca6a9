"""The sound of an HLS origin, and the grid of its segments: every one is downloaded once, on one clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Literal, Protocol, TypeAlias

import structlog

from pipeline.errors import InputUnavailable, InputUnsupported
from pipeline.hls.grid import GridSegment
from pipeline.hls.playlist import Entry
from pipeline.ingest.demux import Demuxed, Demuxer
from pipeline.ingest.download import Downloads
from pipeline.ingest.fetch import Fetcher, FetchOptions
from pipeline.ingest.live import RetryDelays
from pipeline.ingest.origin import Origin
from pipeline.ingest.placing import Placing
from pipeline.ingest.pull import PullOptions, beginning
from pipeline.ingest.timeline import Timeline, TimelineOptions
from pipeline.types import SAMPLES_PER_MS, Audio, Gap

State: TypeAlias = Literal["waiting", "live", "stalled", "ended"]
_LONGEST_S = 5.0
"""Between two attempts: an origin on the same machine is cheap to ask."""
_STALLED = 3
"""Target durations without a new segment after which the origin has stalled."""
_SILENT = 3
"""Segments without an audio track at the beginning, after which there is none."""
_LONGER_MS = 10_000
"""By which a segment may last longer than its EXTINF says; beyond that its time stamps are damaged."""
_NEVER_MS = 1 << 40
"""Sound that falls back never begins a new count of time: `placing` alone decides that."""
_STARTING_S = 30.0
"""An origin that was never heard is asked every second for so long: it begins when its publisher does."""
_LEAST_S = 0.2
"""Between two looks at a playlist."""

_log = structlog.get_logger(__name__)


class Listener(Protocol):
    """Who hears of the grid, and remembers it over sessions."""

    def grid(self, segment: GridSegment, age_ms: int) -> None:
        """One more segment, in order; the origin has listed it for `age_ms`."""
        ...

    def placed(self, sequence: int) -> GridSegment | None:
        """Where a segment was placed, if it was."""
        ...

    def newest(self) -> GridSegment | None:
        """The last one that was placed."""
        ...

    def wanted(self) -> int | None:
        """The first segment that lacks captions; None before the first session."""
        ...


class HlsAudio:
    """A Source for `run.Live`: iterate it once, in one thread. `close`, from any thread, ends it promptly.

    It ends when the origin's playlist does, and otherwise tries for ever. Media time is the segments' own
    presentation time, see `placing`. Raises InputUnsupported for encrypted segments and where no sound is.
    """

    def __init__(
        self,
        origin: Origin,
        listener: Listener,
        options: PullOptions | None = None,
        fetch: FetchOptions | None = None,
        *,
        delays: RetryDelays | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.state: State = "waiting"
        self._origin = origin
        self._listener = listener
        self._options = options or PullOptions()
        self._delays = delays or RetryDelays(longest_s=_LONGEST_S)
        self._clock = clock
        self._closing = threading.Event()
        self._fetcher = Fetcher(fetch)
        self._downloads = Downloads(origin, self._fetcher, self._delays, self._closing)
        self._demuxer = Demuxer(self._options.track)
        self._timeline = Timeline(TimelineOptions(backward_ms=_NEVER_MS))
        self._placing = Placing(listener.newest())
        self._next: int | None = None
        self._continuity: int | None = None
        self._silent = 0
        self._heard_sound = False
        self._moved = clock()

    def close(self) -> None:
        """End the iteration, a wait or a download included; safe from any thread, and twice."""
        self._closing.set()
        self._fetcher.close()

    def __iter__(self) -> Iterator[Audio | Gap]:
        while not self._closing.is_set():
            try:
                self._origin.refresh(fresh_s=0, fetcher=self._fetcher)
            except InputUnavailable as error:
                self._lost(str(error))
                continue
            ended = self._origin.ended  # before its segments are read: then they are all of them
            new = self._new()
            for entry in new:
                yield from self._hear(entry)
                if self._closing.is_set():
                    break
            if ended:
                self.state = "ended"
                break
            self._pause(bool(new))
        yield from self._timeline.flush()

    def _new(self) -> list[Entry]:
        entries = self._origin.entries
        if self._next is None:
            self._next = beginning(entries, self._listener.wanted(), self._options)
        new = [] if self._next is None else [each for each in entries if each.sequence >= self._next]
        if new:
            self._moved = self._clock()
            self._next = new[-1].sequence + 1
            if self.state != "live":
                _log.info("hearing", source=self._origin.name, after=self.state)
            self.state = "live"
        return new

    def _pause(self, moved: bool) -> None:
        """Look again early: each second that a new segment waits is one that every viewer is behind."""
        target_s = self._origin.target_s
        if self._clock() - self._moved > _STALLED * max(1, target_s) and self.state == "live":
            self.state = "stalled"
            _log.warning("source stalled", source=self._origin.name, since_s=_STALLED * target_s)
        self._closing.wait(max(_LEAST_S, target_s / (2 if moved else 4)))

    def _lost(self, reason: str) -> None:
        if self._closing.is_set():
            return
        good_s = self._clock() - self._moved if self.state == "live" else 0.0
        if self.state == "live":
            self.state = "stalled"
        delay = self._delays.after(good_s)
        if self.state == "waiting" and self._clock() - self._moved < _STARTING_S:
            delay = min(delay, 1.0)
        _log.warning("source lost", source=self._origin.name, reason=reason, retry_in_s=round(delay, 2))
        self._closing.wait(delay)

    def _hear(self, entry: Entry) -> Iterator[Audio | Gap]:
        if entry.key:
            raise InputUnsupported(f"{self._origin.name}: is encrypted; give zimu a playlist that is not")
        if self._continuity is not None and entry.continuity != self._continuity:
            yield from self._break()
        fresh = self._continuity is None
        self._continuity = entry.continuity
        found = self._decoded(entry)
        if found is None and self._closing.is_set():
            return  # it was not lost: the next session asks for it
        known = self._listener.placed(entry.sequence) if fresh else None
        told = round(entry.seconds * 1000)
        lasts = max(told, min(found.lasts, told + _LONGER_MS)) if found else told
        mpegts = found.mpegts if found else None
        placed = self._placing.place(entry.sequence, entry.continuity, lasts, mpegts, known)
        self._listener.grid(placed, self._origin.age_ms(entry.sequence))
        if found is None or not found.frames:
            yield from self._timeline.lost(placed.end, "a segment is missing")
            return
        for frame in found.frames:
            at = None if frame.at is None else placed.start * SAMPLES_PER_MS + frame.at
            yield from self._timeline.push(at, frame.samples)

    def _break(self) -> Iterator[Audio | Gap]:
        """The source began anew: nothing said before goes on after it."""
        yield from self._timeline.flush()
        self._demuxer.reset()
        end = self._timeline.end
        if end is not None:
            yield Gap(end, end, "the source began anew")

    def _decoded(self, entry: Entry) -> Demuxed | None:
        """None where the segment is lost or no media."""
        parts = self._downloads.get(entry)
        if parts is None:
            return None
        try:
            found = self._demuxer.demux(*parts)
        except InputUnavailable as error:
            _log.warning(
                "segment damaged", source=self._origin.name, segment=entry.sequence, reason=str(error)
            )
            return None
        self._origin.codecs = found.codecs or self._origin.codecs
        self._silent = 0 if found.has_audio or self._heard_sound else self._silent + 1
        self._heard_sound = self._heard_sound or found.has_audio
        if self._silent >= _SILENT:
            raise InputUnsupported(f"{self._origin.name}: has no audio track")
        return found
