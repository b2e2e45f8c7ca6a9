"""WhisperLive: what its client says, and what its server's messages mean.

Each message repeats the last few completed segments and ends with the one that is still being heard. Its own
client takes a segment as final when it is marked completed, and at the end of a stream the last one as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from benchmarks.events import Event
from benchmarks.peers.dialogue import Dialect, Message, Received
from models.types import Samples
from pipeline.types import Hypothesis, Word

_NAME = "zimu"
_HELLO = {
    "uid": _NAME,
    "language": "zh",
    "task": "transcribe",
    "model": "base",  # the server's own --model is taken instead
    "use_vad": True,
    "send_last_n_segments": 10,
    "no_speech_thresh": 0.45,
    "clip_audio": False,
    "same_output_threshold": 10,
}
"""The defaults of its client, and Mandarin."""
SERVER = (
    "import sys\n"
    "from whisper_live.server import TranscriptionServer\n"
    "TranscriptionServer().run('127.0.0.1', int(sys.argv[1]), backend='faster_whisper',\n"
    "    faster_whisper_custom_model_path=sys.argv[2], max_connection_time=86400)\n"
)
"""Run by the Python of its environment with a port and a folder of weights. Ten minutes is its default for a
connection; a show may last longer."""


def outputs(received: Received) -> tuple[Event, ...]:
    """Segments committed when they are first marked completed; what is last shown at the end is committed
    with the message that showed it."""
    events: list[Event] = []
    seen: set[tuple[str, str, str]] = set()
    for at, message in received:
        if "segments" not in message:
            continue
        segments = message["segments"]
        new = [each for each in segments if each["completed"] and _key(each) not in seen]
        seen.update(_key(each) for each in new)
        tail = _words(each for each in segments if not each["completed"])
        events.append(Event(at, Hypothesis(_words(new), tail, round(at))))
    if events and isinstance(last := events[-1].output, Hypothesis) and last.tail:
        closed = Hypothesis((*last.committed, *last.tail), (), last.upto, True)
        events[-1] = Event(events[-1].at, closed)
    return tuple(events)


def _key(segment: Mapping[str, Any]) -> tuple[str, str, str]:
    return segment["start"], segment["end"], segment["text"]


def _words(segments: Iterable[Mapping[str, Any]]) -> tuple[Word, ...]:
    return tuple(
        Word(round(float(each["start"]) * 1000), round(float(each["end"]) * 1000), each["text"], 1.0)
        for each in segments
    )


def _ready(message: Message) -> bool:
    return message.get("message") == "SERVER_READY"


def _sound(samples: Samples) -> bytes:
    return samples.astype(np.float32).tobytes()


DIALECT = Dialect(
    path="/",
    hello=json.dumps(_HELLO),
    ready=_ready,
    sound=_sound,
    end=b"END_OF_AUDIO",
    quiet_s=15.0,
    over=lambda message: message.get("message") == "DISCONNECT",
    outputs=outputs,
)
