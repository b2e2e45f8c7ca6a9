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
        streams, one, table = "/v1/streams", "/v1/streams/{name}", "/v1/streams/{name}/glossary/{table}"
        shown = {200: Described}
        return [
            Operation("GET", streams, "list", "All streams", self.list, answers={200: Listed}),
            Operation(
                *(
                    "POST",
                    streams,
                    "start",
                    "Caption a stream; one that is captioned already is answered with 200",
                ),
                self.start,
                takes=NewStream,
                answers={201: Described, 200: Described},
                refuses=(409, 413, 422, 503),
            ),
            Operation("GET", one, "show", "One stream", self.show, answers=shown, refuses=(404,)),
            Operation(
                *(
                    "PATCH",
                    one,
                    "change",
                    "Change the languages; those that stay go on undisturbed",
                    self.change,
                ),
                takes=Change,
                answers=shown,
                refuses=(404, 413, 422),
            ),
            Operation(
                "DELETE", one, "end", "End a stream in good order", self.end, answers=shown, refuses=(404,)
            ),
            Operation(
                *("GET", "/v1/streams/{name}/glossary", "glossary", "The words of a stream", self.glossary),
                answers={200: Terms},
                refuses=(404,),
            ),
            Operation(
                *(
                    "PUT",
                    table,
                    "put",
                    "Set the show's words or the item's; a new show has no item yet",
                    self.put,
                ),
                takes=_TSV,
                answers={200: Terms},
                refuses=(404, 413, 422),
            ),
            Operation(
                "GET",
                table,
                "table",
                "A table as it was sent",
                self.table,
                answers={200: _TSV},
                refuses=(404,),
            ),
            Operation(
                "DELETE",
                table,
                "clear",
                "Take a table away",
                self.clear,
                answers={200: Terms},
                refuses=(404,),
            ),
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

    async def glossary(self, request: Request) -> Response:
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
