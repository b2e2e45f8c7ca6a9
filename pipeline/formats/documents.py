"""Every kind of subtitle file that can be written whole, by the ending of its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

from pipeline.errors import ConfigError
from pipeline.formats import ass, plain, srt, ttml, webvtt, whisper_json
from pipeline.formats.track import Track

Kind = Literal["srt", "vtt", "ttml", "txt", "tsv", "json", "ass"]
"""ASS is last: it alone may refuse a show, and then the others are written."""
KINDS: tuple[Kind, ...] = get_args(Kind)

DOCUMENTS: dict[Kind, Callable[[Track], str]] = {
    "srt": lambda track: srt.document(track.merged()),
    "vtt": lambda track: webvtt.document(track.merged()),
    "ttml": ttml.document,
    "txt": plain.text,
    "tsv": plain.tsv,
    "json": whisper_json.document,
    "ass": ass.document,
}


def write(kind: str, track: Track) -> str:
    """The text of a whole file. Raises ConfigError where the kind cannot hold the track."""
    return {str(name): document for name, document in DOCUMENTS.items()}[kind](track)


def kinds(text: str) -> tuple[Kind, ...]:
    """`srt,vtt`, or `all`, in the order of KINDS. Raises ConfigError for any other."""
    wanted = set(text.lower().replace(" ", "").split(","))
    if unknown := sorted(wanted - {"all", *KINDS}):
        raise ConfigError(f"--format {unknown[0]}: choose from {', '.join(KINDS)}, or all")
    return tuple(kind for kind in KINDS if kind in wanted or "all" in wanted)
