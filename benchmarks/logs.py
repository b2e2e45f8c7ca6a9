"""The logs of a run: a folder with a file of JSON lines a replay, from which it can be scored again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from benchmarks.data import Clip
from benchmarks.delays import Sounding
from benchmarks.events import Events, lines
from pipeline.errors import SinkError
from pipeline.types import Ms


class Logs:
    """Writes ID.jsonl, or ID+SHIFT.jsonl for a replay that was shifted; nothing without a folder.

    A file holds what was played (`stream`), the events of the replay, and last when each letter of the
    reference sounds (`reference`). Raises SinkError.
    """

    def __init__(self, directory: Path | None, signature: Mapping[str, object]) -> None:
        self._directory = directory
        self._signature = signature
        if directory is not None:
            try:
                directory.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise SinkError(f"--log {directory}: {error.strerror}; choose another folder") from error

    def played(self, clip: Clip, shift_ms: Ms, seconds: float, events: Events) -> None:
        stream: dict[str, object] = {
            "event": "stream",
            "bench": "stream",
            "id": clip.id,
            "kind": clip.kind,
            "lang": clip.language,
            "transcript": clip.transcript,
            "seconds": seconds,
            "shift_ms": shift_ms,
            "signature": self._signature,
        }
        self._write(clip, shift_ms, "w", [json.dumps(stream, ensure_ascii=False), *lines(events)])

    def timed(self, clip: Clip, shift_ms: Ms, sounding: Sequence[Sounding]) -> None:
        letters = [(each.letter, each.start, each.end) for each in sounding]
        reference = {"event": "reference", "letters": letters}
        self._write(clip, shift_ms, "a", [json.dumps(reference, ensure_ascii=False)])

    def kept(self, name: str, rows: Iterable[Mapping[str, object]]) -> None:
        """A whole log at once."""
        self._write_lines(f"{name}.jsonl", "w", (json.dumps(row, ensure_ascii=False) for row in rows))

    def _write(self, clip: Clip, shift_ms: Ms, mode: Literal["w", "a"], text: Iterable[str]) -> None:
        self._write_lines(f"{clip.id}+{shift_ms}.jsonl" if shift_ms else f"{clip.id}.jsonl", mode, text)

    def _write_lines(self, name: str, mode: Literal["w", "a"], text: Iterable[str]) -> None:
        if self._directory is None:
            return
        path = self._directory / name
        try:
            with path.open(mode, encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in text)
        except OSError as error:
            raise SinkError(f"{path}: {error.strerror}; choose another folder with --log") from error
