"""Someone who reads zimu's playlists as players do, and keeps what they found when they first needed it.

A player may ask for the subtitles of a segment as soon as the video playlist lists it. What RFC 8216
(section 6.2) forbids a live playlist to do is written down as a problem.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import m3u8

from pipeline.types import Cue, Ms
from tests.e2e.process import fetch

POLL_S = 1.0
_TIMES = re.compile(r"(?:(\d+):)?(\d\d):(\d\d)\.(\d{3}) --> (?:(\d+):)?(\d\d):(\d\d)\.(\d{3})")
_LOCAL = re.compile(r"LOCAL:(\d+):(\d\d):(\d\d)\.(\d{3})")
_MPEGTS = re.compile(r"MPEGTS:(\d+)")


@dataclass(frozen=True, slots=True)
class Subtitles:
    """What one subtitle segment held at one moment; times on zimu's timeline."""

    start: Ms
    end: Ms
    mpegts: int
    cues: tuple[Cue, ...]


@dataclass(slots=True)
class Followed:
    """What was seen until now."""

    listed: dict[int, float] = field(default_factory=dict)
    """When the video playlist first listed a segment, by `time.monotonic`."""
    first: dict[tuple[str, int], Subtitles] = field(default_factory=dict)
    """By language and media sequence number: the subtitles when the segment was first listed."""
    problems: list[str] = field(default_factory=list)
    discontinuities: int = 0
    ended: bool = False
    asked: int = 0


@contextmanager
def following(master: str, languages: Sequence[str]) -> Iterator[Followed]:
    """In a thread of its own, until the block ends. Answers that fail are no problem: a player asks again."""
    followed, stop = Followed(), threading.Event()

    def follow() -> None:
        follower = _Follower(followed, master, languages)
        while not stop.wait(POLL_S):
            follower.look()

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        yield followed
    finally:
        stop.set()
        thread.join()


class _Follower:
    def __init__(self, followed: Followed, master: str, languages: Sequence[str]) -> None:
        self._followed = followed
        self._master = master
        self._languages = languages
        self._video = ""
        self._subtitles: dict[str, str] = {}
        self._sequence = self._break = -1

    def look(self) -> None:
        if not self._video and not self._find():
            return
        video = self._playlist(self._video)
        if video is None:
            return
        self._must_not_fall(video)
        self._followed.ended = video.is_endlist
        for segment in video.segments:
            number = segment.media_sequence
            if number in self._followed.listed:
                continue
            self._followed.listed[number] = time.monotonic()
            self._followed.discontinuities += bool(segment.discontinuity)
            for language in self._languages:
                self._need(language, number, segment)

    def _find(self) -> bool:
        master = self._playlist(self._master)
        if master is None or not master.playlists:
            return False
        tracks = {media.language: media.absolute_uri for media in master.media if media.type == "SUBTITLES"}
        if not set(self._languages) <= set(tracks):
            return False
        self._video, self._subtitles = master.playlists[0].absolute_uri, tracks
        return True

    def _must_not_fall(self, video: m3u8.M3U8) -> None:
        sequence, break_ = video.media_sequence or 0, video.discontinuity_sequence or 0
        if sequence < self._sequence or break_ < self._break:
            self._problem(
                f"media sequence {self._sequence} -> {sequence}, discontinuity {self._break} -> {break_}"
            )
        self._sequence, self._break = max(sequence, self._sequence), max(break_, self._break)

    def _need(self, language: str, number: int, video: m3u8.Segment) -> None:
        playlist = self._playlist(self._subtitles[language])
        if playlist is None:
            return self._problem(f"{language}: no playlist when segment {number} was needed")
        found = [segment for segment in playlist.segments if segment.media_sequence == number]
        if not found:
            return self._problem(f"{language}: segment {number} of the video is not listed")
        if found[0].duration != video.duration or bool(found[0].discontinuity) != bool(video.discontinuity):
            self._problem(f"{language}: segment {number} is not on the video's grid")
        status, text = fetch(found[0].absolute_uri)
        if status != 200 or not text.startswith("WEBVTT"):
            return self._problem(f"{language}: segment {number}: {status} {text[:60]!r}")
        self._followed.first[language, number] = subtitles(text, video.duration)
        return None

    def _problem(self, said: str) -> None:
        self._followed.problems.append(said)

    def _playlist(self, url: str) -> m3u8.M3U8 | None:
        self._followed.asked += 1
        status, text = fetch(url)
        return m3u8.loads(text, uri=url) if status == 200 and text.startswith("#EXTM3U") else None


def subtitles(text: str, duration: float) -> Subtitles:
    """A WebVTT segment, read for tests: what is wrong with one raises."""
    local, mpegts = _LOCAL.search(text), _MPEGTS.search(text)
    assert local and mpegts, text[:100]
    start = _ms(*local.groups())
    cues = []
    for block in text.split("\n\n")[1:]:
        lines = block.strip("\n").split("\n")
        for place, line in enumerate(lines):
            if times := _TIMES.match(line):
                begin, end = _ms(*times.groups()[:4]), _ms(*times.groups()[4:])
                cues.append(Cue(begin, end, tuple(lines[place + 1 :])))
    return Subtitles(start, start + round(duration * 1000), int(mpegts[1]), tuple(cues))


def _ms(hours: str | None, minutes: str, seconds: str, thousandths: str) -> Ms:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(thousandths)
