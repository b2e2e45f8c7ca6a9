"""The log of a session as it is read back: what passed, by type, with what people wrote for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.data import Line
from benchmarks.delays import Sounding
from benchmarks.events import Events, parse
from pipeline.errors import ConfigError

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Session:
    """One log. Raises ValueError or KeyError, when asked, for what no bench has written."""

    rows: tuple[Row, ...]

    def of(self, event: str, **wanted: object) -> list[Row]:
        """The lines of a type whose keys have these values, in order."""
        return [row for row in self._by_type.get(event, ()) if wanted.items() <= row.items()]

    @cached_property
    def _by_type(self) -> Mapping[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row["event"], []).append(row)
        return found

    @property
    def stream(self) -> Row:
        return self.rows[0]

    @property
    def bench(self) -> str:
        """Logs from before other benches wrote any are of `stream`."""
        return str(self.stream.get("bench", "stream"))

    @property
    def seconds(self) -> float:
        return float(self.stream["seconds"])

    @property
    def languages(self) -> Sequence[str]:
        return tuple(self.stream.get("languages", ()))

    @property
    def source(self) -> str:
        return self.languages[0] if self.languages else "zh-Hans"

    @property
    def reference(self) -> str | None:
        """What is said, "" where nobody speaks, None where the text cannot be compared."""
        said: str | None = self.stream["transcript"]
        return said if not said or self.stream["lang"].startswith("zh") else None

    @cached_property
    def events(self) -> Events:
        """What the policy alone made."""
        return parse(json.dumps(row) for row in self.rows)

    @cached_property
    def letters(self) -> tuple[Sounding, ...]:
        return tuple(Sounding(*letter) for row in self.of("reference") for letter in row["letters"])

    @cached_property
    def lines(self) -> Mapping[str, tuple[Line, ...]]:
        return {row["language"]: tuple(Line(*line) for line in row["lines"]) for row in self.of("lines")}


def load(text: Iterable[str]) -> Session:
    """Raises ValueError for what is no log."""
    rows = tuple(json.loads(line) for line in text if line.strip())
    if not rows or not isinstance(rows[0], dict) or rows[0].get("event") != "stream":
        raise ValueError("its first line is not of type stream")
    return Session(rows)


def sessions(paths: Sequence[Path]) -> list[tuple[Path, Session]]:
    """Of logs, and of the logs in folders, by name. Raises ConfigError for what is none or not whole."""
    found = [each for path in paths for each in (sorted(path.rglob("*.jsonl")) if path.is_dir() else [path])]
    if not found:
        raise ConfigError(f"{', '.join(map(str, paths))}: holds no logs (*.jsonl)")
    return [(path, _one(path)) for path in found]


def _one(path: Path) -> Session:
    try:
        with path.open(encoding="utf-8") as file:
            session = load(file)
        if not session.of("end"):
            raise ValueError("it has no end: its run was interrupted; run it again")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is not a whole log of zimu bench: {error}") from error
    return session
