"""The streams that are captioned now: how they start and end, how many there may be, what a restart finds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import anyio
import structlog
from anyio import to_thread
from anyio.abc import TaskGroup

from pipeline.server.names import checked
from pipeline.server.refusal import Refused
from pipeline.server.saved import forget_old, read, write
from pipeline.server.stream import Stream
from pipeline.server.templates import Wanted
from pipeline.supervise import alone

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class StayOptions:
    """All in seconds."""

    linger_s: float
    """A publisher that is away for longer has ended its stream."""
    idle_s: float
    """A stream without sound for longer has ended, whatever its publisher said; 0: never."""
    kept_s: float
    """A stream that has ended is still answered for, so that players see its end."""


class Streams:
    """By name. For the thread of the loop alone."""

    def __init__(
        self,
        group: TaskGroup,
        opened: Callable[[Wanted], Stream],
        most: Callable[[], int],
        stay: Callable[[], StayOptions],
        clock: Callable[[], float],
        saved: Path | None = None,
    ) -> None:
        """`opened` makes a stream of what is wanted; `saved` is the file in which a restart finds them."""
        self._group = group
        self._opened = opened
        self._most = most
        self._stay = stay
        self._clock = clock
        self._saved = saved
        self._streams: dict[str, Stream] = {}
        self._unsaved = False
        self._saving = anyio.Lock()

    def __iter__(self) -> Iterator[Stream]:
        return iter(list(self._streams.values()))

    def __contains__(self, name: str) -> bool:
        return name in self._streams

    def get(self, name: str) -> Stream:
        """Raises Refused, 404."""
        try:
            return self._streams[name]
        except KeyError:
            raise Refused(404, f"no stream {checked(name)}: start it, or look at /v1/streams") from None

    def start(self, wanted: Wanted) -> tuple[Stream, bool]:
        """The stream, and whether it is new. A publisher that comes back finds its own.

        Raises Refused where the name is another one's, or there are too many, and what opening it raises.
        """
        there = self._streams.get(wanted.name)
        if there is not None and there.state == "failed":
            there.end()  # somebody mended what was wrong
        elif there is not None and there.ended is None and there.state != "ending":
            if (there.wanted.app, there.wanted.hls, there.wanted.source) != (
                wanted.app,
                wanted.hls,
                wanted.source,
            ):
                raise Refused(
                    409, f"{wanted.name} is captioned already, from another source: delete it first"
                )
            there.left = None
            return there, False
        if sum(each is not there for each in self.running) >= self._most():
            raise Refused(
                503, f"{self._most()} streams are captioned already (serve.limits.streams)", after=30
            )
        stream = self._streams[wanted.name] = self._opened(wanted)
        self._group.start_soon(alone, stream.run, partial(_broke, stream.name))
        _log.info("stream begins", stream=wanted.name, languages=",".join(stream.languages))
        self._unsaved = True
        return stream, True

    def gone(self, app: str, name: str) -> None:
        """Its publisher has left. What nobody captions is nobody's loss."""
        stream = self._streams.get(name)
        if stream is not None and stream.wanted.app == app and stream.left is None:
            stream.left = self._clock()

    def end(self, name: str) -> Stream:
        """Raises Refused, 404."""
        stream = self.get(name)
        stream.end()
        self._unsaved = True
        return stream

    def end_all(self) -> None:
        """Without forgetting them: a restart goes on with what is on the air then."""
        self._unsaved = False
        for stream in self:
            stream.end()

    def tidy(self, always: Collection[str] = ()) -> None:
        """End what was left, and forget what has ended; called every second or so.

        What is `always` on the air may be quiet for as long as it is.
        """
        now, stay = self._clock(), self._stay()
        for stream in self:
            if stream.ended is not None:
                if now - stream.ended > stay.kept_s:
                    del self._streams[stream.name]
                    self._unsaved = True
                continue
            away = stream.left is not None and now - stream.left > stay.linger_s
            quiet = 0 < stay.idle_s < stream.quiet_s and stream.state in ("waiting", "stalled")
            if away or (quiet and stream.name not in always):
                stream.end()
                self._unsaved = True

    @property
    def running(self) -> list[Stream]:
        return [stream for stream in self if stream.ended is None]

    def restore(self) -> None:
        """Start what was on the air when the process before this one ended."""
        if self._saved is None:
            return
        forget_old(self._saved)
        for wanted in read(self._saved):
            try:
                self.start(wanted)
            except Refused as error:
                _log.warning("stream not restored", stream=wanted.name, reason=str(error))

    def changed(self) -> None:
        """What was wanted of a stream is another thing now."""
        self._unsaved = True

    async def save(self) -> None:
        """Have what is on the air now in the file, if that changed."""
        async with self._saving:
            if self._unsaved and self._saved is not None:
                self._unsaved = False
                rows = [each.wanted for each in self.running if each.state != "ending"]
                await to_thread.run_sync(write, self._saved, rows)


def _broke(name: str, error: Exception) -> None:
    _log.error("stream broke off", stream=name, reason=f"{type(error).__name__}: {error}")
