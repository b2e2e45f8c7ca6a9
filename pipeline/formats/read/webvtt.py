"""Reads WebVTT: notes and styles passed over, tags dropped, escapes undone."""

from __future__ import annotations

import html

import regex

from pipeline.formats.read.times import milliseconds
from pipeline.types import Cue

_TIMES = regex.compile(r"^\s*((?:\d+:)?\d\d:\d\d\.\d{3})\s+-->\s+((?:\d+:)?\d\d:\d\d\.\d{3})(?:\s|$)")
_TAGS = regex.compile(r"<[^>]*>")


def parse(text: str) -> list[Cue]:
    """The cues of a file, their ids kept. A block without times is none: a header, NOTE, STYLE or REGION."""
    cues: list[Cue] = []
    for block in regex.split(r"\n{2,}", text):
        lines = block.strip("\n").split("\n")
        at = next((n for n, line in enumerate(lines[:2]) if _TIMES.match(line)), None)
        if at is None:
            continue
        match = _TIMES.match(lines[at])
        assert match is not None
        start = milliseconds(match[1])
        shown = (html.unescape(_TAGS.sub("", line)).strip() for line in lines[at + 1 :])
        name = lines[0].strip() if at else f"{len(cues) + 1}"
        cues.append(
            Cue(
                start, max(milliseconds(match[2]), start + 1), tuple(filter(None, shown)), html.unescape(name)
            )
        )
    return cues
