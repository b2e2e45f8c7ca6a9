"""Which streams were on the air, on disk, for the process after this one."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog

from pipeline.errors import SinkError
from pipeline.server.names import checked
from pipeline.server.refusal import Refused
from pipeline.server.templates import Wanted
from pipeline.sinks.files import write_document

_OLD_S = 86_400
_log = structlog.get_logger(__name__)


def forget_old(path: Path, wall: Callable[[], float] = time.time) -> None:
    """Delete the journals beside `path` that no stream wrote for a day; they are of use for minutes."""
    for journal in path.parent.glob("*.json"):
        with suppress(OSError):  # what cannot be deleted harms nobody
            if journal != path and wall() - journal.stat().st_mtime > _OLD_S:
                journal.unlink()


def write(path: Path, streams: Sequence[Wanted]) -> None:
    """A disk that takes nothing costs a restart its memory, and is told."""
    try:
        write_document(path, json.dumps([asdict(each) for each in streams], indent=1), overwrite=True)
    except SinkError as error:
        _log.error("streams not saved", reason=str(error))


def read(path: Path) -> list[Wanted]:
    """What `write` wrote; nothing where it cannot be read, which is no reason not to start."""
    try:
        rows: Any = json.loads(path.read_text(encoding="utf-8"))
        return [_resumed(row) for row in rows]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError, Refused) as error:
        _log.warning("saved streams cannot be read", path=str(path), reason=str(error))
        return []


def _resumed(row: Mapping[str, Any]) -> Wanted:
    return Wanted(
        **{**row, "name": checked(row["name"]), "languages": tuple(row["languages"]), "resumed": True}
    )
