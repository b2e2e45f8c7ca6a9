"""Which reader a subtitle file needs: what it begins with decides, its name does not."""

from __future__ import annotations

from pipeline.errors import InputUnsupported
from pipeline.formats.cue import clean
from pipeline.formats.read import ass, srt, ttml, webvtt
from pipeline.types import Cue


def parse(text: str, name: str) -> list[Cue]:
    """The cues that show something. `name` says in errors whose; raises InputUnsupported for no subtitles."""
    text = clean(text)
    begins = text.lstrip()[:200]
    try:
        if begins.startswith("WEBVTT"):
            cues = webvtt.parse(text)
        elif begins.startswith("<"):
            cues = ttml.parse(text)
        elif begins.lower().startswith("[script info]"):
            cues = ass.parse(text)
        else:
            cues = srt.parse(text)
    except ValueError as error:
        raise InputUnsupported(f"{name}: cannot be read as subtitles: {error}") from error
    found = [cue for cue in cues if cue.lines]
    if not found:
        raise InputUnsupported(f"{name}: no subtitle in it; zimu reads SRT, WebVTT, ASS and TTML")
    return found
