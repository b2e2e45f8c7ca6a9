"""Is this the file it should be? Its sha256 or git blob id decides; a pickle or an archive never is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from models.errors import WeightsInvalid

_CHUNK = 1 << 20
_REFUSED = (b"PK\x03\x04", b"\x1f\x8b", *(bytes((0x80, protocol)) for protocol in range(2, 6)))
"""First bytes of a zip archive (PyTorch's container), of gzip, and of pickles of protocol 2 to 5."""


class Progress(Protocol):
    """Told how many bytes of one file are done. `total` is 0 if the size is not known."""

    def __call__(self, path: str, done: int, total: int, /) -> None: ...


def silent(path: str, done: int, total: int, /) -> None:
    """The Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What vouches for a file: its sha256 or, of a small file in a git repository, its blob id."""

    sha256: str = ""
    git_blob: str = ""
    size: int = 0
    """Bytes; 0 if not known."""


def check(name: str, parts: Sequence[Path], expected: Expected, progress: Progress = silent) -> str:
    """The sha256 of the parts put together, which are the file that was expected.

    Raises WeightsInvalid if they are not, if they cannot be read, or if nothing vouches for them.
    """
    shown = f"{parts[0]}" if len(parts) == 1 else f"{parts[0]} and {len(parts) - 1} more parts"
    try:
        size = sum(part.stat().st_size for part in parts)
        sha256 = hashlib.sha256()
        blob = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
        done = 0
        for chunk in chunks(parts):
            if not done and chunk.startswith(_REFUSED):
                raise WeightsInvalid(f"{shown}: a pickle or an archive, which zimu never loads")
            sha256.update(chunk)
            if not expected.sha256:
                blob.update(chunk)
            done += len(chunk)
            progress(name, done, size)
    except OSError as error:
        raise WeightsInvalid(f"{error.filename or shown}: cannot be read: {error.strerror}") from error
    if expected.sha256:
        _compare(shown, "sha256", expected.sha256, sha256.hexdigest())
    elif expected.git_blob:
        _compare(shown, "git blob", expected.git_blob, blob.hexdigest())
    else:
        raise WeightsInvalid(
            f"{shown}: expected nothing: no hash vouches for it, found sha256 {sha256.hexdigest()}"
        )
    return sha256.hexdigest()


def _compare(shown: str, algorithm: str, expected: str, found: str) -> None:
    if found != expected:
        raise WeightsInvalid(f"{shown}: expected {algorithm} {expected}, found {found}")


def chunks(parts: Sequence[Path]) -> Iterator[bytes]:
    """The bytes of the parts, in order, in pieces that fit in memory."""
    for part in parts:
        with part.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
