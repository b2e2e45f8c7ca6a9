"""Which names are recordings: the one table of file endings."""

from __future__ import annotations

from pathlib import PurePath

RECORDED = (
    *(".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mxf", ".ogv", ".vob", ".webm", ".wmv"),
    *(".3gp", ".aac", ".ac3", ".aif", ".aiff", ".amr", ".asf", ".caf", ".dts", ".eac3", ".flac", ".m4a"),
    *(".m4b", ".mka", ".mp2", ".mp3", ".oga", ".ogg", ".opus", ".w64", ".wav", ".wma"),
)
"""A recording, as a file and at an address."""
OF_FILES = (".flv", ".m2ts", ".mts", ".ts")
"""A recording as a file; at an address it may be a live stream."""
_UNFINISHED = (".part", ".partial", ".filepart", ".crdownload", ".opdownload", ".download", ".tmp", ".temp")
"""What programs that copy put before the ending while they write, as in `show.part.mp4`. Behind it, as in
`show.mp4.part`, it makes the name none of a recording anyway."""


def is_recording(name: str) -> bool:
    """Whether a file found in a folder is a recording by its name: not hidden, not unfinished."""
    path = PurePath(name)
    hidden = name.startswith((".", "~"))
    unfinished = PurePath(path.stem).suffix.lower() in _UNFINISHED
    return path.suffix.lower() in (*RECORDED, *OF_FILES) and not hidden and not unfinished


def is_recorded(address: str) -> bool:
    """Whether the path of an address is that of a recording, not of a live stream."""
    return PurePath(address).suffix.lower() in RECORDED
