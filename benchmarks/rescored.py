"""Runs from their logs alone: which bench they are of, their reports and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import live_table, table
from benchmarks.scoring import REPORTS, Report
from benchmarks.session import Session, sessions
from benchmarks.signature import line
from pipeline.errors import ConfigError

_TABLES: Mapping[str, Callable[[Report], str]] = {
    "stream": table.streams,
    "live": live_table.live,
    "scale": live_table.scale,
    "translate": live_table.translate,
}


@dataclass(frozen=True, slots=True)
class Run:
    bench: str
    signatures: tuple[dict[str, object], ...]
    """Of its logs, each once: more than one says that figures were put together which are not alike."""
    report: Report


def rescored(paths: Sequence[Path]) -> list[Run]:
    """A run for each bench that wrote some of the logs. Raises ConfigError for what is no log."""
    found: dict[str, list[Session]] = {}
    for path, session in sessions(paths):
        if session.bench not in REPORTS:
            raise ConfigError(f"{path}: is of zimu bench {session.bench}, which this zimu cannot score")
        found.setdefault(session.bench, []).append(session)
    return [_run(bench, each) for bench, each in found.items()]


def tables(runs: Sequence[Run]) -> str:
    """Each with its signatures below it."""
    return "\n\n".join(
        "\n\n".join([_TABLES[run.bench](run.report), *map(line, run.signatures)]) for run in runs
    )


def _run(bench: str, found: Sequence[Session]) -> Run:
    signatures: list[dict[str, object]] = []
    for session in found:
        if (signature := dict(session.stream["signature"])) not in signatures:
            signatures.append(signature)
    return Run(bench, tuple(signatures), REPORTS[bench](found))
