"""Many WebSocket clients at once, in one thread: idle ones that take what comes, and some that never read."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import resource
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

_AT_ONCE = 50
"""Handshakes that are under way together."""
_SMALL = 2048
"""Receive buffer in bytes of a client that never reads: the kernel takes little for it."""


@dataclass(slots=True)
class Crowd:
    """What became of the clients."""

    connected: int = 0
    messages: int = 0
    """That idle clients took."""
    closed: list[str] = field(default_factory=list)
    """Why idle clients lost their connection."""
    told: list[tuple[int, str]] = field(default_factory=list)
    """Code and reason that clients which never read found in the end, once the block has ended."""
    wanted: int = 0
    complete: asyncio.Event = field(default_factory=asyncio.Event)
    """Every idle client is connected, or was refused."""

    def came(self, refused: str = "") -> None:
        if refused:
            self.closed.append(refused)
        else:
            self.connected += 1
        if self.connected + len(self.closed) >= self.wanted:
            self.complete.set()


def many_files() -> None:
    """Let this process, and those that it starts, hold a connection for each client."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))


@contextmanager
def crowd(url: str, idle: int, deaf: int) -> Iterator[Crowd]:
    """Connected until the block ends."""
    seen, stop, ready = Crowd(wanted=idle), threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_gather(url, idle, deaf, seen, stop, ready)))
    thread.start()
    try:
        assert ready.wait(60), f"{seen.connected} of {idle} clients connected"
        yield seen
    finally:
        stop.set()
        thread.join()


async def _gather(
    url: str, idle: int, deaf: int, seen: Crowd, stop: threading.Event, ready: threading.Event
) -> None:
    room = asyncio.Semaphore(_AT_ONCE)
    sockets = [_never_reads(url) for _ in range(deaf)]
    tasks = [asyncio.create_task(_take(url, seen, room)) for _ in range(idle)]
    await asyncio.wait_for(seen.complete.wait(), 60)
    ready.set()
    await asyncio.to_thread(stop.wait)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for waiting in sockets:
        seen.told.append(_last_words(waiting))


async def _take(url: str, seen: Crowd, room: asyncio.Semaphore) -> None:
    try:
        async with room:
            client = await connect(url, open_timeout=30, close_timeout=0.1, compression=None)
    except (InvalidHandshake, OSError, TimeoutError) as error:
        return seen.came(refused=str(error))
    seen.came()
    async with client:
        with suppress(ConnectionClosed):
            async for _ in client:
                seen.messages += 1
    return seen.closed.append(f"{client.close_code} {client.close_reason}")


def _never_reads(url: str) -> socket.socket:
    parts = urlsplit(url)
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL)
    client.settimeout(10)
    client.connect((parts.hostname, parts.port))
    key = base64.b64encode(os.urandom(16)).decode()
    client.sendall(
        f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    return client


def _last_words(client: socket.socket) -> tuple[int, str]:
    """The close frame at the end of everything that was never read; code 0 where there is none."""
    received = bytearray()
    client.settimeout(3)
    with suppress(OSError), client:
        while piece := client.recv(65536):
            received += piece
    _, _, data = bytes(received).partition(b"\r\n\r\n")
    while len(data) >= 2:
        kind, length, data = data[0] & 15, data[1] & 127, data[2:]
        wide = {126: 2, 127: 8}.get(length, 0)
        if wide:
            length, data = int.from_bytes(data[:wide]), data[wide:]
        if kind == 8:
            return int.from_bytes(data[:2]), data[2:length].decode()
        data = data[length:]
    return 0, ""


@dataclass(slots=True)
class Heard:
    """Messages of one client, each with when it came, by `time.monotonic`."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    at: list[float] = field(default_factory=list)


@contextmanager
def listening(url: str) -> Iterator[Heard]:
    """One client that gets all since the beginning, also when its connection ends before the block does."""
    heard, stop = Heard(), threading.Event()

    async def listen() -> None:
        while not stop.is_set():
            last = heard.messages[-1]["seq"] if heard.messages else 0
            with suppress(ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
                async with connect(f"{url}&since={last}", open_timeout=5, close_timeout=0.1) as client:
                    while not stop.is_set():
                        with suppress(TimeoutError):
                            async with asyncio.timeout(0.2):
                                text = await client.recv()
                            heard.at.append(time.monotonic())
                            heard.messages.append(json.loads(text))
            await asyncio.sleep(0.1)

    thread = threading.Thread(target=lambda: asyncio.run(listen()))
    thread.start()
    try:
        yield heard
    finally:
        stop.set()
        thread.join()
