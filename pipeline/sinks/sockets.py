"""uvicorn's WebSocket connection, taught to part with a client that takes nothing.

ASGI has no word for it: `close` waits until the client takes what was sent before, and a client that never
does would keep its connection, and what waits in it, for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.http11 import Request

TRY_AGAIN_LATER = 1013
PATIENCE_S = 5.0
"""How long a client may take to read why it is parted with; its connection is cut then."""
_EXTENSION = "zimu.part"

Part = Callable[[int, str], None]


def parting(socket: WebSocket) -> Part | None:
    """`part(code, reason)` of a connection; None under a server that is not given `Sockets`."""
    extensions: dict[str, Any] = socket.scope.get("extensions") or {}
    return extensions.get(_EXTENSION)


class Sockets(WebSocketsSansIOProtocol):
    """For `uvicorn.Config(ws=Sockets)`."""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:  # the handshake goes on: the application runs after this
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[_EXTENSION] = self.part

    def part(self, code: int, reason: str) -> None:
        """Say why behind whatever the client has not taken yet, wait a little, cut the connection."""
        if self.close_sent or self.transport.is_closing():
            return
        self.stop_keepalive()
        with suppress(InvalidState):
            self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.transport.resume_reading()  # its answer may wait behind messages that nobody wanted
        self.close_timer = self.loop.call_later(PATIENCE_S, self.transport.abort)

    def keepalive_timeout(self) -> None:
        """A ping waits behind what was sent before it: who does not answer one takes nothing."""
        self.part(TRY_AGAIN_LATER, "too slow: a ping was not answered")
