"""Decides what is wrong with the WebVTT segments of a rendition, each alone and one after another.

Sections are of RFC 8216; "WebVTT" is the W3C's recommendation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.hls.grid import MPEG_TURN, TICKS_PER_MS
from pipeline.hls.playlist import Entry
from pipeline.hls.rules import Violation
from pipeline.types import Ms

_CLOCK = r"(?:([0-9]{2,}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
_TIMING = re.compile(rf"{_CLOCK}[ \t]+-->[ \t]+{_CLOCK}(?:[ \t].*)?")
_LOCAL = re.compile(_CLOCK)
_MAP = "X-TIMESTAMP-MAP="
_NEAR_MS = 100
"""What times may differ by and still count as the same: sound and picture are cut a little apart."""
_DRIFT_MS = 500
"""How far from one another's ends segments may start and still be taken for a grid: EXTINF is rounded."""


@dataclass(frozen=True, slots=True)
class ReadCue:
    line: int
    id: str
    start: Ms
    end: Ms
    text: str


@dataclass(frozen=True, slots=True)
class ReadSegment:
    """What a WebVTT segment says; `mpegts` and `local` are None where it has no usable map."""

    place: str
    mpegts: int | None
    local: Ms | None
    cues: tuple[ReadCue, ...]


def read(data: bytes, place: str) -> tuple[ReadSegment | None, list[Violation]]:
    """A segment with what is wrong in it alone; None where it cannot be read at all."""
    if not data:
        return None, [Violation(place, "0 bytes: an empty segment still has its WEBVTT header (3.5)")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [Violation(place, f"byte {error.start} is not UTF-8 (WebVTT)")]
    lines = re.split(r"\r\n|\r|\n", text)
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        return None, [Violation(f"{place}:1", "a segment begins with WEBVTT (3.5)")]
    head = next((at for at, line in enumerate(lines[:-1]) if not line), None)
    if head is None:
        return None, [Violation(place, "the header must be followed by an empty line (WebVTT)")]
    found: list[Violation] = []
    mpegts, local = _map(lines[:head], place, found)
    cues = tuple(_cues(lines, head, place, found))
    found += _alone(cues, place)
    return ReadSegment(place, mpegts, local, cues), found


def rendition(segments: Sequence[tuple[Entry, ReadSegment]]) -> Iterator[Violation]:
    """What is wrong between the segments of one rendition, given in order and with no number missing."""
    for (before, old), (after, new) in pairwise(segments):
        if before.continuity == after.continuity:
            yield from _maps(old, new)
            yield from copies(old, new)
    grid = _on_grid(segments)
    for index, (entry, segment) in enumerate(segments):
        following = segments[index + 1] if index + 1 < len(segments) else None
        if grid and segment.local is not None:
            yield from _placed(entry, segment, following)


def _map(header: Sequence[str], place: str, found: list[Violation]) -> tuple[int | None, Ms | None]:
    at = next((at for at, line in enumerate(header) if line.startswith(_MAP)), None)
    if at is None:
        found.append(Violation(place, "no X-TIMESTAMP-MAP: players take time 0 for time stamp 0 (3.5)"))
        return None, None
    if at != 1:
        found.append(Violation(f"{place}:{at + 1}", "X-TIMESTAMP-MAP belongs directly below WEBVTT (3.5)"))
    stated = dict(part.partition(":")[::2] for part in header[at].removeprefix(_MAP).split(","))
    local = _LOCAL.fullmatch(stated.get("LOCAL", "").strip())
    mpegts = stated.get("MPEGTS", "").strip()
    if local is None:
        found.append(Violation(f"{place}:{at + 1}", "LOCAL is not a time like 00:00:00.000 (3.5)"))
    if not re.fullmatch(r"[0-9]{1,20}", mpegts):
        found.append(Violation(f"{place}:{at + 1}", "MPEGTS is not a time stamp (3.5)"))
    elif int(mpegts) >= MPEG_TURN:
        found.append(Violation(f"{place}:{at + 1}", "MPEGTS has 33 bits: it counts modulo 2**33 (3.5)"))
    elif local is not None:
        return int(mpegts), _ms(local.groups())
    return None, None


def _cues(lines: Sequence[str], at: int, place: str, found: list[Violation]) -> Iterator[ReadCue]:
    while at < len(lines):
        if not lines[at]:
            at += 1
            continue
        stop = next((n for n in range(at, len(lines)) if not lines[n]), len(lines))
        block = lines[at:stop]
        timed = next((n for n, line in enumerate(block[:2]) if "-->" in line), None)
        if timed is None:
            if not re.match(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)", block[0]):
                found.append(Violation(f"{place}:{at + 1}", "neither a cue nor a NOTE (WebVTT)"))
        elif (timing := _TIMING.fullmatch(block[timed])) is None:
            found.append(Violation(f"{place}:{at + timed + 1}", "not `start --> end` (WebVTT)"))
        else:
            start, end = _ms(timing.groups()[:4]), _ms(timing.groups()[4:])
            text = "\n".join(block[timed + 1 :])
            yield ReadCue(at + timed + 1, block[0] if timed else "", start, end, text)
        at = stop


def _alone(cues: Sequence[ReadCue], place: str) -> Iterator[Violation]:
    seen: set[str] = set()
    newest = 0
    for cue in cues:
        at = f"{place}:{cue.line}"
        if cue.end <= cue.start:
            yield Violation(at, "the cue ends before it starts (WebVTT)")
        if "-->" in cue.text:
            yield Violation(at, "--> must not stand in a text (WebVTT)")
        if cue.start < newest:
            yield Violation(at, "the cue starts before the one above it (WebVTT)")
        if cue.id and cue.id in seen:
            yield Violation(at, f"the id {cue.id!r} stands twice in one segment (WebVTT)")
        seen.add(cue.id)
        newest = max(newest, cue.start)


def _maps(old: ReadSegment, new: ReadSegment) -> Iterator[Violation]:
    """Without a discontinuity all maps say the same."""
    offsets = [
        TICKS_PER_MS * each.local - each.mpegts
        for each in (old, new)
        if each.local is not None and each.mpegts is not None
    ]
    if len(offsets) == 2:
        apart = (offsets[1] - offsets[0] + MPEG_TURN // 2) % MPEG_TURN - MPEG_TURN // 2
        if abs(apart) > TICKS_PER_MS * _NEAR_MS:
            seconds = apart / TICKS_PER_MS / 1000
            yield Violation(
                new.place, f"X-TIMESTAMP-MAP is {seconds:+.3f} s off that of the segment before (3.5)"
            )


def copies(old: ReadSegment, new: ReadSegment) -> Iterator[Violation]:
    """Copies of a cue are the same, id, times and text: in the next segment and whenever one is read."""
    known = {cue.id: cue for cue in old.cues if cue.id}
    for cue in new.cues:
        other = known.get(cue.id)
        if other is not None and (cue.start, cue.end, cue.text) != (other.start, other.end, other.text):
            yield Violation(
                f"{new.place}:{cue.line}",
                f"the cue {cue.id!r} differs from the copy that came before it (3.5)",
            )


def _on_grid(segments: Sequence[tuple[Entry, ReadSegment]]) -> bool:
    """Whether LOCAL is where each segment starts: otherwise nothing tells where a segment lies."""
    steps = [
        (new.local - old.local, round(1000 * before.seconds))
        for (before, old), (after, new) in pairwise(segments)
        if before.continuity == after.continuity and old.local is not None and new.local is not None
    ]
    return bool(steps) and all(abs(step - lasts) <= _DRIFT_MS for step, lasts in steps)


def _placed(
    entry: Entry, segment: ReadSegment, following: tuple[Entry, ReadSegment] | None
) -> Iterator[Violation]:
    """Each cue lies in its segment, stands in the next one too if it goes on there, and ends where a
    discontinuity is."""
    assert segment.local is not None
    end = segment.local + round(1000 * entry.seconds)
    goes_on = following is not None and following[0].continuity == entry.continuity
    if following is not None and goes_on and following[1].local is not None:
        end = following[1].local
    for cue in segment.cues:
        at = f"{segment.place}:{cue.line}"
        if cue.end <= segment.local - _NEAR_MS or cue.start >= end + _NEAR_MS:
            yield Violation(at, "the cue lies outside of its segment (3.5)")
        elif cue.end > end + _NEAR_MS and following is not None:
            if not goes_on:
                yield Violation(at, "the cue goes on beyond a discontinuity")
            elif not any((each.start, each.end) == (cue.start, cue.end) for each in following[1].cues):
                yield Violation(at, "the cue goes on in the next segment, but does not stand there (3.5)")


def _ms(clock: Sequence[str | None]) -> Ms:
    hours, minutes, seconds, millis = (int(part or 0) for part in clock)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis
