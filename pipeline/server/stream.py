"""One stream, from its start to its end: sessions come and go, what clients and players hold on to stays."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Literal

import anyio
import structlog
from anyio import to_thread

from pipeline.board import Board
from pipeline.config import Config
from pipeline.figures import Cues
from pipeline.glossary import Glossary
from pipeline.ingest.live import RetryDelays
from pipeline.run import Live, Source
from pipeline.server.feed import Feed
from pipeline.server.models import Models
from pipeline.server.recorder import Recorder
from pipeline.server.templates import Wanted
from pipeline.sinks.hub import Hub
from pipeline.sinks.push import pushes
from pipeline.supervise import supervised
from pipeline.tally import Measured, Tally
from pipeline.types import Ms

State = Literal["loading", "waiting", "live", "stalled", "restarting", "ending", "ended", "failed"]
Table = Literal["show", "item"]
SILENT_S = 10.0
"""Without sound for so long a stream counts as stalled."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a stream needs of the server."""

    models: Models
    config: Callable[[], Config]
    """What sessions that begin now are configured with."""
    clock: Callable[[], float]
    delays: Callable[[], RetryDelays] = RetryDelays


class Stream:
    """`run` it once; everything else is for the thread of the loop that runs it."""

    def __init__(
        self,
        wanted: Wanted,
        languages: Sequence[str],
        feed: Feed,
        around: Surroundings,
        recorder: Recorder | None = None,
    ) -> None:
        self.wanted = wanted
        self.languages = tuple(languages)
        """The source's own first."""
        self.hub = Hub()
        self.board = Board()
        self.tally = Tally()
        self.feed = feed
        self.error = ""
        """Why it failed, last."""
        self.began = around.clock()
        self.left: float | None = None
        """Since when its publisher is gone."""
        self.ended: float | None = None
        self.over = anyio.Event()
        """Everything is finished."""
        self._everything = anyio.CancelScope()
        self._around = around
        self._recorder = recorder
        self._pushes = pushes(wanted.name, around.config().push, self._age_s)
        sinks = (self.hub, feed.packager, recorder, *self._pushes)
        self._sinks = [sink for sink in sinks if sink is not None]
        self._failed = False
        self._ending = False
        self._source: Source | None = None
        self._pause = anyio.CancelScope()
        """Around whatever it waits for between sessions."""
        self.put("show", wanted.show)  # which forgets the item
        self.put("item", wanted.item)

    @property
    def name(self) -> str:
        return self.wanted.name

    @property
    def clients(self) -> Hub:
        return self.hub

    @property
    def cues(self) -> Cues | None:
        return self.feed.cues

    @property
    def state(self) -> State:
        if self._failed:
            return "failed"
        if self.ended is not None:
            return "ended"
        if self._ending:
            return "ending"
        if self._around.models.loaded is None:
            return "loading"
        if self._source is None:
            return "restarting" if self.error else "loading"
        if self.tally.heard_at is None:
            return "waiting"
        return "stalled" if self.quiet_s > SILENT_S else "live"

    @property
    def quiet_s(self) -> float:
        """Seconds since sound came last, or since the stream began."""
        return self._around.clock() - max(self.began, self.tally.heard_at or self.began)

    def _age_s(self, at: Ms) -> float:
        """How long ago a media time was on the air, as far as what came last tells."""
        tally = self.tally
        if tally.heard_at is None:
            return 0.0
        return max(0.0, self._around.clock() - tally.heard_at + (tally.heard_upto - at) / 1000)

    async def run(self) -> None:
        """Until its source ends or `end` is called; then what was made is finished.

        Where it fails for good players still get the origin's picture, until then.
        """
        try:
            with self._everything:
                error = await supervised(
                    self._session,
                    self._again,
                    self._around.clock,
                    delays=self._around.delays(),
                    sleep=lambda seconds: self._wait(lambda: anyio.sleep(seconds)),
                )
                if error is not None:
                    self._failed, self.error = True, str(error)
                    _log.error("stream failed", stream=self.name, reason=self.error)
                    if self.feed.packager is not None:
                        await self._wait(anyio.sleep_forever)
        finally:
            with anyio.CancelScope(shield=True):
                await self._finish()

    def cut(self) -> None:
        """End without waiting for engines any longer; what was made is finished."""
        self._everything.cancel()

    def end(self) -> None:
        """Publish what was heard, then end; safe to call twice."""
        self._ending = True
        self._pause.cancel()
        if self._source is not None:
            self._source.close()

    def speak(self, languages: Sequence[str]) -> None:
        """Change the languages, of which engines must be open; the source's own stays first."""
        self.languages = tuple(languages)
        self.wanted = replace(self.wanted, languages=self.languages)
        if self.feed.packager is not None:
            self.feed.packager.languages(self.languages)
        if self.tally.live is not None:
            self.tally.live.speak(self.languages)

    def put(self, table: Table, text: str) -> None:
        """Set a table of the glossary, "" for none; another show has no item yet. Raises ConfigError."""
        glossary = Glossary.parse(text, table) if text else Glossary()
        if table == "show":
            self.board.put(show=glossary)
            self.wanted = replace(self.wanted, show=text, item="")
        else:
            self.board.put(item=glossary)
            self.wanted = replace(self.wanted, item=text)

    async def _session(self) -> None:
        await self._wait(self._around.models.there)
        if self._ending:
            return
        models = self._around.models.of(self.languages)
        self.board.put(base=models.glossary)
        models = replace(models, recognise=self.tally.timed(models.recognise))
        trace = Measured(self._around.clock, self.tally)
        self._source = await to_thread.run_sync(self.feed.sound)
        self.hub.begin()
        try:
            live = Live(self._source, self._sinks, self._around.config(), models, trace, self.board)
            self.tally.live = live
            if self._ending:
                self._source.close()
            await live.play()
        finally:
            self.tally.over()
            self._source.close()
            self._source = None

    async def _wait(self, wait: Callable[[], Awaitable[object]]) -> None:
        """Until `wait` returns or the stream is to end."""
        if not self._ending:
            with anyio.CancelScope() as self._pause:
                await wait()

    def _again(self, error: Exception, delay: float) -> None:
        self.error = f"{type(error).__name__}: {error}"
        self.tally.restarts[type(error).__name__] += 1
        _log.error("session failed", stream=self.name, reason=self.error, retry_in_s=round(delay, 1))

    async def _finish(self) -> None:
        try:
            async with AsyncExitStack() as last:  # the last one in is the first to be done
                last.push_async_callback(self.hub.close)
                last.push_async_callback(to_thread.run_sync, self.feed.close)
                for push in self._pushes:
                    last.push_async_callback(to_thread.run_sync, push.close)
                if self._recorder is not None:
                    last.push_async_callback(to_thread.run_sync, self._recorder.close)
                if self.feed.packager is not None:
                    last.push_async_callback(to_thread.run_sync, self.feed.packager.close)
        finally:
            self.ended = self._around.clock()
            self.over.set()
            _log.info("stream ended", stream=self.name)
