"""WebVTT (W3C). Every character of the text is escaped or harmless, so a caption cannot become markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.formats import timestamp
from pipeline.formats.cue import visible
from pipeline.types import Cue

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


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
