"""Decides which cues stand in which segment of a language: whole ones, identical in each segment they touch.

A cue's text, times and id are the same wherever it stands (RFC 8216 section 3.5), and none reaches beyond a
discontinuity: there it is clipped. Ids are made of the start, so they stay unique when the captioner starts
anew, and players drop only true repeats.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.hls.grid import Grid
from pipeline.types import Caption, Cue, Ms, Progress


class Cutter:
    """Final captions of one language -> the text of each segment on the grid."""

    late: int
    """Captions that came after every segment they belong to was frozen, so that nobody sees them."""
    upto: Ms
    """How far the language is complete (its Progress)."""

    def __init__(self, grid: Grid, language: str) -> None: ...

    def push(self, item: Caption | Progress) -> None:
        """Take what the lane of this language yields. Drafts and other languages' captions are ignored."""
        raise NotImplementedError

    def complete(self, sequence: int) -> bool:
        """Whether nothing will be added to this segment any more."""
        raise NotImplementedError

    def segment(self, sequence: int) -> str | None:
        """The WebVTT text of a segment as it is known now; None if it is not on the grid."""
        raise NotImplementedError

    def freeze(self, sequence: int) -> None:
        """From now on segments up to `sequence` stay as they are: call it when playlists first list them.

        A caption that comes later stands in the segments after them only.
        """
        raise NotImplementedError

    @property
    def cues(self) -> tuple[Cue, ...]:
        """The cues of the grid's segments, for a journal."""
        raise NotImplementedError

    def restore(self, cues: Iterable[Cue], upto: Ms) -> None:
        """Go on from a journal; the grid has been restored before."""
        raise NotImplementedError
