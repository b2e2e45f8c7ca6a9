"""The ASGI application: every operation behind its guard, the captions by WebSocket, the pages."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from pipeline.pages import app as pages
from pipeline.server.access import may_watch
from pipeline.server.context import Context
from pipeline.server.control import Control
from pipeline.server.health import Health
from pipeline.server.hooks import Hooks
from pipeline.server.operations import Operation
from pipeline.server.playlists import Playlists
from pipeline.server.records import Failure
from pipeline.server.refusal import Refused
from pipeline.sinks.hub import NO_SUCH_STREAM, POLICY, refuse
from pipeline.sinks.sockets import TRY_AGAIN_LATER

_CLOSES = {404: NO_SUCH_STREAM, 503: TRY_AGAIN_LATER}


def operations(context: Context) -> list[Operation]:
    """Everything that is asked over HTTP, but for the pages."""
    others = [
        *Control(context).operations(),
        *Hooks(context).operations(),
        *Playlists(context).operations(),
    ]
    return [*others, *Health(context, lambda: others).operations()]


def application(context: Context) -> Starlette:
    routes: list[BaseRoute] = [
        Route(each.path, partial(_guarded, context, each), methods=[each.method])
        for each in operations(context)
    ]
    routes.append(WebSocketRoute("/v1/streams/{name}/captions", partial(_captions, context)))
    routes += pages.routes(partial(_media, context))
    return Starlette(routes=routes, exception_handlers={HTTPException: _unknown, 404: _unknown})


async def _guarded(context: Context, operation: Operation, request: Request) -> Response:
    try:
        context.admit(request, operation.audience)
        response = await operation.respond(request)
        if operation.audience != "viewers":
            await context.streams.save()  # who was told so finds it after a kill, too
    except Refused as error:
        response = _refusal(error)
    if operation.audience == "viewers":
        response.headers["Access-Control-Allow-Origin"] = "*"  # players stand on other sites
    return response


def _refusal(error: Refused) -> Response:
    headers = {"Cache-Control": "no-store"}
    if error.after is not None:
        headers["Retry-After"] = str(error.after)
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(Failure(error=str(error)).model_dump(), error.status, headers=headers)


async def _unknown(request: Request, error: Exception) -> Response:
    """Starlette's own 404 and 405, in our form."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    says = "this address takes another method" if status == 405 else "nothing is here; see /openapi.json"
    return _refusal(Refused(status, says))


async def _captions(context: Context, socket: WebSocket) -> None:
    try:
        may_watch(context.options.origins, socket.headers)
        stream = context.streams.get(socket.path_params["name"])
        most = context.options.limits.clients
        if sum(each.hub.clients for each in context.streams) >= most:
            raise Refused(503, f"{most} clients are connected already")
    except Refused as error:
        await refuse(socket, _CLOSES.get(error.status, POLICY), str(error))
        return
    await stream.hub.serve(socket)


def _media(context: Context, name: str) -> set[str]:
    """The origins from which a player of this stream fetches its segments."""
    places = [place for stream in context.streams if stream.name == name for place in stream.feed.places]
    parts = map(urlsplit, places)
    return {f"{each.scheme}://{each.netloc.rpartition('@')[2]}" for each in parts if each.netloc}
