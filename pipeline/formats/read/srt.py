"""Reads SubRip as it is found: numbers missing, dots for commas, tags, blank lines too many or too few."""

from __future__ import annotations

from itertools import zip_longest

import regex

from pipeline.formats.read.times import milliseconds
from pipeline.types import Cue

_CLOCK = r"[ \t]*(\d{1,4}:\d{1,2}:\d{1,2}(?:[,.]\d{1,3})?)[ \t]*"
_TIMES = regex.compile(f"^{_CLOCK}-->{_CLOCK}", regex.MULTILINE)
_TAGS = regex.compile(
    r"</?(?:[biu]|font|c|v|ruby|rt|span)(?:[ .][^<>\n]*)?>|\{\\[^{}\n]*\}", regex.IGNORECASE
)


def parse(text: str) -> list[Cue]:
    """The cues of a file; the format has no escaping, so entities stay as they are."""
    found = list(_TIMES.finditer(text))
    cues: list[Cue] = []
    for match, following in zip_longest(found, found[1:]):
        body = text[match.end() : following.start() if following else len(text)].split("\n")[1:]
        if following:
            body = _unnumbered(body)
        lines = tuple(line for part in body if (line := _TAGS.sub("", part).strip()))
        start = milliseconds(match[1])
        cues.append(Cue(start, max(milliseconds(match[2]), start + 1), lines, f"{len(cues) + 1}"))
    return cues


def _unnumbered(body: list[str]) -> list[str]:
    """The lines of a cue without the number of the next one, which stands alone behind a blank line."""
    while body and not body[-1].strip():
        body.pop()
    if body and body[-1].strip().isdecimal() and (len(body) == 1 or not body[-2].strip()):
        body.pop()
    return body
