"""One WebSocket client: what it asked for, what waits for it, how it is parted with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from starlette.datastructures import QueryParams
from starlette.websockets import WebSocket, WebSocketDisconnect

from pipeline.errors import ConfigError
from pipeline.layout.languages import canonical
from pipeline.sinks.backlog import Backlog, Message
from pipeline.sinks.sockets import parting

_WAITING = 64
"""Messages that may wait for one client."""
_PULSE_S = 15.0
"""Who follows the status hears something so often: a page cannot tell silence from a dead connection."""


class Client:
    """`?lang=en,es&since=SEQ&status=1`. For the loop's thread alone.

    Raises ConfigError for what is no language or no number.
    """

    def __init__(self, query: QueryParams) -> None:
        tags = ",".join(query.getlist("lang")).split(",")
        self.languages = frozenset(canonical(tag) for tag in tags if tag)
        """None: all."""
        self.since = _number(query.get("since", ""))
        """The last message that it had; None where it had none and wants no past."""
        self.status = query.get("status") == "1"
        """Whether it wants to know how the stream is."""
        self.after = 0
        """Messages up to this one it has, or is sent by other means."""
        self.backlog = Backlog(_WAITING)
        self.news = asyncio.Event()
        self.too_slow = asyncio.Event()
        self.gone = asyncio.Event()

    def offer(self, message: Message) -> None:
        """Take what it asked for; where there is no more room it is too slow."""
        if message.language:
            here = not self.languages or message.language in self.languages
            wanted = here and message.seq > self.after
        else:
            wanted = self.status
        if wanted:
            (self.news if self.backlog.put(message) else self.too_slow).set()

    async def forward(
        self, socket: WebSocket, missed: list[Message], ending: Callable[[], object], pulse: Callable[[], str]
    ) -> None:
        """Send what it missed, then what comes, until it goes, or all is sent and `ending`."""
        with suppress(WebSocketDisconnect):
            for each in missed:
                await socket.send_text(each.text)
            missed.clear()  # its caller holds the list for as long as the client is there
            while True:
                self.news.clear()
                while (message := self.backlog.take()) is not None:
                    await socket.send_text(message.text)
                if ending():
                    return
                try:
                    async with asyncio.timeout(_PULSE_S if self.status else None):
                        await self.news.wait()
                except TimeoutError:
                    await socket.send_text(pulse())


async def left(socket: WebSocket) -> int:
    """Until the connection ends, with which code; what the client says meanwhile is not for us."""
    while (message := await socket.receive())["type"] != "websocket.disconnect":
        pass
    return int(message.get("code", 1005))


async def part(socket: WebSocket, code: int, reason: str, within_s: float) -> None:
    """Close with a reason, whatever the client has not taken yet."""
    if (at_once := parting(socket)) is not None:
        at_once(code, reason)
        return
    with suppress(TimeoutError, WebSocketDisconnect):
        async with asyncio.timeout(within_s):
            await socket.close(code, reason)


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        raise ConfigError("since is not the seq of a message; leave it out, or 0 for all that is kept")
    return int(text)
