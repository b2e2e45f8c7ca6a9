"""Decides whether two media playlists fit together: subtitles with the video, and a playlist with its update.

Sections are of RFC 8216.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.hls.lines import tag, value
from pipeline.hls.playlist import Entry, MediaPlaylist
from pipeline.hls.rules import Violation

_SAME_S = 0.01
"""Durations that differ by less are the same, written otherwise."""


def beside(video: MediaPlaylist, subtitles: MediaPlaylist, place: str) -> Iterator[Violation]:
    """What is wrong with a subtitle playlist as a rendition of this video, both read at the same time."""
    if _type(video) != _type(subtitles):
        yield Violation(
            place, f"EXT-X-PLAYLIST-TYPE is {_type(subtitles)}, the video's is {_type(video)} (6.2.4)"
        )
    if video.ended != subtitles.ended:
        yield Violation(place, "EXT-X-ENDLIST stands in only one of video and subtitles (6.2.4)")
    if bool(_dates(video)) != bool(_dates(subtitles)):
        yield Violation(place, "EXT-X-PROGRAM-DATE-TIME must stand in all media playlists or in none (6.2.4)")
    if video.ended or _type(video) == "VOD":
        yield from _lasting(video, subtitles, place)
        return
    if video.target_s != subtitles.target_s:
        yield Violation(
            place, f"target duration {subtitles.target_s}, the video's is {video.target_s} (6.2.4)"
        )
    yield from _grid(video, subtitles, place)


def update(before: MediaPlaylist, after: MediaPlaylist, place: str) -> Iterator[Violation]:
    """What is wrong with `after` as a later text of the same playlist (6.2.1, 6.2.2)."""
    if before.ended and after != before:
        yield Violation(place, "the playlist changed after its EXT-X-ENDLIST (6.2.1)")
    if after.sequence < before.sequence:
        yield Violation(
            place, f"EXT-X-MEDIA-SEQUENCE fell from {before.sequence} to {after.sequence} (6.2.2)"
        )
    if (after.continuity or 0) < (before.continuity or 0):
        yield Violation(
            place,
            f"EXT-X-DISCONTINUITY-SEQUENCE fell from {before.continuity} to {after.continuity or 0} (6.2.2)",
        )
    if after.target_s != before.target_s:
        yield Violation(
            place, f"the target duration changed from {before.target_s} to {after.target_s} (6.2.1)"
        )
    if before.entries and (not after.entries or after.entries[-1].sequence < before.entries[-1].sequence):
        yield Violation(place, "segments at the end were taken back (6.2.1)")
    known = {entry.sequence: entry for entry in before.entries}
    for entry in after.entries:
        old = known.get(entry.sequence)
        if old is None:
            continue
        if (old.uri.partition("?")[0], old.seconds) != (entry.uri.partition("?")[0], entry.seconds):
            yield Violation(f"{place}: segment {entry.sequence}", "another segment than before (6.2.1)")
        if old.continuity != entry.continuity:
            yield Violation(
                f"{place}: segment {entry.sequence}",
                f"its discontinuity sequence number changed from {old.continuity} to {entry.continuity}: "
                "EXT-X-DISCONTINUITY-SEQUENCE counts the tags that were removed (6.2.2)",
            )


def _grid(video: MediaPlaylist, subtitles: MediaPlaylist, place: str) -> Iterator[Violation]:
    """Live: the same segments under the same numbers, but for the ends."""
    shown = {entry.sequence: entry for entry in video.entries}
    both = [(shown[entry.sequence], entry) for entry in subtitles.entries if entry.sequence in shown]
    if not both and (video.entries or subtitles.entries):
        yield Violation(place, "lists no segment that the video lists: they are of different times (6.2.4)")
    if not both:
        return
    for theirs, ours in both:
        at = f"{place}: segment {ours.sequence}"
        if abs(theirs.seconds - ours.seconds) > _SAME_S:
            yield Violation(at, f"lasts {ours.duration} s, the video's {theirs.duration} s (6.2.4)")
        if theirs.continuity != ours.continuity:
            rule = f"discontinuity sequence number {ours.continuity}, the video's is {theirs.continuity}"
            yield Violation(at, f"{rule} (6.2.4)")
        if _date(theirs) and _date(ours) and _date(theirs) != _date(ours):
            yield Violation(at, f"date {_date(ours)}, the video's is {_date(theirs)} (6.2.4)")
    listed = {entry.sequence for entry in subtitles.entries}
    for name, lone in (
        ("the video", [entry for entry in video.entries if entry.sequence not in listed]),
        ("the subtitles", [entry for entry in subtitles.entries if entry.sequence not in shown]),
    ):
        for end in (
            [entry for entry in lone if entry.sequence < both[0][1].sequence],
            [entry for entry in lone if entry.sequence > both[-1][1].sequence],
        ):
            if (lasts := sum(entry.seconds for entry in end)) > video.target_s:
                where = "beginning" if end[0].sequence < both[0][1].sequence else "end"
                yield Violation(place, f"only {name} have the {lasts:.1f} s at the {where} (6.2.4)")


def _lasting(video: MediaPlaylist, subtitles: MediaPlaylist, place: str) -> Iterator[Violation]:
    theirs, ours = (sum(entry.seconds for entry in each.entries) for each in (video, subtitles))
    if abs(theirs - ours) >= max(1, video.target_s):
        yield Violation(place, f"lasts {ours:.1f} s, the video {theirs:.1f} s (6.2.4)")


def _type(playlist: MediaPlaylist) -> str:
    stated = [value(line) for line in playlist.header if tag(line) == "#EXT-X-PLAYLIST-TYPE"]
    return stated[0] if stated else "live"


def _dates(playlist: MediaPlaylist) -> list[str]:
    return [date for entry in playlist.entries if (date := _date(entry))]


def _date(entry: Entry) -> str:
    return next((value(line) for line in entry.lines if tag(line) == "#EXT-X-PROGRAM-DATE-TIME"), "")
