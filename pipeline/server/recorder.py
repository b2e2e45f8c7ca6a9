"""The files of a stream that is served: SRT and WebVTT of each language, from its first finished caption on.

`show.en.srt`, and `show-2.en.srt` for the next stream of that name: nothing is ever written over. A stream
that a restart finds goes on in its files. Where the source's time begins anew, so do the files.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import get_args

import structlog

from pipeline.errors import ConfigError, SinkError
from pipeline.sinks.files import Format, LiveFile, output_path
from pipeline.types import Ms, Shown

_ANEW_MS = 60_000
"""Captions that go back further are of another count of time; smaller steps back repeat what is there."""
_TIME = re.compile(rb"--> (\d+):(\d\d):(\d\d)[.,](\d\d\d)")
_log = structlog.get_logger(__name__)


class Recorder:
    """A sink of every session of one stream. A full disk costs the recording, never the stream."""

    def __init__(self, folder: Path, name: str, resumed: bool = False) -> None:
        self._folder = folder
        self._name = name
        taken = self._taken()
        self._take = taken if resumed and taken else taken + 1
        self._files: dict[str, list[LiveFile]] = {}
        self._until: dict[str, Ms] = {}
        self._failing = False

    def write(self, shown: Shown) -> None:
        caption = shown.caption
        if not caption.final or not caption.lines:
            return
        try:
            self._open(caption.language)
            if caption.start < self._until[caption.language] - _ANEW_MS:
                self.close()
                self._take = self._taken() + 1
                self._open(caption.language)
            if caption.start >= self._until[caption.language]:
                for file in self._files[caption.language]:
                    file.write(caption)
                self._until[caption.language] = caption.end
            self._failing = False
        except (SinkError, ConfigError) as error:
            if not self._failing:
                _log.error("recording fails", stream=self._name, reason=str(error))
            self._failing = True

    def close(self) -> None:
        """Bring the files to the disk; what comes later opens others."""
        for files in self._files.values():
            for file in files:
                with suppress(SinkError):  # it was reported when it could not be written
                    file.close()
        self._files, self._until = {}, {}

    def _open(self, language: str) -> None:
        if language not in self._files:
            stem = self._name if self._take == 1 else f"{self._name}-{self._take}"
            paths = {form: output_path(stem, language, form, self._folder) for form in get_args(Format)}
            self._until[language] = _end(paths["srt"])
            self._files[language] = [LiveFile(path, form, "append") for form, path in paths.items()]

    def _taken(self) -> int:
        """The highest number of files of this name."""
        mine = re.compile(rf"{re.escape(self._name)}(?:-(\d+))?\.[A-Za-z-]+\.(?:srt|vtt)")
        found = [mine.fullmatch(path.name) for path in self._folder.glob(f"{self._name}*")]
        return max((int(each[1] or 1) for each in found if each), default=0)


def _end(path: Path) -> Ms:
    """Where the last cue of a file ends; 0 where there is none."""
    try:
        times = _TIME.findall(path.read_bytes())
    except OSError:
        return 0
    if not times:
        return 0
    hours, minutes, seconds, ms = map(int, times[-1])
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
