"""A client that takes nothing, on a real connection: told why, and cut off if it still takes nothing."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator

import pytest

from pipeline.sinks.hub import Hub
from tests.pages.stand_in import NAME, StandIn, served

REASON = b"too slow: captions were waiting"
CLOSE = b"\x88" + bytes([2 + len(REASON)]) + (1013).to_bytes(2, "big") + REASON
ANSWER = b"\x88\x82\x00\x00\x00\x00" + (1013).to_bytes(2, "big")
KEY = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="


@pytest.fixture
def stand() -> Iterator[StandIn]:
    stand = StandIn()
    stand.hub = Hub(kept=1)
    with served(stand):
        yield stand


def until(holds: Callable[[], object]) -> None:
    """Fails by the timeout of all tests."""
    while not holds():
        os.sched_yield()


def stuck(stand: StandIn) -> socket.socket:
    """A client whose connection is full of captions that it never took."""
    client = socket.create_connection(("127.0.0.1", stand.port), timeout=30)
    path = f"/v1/streams/{NAME}/captions"
    upgrade = f"Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{KEY}"
    client.sendall(f"GET {path} HTTP/1.1\r\n{upgrade}\r\n\r\n".encode())
    until(lambda: stand.hub.clients)
    sent = 0
    while stand.hub.clients:
        stand.say(sent, "en", "x" * 500_000)
        sent += 1
    until(lambda: stand.hub.closed["slow"])
    return client


def test_it_is_told_why_when_it_reads_at_last(stand: StandIn) -> None:
    with stuck(stand) as client:
        end = b""
        while not end.endswith(CLOSE):
            data = client.recv(1 << 20)
            assert data, "cut off before it was told"
            end = (end + data)[-len(CLOSE) :]
        client.sendall(ANSWER)
        assert client.recv(1) == b""


def test_it_is_cut_off_where_it_still_takes_nothing(stand: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.sinks.sockets.PATIENCE_S", 0.0)
    with stuck(stand) as client:
        end = b""
        while data := client.recv(1 << 20):
            end = (end + data)[-len(CLOSE) :]
        assert end != CLOSE  # it was behind what the client would have had to take first
