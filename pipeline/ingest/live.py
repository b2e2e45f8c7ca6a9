"""Decides what happens when a live source is lost: open it again, with growing delays, on one timeline."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType

import structlog

from pipeline.errors import InputUnavailable
from pipeline.ingest.ffmpeg import IngestOptions
from pipeline.ingest.reader import AudioReader, new_timeline
from pipeline.ingest.source import Source
from pipeline.types import Audio, Gap

_FIRST_S, _LONGEST_S, _GOOD_S = 0.5, 30.0, 60.0
# A playlist is read again from three segments before its end; other servers send a new reader what came
# since the last key frame. A publisher whose new clock is behind the old by less than this seems a repeat.
_REDELIVERED_MS = {"hls": 60_000}
_REDELIVERED_OTHERS_MS = 10_000

_log = structlog.get_logger(__name__)


class RetryDelays:
    """0.5 s, doubling to 30 s, each cut by chance by up to a quarter; 0.5 s again after 60 good ones."""

    def __init__(self, rng: random.Random | None = None, longest_s: float = _LONGEST_S) -> None:
        self._rng = rng or random.Random()
        self._longest_s = longest_s
        self._next = _FIRST_S

    def after(self, good_s: float) -> float:
        """The seconds to wait now, given how long the source was good since the last wait."""
        if good_s >= _GOOD_S:
            self._next = _FIRST_S
        delay = self._next * self._rng.uniform(0.75, 1.0)
        self._next = min(2 * self._next, self._longest_s)
        return delay


class LiveAudio:
    """A live source as one unbroken timeline: what was missed is a Gap, where the source's own times tell.

    Iterate it once, in one thread. It ends when the stream does, when `close` is called (from any thread),
    or when `give_up_after_s` have passed without sound: normally if the source had ended, else with the last
    error. Other errors than InputUnavailable pass through at once.
    """

    def __init__(
        self,
        source: Source,
        options: IngestOptions,
        *,
        delays: RetryDelays | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.timeline = new_timeline(source, options)
        self._source = source
        self._options = options
        self._delays = delays or RetryDelays()
        self._clock = clock
        self._closing = threading.Event()
        self._changing = threading.Lock()
        self._reader: AudioReader | None = None

    def __enter__(self) -> LiveAudio:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the iteration, a wait included; safe from any thread, and twice."""
        self._closing.set()
        with self._changing:
            if self._reader is not None:
                self._reader.close()

    def __iter__(self) -> Iterator[Audio | Gap]:
        lost_since = opened = self._clock()
        over = False  # the source ended in good order when it was last heard
        while not self._closing.is_set():
            reader = self._open()
            error: InputUnavailable | None = None
            heard = False
            try:
                for item in reader:
                    if not heard:
                        heard, opened = True, self._clock()
                    yield item
            except InputUnavailable as failure:
                error = failure
            finally:
                reader.close()
            now = self._clock()
            if heard:
                lost_since, over = now, error is None
            if self._closing.is_set() or (error is None and self._ends(reader)):
                return
            if self._given_up(now - lost_since):
                if error is not None and not over:
                    raise error
                return
            self._wait(str(error or "the stream ended"), now - opened if heard else 0.0)

    def _open(self) -> AudioReader:
        with self._changing:
            self._reader = AudioReader(self._source, self._options, self.timeline)
            if self._closing.is_set():
                self._reader.close()
            return self._reader

    def _ends(self, reader: AudioReader) -> bool:
        """Whether a source that ended in good order is over for good. HLS ends only at its end mark."""
        if self._source.listen:
            return not self._options.keep
        return reader.container == "hls" or not self._source.live

    def _given_up(self, silent_s: float) -> bool:
        limit = self._options.give_up_after_s
        return not self._options.reconnect or (limit > 0 and silent_s >= limit)

    def _wait(self, reason: str, good_s: float) -> None:
        delay = self._delays.after(good_s)
        _log.warning("source lost", source=self._source.name, reason=reason, retry_in_s=round(delay, 2))
        self.timeline.reopened(reason, _REDELIVERED_MS.get(self._source.kind, _REDELIVERED_OTHERS_MS))
        self._closing.wait(delay)
