"""The report of a run as a JSON file: whether it can be written is known before anything is measured."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import ConfigError, SinkError


def must_hold(path: Path | None, log: Path | None = None) -> None:
    """Raises ConfigError where a report or the logs in a folder could not be written."""
    if log is not None and log.exists() and not log.is_dir():
        raise ConfigError(f"--log {log}: give a folder")
    if path is not None and (path.is_dir() or not path.parent.is_dir()):
        raise ConfigError(f"--json {path}: give a file in a folder that is there")


def save(path: Path | None, report: Mapping[str, object]) -> None:
    """Raises SinkError."""
    if path is None:
        return
    try:
        path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise SinkError(f"--json {path}: {error.strerror}; choose another place") from error
