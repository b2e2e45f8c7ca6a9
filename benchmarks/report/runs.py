"""What a report is made of: runs, read from the folders of logs and the JSON files that the benches write.

A folder is a run, each folder of logs in it (a peer's) another; a single log is a run of one stream.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.delays import Sounding
from benchmarks.events import parse
from benchmarks.session import Session
from pipeline.errors import ConfigError

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "stream": ("id", "seconds", "lang", "transcript", "signature"),
    "hypothesis": ("at", "committed", "tail", "upto", "ends"),
    "revision": ("at", "start", "end", "words"),
    "gap": ("at", "start", "end", "reason"),
    "segment": ("at", "id", "start", "end", "text", "closed"),
    "translation": ("at", "language", "segment", "text", "closed"),
    "caption": ("at", "language", "segment", "text", "words_final"),
    "published": ("at", "language", "segment", "text", "words_final"),
    "end": ("at", "cpu_s", "late_ms", "skipped"),
    "reference": ("letters",),
}
_ENDLESS = ("batch",)
"""Benches whose logs are no streams and have no end."""
_PARSED = ("hypothesis", "revision", "gap", "end")
_END = '{"event": "end", "at": 0, "cpu_s": 0, "late_ms": [], "skipped": []}'
_AGAIN = "run its zimu bench again"


@dataclass(frozen=True, slots=True)
class Run:
    name: str
    signature: Mapping[str, object]
    sessions: tuple[Session, ...] = ()
    """What was logged."""
    reported: Mapping[str, Any] | None = None
    """What was saved with --json; then there are no logs."""


def read(paths: Sequence[Path]) -> list[Run]:
    """In order. Raises ConfigError that names file, line and fix for what no bench has written."""
    found = [run for path in paths for run in _read(path)]
    return [replace(run, name=name) for run, name in zip(found, _told_apart(found), strict=True)]


def _read(path: Path) -> Iterator[Run]:
    if path.is_dir():
        folders = [path, *sorted(each for each in path.rglob("*") if each.is_dir())]
        logs = [(folder, sorted(folder.glob("*.jsonl"))) for folder in folders]
        if not any(files for _, files in logs):
            raise ConfigError(f"{path}: holds no logs (*.jsonl); give a folder that --log has written")
        for folder, files in logs:
            if files:
                name = "/".join((path.resolve().name, *folder.relative_to(path).parts))
                yield _run(name, [_session(file) for file in files])
    elif path.suffix == ".json":
        yield _reported(path)
    else:
        yield _run(path.stem, [_session(path)])


def _run(name: str, sessions: Sequence[Session]) -> Run:
    return Run(name, sessions[0].stream["signature"], tuple(sessions))


def _session(path: Path) -> Session:
    rows = []
    for number, line in enumerate(_text(path).splitlines(), 1):
        if line.strip():
            rows.append(_row(path, number, line))
            if len(rows) == 1 and rows[0]["event"] != "stream":
                raise ConfigError(f"{path}: line {number}: is not of type stream; give a log of zimu bench")
    if not rows:
        raise ConfigError(f"{path}: line 1: is missing, the log is empty; {_AGAIN}")
    session = Session(tuple(rows))
    if not session.of("end") and session.bench not in _ENDLESS:
        raise ConfigError(f"{path}: line {number}: the log breaks off here, without its end; {_AGAIN}")
    return session


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ConfigError(f"{path}: line {number}: is no JSON ({error}); {_AGAIN}") from error
    if not isinstance(row, dict) or not isinstance(row.get("event"), str):
        raise ConfigError(f"{path}: line {number}: is no event of zimu bench; give the folder of its --log")
    for key in _NEEDED.get(row["event"], ()):
        if key not in row:
            raise ConfigError(f"{path}: line {number}: {row['event']} has no {key!r}; {_AGAIN}")
    if not isinstance(row.get("at", 0), int | float):
        raise ConfigError(f"{path}: line {number}: 'at' is no number; {_AGAIN}")
    try:
        if row["event"] in _PARSED:
            parse((line, _END))
        elif row["event"] == "reference":
            [Sounding(*letter) for letter in row["letters"]]
    except (TypeError, ValueError, KeyError) as error:
        raise ConfigError(f"{path}: line {number}: is of another shape: {error}; {_AGAIN}") from error
    return row


def _reported(path: Path) -> Run:
    try:
        report = json.loads(_text(path))
    except ValueError as error:
        raise ConfigError(f"{path}: is no JSON ({error}); give a file that --json has written") from error
    if not isinstance(report, dict) or not isinstance(report.get("signature"), dict):
        raise ConfigError(f"{path}: line 1: has no signature; give a file that --json has written")
    return Run(path.stem, report["signature"], reported=report)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}; give logs of zimu bench") from error
    except UnicodeDecodeError as error:
        number = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}: line {number}: is not UTF-8; give logs of zimu bench") from error


def _told_apart(runs: Sequence[Run]) -> Iterator[str]:
    """Names of which no two are alike."""
    seen = Counter[str]()
    taken = {run.name for run in runs}
    for run in runs:
        seen[run.name] += 1
        name, number = run.name, seen[run.name]
        while number > 1 and (name := f"{run.name} ({number})") in taken:
            number += 1
        taken.add(name)
        yield name
