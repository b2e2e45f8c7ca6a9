"""WhisperLiveKit: what its server is told, and what its messages mean.

Each message holds the whole transcript, in lines to which text is only added, and a buffer with what is not
sure yet.
"""

from __future__ import annotations

import numpy as np

from benchmarks.events import Event
from benchmarks.peers.dialogue import Dialect, Received
from models.types import Samples
from pipeline.types import Hypothesis, Ms, Revision, Word

_SILENCE = -2
"""The speaker of a line that says nothing."""
COMMON = ("--lan", "zh", "--pcm-input", "--warmup-file", "", "--log-level", "WARNING")


def outputs(received: Received) -> tuple[Event, ...]:
    """What is new at the end of the transcript is committed. A transcript that does not begin with the one
    before it replaces that: a revision of everything."""
    events: list[Event] = []
    text, shown, end = "", "", 0
    for at, message in received:
        if "lines" not in message:
            continue
        lines = [line for line in message["lines"] if line["speaker"] != _SILENCE]
        now = "".join(line["text"] for line in lines)
        upto = max(end, _ms(lines[-1]["end"])) if lines else end
        if not now.startswith(text):
            events.append(Event(at, Revision(0, max(upto, round(at)), _word(0, upto, now))))
            text = now
        tail = message["buffer_transcription"]
        if (now, tail) != (text, shown):  # most messages only count on
            new, unsure = _word(end, upto, now[len(text) :]), _word(upto, max(upto, round(at)), tail)
            events.append(Event(at, Hypothesis(new, unsure, upto)))
        text, shown, end = now, tail, upto
    return tuple(events)


def _word(start: Ms, end: Ms, text: str) -> tuple[Word, ...]:
    return (Word(start, end, text, 1.0),) if text else ()


def _ms(clock: str) -> Ms:
    """`0:01:02.34` as milliseconds."""
    hours, minutes, seconds = clock.split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def _sound(samples: Samples) -> bytes:
    return (np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()


DIALECT = Dialect(
    path="/asr?language=zh&mode=full",
    hello="",
    ready=lambda message: message.get("type") == "config",
    sound=_sound,
    end=b"",
    quiet_s=0.0,
    over=lambda message: message.get("type") == "ready_to_stop",
    outputs=outputs,
)
