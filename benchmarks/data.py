"""The evaluation data: clips with transcripts, shows with timed lines. What is absent is simply not there."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Clip:
    id: str
    path: Path
    seconds: float
    transcript: str
    """Empty: nobody speaks, so nothing may be written."""
    kind: str
    language: str


@dataclass(frozen=True, slots=True)
class Line:
    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Show:
    id: str
    path: Path
    lines: tuple[Line, ...]

    @property
    def transcript(self) -> str:
        return "".join(line.text for line in self.lines)


def clips(manifest: Path) -> Iterator[Clip]:
    """The rows of a manifest such as mandarin.tsv; paths are relative to it."""
    for row in _rows(manifest):
        yield Clip(
            row["id"],
            manifest.parent / row["path"],
            float(row["seconds"]),
            row["transcript"],
            row["kind"],
            row["lang"],
        )


def shows(directory: Path) -> Iterator[Show]:
    """Each FLAC with its lines: those of NAME.tsv, or of the show that NAME_something was made from."""
    for path in sorted(directory.glob("*.flac")):
        table = path.with_suffix(".tsv")
        if not table.exists():
            table = directory / (path.stem.rpartition("_")[0] + ".tsv")
        if table.exists():
            lines = tuple(Line(float(r["start"]), float(r["end"]), r["zh"]) for r in _rows(table))
            yield Show(path.stem, path, lines)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")
