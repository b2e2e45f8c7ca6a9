"""Compute type and threads of the recogniser: a first start measures them, a later one remembers."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

from models.asr import AsrOptions, cores
from pipeline.probe import device, glance, types
from pipeline.tuning import MOST_THREADS, rough

LARGE = 600_000_000
"""Bytes of weights that are not opened more often than needed: that takes longer than a start may."""
CACHE = "tuning.json"
_WEIGHTS = "model.bin"


def settled(options: AsrOptions, directory: Path, cache: Path, variables: Mapping[str, str]) -> AsrOptions:
    """The options with compute type and threads chosen, where they are `auto` and 0.

    For a CPU, a first start measures, half a second for Whisper base where int8 is fast, and keeps the answer
    in `cache`. `variables` are those of the environment that choose CTranslate2's kernels.
    """
    where = device(options)
    tried = types(where) if options.compute_type == "auto" else (options.compute_type,)
    if where != "cpu" or (len(tried) == 1 and options.threads):
        return replace(options, compute_type=tried[0], threads=options.threads or 1)
    key = " | ".join(
        (*_machine(directory), *sorted(map("=".join, variables.items())), *tried, str(options.threads))
    )
    known = _read(cache / CACHE)
    if key not in known:
        if (directory / _WEIGHTS).stat().st_size > LARGE:
            known[key] = tried[0], options.threads or min(cores(), MOST_THREADS)
        else:
            known[key] = rough(partial(glance, directory), tried, options.threads, cores())
        _write(cache / CACHE, known)
    compute_type, threads = known[key]
    return replace(options, compute_type=compute_type, threads=threads)


def _machine(directory: Path) -> tuple[str, ...]:
    """What an answer holds for: this processor, these weights and this CTranslate2."""
    size = (directory / _WEIGHTS).stat().st_size
    return (
        processor("model name") or platform.machine(),
        f"{cores()} cores",
        f"{directory.name} {size}",
        version("ctranslate2"),
    )


def _read(file: Path) -> dict[str, tuple[str, int]]:
    """What was measured before; nothing where that cannot be read, so that it is measured again."""
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
        return {key: (str(compute_type), int(threads)) for key, (compute_type, threads) in known.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(file: Path, known: Mapping[str, tuple[str, int]]) -> None:
    """A cache that cannot be written is no reason not to start: the next start measures again."""
    part = file.with_suffix(".part")
    with suppress(OSError):
        part.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(file)


def processor(key: str) -> str:
    """The first such line of Linux's /proc/cpuinfo; empty elsewhere."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), "")
