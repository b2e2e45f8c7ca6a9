"""What the endpoints share: the streams, the models, the options of the moment, and who may ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.requests import HTTPConnection, Request

from pipeline.config import Config
from pipeline.errors import ConfigError
from pipeline.loaded import languages
from pipeline.metrics import Exposition
from pipeline.server.access import may_control
from pipeline.server.limits import Pace
from pipeline.server.models import Models
from pipeline.server.operations import Audience
from pipeline.server.options import ServeOptions
from pipeline.server.refusal import Refused
from pipeline.server.streams import Streams


@dataclass(slots=True)
class Context:
    config: Callable[[], Config]
    """What counts now: it changes on SIGHUP."""
    streams: Streams
    models: Models
    metrics: Exposition
    pace: Pace
    clock: Callable[[], float]

    @property
    def options(self) -> ServeOptions:
        return self.config().serve

    def admit(self, request: HTTPConnection, audience: Audience) -> None:
        """Raises Refused for who may not ask, or asks too often."""
        if audience == "viewers":
            return
        caller = request.client.host if request.client else ""
        hook = audience == "hooks"
        if not hook:
            self.pace.spend(caller)
        try:
            may_control(self.options.token, caller, request.headers, hook=hook)
        except Refused:
            if hook:  # a media server tells of every viewer, and must not be slowed down; a stranger may
                self.pace.spend(caller)
            raise

    async def body(self, request: Request) -> bytes:
        """The whole body. Raises Refused, 413, as soon as it is too long."""
        most = self.options.limits.body_bytes
        stated = request.headers.get("content-length", "0")
        body = bytearray()
        if not stated.isdecimal() or int(stated[:20]) <= most:
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    break
            else:
                return bytes(body)
        raise Refused(413, f"the body is longer than {most} bytes (serve.limits.body_bytes)")

    def languages(self, asked: Sequence[str]) -> tuple[str, ...]:
        """What a stream gets that asks for these, the source's own first; none: all that are configured.

        Raises Refused, 422, for what is no language or is too many; 409 for what is not open: which
        engines there are is decided when the server starts.
        """
        try:
            found = languages(",".join(asked) or self.options.languages, self.config().text.script)
        except ConfigError as error:
            raise Refused(422, str(error)) from None
        most = self.options.limits.languages
        if len(found) > most:
            raise Refused(
                422, f"{len(found)} languages with the source's; at most {most} (serve.limits.languages)"
            )
        if closed := self.models.closed(found):
            known = ", ".join(self.models.languages)
            raise Refused(
                409,
                f"{', '.join(closed)}: not opened; there are {known}: add to serve.languages, then restart",
            )
        return found
