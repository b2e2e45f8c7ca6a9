"""A small log of the whole path, by hand: a line is heard, corrected and translated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.events import Event, closing, plain
from pipeline.types import Revision
from tests.benchmarks.scripted import said, sounding, stream, words

SAID = "今天九折大家快来"
HOSTILE = "</script><img src=x onerror=alert(1)>"


def rows(
    late: float = 0.0, heard: str = "今天九", language: str = "en", bench: str = "live"
) -> list[dict[str, Any]]:
    """Everything but the sound comes `late` ms later; the policy first commits `heard`."""
    events = [
        said(500 + late, "", "今天"),
        said(900 + late, heard, "哲"),
        said(1300 + late, "折", "大", start=300),
        said(1700 + late, "大家快来", "", start=400),
        Event(2100 + late, Revision(0, 400, words("今天九折"))),
    ]
    first = {
        "event": "stream",
        "bench": bench,
        "id": "show",
        "kind": "show",
        "lang": "zh",
        "transcript": SAID,
    }
    signature = {"zimu": "0.1.0", "commit": "abc1234", "clock": "cpu", "policy": f"late{late:g}"}
    first |= {
        "seconds": 2.0,
        "shift_ms": 0,
        "signature": signature,
        "languages": ["zh-Hans", language],
        "streams": 1,
    }
    moved = [plain(event) for event in events]
    moved[1:1] = [{"event": "arrived", "at": 800, "upto": 800}, {"event": "released", "at": 850, "upto": 800}]
    segment = {
        "event": "segment",
        "at": 1750 + late,
        "id": 1,
        "start": 0,
        "end": 800,
        "text": SAID,
        "closed": True,
    }
    segment |= {"final": True, "revision": 0, "heard": 800}
    line = {"language": language, "segment": 1, "text": f"10% off today {HOSTILE}"}
    translation = {
        "event": "translation",
        "at": 1900 + late,
        **line,
        "revision": 0,
        "closed": True,
        "final": True,
    }
    caption = {"part": 0, "start": 0, "end": 800, "words_final": True, "final": True, "revision": 0}
    shown = [
        {"event": name, "at": at + late, **line, **caption}
        for name, at in (("caption", 1910), ("published", 1930))
    ]
    ended = closing(stream(*events, cpu_s=0.5, late_ms=[1.0, 2.0]))
    letters = [(each.letter, each.start, each.end) for each in sounding(SAID)]
    return [first, *moved, segment, translation, *shown, ended, {"event": "reference", "letters": letters}]


def write(folder: Path, **how: Any) -> Path:
    """The folder, as --log leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(**how))
    (folder / "show.jsonl").write_text(text, encoding="utf-8")
    return folder
