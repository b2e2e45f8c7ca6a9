"""The evaluation data: clips with transcripts, shows with timed lines. What is absent is simply not there."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigError

REQUIRED = ("id", "path", "transcript")


@dataclass(frozen=True, slots=True)
class Clip:
    id: str
    path: Path
    transcript: str
    """Empty: nobody speaks, so nothing may be written."""
    language: str = "zh"
    kind: str = ""
    seconds: float = 0.0
    """As the manifest states it; 0 where it does not."""

    @property
    def reference(self) -> str | None:
        """What the text is compared with; None where somebody speaks another language than Mandarin."""
        return self.transcript if self.language == "zh" or not self.transcript else None


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


def clips(*manifests: Path) -> list[Clip]:
    """The rows of manifests such as mandarin.tsv; paths are relative to their manifest.

    The columns id, path and transcript must be there; seconds, kind and lang (else zh) may be. Raises
    ConfigError, naming manifest and row, for one that cannot be used.
    """
    found: dict[str, Clip] = {}
    for manifest in manifests:
        for number, row in enumerate(rows(manifest, REQUIRED), 2):
            if any(row[name] is None for name in REQUIRED) or not row["id"] or not row["path"]:
                raise ConfigError(f"{manifest}: row {number}: needs an id, a path and a transcript")
            if Path(row["id"]).name != row["id"]:
                raise ConfigError(f"{manifest}: row {number}: {row['id']!r} cannot be the name of a log")
            if row["id"] in found:
                raise ConfigError(f"{manifest}: row {number}: id {row['id']} stands there twice")
            found[row["id"]] = _clip(manifest, number, row)
    return list(found.values())


def lines_beside(sound: Path) -> tuple[Line, ...]:
    """The timed lines of a show: those of NAME.tsv beside NAME.flac, or of the show that NAME_something was
    made from; none where there is no such table."""
    for name in (sound.stem, sound.stem.rpartition("_")[0]):
        table = sound.with_name(f"{name}.tsv")
        if name and table.is_file():
            timed = _rows(table)
            if timed and {"start", "end", "zh"} <= timed[0].keys():
                return tuple(Line(float(r["start"]), float(r["end"]), r["zh"]) for r in timed)
    return ()


def shows(directory: Path) -> Iterator[Show]:
    """Each FLAC with its lines."""
    for path in sorted(directory.glob("*.flac")):
        if lines := lines_beside(path):
            yield Show(path.stem, path, lines)


def _clip(manifest: Path, number: int, row: dict[str, str]) -> Clip:
    stated = row.get("seconds") or "0"
    try:
        seconds = float(stated)
    except ValueError:
        raise ConfigError(f"{manifest}: row {number}: seconds {stated!r} is not a number") from None
    path, language = manifest.parent / row["path"], row.get("lang") or "zh"
    return Clip(row["id"], path, row["transcript"].strip(), language, row.get("kind") or "", seconds)


def rows(path: Path, required: Sequence[str] = ()) -> list[dict[str, str]]:
    """A table in UTF-8, set apart by tabs, with a header and a row. Raises ConfigError for any other."""
    try:
        found = _rows(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not a tab-separated table in UTF-8: {error}") from error
    if not found:
        raise ConfigError(f"{path}: has no rows; it is a header and one row each, tab-separated")
    if lacking := [name for name in required if name not in found[0]]:
        raise ConfigError(f"{path}: has no column {', '.join(lacking)}; it is tab-separated, with a header")
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))
