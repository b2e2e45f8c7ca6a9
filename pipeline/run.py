"""The only file with tasks and threads: drives one live stream's stages until its source ends."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ParamSpec, Protocol, runtime_checkable

import anyio
import structlog
from anyio import CapacityLimiter
from anyio.abc import TaskGroup, TaskStatus

from models.errors import InferenceFailed
from pipeline.board import Board
from pipeline.channels import Channel, Heard, skip_to_edge
from pipeline.config import Config
from pipeline.errors import InputError
from pipeline.ladder import Change, Ladder, Step
from pipeline.loaded import Loaded
from pipeline.outlet import Outlet
from pipeline.session import Ear, Lane, Tell, lanes
from pipeline.speech.gate import Gate
from pipeline.trace import Trace
from pipeline.translation.counts import Counts
from pipeline.types import Audio, Gap, Ms, Progress, Reached, Segment, Shown, Speech
from pipeline.workers import Workers

FAILURES_IN_A_ROW = 3
"""Failed passes of the recogniser after which the stream ends."""
Told = ParamSpec("Told")
_log = structlog.get_logger(__name__)


class Source(Protocol):
    def __iter__(self) -> Iterator[Audio | Gap]: ...

    def close(self) -> None: ...


class Sink(Protocol):
    def write(self, shown: Shown) -> None:
        """Take a caption; called from one thread at a time. Raises SinkError."""
        ...


@runtime_checkable
class Follower(Protocol):
    """A sink that also hears how far each language is, and which ones it need not wait for."""

    def reached(self, reached: Reached) -> None:
        """Called in order with the captions. Raises SinkError."""
        ...

    def failing(self, language: str, reason: str) -> None:
        """The engine of a language fails, or is back where there is no reason; must return at once."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """How a stream stands at one moment; languages are those that an engine makes."""

    recognised: Ms
    """How far the recogniser is."""
    sound_ms: Ms
    """Speech that waits for it."""
    lines: Mapping[str, int]
    """Segments that wait for each language."""
    lags: Mapping[str, Ms]
    """How far each language is behind what is recognised."""
    steps: Mapping[str, Step]
    failing: frozenset[str]


class Live:
    """One stream, from its source to its sinks. `board` is its glossary, where that outlives the session;
    `workers` are threads where none are given."""

    def __init__(
        self,
        source: Source,
        sinks: Sequence[Sink],
        config: Config,
        loaded: Loaded,
        trace: Trace,
        board: Board | None = None,
        workers: Workers | None = None,
    ) -> None:
        self._source = source
        self._workers = workers or Workers()
        self._sinks = sinks
        self._followers = [sink for sink in sinks if isinstance(sink, Follower)]
        self._config = config
        self._loaded = loaded
        self._trace = trace
        self.board = board or Board(loaded.glossary)
        """The glossary of this stream; what is put there counts from the next line and the next pass on."""
        self._gate = Gate(loaded.vad, config.gate)
        self._sound: Channel[Heard] = Channel(skip_to_edge(config.waiting.sound_ms, self._skipped))
        chinese, *others = self._new_lanes()
        self._outlets = {lane.languages[0]: self._outlet(lane) for lane in others}
        self._chinese = self._outlet(chinese, patient=True)
        self._leaving: list[Outlet] = []
        """Of languages that nobody wants any more, while they publish what they have."""
        self._past = Counts()
        """Of the lanes that are gone."""
        self._stages: TaskGroup | None = None
        self._ended = False
        """Nothing more will be recognised."""
        self._ladder = Ladder(list(self._outlets), config.translate.ladder)
        self._heard: Ms = 0
        """How far the recogniser is."""
        self._lanes = CapacityLimiter(1 + len(self._outlets))
        """Threads of the lanes alone: however many engines hang, sound and sinks have theirs."""
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
            await self._run_stages()
            watchers.cancel_scope.cancel()
        if self._stopped:
            raise KeyboardInterrupt
        if self._failure is not None:
            raise self._failure

    async def play(self) -> None:
        """As `run`, where signals are somebody else's: until the source ends, or is closed."""
        await self._run_stages()
        if self._failure is not None:
            raise self._failure

    def speak(self, languages: Sequence[str]) -> None:
        """Change the languages, from the loop's thread; the source's own stays the first.

        Those that stay go on undisturbed. One that leaves publishes what it has by now.
        """
        self._loaded = replace(self._loaded, languages=tuple(languages))
        chinese, *others = self._new_lanes()
        wanted = {lane.languages[0]: lane for lane in others}
        self._leaving += [self._outlets[tag] for tag in self._outlets if tag not in wanted]
        new = {tag: self._outlet(lane) for tag, lane in wanted.items() if tag not in self._outlets}
        self._outlets = {tag: new.get(tag) or self._outlets[tag] for tag in wanted}
        coming = list(new.values())
        if chinese.languages != self._chinese.lane.languages:
            self._leaving.append(self._chinese)
            self._chinese = self._outlet(chinese, patient=True)
            coming.append(self._chinese)
        self._ladder.keep(list(self._outlets))
        self._lanes.total_tokens += len(coming)
        for outlet in (*self._leaving, *(coming if self._ended else ())):
            outlet.waiting.close()
        if self._stages is not None:
            for outlet in coming:
                self._stages.start_soon(self._translate, outlet)

    @property
    def reading(self) -> Reading:
        sound = [heard for heard in self._sound.waiting if isinstance(heard, Speech)]
        return Reading(
            self._heard,
            sum(speech.end - speech.start for speech in sound),
            {tag: len(outlet.waiting.waiting) for tag, outlet in self._outlets.items()},
            {tag: outlet.lag(self._heard) for tag, outlet in self._outlets.items()},
            {tag: self._ladder.step_of(tag) for tag in self._outlets},
            frozenset(tag for tag, outlet in self._outlets.items() if outlet.lane.failing),
        )

    def _new_lanes(self) -> list[Lane]:
        tell = Tell(self._from_lane(self._lost), self._from_lane(self._failing), self._trace.translated)
        return lanes(self._config, self._loaded, self.board, tell)

    def _outlet(self, lane: Lane, patient: bool = False) -> Outlet:
        bound = self._config.waiting.segments
        return Outlet(lane, bound, partial(self._overflown, lane.languages[0]), patient=patient)

    async def _run_stages(self) -> None:
        async with anyio.create_task_group() as self._stages:
            self._stages.start_soon(self._hear)
            self._stages.start_soon(self._recognise)
            for outlet in (self._chinese, *self._outlets.values()):
                self._stages.start_soon(self._translate, outlet)
        self._stages = None

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
                await self._workers.run(self._source.close)

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
            while (item := await self._workers.run(next, items, None)) is not None:
                self._trace.heard(item.end)
                await self._release(self._gate.push(item))
        except InputError as error:
            self._failure = self._failure or error
        await self._release(self._gate.flush())
        self._sound.close()

    async def _release(self, found: Iterable[Heard]) -> None:
        for heard in found:
            self._trace.released(heard)
            await self._sound.put(heard)

    async def _recognise(self) -> None:
        ear = Ear(self._config, self._loaded, self.board, self._trace.recognised)
        failures = 0
        while failures < FAILURES_IN_A_ROW and (items := await self._sound.take()):
            self._trace.taken(items)
            failures = await self._heed(partial(ear.push_many, items), ear, failures)
        if failures < FAILURES_IN_A_ROW:
            await self._heed(ear.flush, ear, failures)
        self._ended = True
        for outlet in (self._chinese, *self._outlets.values()):
            outlet.waiting.close()

    async def _heed(self, stage: Callable[[], Iterator[Segment | Progress]], ear: Ear, failures: int) -> int:
        """Hand on what the recogniser makes of some sound; returns how often it has failed in a row."""
        passes = ear.passes
        try:
            found = await self._workers.run(lambda: list(stage()), limiter=self._device)
            failures = 0 if ear.passes > passes else failures  # most batches hold too little sound for a pass
        except InferenceFailed as error:
            failures += 1
            _log.error("recogniser failed", reason=str(error), in_a_row=failures)
            found = list(ear.recover())
            if failures >= FAILURES_IN_A_ROW:
                self._end(error)
        self._weigh()  # before more is put: what comes in one go is nobody's delay
        for item in found:
            if isinstance(item, Segment):
                self._trace.segmented(item)
            self._heard = max(self._heard, item.end if isinstance(item, Segment) else item.upto)
            for outlet in (*self._outlets.values(), self._chinese):
                await outlet.waiting.put(item)
        return failures

    def _weigh(self) -> None:
        """Let languages that fall behind give something up, and have it back."""
        lags = {
            tag: outlet.lag(self._heard) for tag, outlet in self._outlets.items() if not outlet.lane.failing
        }
        for change in self._ladder.observe(self._heard, lags):
            self._outlets[change.language].lane.give_up(change.language, change.step)
            self._stepped(change)

    async def _translate(self, outlet: Outlet) -> None:
        while items := await outlet.take():
            await self._publish(partial(outlet.lane.push_many, items))
        await self._publish(outlet.lane.flush)
        if outlet in self._leaving:
            self._leaving.remove(outlet)
            self._past.add(outlet.lane.counts)
            self._lanes.total_tokens -= 1

    def _end(self, error: InferenceFailed) -> None:
        """End the stream as if its source had: what was heard until now is published, then `error` raised."""
        self._failure = error
        self._source.close()

    async def _publish(self, stage: Callable[[], Iterator[Shown | Reached]]) -> None:
        """Each caption leaves as soon as it is made: the second language does not hold up the first."""
        made = stage()
        while (
            each := await self._workers.run(next, made, None, limiter=self._lanes, abandon=True)
        ) is not None:
            async with self._publishing:
                if isinstance(each, Shown):
                    self._trace.shown(each)
                    for sink in self._sinks:
                        await self._workers.run(sink.write, each)
                    self._trace.published(each)
                else:
                    for follower in self._followers:
                        await self._workers.run(follower.reached, each)

    def _skipped(self, gap: Gap) -> None:
        self._trace.skipped(gap.start, gap.end)
        _log.warning("recogniser too slow", skipped_s=round((gap.end - gap.start) / 1000, 1))

    @property
    def counts(self) -> Counts:
        """What became of the lines, by language, until now."""
        counts = Counts()
        counts.add(self._past)
        for outlet in (*self._outlets.values(), *self._leaving):
            counts.add(outlet.lane.counts)
        return counts

    def _from_lane(self, tell: Callable[Told, None]) -> Callable[Told, None]:
        """`tell` called in the loop's thread, from that of a lane."""

        def told(*args: Told.args, **kwargs: Told.kwargs) -> None:
            self._workers.tell(partial(tell, *args, **kwargs))

        return told

    def _overflown(self, language: str, segment: Segment) -> None:
        self._outlets[language].lane.counts.lost[language] += 1
        self._lost(segment, language, "too many lines wait for this language")

    def _lost(self, segment: Segment, language: str, reason: str) -> None:
        self._trace.lost(segment, language, reason)
        _log.warning("no translation", language=language, line=segment.text, reason=reason)

    def _failing(self, language: str, reason: str) -> None:
        self._trace.failing(language, reason)
        for follower in self._followers:
            follower.failing(language, reason)
        if reason:
            _log.error("translator failed", language=language, reason=reason)
        else:
            _log.info("translator is back", language=language)

    def _stepped(self, change: Change) -> None:
        self._trace.stepped(change)
        log = _log.warning if change.step > change.before else _log.info
        log(
            "translation gives up more" if change.step > change.before else "translation recovers",
            language=change.language,
            step=change.step.name.lower(),
            stream=change.stream.name.lower(),
            behind_s=round(change.lag_ms / 1000, 1),
        )
