"""Decides where the hearing of an HLS origin begins. Pure: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.hls.playlist import Entry


@dataclass(frozen=True, slots=True)
class PullOptions:
    """How an HLS origin is heard."""

    back_ms: int = 6000
    """A stream that nobody has heard yet is heard from this long before its newest end, milliseconds."""
    resume_ms: int = 30_000
    """After a restart it is heard from where captions are lacking, at most this long ago, milliseconds."""
    track: int = 0
    """Which audio rendition is heard, or audio track of the segments, counted from 0."""


def beginning(entries: Sequence[Entry], wanted: int | None, options: PullOptions) -> int | None:
    """The number of the first segment to hear; None as long as the origin lists none.

    `wanted` is the first one that lacks captions, None where nobody has heard the stream yet.
    """
    if entries and wanted is not None and wanted > entries[-1].sequence:
        return wanted
    left = options.back_ms if wanted is None else options.resume_ms
    first = None
    for entry in reversed(entries):
        lasts = round(entry.seconds * 1000)
        if first is not None and (left < lasts or (wanted is not None and entry.sequence < wanted)):
            break
        left -= lasts
        first = entry.sequence
    return first
