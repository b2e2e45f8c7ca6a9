"""What a network source states about its files, and `manifest.json`, the record of what was verified.

The catalogue's pin outranks both. A file without a pin is verified against the statement when it is pulled,
and against the manifest beside it whenever it is loaded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from models.catalog import Entry, File
from models.digest import Expected
from models.errors import WeightsInvalid


@dataclass(frozen=True, slots=True)
class Offer:
    """One file of the entry, and where to fetch it."""

    path: str
    url: str
    expected: Expected


@dataclass(frozen=True, slots=True)
class Statement:
    source: str
    """For people: `Systran/faster-whisper-small on https://huggingface.co`."""
    revision: str
    """Commit, or version of Mozilla's records."""
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    source: str
    revision: str
    files: Mapping[str, str]
    """sha256 of each file by its path."""

    def write(self, directory: Path) -> None:
        """Put the record in place; a reader sees the old one or the new one. Raises OSError."""
        part = directory / ".manifest.json.part"
        part.write_text(json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n", "utf-8")
        part.replace(directory / "manifest.json")


_MANIFEST = TypeAdapter(Manifest)


def recorded(directory: Path) -> Mapping[str, str]:
    """The sha256 of each file that the manifest in this directory vouches for; none without a manifest.

    Raises WeightsInvalid if it is not a manifest.
    """
    path = directory / "manifest.json"
    try:
        return _MANIFEST.validate_json(path.read_bytes()).files
    except FileNotFoundError:
        return {}
    except (OSError, ValidationError) as error:
        raise WeightsInvalid(
            f"{path}: not a record of verified files; delete it and pull the model again"
        ) from error


def agreed(entry: Entry, file: File, stated: Expected, source: str) -> Expected:
    """The pin, else what the source states. Raises WeightsInvalid if they contradict or both are absent."""
    if file.sha256 and stated.sha256 and file.sha256 != stated.sha256:
        raise WeightsInvalid(
            f"{entry.name}: {source} states sha256 {stated.sha256} for {file.path}, expected {file.sha256}"
        )
    if not (file.sha256 or stated.sha256 or stated.git_blob):
        raise WeightsInvalid(f"{entry.name}: {source} states no hash for {file.path}, so it is never loaded")
    return Expected(file.sha256 or stated.sha256, stated.git_blob, stated.size or file.size)
