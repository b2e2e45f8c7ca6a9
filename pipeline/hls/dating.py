"""Decides the dates of segments where the origin writes none: by them players line subtitles up with video.

hls.js 1.7.4 places the subtitle segments of a live playlist by dates or by discontinuities. With neither it
counts the way that the playlist has slid twice at every look, and soon asks for no subtitles any more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipeline.hls.playlist import Entry, MediaPlaylist, tag
from pipeline.types import Ms

_DATE = "#EXT-X-PROGRAM-DATE-TIME"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def dated(shown: MediaPlaylist, placed: Callable[[int], Ms | None], zero_ms: int) -> MediaPlaylist:
    """`shown` with dates at its first entry and after discontinuities; as it is where the origin has dates.

    `placed` tells where a sequence number starts on the media timeline, if that is known; `zero_ms` is the
    Unix time of its beginning, in ms, the same over restarts too: a segment keeps its date.
    """
    if any(tag(line) == _DATE for entry in shown.entries for line in entry.lines):
        return shown
    known = [placed(entry.sequence) for entry in shown.entries]
    if all(start is None for start in known):
        return shown
    starts = _filled(shown.entries, known)
    entries = tuple(
        replace(entry, lines=(_line(zero_ms + start), *entry.lines))
        if entry is shown.entries[0] or entry.discontinuity
        else entry
        for entry, start in zip(shown.entries, starts, strict=True)
    )
    return replace(shown, entries=entries)


def _filled(entries: tuple[Entry, ...], known: list[Ms | None]) -> list[Ms]:
    """Where each starts: what is unknown follows from its neighbour's duration, at the front backwards."""
    first = next(index for index, start in enumerate(known) if start is not None)
    starts: list[Ms] = [known[first] or 0]
    for index in range(first - 1, -1, -1):
        starts.insert(0, starts[0] - round(entries[index].seconds * 1000))
    for index in range(first + 1, len(entries)):
        start = known[index]
        starts.append(starts[-1] + round(entries[index - 1].seconds * 1000) if start is None else start)
    return starts


def _line(unix_ms: int) -> str:
    date = _EPOCH + timedelta(milliseconds=unix_ms)
    return f"{_DATE}:{date.strftime('%Y-%m-%dT%H:%M:%S')}.{date.microsecond // 1000:03d}Z"
