"""Captions as JSON lines on a text stream: standard output, a pipe or a file."""

from __future__ import annotations

from typing import TextIO

from pipeline.errors import SinkError
from pipeline.formats import jsonl
from pipeline.types import Shown


class JsonLines:
    """Writes each caption, drafts too, as a line of its own, flushed. The caller closes the stream."""

    def __init__(self, stream: TextIO, name: str = "standard output") -> None:
        self._stream = stream
        self._name = name
        self._seq = 0

    def write(self, shown: Shown) -> None:
        """Write one message. Raises SinkError when the reader is gone or the disk full."""
        self._seq += 1
        try:
            self._stream.write(jsonl.line(shown.caption, self._seq, shown.segment.text) + "\n")
            self._stream.flush()
        except (OSError, ValueError) as error:  # ValueError: closed, or an encoding that lacks the characters
            raise SinkError(
                f"cannot write captions to {self._name}: {error}; "
                "check that its reader still runs and takes UTF-8"
            ) from error
