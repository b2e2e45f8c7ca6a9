"""What a stream keeps on disk for a restart: one small JSON file, replaced whole, of use only while fresh."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import structlog

_FRESH_S = 600.0
"""What is older tells of segments that no origin has any more."""

_log = structlog.get_logger(__name__)


class Journal:
    """Survives SIGKILL, not a power failure: nothing is forced to the disk, as it is written every second."""

    def __init__(self, path: Path, wall: Callable[[], float] = time.time) -> None:
        self._path = path
        self._wall = wall
        self._failing = False

    def read(self) -> tuple[dict[str, Any], float] | None:
        """What was written last, and how many seconds ago; None where that is too old or cannot be read."""
        try:
            age_s = max(0.0, self._wall() - self._path.stat().st_mtime)
            if age_s > _FRESH_S:
                return None
            kept = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            _log.warning("journal cannot be read", path=str(self._path), reason=str(error))
            return None
        return (kept, age_s) if isinstance(kept, dict) else None

    def write(self, kept: Mapping[str, Any]) -> None:
        """Replace the file. A full disk costs a restart its memory, never the stream: it is logged once."""
        part = self._path.with_name(f".{self._path.name}.part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
            part.replace(self._path)
        except OSError as error:
            if not self._failing:
                _log.error("journal cannot be written", path=str(self._path), reason=str(error))
            self._failing = True
        else:
            self._failing = False
