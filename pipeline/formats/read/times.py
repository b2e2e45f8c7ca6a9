"""Clock times of subtitle files, in milliseconds."""

from __future__ import annotations

import regex

from pipeline.types import Ms

_CLOCK = regex.compile(r"(?:(\d+):)?(\d+):(\d+)(?:[.,](\d+))?")


def milliseconds(clock: str) -> Ms:
    """`1:02:03,4`, `02:03.45` or `00:02:03.456`, a fraction of any length. Raises ValueError for another."""
    match = _CLOCK.fullmatch(clock.strip())
    if match is None:
        raise ValueError(f"{clock!r} is no time")
    fraction = int((match[4] or "0")[:3].ljust(3, "0"))
    return ((int(match[1] or 0) * 60 + int(match[2])) * 60 + int(match[3])) * 1000 + fraction
