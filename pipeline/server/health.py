"""Whether it runs, whether it can caption, what is measured, and what may be asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from pipeline.metrics import MEDIA_TYPE
from pipeline.server.context import Context
from pipeline.server.operations import Answers, Endpoint, Operation, document
from pipeline.server.records import Ready


class Health:
    def __init__(self, context: Context, others: Callable[[], Sequence[Operation]]) -> None:
        self._context = context
        self._others = others

    def operations(self) -> list[Operation]:
        text = "text/plain"
        return [
            self._open("/healthz", "alive", "200 as long as it answers", self.alive, {200: text}),
            self._open(
                "/readyz", "ready", "200 once the models are open", self.ready, {200: Ready, 503: Ready}
            ),
            Operation("GET", "/metrics", "metrics", "For Prometheus", self.metrics, answers={200: text}),
            self._open("/openapi.json", "description", "This", self.description, {200: "application/json"}),
        ]

    def _open(self, path: str, id: str, says: str, respond: Endpoint, answers: Answers) -> Operation:
        return Operation("GET", path, id, says, respond, "viewers", answers=answers)

    async def alive(self, request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(self, request: Request) -> Response:
        models = self._context.models
        ready = models.loaded is not None
        record = Ready(ready=ready, reason="" if ready else models.missing)
        return JSONResponse(record.model_dump(), 200 if ready else 503, headers={"Cache-Control": "no-store"})

    async def metrics(self, request: Request) -> Response:
        return Response(self._context.metrics.text(), media_type=MEDIA_TYPE)

    async def description(self, request: Request) -> Response:
        return JSONResponse(document([*self._others(), *self.operations()]))
