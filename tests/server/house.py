"""A server without sockets: the application, streams with scripted models, and a client that calls it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import anyio
import anyio.lowlevel
from anyio import to_thread
from starlette.types import ASGIApp, Message

from models.fake import FakeTranslator
from pipeline.config import Config
from pipeline.errors import InputUnavailable
from pipeline.figures import Cues
from pipeline.ingest.live import RetryDelays
from pipeline.loaded import Loaded
from pipeline.metrics import Exposition
from pipeline.server.app import application
from pipeline.server.context import Context
from pipeline.server.limits import Pace
from pipeline.server.models import Models
from pipeline.server.options import ServeOptions
from pipeline.server.stream import Stream, Surroundings
from pipeline.server.streams import StayOptions, Streams
from pipeline.server.templates import HookOptions, Wanted
from pipeline.types import Reached
from tests.scripted import PATIENCE_S, Seen, Source, loaded

TEMPLATE = "http://127.0.0.1:18080/hls/{app}/{name}/index.m3u8"
SERVE = ServeOptions(languages="en,es", hooks=HookOptions(hls=TEMPLATE))
CUES = Cues(6000, 99, 1)
LOCAL = {"host": "127.0.0.1:8080"}


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Shelf(Seen):
    """A packager that answers what it was asked for; `missing` is the error of an origin that is away."""

    def __init__(self) -> None:
        super().__init__()
        self.missing: InputUnavailable | None = None
        self.tags: tuple[str, ...] = ()
        self.closed = 0

    def _said(self, text: str) -> str:
        if self.missing:
            raise self.missing
        return text

    def master(self) -> str:
        return self._said("#EXTM3U\n")

    def video(self, id: str) -> str | None:
        return self._said(f"video {id}") if id == "v0" else None

    def subtitles(self, language: str) -> str | None:
        return self._said(f"list {language}") if language == "en" else None

    def segment(self, language: str, sequence: int) -> str | None:
        return self._said(f"WEBVTT {language} {sequence}") if language == "en" else None

    async def until(self, ready: Callable[[Seen], bool]) -> None:
        """Until what was shown is enough."""
        await to_thread.run_sync(self.wait_for, ready)

    def reached(self, reached: Reached) -> None:
        """Nothing waits for it here."""

    def failing(self, language: str, reason: str) -> None:
        """Nothing waits for it here."""

    def languages(self, languages: tuple[str, ...]) -> None:
        self.tags = languages

    def close(self) -> None:
        self.closed += 1


@dataclass(eq=False)
class Feed:
    """Every session gets the next of `sources`, then an error."""

    packager: Shelf | None
    sources: list[Source | Exception] = field(default_factory=list)
    opened: list[Source] = field(default_factory=list)
    cues: Cues | None = CUES

    places: frozenset[str] = frozenset({"http://u:p@origin:18080/show.m3u8", "https://cdn.example/1.ts"})

    def sound(self) -> Source:
        source = self.sources.pop(0) if self.sources else Source()
        if isinstance(source, Exception):
            raise source
        self.opened.append(source)
        return source

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> str:
        return str(self.json["error"])


@dataclass
class House:
    context: Context
    app: ASGIApp
    clock: Clock
    feeds: dict[str, Feed]
    planned: dict[str, list[Source | Exception]]
    """The sources of a stream that is to be started."""

    @property
    def streams(self) -> Streams:
        return self.context.streams

    def serve(self, **changes: Any) -> None:
        """Other options from now on."""
        config = self.context.config()
        self.context.config = lambda: replace(config, serve=replace(config.serve, **changes))

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] = LOCAL,
        caller: str = "127.0.0.1",
    ) -> Answer:
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return await call(self.app, method, path, sent, headers, caller)


async def until(holds: Callable[[], bool]) -> None:
    """Let the other tasks of the loop run; the house fails where it takes too long."""
    while not holds():
        await anyio.lowlevel.checkpoint()


async def call(
    app: ASGIApp, method: str, path: str, body: bytes, headers: Mapping[str, str], caller: str
) -> Answer:
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": (caller, 5),
        "server": ("127.0.0.1", 8080),
    }
    pieces = [body[at : at + 1000] for at in range(0, len(body), 1000)] or [b""]
    messages: list[Message] = [
        {"type": "http.request", "body": piece, "more_body": at + 1 < len(pieces)}
        for at, piece in enumerate(pieces)
    ]
    answer = Answer(0, {}, b"")

    async def receive() -> Message:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    with anyio.fail_after(PATIENCE_S):
        await app(scope, receive, send)
    return answer


def models(
    engine: object = None, *, to: Sequence[str] = ("en", "es"), fail: Sequence[Exception] = ()
) -> Models:
    """Scripted ones; opening them fails with each of `fail` first."""
    errors = list(fail)

    def open_() -> Loaded:
        if errors:
            raise errors.pop(0)
        return loaded(engine=engine or FakeTranslator(), to=to)

    return Models(("zh-Hans", *to), open_, lambda: 0.0)


@asynccontextmanager
async def house(
    options: ServeOptions = SERVE,
    *,
    load: bool = True,
    packaged: bool = True,
    **planned: list[Source | Exception],
) -> AsyncIterator[House]:
    clock, feeds = Clock(), {}
    config = Config(serve=options)
    scripted = models()

    class Once(RetryDelays):
        def after(self, good_s: float) -> float:
            return 0.0

    def opened(wanted: Wanted) -> Stream:
        feed = Feed(Shelf() if wanted.hls and packaged else None, planned.pop(wanted.name, []))
        feeds[wanted.name] = feed
        around = Surroundings(scripted, lambda: context.config(), clock, Once)
        return Stream(wanted, context.languages(wanted.languages), feed, around)

    with anyio.fail_after(2 * PATIENCE_S):
        async with anyio.create_task_group() as group:
            serve = config.serve
            stay = StayOptions(serve.hooks.linger_s, serve.idle_s, serve.kept_s)
            streams = Streams(group, opened, lambda: context.options.limits.streams, lambda: stay, clock)
            metrics = Exposition(lambda: streams, lambda: scripted.loaded is not None, clock)
            pace = Pace(options.limits.requests_s, clock)
            context = Context(lambda: config, streams, scripted, metrics, pace, clock)
            if load:
                await scripted.load()
            yield House(context, application(context), clock, feeds, planned)
            streams.end_all()
            for stream in streams:
                await stream.over.wait()
