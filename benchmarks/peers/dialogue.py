"""Speaks to a captioning server over a WebSocket: sound goes in at the pace of real time, and every message
that comes back is kept with the time at which it came."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import anyio
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from benchmarks.events import Event
from benchmarks.peers.errors import PeerUnavailable
from models.types import SAMPLE_RATE, Samples
from pipeline.types import SAMPLES_PER_MS, Ms

PIECE_MS: Ms = 100
"""What is sent at once; a piece goes out when its last sample has sounded."""
READY_S = 120.0
"""For how long a server may load its model."""
PATIENCE_S = 120.0
"""For how long it may go on after the last sample; what it would say later still is lost, as it is on air."""
_ITS_FAULTS = (OSError, WebSocketException, ValueError)
"""It hangs up, it is gone, it says what is no JSON."""
Message = dict[str, Any]
Received = Sequence[tuple[float, Message]]
"""Messages in order, each with the ms after the first sample at which it came."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one kind of server is spoken to, and what it says."""

    path: str
    hello: str
    """The first message, JSON; none where it is empty."""
    ready: Callable[[Message], bool]
    """Whether a message says that sound may come."""
    sound: Callable[[Samples], bytes]
    end: bytes
    """What is sent last."""
    quiet_s: float
    """`end` is sent once nothing new was said for so long: for a server that drops what it has not heard."""
    over: Callable[[Message], bool]
    """Whether a message is the last one; a server may also hang up."""
    outputs: Callable[[Received], tuple[Event, ...]]
    """What the messages of a stream committed and showed."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of a dialogue; a test puts one here that does not wait."""

    now: Callable[[], float] = anyio.current_time
    sleep_until: Callable[[float], Awaitable[None]] = anyio.sleep_until


def converse(
    port: int,
    dialect: Dialect,
    samples: Samples,
    mark: Callable[[], None] = lambda: None,
    clock: Clock | None = None,
) -> Received:
    """Play all of `samples` to the server on this port of the loopback interface.

    `mark` is called when the first sample begins to sound and again after the last one. Raises
    PeerUnavailable for a server that does not get ready or fails.
    """
    return anyio.run(
        _converse, f"ws://127.0.0.1:{port}{dialect.path}", dialect, samples, mark, clock or Clock()
    )


async def _converse(
    url: str, dialect: Dialect, samples: Samples, mark: Callable[[], None], clock: Clock
) -> Received:
    try:
        async with connect(url, max_size=None, ping_interval=None, proxy=None) as socket:
            await _greet(socket, dialect)
            return await _Stream(socket, dialect, clock).play(samples, mark)
    except TimeoutError:
        raise PeerUnavailable(f"was not ready after {READY_S:.0f} s") from None
    except (*_ITS_FAULTS, ExceptionGroup) as error:
        raise PeerUnavailable(f"broke off: {_first(error)}") from error


def _first(error: Exception) -> Exception:
    """The fault of the server itself; raises what is none."""
    if not isinstance(error, ExceptionGroup):
        return error
    faults, others = error.split(_ITS_FAULTS)
    if others is not None or faults is None:
        raise error
    return _first(faults.exceptions[0])


async def _greet(socket: ClientConnection, dialect: Dialect) -> None:
    with anyio.fail_after(READY_S):
        if dialect.hello:
            await socket.send(dialect.hello)
        while not dialect.ready(said := json.loads(await socket.recv())):
            if said.get("status") in ("ERROR", "WAIT") or said.get("type") == "error":
                raise PeerUnavailable(f"refused: {said}")


class _Stream:
    def __init__(self, socket: ClientConnection, dialect: Dialect, clock: Clock) -> None:
        self._socket = socket
        self._dialect = dialect
        self._clock = clock
        self._zero = clock.now()
        self._last = self._zero
        self._received: list[tuple[float, Message]] = []
        self._asked = False

    async def play(self, samples: Samples, mark: Callable[[], None]) -> Received:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._listen)
            mark()
            size = PIECE_MS * SAMPLES_PER_MS
            for at in range(0, len(samples), size):
                await self._clock.sleep_until(self._zero + min(at + size, len(samples)) / SAMPLE_RATE)
                await self._socket.send(self._dialect.sound(samples[at : at + size]))
            mark()
            ended = self._clock.now()
            while (quiet := self._last + self._dialect.quiet_s) > self._clock.now() < ended + PATIENCE_S:
                await self._clock.sleep_until(quiet)
            self._asked = True
            await self._socket.send(self._dialect.end)
            tasks.cancel_scope.deadline = anyio.current_time() + PATIENCE_S
        return self._received

    async def _listen(self) -> None:
        """Until the last message. A server that is slow to hear its goodbye may hang up instead."""
        said: Message = {}
        try:
            while not self._dialect.over(message := json.loads(await self._socket.recv())):
                at = self._clock.now()
                self._received.append((round((at - self._zero) * 1000, 1), message))
                if message != said:
                    said, self._last = message, at
        except ConnectionClosed:
            if not self._asked:
                raise
