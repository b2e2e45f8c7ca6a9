"""What HLS players fetch. Nothing here waits for captions; segments of the video come from the origin."""

from __future__ import annotations

from collections.abc import Callable

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import InputError, InputUnavailable
from pipeline.server.context import Context
from pipeline.server.feed import Packager
from pipeline.server.operations import Endpoint, Operation
from pipeline.server.refusal import Refused

PLAYLIST = "application/vnd.apple.mpegurl"
WEBVTT = "text/vtt"
_THREADS = 16
"""Answers under way that may wait for an origin; none of them takes a thread from a stream."""


class Playlists:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._threads = CapacityLimiter(_THREADS)

    def operations(self) -> list[Operation]:
        return [
            self._operation("master.m3u8", "master", "The multivariant playlist", PLAYLIST, self.master),
            self._operation(
                "video/{id}.m3u8", "video", "A variant or an audio rendition", PLAYLIST, self.video
            ),
            self._operation("{language}/index.m3u8", "subtitles", "A language", PLAYLIST, self.subtitles),
            self._operation("{language}/{sequence:int}.vtt", "segment", "A segment", WEBVTT, self.segment),
        ]

    def _operation(self, path: str, id: str, says: str, media: str, respond: Endpoint) -> Operation:
        whole = f"/hls/{{name}}/{path}"
        return Operation(
            "GET", whole, id, says, respond, audience="viewers", answers={200: media}, refuses=(404, 503)
        )

    async def master(self, request: Request) -> Response:
        return await self._answer(request, PLAYLIST, lambda packager: packager.master())

    async def video(self, request: Request) -> Response:
        id = request.path_params["id"]
        return await self._answer(request, PLAYLIST, lambda packager: packager.video(id))

    async def subtitles(self, request: Request) -> Response:
        language = request.path_params["language"]
        return await self._answer(request, PLAYLIST, lambda packager: packager.subtitles(language))

    async def segment(self, request: Request) -> Response:
        language, sequence = request.path_params["language"], request.path_params["sequence"]
        return await self._answer(request, WEBVTT, lambda packager: packager.segment(language, sequence))

    async def _answer(self, request: Request, media: str, ask: Callable[[Packager], str | None]) -> Response:
        stream = self._context.streams.get(request.path_params["name"])
        packager = stream.feed.packager
        if packager is None:
            raise Refused(404, f"{stream.name} has no HLS: start it with the origin's playlist as hls")
        try:
            text = await to_thread.run_sync(ask, packager, limiter=self._threads)
        except InputUnavailable as error:
            raise Refused(503, str(error), after=1) from None
        except InputError as error:
            raise Refused(502, str(error)) from None
        if text is None:
            raise Refused(404, f"{stream.name} has no such playlist or segment")
        headers = {"Cache-Control": "max-age=1" if media == WEBVTT else "no-cache"}
        return Response(text.encode(), media_type=media, headers=headers)
