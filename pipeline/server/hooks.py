"""What media servers tell: a publisher came or went. They are let in whatever becomes of their captions.

A hook that is refused keeps the publisher off the air, and a captioner must never do that: only who may not
ask at all is refused. People and `zimu hook` use the generic dialect, and want to know: there it says.
"""

from __future__ import annotations

from typing import cast

import structlog
from starlette.requests import Request
from starlette.responses import Response

from pipeline.server.context import Context
from pipeline.server.dialects import Dialect, Published, answer, event
from pipeline.server.operations import Operation
from pipeline.server.refusal import Refused
from pipeline.server.templates import may_open, wanted

_log = structlog.get_logger(__name__)
_DIALECTS = {
    "nginx": ("nginx-rtmp: on_publish and on_publish_done", "application/x-www-form-urlencoded"),
    "srs": ("SRS http_hooks; answers 0", "application/json"),
    "nms": ("node-media-server, its notify URL", "application/json"),
    "generic": ("zimu hook and scripts: action publish or unpublish, name or path, app", "application/json"),
}


class Hooks:
    def __init__(self, context: Context) -> None:
        self._context = context

    def operations(self) -> list[Operation]:
        return [
            Operation(
                "POST",
                f"/hooks/{dialect}",
                f"hook_{dialect}",
                says,
                self.hear,
                "hooks",
                sent,
                {200: answer(cast(Dialect, dialect))[1]},
                (400, 409, 422, 503) if dialect == "generic" else (),
            )
            for dialect, (says, sent) in _DIALECTS.items()
        ]

    async def hear(self, request: Request) -> Response:
        dialect = cast(Dialect, request.url.path.rpartition("/")[2])
        body = await self._context.body(request)
        try:
            outcome = self._heed(dialect, body)
        except Refused as error:
            self._context.metrics.hook(dialect, "refused")
            _log.warning("hook refused", dialect=dialect, reason=str(error))
            if dialect == "generic":
                raise
        else:
            self._context.metrics.hook(dialect, outcome)
        text, media = answer(dialect)
        return Response(text, media_type=media)

    def _heed(self, dialect: Dialect, body: bytes) -> str:
        """What became of it, in a word."""
        config = self._context.config()
        options = config.serve.hooks
        said = event(dialect, body)
        if said is None:
            return "ignored"
        if not isinstance(said, Published):
            left = wanted(Published(said.app, said.name, hls="-"), options)
            if left is not None:
                self._context.streams.gone(left.app, left.name)
            return "unpublished"
        asked = wanted(said, options)
        if asked is None:
            return "ignored"
        self._context.languages(asked.languages)
        may_open(asked, config.source.roots, config.serve.sources)
        self._context.streams.start(asked)
        return "published"
