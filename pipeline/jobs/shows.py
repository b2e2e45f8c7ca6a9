"""Which recordings were meant: files, folders and patterns, and where the files of each go."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import InputUnavailable, InputUnsupported
from pipeline.ingest.endings import is_recording
from pipeline.ingest.source import Source, parse_source
from pipeline.output import Output, is_made

_MAGIC = "*?["


@dataclass(frozen=True, slots=True)
class Show:
    """One recording: `name` as messages call it, `output` with the folder that its own files go to."""

    name: str
    source: Source
    path: Path
    """As it was found, links not followed: its files are named after it and go beside it."""
    output: Output


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was meant: its name in messages, and the folder below which its place is kept."""

    path: Path
    root: Path
    name: str
    typed: str = ""
    """The argument that named it; "" where it was found."""


def find(argument: str) -> list[Found]:
    """The recordings that an argument means: a file by name, whatever it is called; of a folder, and of what
    a pattern matches, those that look like recordings, sorted. Folders are searched to the bottom.

    Raises InputUnavailable for what is not there, InputUnsupported where none is a recording.
    """
    path = Path(argument)
    if argument and path.is_dir():
        found = list(inside(path))
        if not found:
            raise InputUnsupported(f"{argument!r} holds no recording by its name, as show.mp4 or show.m4a")
        return found
    if path.exists() or "://" in argument or not any(mark in argument for mark in _MAGIC):
        return [Found(path, path.parent, path.name, argument)]
    found = list(_matches(argument))
    if not found:
        raise InputUnavailable(f"{argument!r}: matches no recording")
    return found


def inside(folder: Path) -> Iterator[Found]:
    """The recordings below a folder; their names begin with its own. Raises as `recordings`."""
    for path in recordings(folder):
        yield Found(path, folder, str(Path(folder.name, path.relative_to(folder))))


def recordings(folder: Path) -> Iterator[Path]:
    """The recordings below a folder, sorted. What is hidden, unfinished or zimu's own video is passed over;
    links to folders are not followed. Raises InputUnavailable if the folder itself cannot be listed."""

    def fail(error: OSError) -> None:
        if error.filename is not None and Path(error.filename) == folder:
            raise InputUnavailable(f"{folder}: cannot be listed: {error.strerror}") from error

    for place, folders, names in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if is_recording(name) and not is_made(name) and path.is_file():
                yield path


def show(found: Found, output: Output, roots: tuple[str, ...] = ()) -> Show:
    """Its files go below --output-dir as it lies below its root.

    Raises InputError as `parse_source`, and for what is no file.
    """
    source = parse_source((found.typed or str(found.path)) if found.path.name else "", roots=roots)
    if source.kind != "file":
        raise InputUnsupported(f"{source.name}: not a recording on this machine; use zimu live")
    if output.directory is not None:
        below = found.path.parent.relative_to(found.root)
        output = replace(output, directory=output.directory / below)
    path = Path(source.address) if "://" in found.typed else found.path.absolute()
    return Show(found.name, source, path, output)


def _matches(pattern: str) -> Iterator[Found]:
    """What a shell would have made of it, `**` included; its fixed beginning is the root."""
    parts = Path(pattern).parts
    fixed = next(n for n, part in enumerate(parts) if any(mark in part for mark in _MAGIC))
    root = Path(*parts[:fixed])
    for path in sorted(root.glob(str(Path(*parts[fixed:])))):
        if any(part.startswith(".") for part in path.relative_to(root).parts):
            continue
        if path.is_dir():
            if "**" not in pattern:
                yield from (replace(each, root=root) for each in inside(path))
        elif is_recording(path.name) and not is_made(path.name):
            yield Found(path, root, str(path.relative_to(root)))
