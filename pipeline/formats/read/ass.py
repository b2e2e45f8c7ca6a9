"""Reads ASS and SSA: the dialogue of the events, overrides and drawings dropped."""

from __future__ import annotations

import regex

from pipeline.formats.read.times import milliseconds
from pipeline.types import Cue

_FIELDS = (*("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"),)
_OVERRIDES = regex.compile(r"\{[^{}]*\}")
_DRAWING = regex.compile(r"\{[^{}]*\\p[1-9][^{}]*\}.*?(?:\{[^{}]*\\p0[^{}]*\}|$)")


def parse(text: str) -> list[Cue]:
    """The cues of a file by their start, as players show them; comments are none."""
    fields: tuple[str, ...] = _FIELDS
    events = False
    cues = []
    for line in text.split("\n"):
        kind, _, rest = line.partition(":")
        if line.startswith("["):
            events = line.strip().lower() == "[events]"
        elif events and kind.strip() == "Format":
            fields = tuple(name.strip().lower() for name in rest.split(","))
        elif events and kind.strip() == "Dialogue":
            values = dict(zip(fields, rest.strip().split(",", len(fields) - 1), strict=False))
            cues.append(_cue(values))
    return [
        Cue(cue.start, cue.end, cue.lines, f"{number}")
        for number, cue in enumerate(sorted(cues, key=lambda cue: cue.start), 1)
    ]


def _cue(values: dict[str, str]) -> Cue:
    text = _OVERRIDES.sub("", _DRAWING.sub("", values.get("text", "")))
    shown = (line.replace("\\h", " ").strip() for line in regex.split(r"\\[Nn]", text))
    start = milliseconds(values.get("start", ""))
    return Cue(start, max(milliseconds(values.get("end", "")), start + 1), tuple(filter(None, shown)))
