"""Decides what our media playlists repeat of the origin's lines: of the video all, of subtitles the grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.hls.lines import tag, value
from pipeline.hls.playlist import Entry, MediaPlaylist, write

DISCONTINUITY = "#EXT-X-DISCONTINUITY"
ENDLIST = "#EXT-X-ENDLIST"
_TARGET = "#EXT-X-TARGETDURATION"
_SEQUENCE, _CONTINUITY = "#EXT-X-MEDIA-SEQUENCE", "#EXT-X-DISCONTINUITY-SEQUENCE"
_UNDELAYED = frozenset(
    (
        *("#EXT-X-SERVER-CONTROL", "#EXT-X-PART-INF", "#EXT-X-PART"),
        *("#EXT-X-PRELOAD-HINT", "#EXT-X-RENDITION-REPORT"),
    )
)
"""Low-latency tags: they promise segments that are not there yet, or answers that wait for them."""
_OF_SUBTITLES = frozenset(
    (
        *("#EXTM3U", "#EXT-X-VERSION", "#EXT-X-PLAYLIST-TYPE", _TARGET),
        *(_SEQUENCE, _CONTINUITY, "#EXTINF", DISCONTINUITY, "#EXT-X-PROGRAM-DATE-TIME", ENDLIST),
    )
)
"""What a subtitle playlist repeats of the video's. Keys, maps and byte ranges are of the video alone."""


def listing(origin: MediaPlaylist, entries: Sequence[Entry], ended: bool) -> MediaPlaylist:
    """These entries, at least one, under the origin's header: renumbered, the key and the map that the first
    one needs before it, and without what only an undelayed playlist may say.

    The target duration is the origin's unless a longer segment is still listed here (nginx-rtmp states the
    longest of those that it lists itself).
    """
    first = entries[0]
    continuity = first.continuity - first.discontinuity
    needed = [line for line in (*first.key.split("\n"), first.map) if line and line not in first.lines]
    whole = [line for line in origin.header if tag(line) not in _UNDELAYED]
    chosen = [
        replace(entry, lines=tuple(line for line in entry.lines if tag(line) not in _UNDELAYED))
        for entry in entries
    ]
    chosen[0] = replace(chosen[0], lines=(*needed, *chosen[0].lines))
    target_s = max(origin.target_s, *(entry.rounded_s for entry in entries))
    numbers = {_SEQUENCE: first.sequence, _TARGET: target_s}
    if continuity or origin.continuity is not None:
        numbers[_CONTINUITY] = continuity
    return MediaPlaylist(
        header=_numbered(whole, numbers),
        entries=tuple(chosen),
        footer=(ENDLIST,) if ended else (),
        target_s=target_s,
        sequence=first.sequence,
        continuity=continuity,
        ended=ended,
    )


def subtitles(shown: MediaPlaylist, address: Callable[[int], str]) -> str:
    """The playlist of a language: one entry for each that `shown` lists, with the same duration,
    discontinuity and date; `address` gives the URI of a sequence number (`{}.vtt`)."""
    entries = tuple(
        replace(entry, lines=_kept(entry.lines), uri=address(entry.sequence)) for entry in shown.entries
    )
    return write(replace(shown, header=_kept(shown.header), entries=entries, footer=_kept(shown.footer)))


def _kept(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if tag(line) in _OF_SUBTITLES)


def _numbered(header: Sequence[str], numbers: dict[str, int]) -> tuple[str, ...]:
    """A header with our numbers where it has numbers, or after its last line; a line that says the same
    stays as it is."""
    missing = dict(numbers)
    lines = []
    for line in header:
        number = missing.pop(tag(line), None)
        same = number is None or value(line) == str(number)
        lines.append(line if same else f"{tag(line)}:{number}")
    return (*lines, *(f"{name}:{number}" for name, number in missing.items()))
