"""Decides what may be opened: what the user typed becomes a Source, or an error naming what is allowed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from pipeline.errors import ConfigError, InputUnavailable, InputUnsupported
from pipeline.ingest.endings import is_recorded

Kind: TypeAlias = Literal["file", "http", "hls", "flv", "rtmp", "rtsp", "srt"]

SCHEMES: dict[str, Kind] = {
    "http": "http",
    "https": "http",
    "rtmp": "rtmp",
    "rtmps": "rtmp",
    "rtsp": "rtsp",
    "rtsps": "rtsp",
    "srt": "srt",
}
ALLOWED = "a path of a file, or an address with " + ", ".join(f"{scheme}://" for scheme in SCHEMES)

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)[:,]")
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]")
_CAN_LISTEN = ("rtmp", "rtsp", "srt")


@dataclass(frozen=True, slots=True)
class Source:
    """Something to open. `address` is an absolute path for a file, else the URL."""

    kind: Kind
    address: str
    live: bool
    """Times are the source's own and no end is known; else times count from the container's start."""
    listen: bool = False
    """We are the server: wait for a publisher to come."""
    paced: bool = False
    """Read a recording no faster than it plays."""

    @property
    def name(self) -> str:
        """What messages call it: no password, no query, since both may hold a key."""
        if self.kind == "file":
            return self.address
        parts = urlsplit(self.address)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def parse_source(text: str, listen: bool = False, roots: tuple[str, ...] = ()) -> Source:
    """Read a path or URL as typed.

    `roots`, where given, are the only folders that files may lie in, links followed. Raises InputUnsupported
    for what will never be opened, InputUnavailable for a file that is not there, ConfigError for `listen` on
    what cannot.
    """
    if not text or text.startswith("-"):
        raise InputUnsupported(f"{text!r} is not a source: give {ALLOWED}")
    found = _SCHEME.match(text)
    if found is None or (found[1].lower() != "file" and Path(text).is_file()):
        return _file(text, listen, roots)
    scheme = found[1].lower()
    if scheme == "file":
        return _file(_path_of_url(text), listen, roots)
    if scheme not in SCHEMES or not text[len(scheme) :].startswith("://"):
        raise InputUnsupported(f"{text!r}: {scheme}: is not an allowed source: give {ALLOWED}")
    return _network(text, SCHEMES[scheme], listen)


def _path_of_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost"):
        raise InputUnsupported(f"{url!r} names a file on another machine: give {ALLOWED}")
    return unquote(parts.path)


def _file(text: str, listen: bool, roots: tuple[str, ...]) -> Source:
    if listen:
        raise ConfigError(f"{text!r} is a file: only rtmp://, rtsp:// and srt:// addresses can listen")
    if "\x00" in text:
        raise InputUnsupported(f"{text!r} is not a path")
    path = Path(text).resolve()
    if roots and not any(path.is_relative_to(Path(root).resolve()) for root in roots):
        raise InputUnsupported(f"{text!r} lies outside the folders that may be read: {', '.join(roots)}")
    if path.is_dir():
        raise InputUnsupported(f"{text!r} is a directory: name a media file in it")
    if not path.exists():
        raise InputUnavailable(f"{text!r}: no such file")
    if not path.is_file():
        raise InputUnsupported(f"{text!r} is a device or a pipe, not a media file")
    return Source("file", str(path), live=False)


def _network(url: str, kind: Kind, listen: bool) -> Source:
    if _UNPRINTABLE.search(url):
        raise InputUnsupported(f"{url!r} holds spaces or control characters: percent-encode them")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InputUnsupported(f"{url!r} is not a valid address: {error}") from error
    if kind == "srt" and "mode=listener" in parts.query.split("&"):
        listen = True
    if not parts.hostname and not (kind == "srt" and listen and port):
        raise InputUnsupported(f"{url!r} names no host")
    if listen and kind not in _CAN_LISTEN:
        raise ConfigError(f"{url!r} cannot listen: only rtmp://, rtsp:// and srt:// addresses can")
    if kind == "http":
        return _http(url, parts)
    return Source(kind, url, live=True, listen=listen)


def _http(url: str, parts: SplitResult) -> Source:
    suffix = Path(parts.path).suffix.lower()
    by_suffix: dict[str, Kind] = {".m3u8": "hls", ".flv": "flv"}
    return Source(by_suffix.get(suffix, "http"), url, live=not is_recorded(parts.path))
