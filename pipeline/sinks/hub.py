"""One stream's captions to any number of WebSocket clients: drafts give way, the slow are told to go."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from pipeline.errors import ConfigError
from pipeline.formats import jsonl
from pipeline.sinks.backlog import Message
from pipeline.sinks.client import Client, left, part
from pipeline.sinks.past import Past
from pipeline.sinks.sockets import TRY_AGAIN_LATER
from pipeline.types import Shown

_LAST_S = 2.0
"""Seconds in which clients must take the last captions."""
_REASON_BYTES = 120
"""A close frame holds no more than 123."""
GOING_AWAY, POLICY = 1001, 1008
NO_SUCH_STREAM = 4404
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_log = structlog.get_logger(__name__)


class Hub:
    """A sink of every session of one stream; `serve` is one client's connection.

    A client asks `?lang=en,es&since=SEQ`: captions of these languages, all where none is named, and first
    those it missed after message SEQ (0: all that are kept, `kept` a language). Each message is that of
    `formats.jsonl`. Its `seq` grows, also from one session and one process to the next, and skips numbers;
    its `id` belongs to one caption of the whole stream. With `status=1` come messages
    `{"v":1,"seq":...,"status":{...}}` too: what `tell` was told last, again every 15 s of silence.
    """

    def __init__(self, kept: int = 200) -> None:
        self._lock = threading.Lock()
        self._past = Past(kept)
        self._seq = time.time_ns() // 10_000
        """Beyond that of any earlier process: none sends a hundred thousand messages a second."""
        self._run = ""
        self._status: Message | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._clients: set[Client] = set()
        self._farewell: tuple[int, str] | None = None
        self._dropped = 0
        self.closed: Counter[str] = Counter()
        """Connections that ended, by why: left, slow, ended, refused."""
        self.begin()

    @property
    def clients(self) -> int:
        return len(self._clients)

    @property
    def dropped(self) -> int:
        """Drafts that clients did not get, as they were slow or a newer one came first."""
        return self._dropped + sum(client.backlog.dropped for client in self._clients)

    def begin(self) -> None:
        """A session begins: it numbers its segments from 0, so their ids get a new beginning."""
        with self._lock:
            self._seq += 1
            self._run = f"{_base36(self._seq)}-"

    def write(self, shown: Shown) -> None:
        """Send to all clients; called from any thread, returns at once."""
        caption = shown.caption
        with self._lock:
            self._seq += 1
            sent = jsonl.message(caption, self._seq, shown.segment.text, self._run)
            key = f"{caption.language} {sent['id']}"
            text = jsonl.compact(sent)
            message = Message(self._seq, caption.language, key, text, caption.words_final)
            if message.keep and sent["text"]:
                self._past.add(message)
        self._hand_over(message)

    def tell(self, status: Mapping[str, object]) -> None:
        """How the stream is, for clients that asked; called from any thread, the last one counts."""
        with self._lock:
            self._seq += 1
            text = jsonl.compact({"v": jsonl.VERSION, "seq": self._seq, "status": status})
            self._status = message = Message(self._seq, "", "", text, keep=False)
        self._hand_over(message)

    async def serve(self, socket: WebSocket) -> None:
        """From the handshake of a client until it is gone."""
        try:
            client = Client(socket.query_params)
        except ConfigError as error:
            self.closed["refused"] += 1
            await refuse(socket, POLICY, str(error))
            return
        if self._farewell:
            self.closed["ended"] += 1
            await refuse(socket, *self._farewell)
            return
        await socket.accept()
        missed = self._join(client)
        sending = asyncio.create_task(client.forward(socket, missed, lambda: self._farewell, self._pulse))
        leaving = asyncio.create_task(left(socket))
        tasks = (sending, leaving, asyncio.create_task(client.too_slow.wait()))
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._clients.discard(client)
            self._dropped += client.backlog.dropped
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            client.gone.set()
        parted = not leaving.cancelled() and leaving.result() == TRY_AGAIN_LATER
        if client.too_slow.is_set() or parted:
            _log.warning("client too slow", client=str(socket.client), waiting=len(client.backlog))
            self.closed["slow"] += 1
            await part(socket, TRY_AGAIN_LATER, "too slow: captions were waiting", _LAST_S)
        elif self._farewell and not sending.cancelled():
            self.closed["ended"] += 1
            await part(socket, *self._farewell, _LAST_S)
        else:
            self.closed["left"] += 1

    async def close(self, code: int = GOING_AWAY, reason: str = "the stream has ended") -> None:
        """Send what waits, for a short while; then every client is told why it is closed."""
        await asyncio.sleep(0)  # what `write` has handed over is in the backlogs after this
        self._farewell = code, reason
        clients = list(self._clients)
        for client in clients:
            client.news.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_S):
                for client in clients:
                    await client.gone.wait()
        for client in self._clients:
            client.too_slow.set()

    def _join(self, client: Client) -> list[Message]:
        """From here on the client gets what is written; what it missed before, in order."""
        with self._lock:
            self._loop = asyncio.get_running_loop()
            self._clients.add(client)
            client.after = self._seq
            if self._status is not None and client.status:
                client.backlog.put(self._status)
            return [] if client.since is None else self._past.since(client.since, client.languages)

    def _pulse(self) -> str:
        if self._status is not None:
            return self._status.text
        return jsonl.compact({"v": jsonl.VERSION, "seq": self._seq, "status": None})

    def _hand_over(self, message: Message) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended, and all clients with it
                self._loop.call_soon_threadsafe(self._spread, message)

    def _spread(self, message: Message) -> None:
        for client in self._clients:
            client.offer(message)


async def refuse(socket: WebSocket, code: int, reason: str) -> None:
    """Tell a client why it gets nothing: a browser shows its page only the closes of open connections."""
    await socket.accept()
    with suppress(WebSocketDisconnect):
        await socket.close(code, reason.encode()[:_REASON_BYTES].decode(errors="ignore"))


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
