"""Decides where each HLS segment stands in media time. Pure: no I/O, no clock.

the first of all            at its own time stamp
one that follows            as far after the last as its time stamp says, the 33-bit clock unwrapped
after a discontinuity, or   where the last one ended: the source began a new count, and media time must
with a stamp that fell      not fall
without a time stamp        where the last one ended, with the stamp that it should have had
one placed in an earlier    where it was placed then, and the rest follows from it
session
"""

from __future__ import annotations

from pipeline.hls.grid import MPEG_TURN, GridSegment
from pipeline.types import Ms

TICKS_PER_MS = 90
_OVERLAP_MS = 1000
"""A segment may begin this long before the end that its predecessor's EXTINF promised."""


class Placing:
    """One session's segments, in order."""

    def __init__(self, last: GridSegment | None = None) -> None:
        """`last`: the newest one that an earlier session placed."""
        self._last = last
        self._from = (last.start, last.mpegts) if last else None
        """Media time and unwrapped stamp of the place that the count began at: rounding cannot add up."""

    def place(
        self,
        sequence: int,
        continuity: int,
        duration: Ms,
        mpegts: int | None,
        known: GridSegment | None = None,
    ) -> GridSegment:
        """Place a segment; `mpegts` is its time stamp as the stream has it, None if it was lost."""
        last = self._last
        if known is not None:
            start, stamp = known.start, known.mpegts if mpegts is None else mpegts
            self._from = (start, stamp)
        elif last is None:
            stamp = mpegts or 0
            start = round(stamp / TICKS_PER_MS)
            self._from = (start, stamp)
        elif mpegts is None:
            start, stamp = last.end, last.mpegts + (last.end - last.start) * TICKS_PER_MS
        else:
            start, stamp = self._following(last, mpegts, continuity)
        placed = GridSegment(sequence, start, start + max(1, duration), stamp % MPEG_TURN, continuity)
        self._last = placed
        return placed

    def _following(self, last: GridSegment, mpegts: int, continuity: int) -> tuple[Ms, int]:
        if continuity == last.continuity and self._from is not None:
            began, first = self._from
            before = first + (last.start - began) * TICKS_PER_MS  # unwrapped, to the millisecond
            stamp = before + ahead(before, mpegts)
            start = began + round((stamp - first) / TICKS_PER_MS)
            if start >= last.end - _OVERLAP_MS and start > last.start:
                return start, stamp
        self._from = (last.end, mpegts)
        return last.end, mpegts


def ahead(one: int, other: int) -> int:
    """How many ticks `other` is after `one` on the 33-bit clock, the shorter way round; may be negative."""
    turn: int = (other - one + MPEG_TURN // 2) % MPEG_TURN
    return turn - MPEG_TURN // 2
