"""Which way a line runs: right in Arabic or Hebrew, left elsewhere, whatever word it begins with.

Players that follow the Unicode bidirectional algorithm take a line's direction from its first letter (WebVTT
cues, HTML with dir=auto): an Arabic line that begins with a Latin brand would run left to right, its words in
the wrong order and its full stop on the wrong side. One invisible character before it puts such a line right.
"""

from __future__ import annotations

import unicodedata

import regex

LRM, RLM = "\u200e", "\u200f"
_CONTROLS = regex.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """A text without the controls and marks of direction that a recogniser, an engine or a joker put in."""
    return str(_CONTROLS.sub("", text))


def directed(line: str, rtl: bool) -> str:
    """The line with a mark before it unless it runs that way by itself."""
    return line if runs_left(line) == rtl else (RLM if rtl else LRM) + line


def runs_left(line: str) -> bool:
    """Whether a line by itself runs from right to left: whether its first letter, or mark, does."""
    strong = (kind for kind in map(unicodedata.bidirectional, line) if kind in ("L", "R", "AL"))
    return next(strong, "L") != "L"
