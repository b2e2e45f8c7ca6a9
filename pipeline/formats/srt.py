"""SubRip. It has no escaping: what a player would take for syntax is written with look-alikes."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from pipeline.formats import timestamp
from pipeline.formats.cue import visible
from pipeline.layout.direction import runs_left
from pipeline.types import Cue

HEADER = ""

_TAG = regex.compile(r"<(?=/?[A-Za-z])|(?<=<.*)>|<(?=.*>)")  # readers differ in what they take for a tag
_LOOK = {"<": "‹", ">": "›"}


def cue(index: int, cue: Cue, embed: bool = False) -> str:
    """One entry and the blank line after it; `index` counts from 1. "" if nothing in it is visible.

    `embed` encloses lines that run from right to left in U+202B and U+202C, for players that would set them
    as English: those that know better need no help, and some show the marks as boxes.
    """
    lines = [_safe(line) for line in visible(cue.lines)]
    if embed:
        lines = [f"\u202b{line}\u202c" if runs_left(line) else line for line in lines]
    if not lines:
        return ""
    times = f"{timestamp.srt(cue.start)} --> {timestamp.srt(cue.end)}"
    return "\n".join([str(index), times, *lines]) + "\n\n"


def document(cues: Iterable[Cue], embed: bool = False) -> str:
    """A whole file. Cues without visible text are left out and take no number; `embed` is that of `cue`."""
    made: list[str] = []
    for entry in cues:
        text = cue(len(made) + 1, entry, embed)
        if text:
            made.append(text)
    return "".join(made)


def _safe(line: str) -> str:
    text: str = _TAG.sub(lambda mark: _LOOK[mark[0]], line.replace("-->", "→"))
    return text.replace("{\\", "{＼")
