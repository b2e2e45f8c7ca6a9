"""Decides what is known of the video's segments in media time: the grid that every language is cut by."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace

from pipeline.types import Ms

MPEG_TURN = 1 << 33
"""The 90 kHz clock of MPEG streams counts modulo this."""
TICKS_PER_MS = 90
_CLOSED_MS = 1000
"""A hole between two segments up to this long is counted to the first: EXTINF is rounded, and sound and
picture are cut a little apart. A longer one is media that was lost."""
_BREAKS = 64
"""Discontinuities that are remembered, those of forgotten segments too: a cue may have begun in one."""


@dataclass(frozen=True, slots=True)
class GridSegment:
    """One segment of the origin: its place in our playlists and in media time.

    What its playlist says of it (EXTINF, URI, further lines) is the `Entry` of the same sequence number.
    """

    sequence: int
    """In our numbering, see `pipeline.hls.window`: the origin's own as long as that does not fall."""
    start: Ms
    """On the media timeline, not negative; sound at `start` has the time stamp `mpegts`."""
    end: Ms
    """Where the next one starts, as far as its EXTINF tells."""
    mpegts: int
    """The first presentation time stamp, in 90 kHz ticks as the stream has them; taken modulo 2**33."""
    continuity: int = 0
    """Its Discontinuity Sequence Number: EXT-X-DISCONTINUITY stands before a segment where this rises."""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"segment {self.sequence} cannot last from {self.start} to {self.end} ms")


class Grid:
    """The newest segments, in order; numbers are missing where the origin was not read in time.

    One for a stream; every Cutter reads it.
    """

    def __init__(self) -> None:
        self._segments: list[GridSegment] = []
        self._breaks: list[Ms] = []

    @property
    def segments(self) -> tuple[GridSegment, ...]:
        return tuple(self._segments)

    @property
    def first(self) -> GridSegment | None:
        return self._segments[0] if self._segments else None

    @property
    def last(self) -> GridSegment | None:
        return self._segments[-1] if self._segments else None

    def append(self, segment: GridSegment) -> None:
        """Take the next segment.

        The last one's end becomes exact: it lasts until this one starts, but for a hole where media was
        lost. A start that does not rise is moved on, with its time stamp. Raises ValueError where number or
        continuity falls.
        """
        last = self.last
        if last is None:
            self._segments.append(segment)
            return
        if segment.sequence <= last.sequence or segment.continuity < last.continuity:
            raise ValueError(f"{segment} cannot follow {last}")
        segment = _moved(segment, max(segment.start, last.start + 1))
        goes_on = segment.continuity == last.continuity
        if segment.start < last.end or (goes_on and segment.start <= last.end + _CLOSED_MS):
            self._segments[-1] = replace(last, end=segment.start)
        if not goes_on:
            self._breaks = [*self._breaks[1 - _BREAKS :], segment.start]
        self._segments.append(segment)

    def forget(self, before: int) -> None:
        """Drop the segments numbered below `before`, all but the last one."""
        keep = next((n for n, each in enumerate(self._segments) if each.sequence >= before), None)
        del self._segments[: len(self._segments) - 1 if keep is None else keep]

    def get(self, sequence: int) -> GridSegment | None:
        """The segment of that number, if it is on the grid."""
        index = bisect_right(self._segments, sequence, key=lambda each: each.sequence) - 1
        found = self._segments[index] if index >= 0 else None
        return found if found is not None and found.sequence == sequence else None

    def limit(self, time: Ms) -> Ms | None:
        """Where a cue that starts at `time` must have ended: the next discontinuity; None: none is known."""
        index = bisect_right(self._breaks, time)
        return self._breaks[index] if index < len(self._breaks) else None


def _moved(segment: GridSegment, start: Ms) -> GridSegment:
    """The same segment, starting later."""
    if start == segment.start:
        return segment
    ticks = TICKS_PER_MS * (start - segment.start)
    return replace(segment, start=start, end=max(segment.end, start + 1), mpegts=segment.mpegts + ticks)
