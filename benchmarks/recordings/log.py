"""The log of a run over recordings, in the schema of benchmarks/events.py, and the report made from it again.

A file a recording: `stream` (bench batch), `lines` and `known` (said, starts and ends: [place, ms]), then for
each system a line `whole`: system, segments and words [start, end, text], wall_s, cpu_s, memory_mb, others_s.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.data import Line
from benchmarks.recordings.figures import Heards, Recording
from benchmarks.recordings.known import Known
from benchmarks.recordings.listener import Heard, Piece
from pipeline.errors import SinkError


def write(directory: Path, recording: Recording, heards: Heards, signature: Mapping[str, object]) -> None:
    """Raises SinkError."""
    text = "".join(
        f"{json.dumps(each, ensure_ascii=False)}\n" for each in _events(recording, heards, signature)
    )
    try:
        directory.mkdir(parents=True, exist_ok=True)
        (directory / f"{recording.id}.jsonl").write_text(text, encoding="utf-8")
    except OSError as error:
        raise SinkError(f"--log {directory}: {error.strerror}; choose another folder") from error


def read(text: Iterable[str]) -> tuple[Recording, Heards]:
    """What `write` wrote. Raises KeyError or ValueError for what no run has written."""
    found: dict[str, Any] = {"heards": {}}
    for line in text:
        event = json.loads(line)
        if event["event"] == "whole":
            found["heards"][event["system"]] = _heard(event)
        else:
            found[event["event"]] = event
    stream, known = found["stream"], found["known"]
    lines = tuple(Line(start / 1000, end / 1000, said) for start, end, said in found["lines"]["lines"])
    places = Known(dict(map(tuple, known["starts"])), dict(map(tuple, known["ends"])))
    about = (stream["id"], stream["kind"], stream["seconds"], stream["transcript"])
    return Recording(*about, lines, known["said"], places), found["heards"]


def _events(
    recording: Recording, heards: Heards, signature: Mapping[str, object]
) -> Iterable[Mapping[str, object]]:
    yield {
        "event": "stream",
        "bench": "batch",
        "id": recording.id,
        "kind": recording.kind,
        "lang": "zh",
        "transcript": recording.transcript,
        "seconds": recording.seconds,
        "signature": signature,
    }
    lines = [(round(line.start * 1000), round(line.end * 1000), line.text) for line in recording.lines]
    yield {"event": "lines", "language": "zh", "lines": lines}
    known = recording.known
    places = {"starts": list(known.starts.items()), "ends": list(known.ends.items())}
    yield {"event": "known", "said": recording.said, **places}
    for name, heard in heards.items():
        yield {"event": "whole", "system": name, **asdict(heard)}


def _heard(event: Mapping[str, Any]) -> Heard:
    segments, words = (tuple(_piece(each) for each in event[name]) for name in ("segments", "words"))
    costs = (event[name] for name in ("wall_s", "cpu_s", "memory_mb", "others_s"))
    return Heard(segments, words, *costs)


def _piece(row: tuple[int, int, str]) -> Piece:
    start, end, text = row
    return start, end, text
