"""What was dearly computed for a show, kept on disk until the show is done: a file that only grows.

One line a record: a checksum, a key, and what is kept under it as JSON. A record is with the system as soon
as `keep` returns, so that kill -9 costs none; after a power failure those of the last seconds may be gone
(`_FORCED_S`). What has a wrong checksum or is no record is passed over, and told.

It lies hidden beside the files that it is for: there zimu may write, and that place outlives a container and
is shared with other machines, as a cache is not. A show has one journal; the process that writes it holds its
lock, so that no two make the same show.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from pipeline.errors import SinkError

_FORCED_S = 10.0
"""How often records are forced to the disk itself."""
_LONGEST = 8 * 1024 * 1024
"""Bytes of a record; a batch of transcripts is a hundredth of it."""
_LARGEST = 1024 * 1024 * 1024
"""Bytes of a journal that is read; a day of speech is a tenth of it."""
_CHECKED = 9
"""Characters of the checksum and the space behind it."""

_log = structlog.get_logger(__name__)


def journal_path(stem: str, folder: Path) -> Path:
    """Where the journal of a show lies whose files are `stem`.LANGUAGE.srt in `folder`."""
    return folder / f".{stem[:200]}.zimu-journal"


class Journal:
    """Keys are text without spaces; what is kept is whatever JSON can say. `find` and `keep` may be called
    from any thread."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """Open it, or begin it. Raises SinkError where it cannot be written or another process has it."""
        self.path = path
        self.recalled = 0
        """Records that `find` has given."""
        self._clock = clock
        self._places: dict[str, tuple[int, int]] = {}
        self._failed = False
        self._forced = clock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a+b", buffering=0)
            self._lock()
            self._read()
        except OSError as error:
            raise SinkError(f"cannot write {path}: {error.strerror}; allow it or make room") from error

    def __len__(self) -> int:
        return len(self._places)

    def find(self, key: str) -> object | None:
        """What is kept under a key; None where there is nothing."""
        if key not in self._places:
            return None
        at, length = self._places[key]
        try:
            found = _parsed(os.pread(self._file.fileno(), length, at))
        except OSError:
            return None
        if found is None or found[0] != key:
            return None
        self.recalled += 1
        return found[1]

    def keep(self, key: str, value: object) -> None:
        """A journal that cannot be written stops no show: it is told once, and nothing more is kept."""
        if self._failed:
            return
        body = f"{key} {json.dumps(value, separators=(',', ':'))}".encode()
        line = b"%08x %s\n" % (zlib.crc32(body), body)
        try:
            if os.write(self._file.fileno(), line) != len(line):  # in one piece: threads do not mix theirs
                raise OSError(None, "no room")
            if self._clock() - self._forced >= _FORCED_S:
                self._forced = self._clock()
                os.fsync(self._file.fileno())
        except OSError as error:
            self._failed = True
            _log.warning("journal cannot be written", path=str(self.path), reason=error.strerror)

    def remove(self) -> None:
        """The show is done. A journal that stays, as the folder takes no change now, does no harm."""
        with suppress(OSError):
            self.path.unlink()

    def close(self) -> None:
        """Let it go; a journal without a record is removed. Safe to call twice."""
        if not self._file.closed:
            if os.fstat(self._file.fileno()).st_size == 0:
                self.remove()
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _lock(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise SinkError(f"{self.path}: another zimu is making this show; let it end, or end it") from None
        except OSError:
            _log.debug("no locks on this file system", path=str(self.path))

    def _read(self) -> None:
        """Note where each record lies. A torn end is cut off, so that the next record begins a line."""
        damaged = whole = 0
        file = self._file
        size = os.fstat(file.fileno()).st_size
        with self.path.open("rb") as lines:
            while size <= _LARGEST and (line := lines.readline(_LONGEST)):
                if line.endswith(b"\n"):
                    whole = lines.tell()
                    if (record := _parsed(line)) is not None:
                        self._places[record[0]] = whole - len(line), len(line)
                    else:
                        damaged += 1
        if damaged or size > _LARGEST:
            _log.warning("journal is damaged: what cannot be read is done again", path=str(self.path))
        file.truncate(whole)


def _parsed(line: bytes) -> tuple[str, object] | None:
    """Key and value of a record; None for what is none."""
    body = line[_CHECKED:-1]
    if line[: _CHECKED - 1] != b"%08x" % zlib.crc32(body):
        return None
    key, _, value = body.partition(b" ")
    try:
        return key.decode(), json.loads(value)
    except (ValueError, RecursionError):
        return None
