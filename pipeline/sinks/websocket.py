"""Captions to WebSocket clients as they change; a slow client loses drafts, then its connection."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import structlog
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from pipeline.errors import ConfigError
from pipeline.formats import jsonl
from pipeline.layout.languages import canonical
from pipeline.types import Shown

_WAITING = 64
"""Messages that may wait for one client."""
_OWN_PAGES = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
"""Pages that may connect. Programs send no origin; pages of other sites must not read a stranger's stream."""
TRY_AGAIN_LATER = 1013
_LAST_S = 2.0
"""Seconds in which a client must take the last captions, and its close."""

_log = structlog.get_logger(__name__)
_library = logging.getLogger(__name__)
# A stranger that speaks no WebSocket, a port scan say, is no fault of ours that needs a traceback.
_library.addFilter(lambda record: record.msg != "opening handshake failed")


@dataclass(eq=False)
class _Client:
    connection: ServerConnection
    languages: frozenset[str]
    """Tags that it asked for; none: all."""
    messages: asyncio.Queue[str | None] = field(default_factory=lambda: asyncio.Queue(_WAITING))
    """None: that was the last one."""
    too_slow: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)


class WebSocket:
    """`ws://HOST:PORT/?lang=en,es`; each message is that of `formats.jsonl`."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._clients: set[_Client] = set()
        self._seq = 0
        self.dropped = 0
        """Drafts that slow clients did not get."""

    @asynccontextmanager
    async def listening(self, host: str, port: int) -> AsyncIterator[Server]:
        """Serve until the block ends and clients have the last captions, or have had the time to take them.

        Raises ConfigError where the address cannot be had.
        """
        self._loop = asyncio.get_running_loop()
        try:
            server = await serve(
                self._serve,
                host,
                port,
                origins=[None, _OWN_PAGES],
                max_size=1024,
                close_timeout=_LAST_S,
                logger=_library,
            )
        except OSError as error:
            raise ConfigError(f"--ws {host}:{port}: {error.strerror}; choose another port") from error
        async with server:
            try:
                yield server
            finally:
                await self._finish()

    async def _finish(self) -> None:
        await asyncio.sleep(0)  # what `write` has handed over is in the queues after this
        clients = list(self._clients)
        for client in clients:
            self._offer(client, None, keep=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_S):
                for client in clients:
                    await client.gone.wait()
        for client in self._clients:
            client.connection.transport.abort()

    def write(self, shown: Shown) -> None:
        """Send to all clients; called from any thread, returns at once."""
        if self._loop is not None:
            self._seq += 1
            text = jsonl.line(shown.caption, self._seq, shown.segment.text)
            self._loop.call_soon_threadsafe(
                self._send, shown.caption.language, text, shown.caption.words_final
            )

    def _send(self, language: str, text: str, keep: bool) -> None:
        for client in self._clients:
            if client.languages and language not in client.languages:
                continue
            self._offer(client, text, keep)

    def _offer(self, client: _Client, text: str | None, keep: bool) -> None:
        try:
            client.messages.put_nowait(text)
        except asyncio.QueueFull:
            if keep:
                client.too_slow.set()
            else:
                self.dropped += 1

    async def _serve(self, connection: ServerConnection) -> None:
        query = parse_qs(urlsplit(connection.request.path if connection.request else "").query)
        try:
            asked = frozenset(canonical(tag) for tag in ",".join(query.get("lang", [])).split(",") if tag)
        except ConfigError as error:
            await connection.close(1008, str(error)[:100])
            return
        client = _Client(connection, asked)
        self._clients.add(client)
        sending = asyncio.create_task(self._forward(client, connection))
        slow = asyncio.create_task(client.too_slow.wait())
        gone = asyncio.create_task(connection.wait_closed())
        try:
            await asyncio.wait((sending, slow, gone), return_when=asyncio.FIRST_COMPLETED)
            if slow.done():
                self._clients.discard(client)
                _log.warning("client too slow", client=str(connection.remote_address))
                sending.cancel()
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LAST_S):
                        await connection.close(TRY_AGAIN_LATER, "too slow: captions were waiting")
                connection.transport.abort()  # close waits for as long as the client takes nothing
        finally:
            self._clients.discard(client)
            client.gone.set()
            for task in (sending, slow, gone):
                task.cancel()

    async def _forward(self, client: _Client, connection: ServerConnection) -> None:
        try:
            while (text := await client.messages.get()) is not None:
                await connection.send(text)
        except ConnectionClosed:
            return
