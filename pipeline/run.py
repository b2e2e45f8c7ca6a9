"""The only file with tasks and threads: drives one live stream's stages until its source ends."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Protocol

import anyio
import structlog
from anyio import CapacityLimiter, to_thread
from anyio.abc import TaskStatus

from models.errors import InferenceFailed
from pipeline.channels import Channel, Heard, latest_draft, skip_to_edge
from pipeline.config import Config
from pipeline.errors import InputError
from pipeline.loaded import Loaded
from pipeline.session import Ear, Lane, lanes
from pipeline.speech.gate import Gate
from pipeline.trace import Trace
from pipeline.types import Audio, Gap, Progress, Segment, Shown

FAILURES_IN_A_ROW = 3
"""Failed passes of the recogniser after which the stream ends."""
_log = structlog.get_logger(__name__)


class Source(Protocol):
    def __iter__(self) -> Iterator[Audio | Gap]: ...

    def close(self) -> None: ...


class Sink(Protocol):
    def write(self, shown: Shown) -> None:
        """Take a caption; called from one thread at a time. Raises SinkError."""
        ...


class Live:
    """One stream, from its source to its sinks."""

    def __init__(
        self,
        source: Source,
        sinks: Sequence[Sink],
        config: Config,
        loaded: Loaded,
        trace: Trace,
    ) -> None:
        self._source = source
        self._sinks = sinks
        self._config = config
        self._loaded = loaded
        self._trace = trace
        self._gate = Gate(loaded.vad, config.gate)
        self._lanes = lanes(config, loaded, self._lost)
        self._sound: Channel[Heard] = Channel(skip_to_edge(config.waiting.sound_ms, self._skipped))
        self._segments: list[Channel[Segment | Progress]] = [
            Channel(latest_draft, config.waiting.segments) for _ in self._lanes
        ]
        self._stopped = False
        self._device = CapacityLimiter(1)
        self._publishing = anyio.Lock()
        self._failure: InputError | InferenceFailed | None = None
        """Raised once what was heard until then is published."""

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Until the source ends or SIGINT or SIGTERM asks for it; everything heard by then is published.

        `ready` is called once signals are watched, before the source is read.
        A second signal stops at once, as KeyboardInterrupt. Raises what a stage, a sink or the source raised.
        """
        async with anyio.create_task_group() as watchers:
            await watchers.start(self._watch, watchers.cancel_scope)
            ready()
            async with anyio.create_task_group() as stages:
                stages.start_soon(self._hear)
                stages.start_soon(self._recognise)
                for lane, waiting in zip(self._lanes, self._segments, strict=True):
                    stages.start_soon(self._translate, lane, waiting)
            watchers.cancel_scope.cancel()
        if self._stopped:
            raise KeyboardInterrupt
        if self._failure is not None:
            raise self._failure

    async def _watch(self, everything: anyio.CancelScope, *, task_status: TaskStatus[None]) -> None:
        with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
            task_status.started()
            asked = False
            async for _ in signals:
                if asked:
                    self._stopped = True  # asyncio logs a KeyboardInterrupt that a task raises beside others
                    everything.cancel()
                    return
                asked = True
                _log.info("ending: the last captions are being written; Ctrl-C again stops at once")
                await to_thread.run_sync(self._source.close)

    async def _close_when_cancelled(self) -> None:
        """A thread that waits for sound ends only when its source does."""
        try:
            await anyio.sleep_forever()
        finally:
            self._source.close()

    async def _hear(self) -> None:
        async with anyio.create_task_group() as beside:
            beside.start_soon(self._close_when_cancelled)
            await self._listen()
            beside.cancel_scope.cancel()

    async def _listen(self) -> None:
        items = iter(self._source)
        try:
            while (item := await to_thread.run_sync(next, items, None)) is not None:
                self._trace.heard(item.end)
                for heard in self._gate.push(item):
                    await self._sound.put(heard)
        except InputError as error:
            self._failure = self._failure or error
        for heard in self._gate.flush():
            await self._sound.put(heard)
        self._sound.close()

    async def _recognise(self) -> None:
        ear = Ear(self._config, self._loaded)
        failures = 0
        while failures < FAILURES_IN_A_ROW and (items := await self._sound.take()):
            failures = await self._heed(partial(ear.push_many, items), ear, failures)
        if failures < FAILURES_IN_A_ROW:
            await self._heed(ear.flush, ear, failures)
        for channel in self._segments:
            channel.close()

    async def _heed(self, stage: Callable[[], Iterator[Segment | Progress]], ear: Ear, failures: int) -> int:
        """Hand on what the recogniser makes of some sound; returns how often it has failed in a row."""
        passes = ear.passes
        try:
            found = await to_thread.run_sync(lambda: list(stage()), limiter=self._device)
            failures = 0 if ear.passes > passes else failures  # most batches hold too little sound for a pass
        except InferenceFailed as error:
            failures += 1
            _log.error("recogniser failed", reason=str(error), in_a_row=failures)
            found = list(ear.recover())
            if failures >= FAILURES_IN_A_ROW:
                self._end(error)
        for item in found:
            for channel in self._segments:
                await channel.put(item)
        return failures

    async def _translate(self, lane: Lane, waiting: Channel[Segment | Progress]) -> None:
        try:
            while items := await waiting.take():
                await self._publish(partial(lane.push_many, items))
        except InferenceFailed as error:
            self._end(error)
            while await waiting.take():
                pass  # the other lanes go on with what was heard until now
        await self._publish(lane.flush)

    def _end(self, error: InferenceFailed) -> None:
        """End the stream as if its source had: what was heard until now is published, then `error` raised."""
        self._failure = error
        self._source.close()

    async def _publish(self, stage: Callable[[], Iterator[Shown]]) -> None:
        """Each caption leaves as soon as it is made: the second language does not hold up the first."""
        captions = stage()
        while (shown := await to_thread.run_sync(next, captions, None)) is not None:
            async with self._publishing:
                self._trace.shown(shown)
                for sink in self._sinks:
                    await to_thread.run_sync(sink.write, shown)

    def _skipped(self, gap: Gap) -> None:
        self._trace.skipped(gap.start, gap.end)
        _log.warning("recogniser too slow", skipped_s=round((gap.end - gap.start) / 1000, 1))

    def _lost(self, segment: Segment, language: str, reason: str) -> None:
        _log.warning("no translation", language=language, line=segment.text, reason=reason)
