"""A file enters the cache in one way: written beside its place, verified, then renamed."""

from __future__ import annotations

import glob
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from models.digest import Expected, Progress, check, chunks
from models.errors import ModelError, WeightsInvalid


def default_cache(environ: Mapping[str, str]) -> Path:
    """The directory for zimu's models on this platform, in the environment that the caller passes."""
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or Path.home())
    if named := environ.get("XDG_CACHE_HOME"):
        base = Path(named)
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    elif sys.platform == "win32":
        base = Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    else:
        base = home / ".cache"
    return base / "zimu" / "models"


@contextmanager
def writing(root: str, name: str) -> Iterator[Path]:
    """The sole right to change the model's directory in the cache; other processes wait for it.

    The system releases the lock of a process that dies. Raises ModelError if the directory cannot be written.
    """
    if not root:
        raise ModelError(f"{name}: it must be put in a cache, and none is set; name one with --cache")
    directory = Path(root, name)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with FileLock(directory / ".lock"):
            yield directory
    except OSError as error:
        where, why = error.filename or directory, error.strerror or error
        raise ModelError(
            f"{where}: {why}; the cache cannot take {name}: make room, or name another with --cache"
        ) from error


def settle(
    name: str, target: Path, expected: Expected, fill: Callable[[Path], None], progress: Progress
) -> str:
    """The sha256 of `target`, which now holds what was expected: it did already, or `fill` made it.

    `fill` writes the path that it is given; what an earlier attempt at the same content left there, it may
    continue. To be called inside `writing`. Raises WeightsInvalid, after which nothing of the wrong file is
    left.
    """
    if target.exists():
        try:
            return check(name, (target,), expected, progress)
        except WeightsInvalid:
            pass  # it is replaced by what follows
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{(expected.sha256 or expected.git_blob)[:12]}.part")
    for left_over in target.parent.glob(f".{glob.escape(target.name)}.*.part"):
        if left_over != part:
            left_over.unlink()
    fill(part)
    try:
        found = check(name, (part,), expected, progress)
    except WeightsInvalid:
        part.unlink(missing_ok=True)
        raise
    part.replace(target)
    return found


def join(parts: Sequence[Path], target: Path) -> None:
    """Write the parts one after another; a target that was not finished is removed. Raises OSError."""
    try:
        with target.open("wb") as file:
            for chunk in chunks(parts):
                file.write(chunk)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
