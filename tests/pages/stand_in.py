"""A server with the pages, one real hub and an API that remembers what it was told; no models, no media."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from pipeline.pages import app as pages
from pipeline.sinks.hub import NO_SUCH_STREAM, Hub, refuse
from pipeline.sinks.sockets import Sockets
from pipeline.types import Caption, Segment, Shown

NAME = "show"


def language(tag: str, **health: object) -> dict[str, Any]:
    quiet = {"lag_s": None, "waiting": 0, "step": "all", "failing": False, "shown": 0, "lost": 0}
    return {"tag": tag, **quiet, **health}


class StandIn:
    """One stream, there or not; tests change what it answers."""

    def __init__(self) -> None:
        self.port = 0
        self.hub = Hub()
        self.there = True
        self.token = ""
        self.languages = [language("zh-Hans"), language("en"), language("ar"), language("th")]
        self.state = "live"
        self.error = ""
        self.tables = {"show": "", "item": ""}
        self.refusal = ""
        """Why the API refuses whatever is changed."""
        self.asked: list[tuple[str, str, str]] = []
        """Method, path and body of each change."""

    def page(self, rest: str) -> str:
        return f"http://127.0.0.1:{self.port}/{rest}"

    @property
    def status(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "delay_s": 6.0,
            "viewers": self.hub.clients,
            "for_s": 754.0,
            "restarts": 0,
            "languages": self.languages,
        }

    def tell(self) -> None:
        self.hub.tell(self.status)

    def say(
        self, id: int, language: str, text: str, *, final: bool = True, source: str = "你好", part: int = 0
    ) -> None:
        start = id * 3000
        lines = tuple(text.split("\n")) if text else ()
        caption = Caption(id, part, language, start, start + 2500, lines, False, 1, words_final=final)
        self.hub.write(Shown(caption, Segment(id, start, start + 2500, source, final, 1)))

    def routes(self) -> list[BaseRoute]:
        stream = f"/v1/streams/{NAME}"
        return [
            Route(stream, self._stream, methods=["GET", "PATCH"]),
            Route(stream + "/glossary/{table}", self._table, methods=["GET", "PUT"]),
            WebSocketRoute(stream + "/captions", self._captions),
            *pages.routes(),
        ]

    async def _captions(self, socket: WebSocket) -> None:
        if self.there:
            await self.hub.serve(socket)
        else:
            await refuse(socket, NO_SUCH_STREAM, "no such stream")

    async def _stream(self, request: Request) -> Response:
        if (refused := await self._refused(request)) is not None:
            return refused
        if request.method == "PATCH":
            self.languages = [language(tag) for tag in (await request.json())["languages"]]
        described = {"name": NAME, "error": self.error, "links": {"master": None}, **self.status}
        return JSONResponse(described)

    async def _table(self, request: Request) -> Response:
        if (refused := await self._refused(request)) is not None:
            return refused
        table = request.path_params["table"]
        if request.method == "PUT":
            self.tables[table] = (await request.body()).decode()
            return JSONResponse({"base": 0, **self.tables})
        return PlainTextResponse(self.tables[table], media_type="text/tab-separated-values")

    async def _refused(self, request: Request) -> Response | None:
        if self.token and request.headers.get("authorization") != f"Bearer {self.token}":
            return JSONResponse({"error": "this needs the token"}, 401)
        if not self.there:
            return JSONResponse({"error": "no such stream"}, 404)
        if request.method != "GET":
            self.asked.append((request.method, request.url.path, (await request.body()).decode()))
            if self.refusal:
                return JSONResponse({"error": self.refusal}, 422)
        return None


@contextmanager
def served(stand: StandIn) -> Iterator[StandIn]:
    config = uvicorn.Config(
        Starlette(routes=stand.routes()),
        host="127.0.0.1",
        port=0,
        ws=Sockets,
        ws_per_message_deflate=False,
        log_level="error",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    ready = threading.Event()
    startup = server.startup

    async def announced(*args: Any, **kwargs: Any) -> None:
        await startup(*args, **kwargs)
        stand.port = server.servers[0].sockets[0].getsockname()[1]
        ready.set()

    server.startup = announced  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert ready.wait(20)
        yield stand
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()
