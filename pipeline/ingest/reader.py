"""Reads one source once, from opening to its end: Audio and Gap in order, errors already explained."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from types import TracebackType

from pipeline.errors import InputUnavailable
from pipeline.ingest.child import Child, Silent
from pipeline.ingest.failure import cut_off, explain, lacks_audio
from pipeline.ingest.ffmpeg import IngestOptions, decode_command, find_ffmpeg
from pipeline.ingest.source import Source
from pipeline.ingest.timeline import Timeline, TimelineOptions
from pipeline.types import Audio, Gap, Ms

_MPEG = ("hls", "mpegts")


def open_audio(source: Source, options: IngestOptions) -> AudioReader:
    """Open `source`. Raises ProgramMissing; what is wrong with the source is raised while iterating."""
    return AudioReader(source, options, new_timeline(source, options))


def new_timeline(source: Source, options: IngestOptions) -> Timeline:
    """A recording begins at 0 even where its sound does not; a live stream begins with its first sound."""
    return Timeline(TimelineOptions(block_ms=options.block_ms), origin=None if source.live else 0)


class AudioReader:
    """Iterate it once, in one thread; iteration blocks. `close`, from any thread, ends it promptly.

    Iterating raises InputUnavailable or InputUnsupported, after everything decoded until then was handed out.
    """

    def __init__(self, source: Source, options: IngestOptions, timeline: Timeline) -> None:
        self.timeline = timeline
        self._source = source
        self._options = options
        self._program = find_ffmpeg(options.ffmpeg)
        self._closed = False
        self._heard = False
        self._changing = threading.Lock()
        self._child = self._start(quick=True)

    @property
    def duration_ms(self) -> Ms | None:
        """How long the recording is, once iteration has begun and if the container says so."""
        return self._child.duration_ms

    @property
    def container(self) -> str:
        """ffmpeg's name of the container, once iteration has begun."""
        return self._child.container

    def __enter__(self) -> AudioReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the iteration and the child; safe from any thread, and twice."""
        with self._changing:
            self._closed = True
            self._child.stop()

    def __iter__(self) -> Iterator[Audio | Gap]:
        quick = self._source.live and not self._source.listen
        while True:
            yield from self._decode()
            if self._closed:
                return
            error = explain(self._source, list(self._child.complaints)) if self._failed() else None
            if not (error is not None and quick and not self._heard and lacks_audio(error)):
                break
            quick = False  # the sound may begin later than the little that was probed
            with self._changing:
                if self._closed:
                    return
                self._child.stop()
                self._child = self._start(quick=False)
        yield from self.timeline.flush()
        if error is not None:
            raise error

    def _start(self, *, quick: bool) -> Child:
        label = secrets.token_hex(8)
        command = decode_command(self._program, self._source, self._options, label=label, quick=quick)
        return Child(command, label)

    def _decode(self) -> Iterator[Audio | Gap]:
        while True:
            try:
                frames = self._child.read(self._patience())
            except Silent:
                yield from self.timeline.flush()
                self._child.stop()
                raise InputUnavailable(
                    f"{self._source.name}: sent nothing for {self._options.stall_s:g} s"
                ) from None
            if frames is None:
                return
            if not self._heard:
                self._heard = True
                self.timeline.wraps = self._source.live and self._child.container in _MPEG
            for frame in frames:
                yield from self.timeline.push(self._own_time(frame.at), frame.samples)

    def _own_time(self, at: int | None) -> int | None:
        """ffmpeg's -start_at_zero would count from the audio track where that starts after the picture."""
        return at if at is None or self._source.live else at - self._child.start

    def _patience(self) -> float | None:
        """Files may take as long as they need, and so may a publisher that we wait for."""
        if self._source.kind == "file" or (self._source.listen and not self._heard):
            return None
        return self._options.stall_s

    def _failed(self) -> bool:
        """Whether the end was a failure. A recording that is cut short is worth what it held."""
        lost = self._source.live and cut_off(list(self._child.complaints))
        return self._child.wait() != 0 or not self._heard or lost
