"""What operators do: start and end streams, change their languages and their words."""

from __future__ import annotations

from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from pipeline.errors import ConfigError
from pipeline.server.context import Context
from pipeline.server.described import described
from pipeline.server.names import checked
from pipeline.server.operations import Operation
from pipeline.server.records import Change, Described, Listed, NewStream, Record, Terms, read
from pipeline.server.refusal import Refused
from pipeline.server.stream import Stream, Table
from pipeline.server.templates import Wanted, may_open

_TSV = "text/tab-separated-values"


class Control:
    def __init__(self, context: Context) -> None:
        self._context = context

    def operations(self) -> list[Operation]:
        streams, one = "/v1/streams", "/v1/streams/{name}"
        words, table = f"{one}/glossary", f"{one}/glossary/{{table}}"
        again = "Caption a stream; one that is captioned already is answered with 200"
        stay = "Change the languages; those that stay go on undisturbed, one not in serve.languages is a 409"
        new = "Set the show's words or the item's; a new show has no item yet"
        shown, terms, text = {200: Described}, {200: Terms}, {200: _TSV}
        begun = {201: Described, 200: Described}
        missing, bad = (404,), (404, 413, 422)
        refused, closed = (409, 413, 422, 503), (404, 409, 413, 422)
        return [
            Operation("GET", streams, "list", "All streams", self.list, answers={200: Listed}),
            Operation("POST", streams, "start", again, self.start, "operators", NewStream, begun, refused),
            Operation("GET", one, "show", "One stream", self.show, answers=shown, refuses=missing),
            Operation("PATCH", one, "change", stay, self.change, "operators", Change, shown, closed),
            Operation("DELETE", one, "end", "End it in good order", self.end, answers=shown, refuses=missing),
            Operation("GET", words, "words", "All its words", self.words, answers=terms, refuses=missing),
            Operation("PUT", table, "put", new, self.put, "operators", _TSV, terms, bad),
            Operation("GET", table, "table", "As it was sent", self.table, answers=text, refuses=missing),
            Operation("DELETE", table, "clear", "Take it away", self.clear, answers=terms, refuses=missing),
        ]

    async def list(self, request: Request) -> Response:
        now = self._context.clock()
        return _json(Listed(streams=[described(each, now) for each in self._context.streams]))

    async def start(self, request: Request) -> Response:
        asked = read(NewStream, await self._context.body(request))
        if not asked.hls and not asked.source:
            raise Refused(422, "say where the stream is: hls, source or both")
        wanted = Wanted(checked(asked.name), "", asked.hls, asked.source, tuple(asked.languages or ()))
        self._context.languages(wanted.languages)
        config = self._context.config()
        may_open(wanted, config.source.roots, config.serve.sources)
        stream, new = self._context.streams.start(wanted)
        return self._described(stream, 201 if new else 200)

    async def show(self, request: Request) -> Response:
        return self._described(self._stream(request))

    async def change(self, request: Request) -> Response:
        stream = self._stream(request)
        asked = read(Change, await self._context.body(request))
        stream.speak(self._context.languages(asked.languages))
        self._context.streams.changed()
        return self._described(stream)

    async def end(self, request: Request) -> Response:
        return self._described(self._context.streams.end(request.path_params["name"]))

    async def words(self, request: Request) -> Response:
        return _terms(self._stream(request))

    async def put(self, request: Request) -> Response:
        return self._put(request, await self._context.body(request))

    async def clear(self, request: Request) -> Response:
        return self._put(request, b"")

    async def table(self, request: Request) -> Response:
        wanted = self._stream(request).wanted
        text = wanted.show if _table(request) == "show" else wanted.item
        return PlainTextResponse(text, media_type=_TSV, headers={"Cache-Control": "no-store"})

    def _put(self, request: Request, body: bytes) -> Response:
        stream = self._stream(request)
        try:
            stream.put(_table(request), body.decode())
        except UnicodeDecodeError:
            raise Refused(422, "the table is not UTF-8") from None
        except ConfigError as error:
            raise Refused(422, str(error)) from None
        self._context.streams.changed()
        return _terms(stream)

    def _stream(self, request: Request) -> Stream:
        return self._context.streams.get(request.path_params["name"])

    def _described(self, stream: Stream, status: int = 200) -> Response:
        return _json(described(stream, self._context.clock()), status)


def _table(request: Request) -> Table:
    table = request.path_params["table"]
    if table not in ("show", "item"):
        raise Refused(404, f"no table {table[:40]!r}: there are show and item")
    return cast(Table, table)


def _terms(stream: Stream) -> Response:
    return _json(
        Terms(base=len(stream.board.tables.base.terms), show=stream.wanted.show, item=stream.wanted.item)
    )


def _json(record: Record, status: int = 200) -> Response:
    return JSONResponse(record.model_dump(mode="json"), status, headers={"Cache-Control": "no-store"})
