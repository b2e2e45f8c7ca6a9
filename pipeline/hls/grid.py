"""Decides what is known of the video's segments in media time: the grid that every language is cut by."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from pipeline.types import Ms

MPEG_TURN = 1 << 33
"""The 90 kHz clock of MPEG streams counts modulo this."""


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
    """The newest segments, in order and with no number missing. One for a stream; every Cutter reads it."""

    def __init__(self) -> None:
        self._segments: list[GridSegment] = []
        self.ended = False
        """No segment will follow."""

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
        """Take the next segment. After a number that is missing, those before it are forgotten.

        Raises ValueError where number, time or continuity falls. The end of the last one becomes exact: it
        lasts until this one starts, unless that leaves a hole (media that was lost) or a discontinuity.
        """
        raise NotImplementedError

    def forget(self, before: int) -> None:
        """Drop the segments numbered below `before`."""
        raise NotImplementedError

    def get(self, sequence: int) -> GridSegment | None:
        """The segment of that number, if it is on the grid."""
        raise NotImplementedError

    def settled(self, sequence: int) -> bool:
        """Whether it is known if a discontinuity follows this segment: the next is there, or none will be."""
        raise NotImplementedError

    def at(self, time: Ms) -> GridSegment | None:
        """The last segment that starts at or before `time`; the first of the grid for times before it."""
        if not self._segments:
            return None
        return self._segments[max(0, bisect_right(self._segments, time, key=lambda each: each.start) - 1)]

    def limit(self, time: Ms) -> Ms | None:
        """Where a cue that starts at `time` must have ended: the next discontinuity, None if none is known."""
        raise NotImplementedError
