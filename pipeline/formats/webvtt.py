"""WebVTT (W3C). Every character of the text is escaped or harmless, so a caption cannot become markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.formats import timestamp
from pipeline.formats.cue import visible
from pipeline.types import Cue, Ms

HEADER = "WEBVTT\n\n"


def cue(cue: Cue) -> str:
    """One cue and the blank line after it, its id kept. "" if nothing in it is visible."""
    lines = [_escaped(line) for line in visible(cue.lines)]
    if not lines:
        return ""
    names = [_escaped(name) for name in visible((cue.id,))[:1]]
    times = f"{timestamp.webvtt(cue.start)} --> {timestamp.webvtt(cue.end)}"
    return "\n".join([*names, times, *lines]) + "\n\n"


def document(cues: Iterable[Cue], header: Sequence[str] = ()) -> str:
    """A whole file or segment. `header` lines, X-TIMESTAMP-MAP say, follow `WEBVTT` as they are."""
    return "\n".join(["WEBVTT", *header]) + "\n\n" + "".join(map(cue, cues))


def segment(cues: Iterable[Cue], mpegts: int, local: Ms) -> str:
    """A segment of an HLS rendition (RFC 8216 section 3.5): `local` in its cues' time is `mpegts` in the
    90 kHz time stamps of the video, which count modulo 2**33. Raises ValueError where `local` is negative."""
    return document(cues, [f"X-TIMESTAMP-MAP=MPEGTS:{mpegts % (1 << 33)},LOCAL:{timestamp.webvtt(local)}"])


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
