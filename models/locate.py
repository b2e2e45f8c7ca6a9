"""Where a model already lies on this machine: the user's directory, then the cache, then installed wheels.

Cheap: looks for names and hashes nothing. Packages are found without importing them, so that none of their
code runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from models.catalog import Entry, File

Place = Literal["directory", "cache", "wheels"]


@dataclass(frozen=True, slots=True)
class Located:
    """Every file of a model, found but not verified."""

    place: Place
    parts: tuple[tuple[Path, ...], ...]
    """For each file of the entry, in its order, the pieces that make it."""
    directory: Path | None
    """The one directory that holds every file whole under its own name; None if they must be put together."""


def in_directory(entry: Entry, root: str, place: Place) -> Located | None:
    """The model as `root/<name>/<file>`, if every file is there. An empty root is nowhere."""
    directory = Path(root) / entry.name
    paths = [directory / file.path for file in entry.files]
    if not root or not all(path.is_file() for path in paths):
        return None
    return Located(place, tuple((path,) for path in paths), directory)


def in_wheels(entry: Entry) -> Located | None:
    """The model in installed packages, if every part of every file is there."""
    if not entry.pip:
        return None
    found = tuple(tuple(path for part in file.wheel if (path := _in_package(part))) for file in entry.files)
    if any(len(pieces) < len(file.wheel) for file, pieces in zip(entry.files, found, strict=True)):
        return None
    roots = {_root(file, pieces) for file, pieces in zip(entry.files, found, strict=True)}
    return Located("wheels", found, roots.pop() if len(roots) == 1 else None)


def _in_package(name: str) -> Path | None:
    package, _, path = name.partition("/")
    spec = find_spec(package)
    for location in (spec and spec.submodule_search_locations) or ():
        if (candidate := Path(location, path)).is_file():
            return candidate
    return None


def _root(file: File, pieces: tuple[Path, ...]) -> Path | None:
    """The directory under which the file, if it is one piece, already has its own name."""
    depth = len(Path(file.path).parts)
    whole = len(pieces) == 1 and pieces[0].parts[-depth:] == Path(file.path).parts
    return pieces[0].parents[depth - 1] if whole else None
