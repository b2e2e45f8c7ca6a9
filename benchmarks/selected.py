"""The clips of manifests that a command line asks for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.data import Clip, clips
from pipeline.errors import ConfigError
from pipeline.ingest.source import parse_source


def selected(manifests: Sequence[Path], only: str = "") -> list[Clip]:
    """Those whose ids begin with one of `only`, by commas, and whose sound is there; what is wrong with it
    shows when it is read. Raises ConfigError, InputUnavailable."""
    prefixes = tuple(prefix for prefix in only.split(",") if prefix)
    found = [clip for clip in clips(*manifests) if not prefixes or clip.id.startswith(prefixes)]
    if prefixes and not found:
        raise ConfigError(f"--only {only}: no id in the manifest begins so")
    for clip in found:
        parse_source(str(clip.path))
    return found
