"""The message that a WebSocket client or a program reading our output gets for each caption."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypedDict

from pipeline.formats.cue import caption_id, visible
from pipeline.types import Caption

VERSION = 1


class Message(TypedDict):
    """One caption. Times are seconds of media time, exact to the millisecond.

    A message replaces an earlier one of the same `id` and `lang`. A segment's captions are `c12`, `c12.1`,
    ...: a final `c12` also ends every draft of that segment, since the final text may take fewer captions.
    After a final message only one more may come, with another `end`.
    """

    v: int
    seq: int
    id: str
    lang: str
    start: float
    end: float
    text: str
    final: bool
    src: str


def message(caption: Caption, seq: int, source: str = "", run: str = "") -> Message:
    """The message of a caption. `seq` counts messages, `source` is the original text.

    `run` stands before the id where a stream has several sessions, each of which counts segments from 0.
    """
    return Message(
        v=VERSION,
        seq=seq,
        id=run + caption_id(caption.segment, caption.part),
        lang=caption.language,
        start=caption.start / 1000,
        end=caption.end / 1000,
        text="\n".join(visible(caption.lines)),
        final=caption.words_final,
        src=" ".join(visible((source,))),
    )


def line(caption: Caption, seq: int, source: str = "", run: str = "") -> str:
    """The message as one line of JSON, without the line break."""
    return compact(message(caption, seq, source, run))


def compact(value: Mapping[str, object]) -> str:
    """JSON on one line, as short as it can be, every letter as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
