"""What all text formats share: how a caption becomes a cue, and which characters a line may hold."""

from __future__ import annotations

import regex

from pipeline.types import Caption, Cue

_BREAKS = regex.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls, lone surrogates (UTF-8 has none), byte-order marks, and what reorders the text around it: in
# captions of live speech that can only be an attempt to deceive.
_REMOVED = regex.compile(r"[\p{Cc}\p{Cs}\ufeff\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """The text without characters that no subtitle needs; line breaks become \\n and tabs become spaces."""
    text = _BREAKS.sub("\n", text).replace("\t", " ")
    return "\n".join(_REMOVED.sub("", line) for line in text.split("\n"))


def visible(lines: tuple[str, ...]) -> list[str]:
    """The lines that a format may write: clean, trimmed, without line breaks, none empty."""
    return [line for line in (part.strip() for part in clean("\n".join(lines)).split("\n")) if line]


def caption_id(segment: int, part: int) -> str:
    """Stable over the revisions of a segment: `c12`, and `c12.1` for its second caption."""
    return f"c{segment}.{part}" if part else f"c{segment}"


def from_caption(caption: Caption) -> Cue:
    """The cue of a whole caption."""
    return Cue(caption.start, caption.end, caption.lines, caption_id(caption.segment, caption.part))
