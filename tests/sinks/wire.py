"""A client's end of a WebSocket, in the same loop and without a socket: stepped, never slept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from starlette.websockets import WebSocket


class Wire:
    """What the application sends is in `sent`; while `open` is not set the client takes nothing."""

    def __init__(self, query: str = "", extensions: dict[str, Any] | None = None) -> None:
        self.sent: list[dict[str, Any]] = []
        self.open = asyncio.Event()
        self.open.set()
        self._incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._incoming.put_nowait({"type": "websocket.connect"})
        scope = {
            "type": "websocket",
            "path": "/",
            "query_string": query.encode(),
            "headers": [],
            "client": ("test", 1),
            "extensions": extensions or {},
        }
        self.socket = WebSocket(scope, self._incoming.get, self._send)  # type: ignore[arg-type]

    async def _send(self, message: Any) -> None:
        await self.open.wait()
        self.sent.append(message)

    def say(self, text: str) -> None:
        self._incoming.put_nowait({"type": "websocket.receive", "text": text})

    def leave(self) -> None:
        self._incoming.put_nowait({"type": "websocket.disconnect", "code": 1001})

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The captions and states that came, read."""
        return [json.loads(each["text"]) for each in self.sent if each["type"] == "websocket.send"]

    @property
    def ids(self) -> list[str]:
        """Of the captions, without what tells sessions apart."""
        return [each["id"].partition("-")[2] for each in self.messages if "id" in each]

    @property
    def close(self) -> tuple[int, str] | None:
        closes = [each for each in self.sent if each["type"] == "websocket.close"]
        return (closes[0]["code"], closes[0]["reason"]) if closes else None


async def until(holds: Callable[[], bool], steps: int = 10_000) -> None:
    """Let the loop go on until something holds."""
    for _ in range(steps):
        if holds():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to that")
