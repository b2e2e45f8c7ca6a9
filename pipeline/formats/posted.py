"""Captions as services take them by HTTP POST: YouTube's timed lines, OvenMediaEngine's sendSubtitles."""

from __future__ import annotations

from typing import Any

from pipeline.formats.cue import visible
from pipeline.types import Caption


def youtube(caption: Caption, at: str) -> str:
    """One caption for YouTube's ingestion (support.google.com/youtube/answer/6077032); "" if it is empty.

    `at` is when its first word was on the air: UTC, as `2026-11-23T18:00:00.000`.
    """
    lines = [line.replace("<", "‹").replace(">", "›") for line in visible(caption.lines)]
    return f"{at}\n{'<br>'.join(lines)}\n" if lines else ""


def ovenmedia(caption: Caption, label: str) -> dict[str, Any] | None:
    """The body that shows a caption from now on, in the rendition of this label; None if it is empty.

    OvenMediaEngine (0.19.1 and newer) counts from the moment at which the body arrives, and takes no past.
    """
    lines = visible(caption.lines)
    if not lines:
        return None
    entry = {"startOffset": 0, "durationMs": caption.end - caption.start, "text": "\n".join(lines)}
    return {"format": "webvtt", "data": [{"label": label, "subtitles": [entry]}]}
