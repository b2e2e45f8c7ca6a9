"""Captions to WebSocket clients: real ones, on loopback."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import Server
from websockets.exceptions import ConnectionClosed, InvalidStatus

from pipeline.errors import ConfigError
from pipeline.sinks.websocket import TRY_AGAIN_LATER, WebSocket
from pipeline.types import Caption, Segment, Shown

PATIENCE_S = 20.0


def shown(id: int, language: str = "en", text: str = "hello", *, words: bool = True) -> Shown:
    caption = Caption(id, 0, language, 1000, 2000, (text,), False, 1, words_final=words)
    return Shown(caption, Segment(id, 1000, 2000, "你好", words, 1))


def serving(body: Callable[[WebSocket, str], Awaitable[None]], patience_s: float = PATIENCE_S) -> WebSocket:
    """Run `body` with a server and its address; what fails to come fails the test."""
    sink = WebSocket()

    async def main() -> None:
        async with asyncio.timeout(patience_s), sink.listening("127.0.0.1", 0) as server:
            await body(sink, address(server))

    asyncio.run(main())
    return sink


def address(server: Server) -> str:
    return f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/"


async def attached(sink: WebSocket, count: int) -> None:
    """Until the server has so many clients: a connection is open a little before its handler runs."""
    while len(sink._clients) != count:  # noqa: ASYNC110 (the server does not tell when)
        await asyncio.sleep(0)


async def rest(client: ClientConnection) -> list[dict[str, Any]]:
    """All messages until the connection closes."""
    return [json.loads(text) async for text in client]


def test_each_caption_is_a_message() -> None:
    async def body(sink: WebSocket, url: str) -> None:
        async with connect(url) as client:
            await attached(sink, 1)
            await asyncio.to_thread(sink.write, shown(7, words=False))
            await asyncio.to_thread(sink.write, shown(7, "zh-Hans", "你好"))
            one, two = json.loads(await client.recv()), json.loads(await client.recv())
        assert (one["id"], one["lang"], one["text"], one["final"]) == ("c7", "en", "hello", False)
        assert (two["lang"], two["text"], two["final"], two["src"]) == ("zh-Hans", "你好", True, "你好")
        assert two["seq"] > one["seq"]

    serving(body)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", ["en", "pt-BR", "zh-Hans"]),
        ("?lang=en", ["en"]),
        ("?lang=pt-br,zh-cn", ["pt-BR", "zh-Hans"]),
        ("?lang=en&lang=zh-Hans", ["en", "zh-Hans"]),
    ],
)
def test_a_client_may_choose_languages(query: str, wanted: list[str]) -> None:
    async def body(sink: WebSocket, url: str) -> None:
        async with connect(url + query) as client:
            await attached(sink, 1)
            for language in ("en", "pt-BR", "zh-Hans"):
                sink.write(shown(1, language))
            found = [json.loads(await client.recv())["lang"] for _ in wanted]
        assert found == wanted

    serving(body)


def test_an_unknown_language_is_refused_with_the_reason() -> None:
    async def body(sink: WebSocket, url: str) -> None:
        async with connect(url + "?lang=xx-not-a-tag") as client:
            with pytest.raises(ConnectionClosed) as closed:
                await client.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008
        assert "xx-not-a-tag" in closed.value.rcvd.reason

    serving(body)


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        ("http://localhost:8080", True),
        ("http://127.0.0.1", True),
        ("https://[::1]:1", True),
        ("https://example.org", False),
        ("http://localhost.example.org", False),
        ("http://localhost:80@example.org", False),
        ("null", False),
    ],
)
def test_pages_of_other_sites_cannot_listen(origin: Any, allowed: bool) -> None:
    async def body(sink: WebSocket, url: str) -> None:
        if allowed:
            async with connect(url, origin=origin):
                await attached(sink, 1)
        else:
            with pytest.raises(InvalidStatus) as refused:
                await connect(url, origin=origin)
            assert refused.value.response.status_code == 403

    serving(body)


def test_a_client_that_never_reads_is_closed_and_others_go_on() -> None:
    big = "x" * 500_000

    async def body(sink: WebSocket, url: str) -> None:
        async with connect(url, max_queue=1, compression=None, max_size=None) as slow, connect(url) as quick:
            await attached(sink, 2)
            sent = 0
            while len(sink._clients) == 2:  # until its socket is full and then its queue
                sink.write(shown(sent, text=big))
                assert json.loads(await quick.recv())["id"] == f"c{sent}"
                sent += 1
            sink.write(shown(sent))
            assert json.loads(await quick.recv())["id"] == f"c{sent}"
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    await slow.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == TRY_AGAIN_LATER

    serving(body)


@pytest.mark.parametrize("many", [True, False])
def test_a_client_that_takes_nothing_does_not_hold_up_the_end(many: bool) -> None:
    """Without a word from it neither its close nor the server's would end by themselves."""
    big = "x" * 500_000
    open_connections = []

    async def body(sink: WebSocket, url: str) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2].strip("/")))
        open_connections.append(writer)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        upgrade = "Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade"
        writer.write(f"GET / HTTP/1.1\r\n{upgrade}\r\n{key}\r\n\r\n".encode())
        await attached(sink, 1)
        for id in range(1000 if many else 40):
            sink.write(shown(id, text=big))
            await asyncio.sleep(0)
            if not sink._clients:
                break
        assert bool(sink._clients) != many

    serving(body, patience_s=10)


def test_a_slow_client_loses_drafts_first() -> None:
    async def body(sink: WebSocket, url: str) -> None:
        async with connect(url) as client:
            await attached(sink, 1)
            for id in range(100):  # nobody sends meanwhile: this task does not let go of the loop
                sink.write(shown(id, words=False))
            sink.write(shown(100, words=False))
            found = []
            while len(found) < 64:
                found.append(json.loads(await client.recv())["id"])
        assert found == [f"c{n}" for n in range(64)]
        assert sink.dropped == 37

    serving(body)


def test_the_last_captions_arrive_though_the_server_ends_at_once() -> None:
    received: list[asyncio.Task[list[dict[str, Any]]]] = []

    async def main() -> None:
        sink = WebSocket()
        async with sink.listening("127.0.0.1", 0) as server:
            client = await connect(address(server))
            received.append(asyncio.create_task(rest(client)))
            await attached(sink, 1)
            for id in range(50):
                await asyncio.to_thread(sink.write, shown(id))
        assert [message["id"] for message in await received[0]] == [f"c{n}" for n in range(50)]

    asyncio.run(main())


def test_a_port_that_is_taken_is_an_error_of_the_option() -> None:
    async def main() -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(ConfigError, match=f"--ws 127.0.0.1:{port}: .*choose another port"):
                async with WebSocket().listening("127.0.0.1", port):
                    pass

    asyncio.run(main())


def test_a_stranger_that_speaks_no_websocket_leaves_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    async def body(sink: WebSocket, url: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2].strip("/")))
        writer.write(b"\x16\x03\x01 not HTTP\r\n\r\n")
        await reader.read()
        writer.close()

    serving(body)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_writing_before_anybody_listens_is_harmless() -> None:
    WebSocket().write(shown(1))
