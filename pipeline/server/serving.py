"""The process of `zimu serve`: HTTP at once, models beside it, signals, and an end in good time."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from socket import socket
from typing import Protocol
from weakref import WeakKeyDictionary

import anyio
import structlog
import uvicorn
from anyio import to_thread
from anyio.abc import TaskStatus

from pipeline import loaded
from pipeline.config import Config
from pipeline.errors import ConfigError, InputError
from pipeline.metrics import Exposition
from pipeline.server.app import application
from pipeline.server.context import Context
from pipeline.server.described import status
from pipeline.server.feed import Feed
from pipeline.server.limits import Pace
from pipeline.server.models import Models
from pipeline.server.recorder import Recorder
from pipeline.server.records import Status
from pipeline.server.refusal import Refused
from pipeline.server.reload import reloaded
from pipeline.server.stream import Stream, Surroundings
from pipeline.server.streams import StayOptions, Streams
from pipeline.server.templates import Wanted, always
from pipeline.sinks.sockets import Sockets

_TICK_S = 1.0
_ENDING_S, _SEEN_S, _CLOSING_S, _AT_MOST_S = 5.0, 1.5, 1.0, 9.0
"""To publish what was heard; for players to see the end; for connections to close; for all of it."""
_log = structlog.get_logger(__name__)


class Feeds(Protocol):
    """How a stream's sound and its renditions are opened."""

    def __call__(self, wanted: Wanted, languages: Sequence[str], config: Config, /) -> Feed: ...


class _Http(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """They are ours: a stream ends before its players' connections do."""
        yield


class Server:
    """One `run`. `reread` reads the configuration again, `saved` is where a restart finds the streams."""

    def __init__(
        self,
        config: Config,
        models: Models,
        feeds: Feeds,
        clock: Callable[[], float],
        *,
        reread: Callable[[], Config] | None = None,
        saved: Path | None = None,
    ) -> None:
        self._config = config
        self._models = models
        self._feeds = feeds
        self._clock = clock
        self._reread = reread or (lambda: config)
        self._saved = saved
        self._told: WeakKeyDictionary[Stream, Status] = WeakKeyDictionary()
        self._asked_to_end = False
        self._pace = Pace(config.serve.limits.requests_s, clock)

    async def run(self, listening: Sequence[socket], ready: Callable[[], None] = lambda: None) -> None:
        """Until SIGINT or SIGTERM, then at most 10 s more; a second one ends it at once.

        `ready` is called when connections are taken. Raises what the operator must mend of the models.
        """
        async with anyio.create_task_group() as group:
            self._streams = Streams(
                group,
                self._opened,
                lambda: self._config.serve.limits.streams,
                self._stay,
                self._clock,
                self._saved,
            )
            http = self._http()
            await group.start(self._watch, http, group.cancel_scope)
            group.start_soon(self._models.load)
            self._streams.restore()
            group.start_soon(self._tend)
            ready()
            await http.serve(list(listening))
            group.cancel_scope.cancel()
        await to_thread.run_sync(self._models.close)

    def _http(self) -> _Http:
        metrics = Exposition(lambda: self._streams, lambda: self._models.loaded is not None, self._clock)
        context = Context(lambda: self._config, self._streams, self._models, metrics, self._pace, self._clock)
        self._context = context
        return _Http(
            uvicorn.Config(
                application(context),
                http="h11",
                ws=Sockets,
                ws_max_size=1024,
                ws_per_message_deflate=False,  # a thousand clients, each with a compressor of its own
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_keep_alive=15,
                timeout_graceful_shutdown=round(_CLOSING_S),
            )
        )

    def _opened(self, wanted: Wanted) -> Stream:
        """Raises Refused for what this server cannot caption."""
        languages = self._context.languages(wanted.languages)
        around = Surroundings(self._models, lambda: self._config, self._clock)
        folder = self._config.serve.recordings
        recorder = Recorder(Path(folder), wanted.name, wanted.resumed) if folder else None
        try:
            return Stream(wanted, languages, self._feeds(wanted, languages, self._config), around, recorder)
        except (ConfigError, InputError) as error:
            raise Refused(422, str(error)) from error

    def _stay(self) -> StayOptions:
        serve = self._config.serve
        return StayOptions(serve.hooks.linger_s, serve.idle_s, serve.kept_s)

    async def _tend(self) -> None:
        """What is to be done every second."""
        while True:
            for wanted in always(self._config.serve.streams):
                if wanted.name not in self._streams and not self._asked_to_end:
                    self._start(wanted)
            self._streams.tidy({wanted.name for wanted in always(self._config.serve.streams)})
            self._tell()
            await self._streams.save()
            await anyio.sleep(_TICK_S)

    def _tell(self) -> None:
        """Viewers hear how their stream is, when that changes."""
        for stream in self._streams:
            now = status(stream)
            if self._told.get(stream) != now:
                self._told[stream] = now
                stream.hub.tell(now.model_dump())

    def _start(self, wanted: Wanted) -> None:
        try:
            self._streams.start(wanted)
        except Refused as error:
            _log.error("stream cannot begin", stream=wanted.name, reason=str(error))

    async def _watch(
        self, http: _Http, everything: anyio.CancelScope, *, task_status: TaskStatus[None]
    ) -> None:
        with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM, signal.SIGHUP) as signals:
            task_status.started()
            async with anyio.create_task_group() as ending:
                async for number in signals:
                    if number == signal.SIGHUP:
                        await self._reload()
                    elif self._asked_to_end:
                        everything.cancel()
                    else:
                        self._asked_to_end = True
                        ending.start_soon(self._end, http)

    async def _end(self, http: _Http) -> None:
        _log.info("ending: streams finish their last segments")
        late = threading.Timer(_AT_MOST_S, self._give_up)
        late.daemon = True
        late.start()
        streams = self._streams.running
        self._streams.end_all()
        with anyio.move_on_after(_ENDING_S):
            for stream in streams:
                await stream.over.wait()
        for stream in streams:
            stream.cut()
        if any(stream.feed.packager for stream in streams):
            await anyio.sleep(_SEEN_S)  # players ask for the playlist that says so
        http.should_exit = True

    def _give_up(self) -> None:
        """A thread that hangs in an engine would keep the process for ever."""
        clean = all(stream.over.is_set() for stream in self._streams)
        os._exit(0 if clean else 1)

    async def _reload(self) -> None:
        try:
            new = await to_thread.run_sync(self._reread)
            glossary = await to_thread.run_sync(partial(loaded.glossary, new))
        except ConfigError as error:
            _log.error("configuration not read again: the old one counts", reason=str(error))
            return
        self._config, now, later = reloaded(self._config, new, self._models.languages)
        self._pace.per_second = self._config.serve.limits.requests_s
        self._models.use(glossary)
        for stream in self._streams:
            stream.board.put(base=glossary)
        _log.info("configuration read again", changed=", ".join(now) or "nothing but glossaries")
        if later:
            _log.warning("needs a restart", keys=", ".join(later))
