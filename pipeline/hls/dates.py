"""Decides the date of segments whose origin states none: they follow one another, the first as it was seen.

Players line a subtitle playlist up with the video's by dates. hls.js 1.7 without them adds the start of the
video's list to that of the subtitles' at every reload, and soon loads no subtitles any more.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from pipeline.hls.lines import tag, value
from pipeline.hls.playlist import Entry

_DATE = "#EXT-X-PROGRAM-DATE-TIME"
_WRITTEN = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.]+)(?:Z|([+-])(\d\d):?(\d\d)?)?", re.ASCII)
"""ISO 8601; without a zone it is UTC."""


def date_line(entry: Entry) -> str:
    """The EXT-X-PROGRAM-DATE-TIME among the lines of a segment, "" for none."""
    return next((line for line in entry.lines if tag(line) == _DATE), "")


def date_ms(entry: Entry) -> int | None:
    """When a segment begins by its date, in milliseconds since 1970; None where there is none to be read."""
    found = _WRITTEN.fullmatch(value(date_line(entry)))
    if found is None:
        return None
    time, sign, hours, minutes = found.groups()
    try:
        local = int(np.datetime64(time, "ms").astype(int))
    except ValueError:
        return None
    offset = 60_000 * (60 * int(hours or 0) + int(minutes or 0))
    return local + offset if sign == "-" else local - offset


def dated(entry: Entry, ms: int) -> Entry:
    """With that date, in milliseconds since 1970; one that has a date keeps it."""
    return marked(entry, f"{_DATE}:{np.datetime64(ms, 'ms')}Z")


def marked(entry: Entry, line: str) -> Entry:
    """With that line of a date directly before EXTINF, unless it has a date."""
    if not line or date_line(entry):
        return entry
    at = next((at for at, each in enumerate(entry.lines) if tag(each) == "#EXTINF"), 0)
    return replace(entry, lines=(*entry.lines[:at], line, *entry.lines[at:]))
