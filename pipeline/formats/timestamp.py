"""Media time as subtitle files write it. Exact: a millisecond is the unit of both sides."""

from __future__ import annotations

from pipeline.types import Ms


def srt(time: Ms) -> str:
    """`HH:MM:SS,mmm`. Raises ValueError for a negative time."""
    return _clock(time, ",")


def webvtt(time: Ms) -> str:
    """`HH:MM:SS.mmm`, the hours always written. Raises ValueError for a negative time."""
    return _clock(time, ".")


def _clock(time: Ms, separator: str) -> str:
    if time < 0:
        raise ValueError(f"a subtitle cannot stand at {time} ms: media time starts at 0")
    seconds, millis = divmod(time, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{separator}{millis:03}"
