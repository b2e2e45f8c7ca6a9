"""Answers over HTTP within bounds: moved, missing, endless, private, cut off, and asked for in part."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pipeline.errors import InputUnavailable, InputUnsupported
from pipeline.ingest.fetch import Fetcher, FetchOptions, Missing, plain

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=lambda: server.serve_forever(0.05))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def says(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def test_it_follows_where_something_was_moved() -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/old/list?key=1":
            says(handler, 302, Location="../new/list")
        else:
            says(handler, 200, handler.path.encode())

    with answering(answer) as url:
        found = Fetcher().get(f"{url}/old/list?key=1")
        assert (found.url, found.body) == (f"{url}/new/list", b"/new/list")


def test_it_does_not_follow_for_ever_nor_anywhere() -> None:
    with (
        answering(lambda handler: says(handler, 302, Location="/again")) as url,
        pytest.raises(InputUnavailable, match="moved"),
    ):
        Fetcher().get(url)
    with (
        answering(lambda handler: says(handler, 302, Location="file:///etc/passwd")) as url,
        pytest.raises(InputUnsupported, match="http"),
    ):
        Fetcher().get(url)


@pytest.mark.parametrize(("status", "error"), [(404, Missing), (410, Missing), (500, InputUnavailable)])
def test_what_cannot_be_had_says_why_and_tells_no_key(status: int, error: type[Exception]) -> None:
    with (
        answering(lambda handler: says(handler, status)) as url,
        pytest.raises(error, match=str(status)) as caught,
    ):
        Fetcher().get(f"{url}/live?key=secret")
    assert "secret" not in str(caught.value)


def test_answers_have_a_bound() -> None:
    with (
        answering(lambda handler: says(handler, 200, b"x" * 2000)) as url,
        pytest.raises(InputUnavailable, match="longer"),
    ):
        Fetcher(FetchOptions(most_bytes=1000)).get(url)


def test_an_answer_that_never_ends_is_given_up() -> None:
    held = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "10")
        handler.end_headers()
        handler.wfile.write(b"x")
        held.wait(20)

    with answering(answer) as url, pytest.raises(InputUnavailable, match="too long"):
        Fetcher(FetchOptions(timeout_s=0.2)).get(url)
        held.set()


def test_an_answer_that_is_cut_short_is_none() -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "10")
        handler.end_headers()
        handler.wfile.write(b"x")
        handler.close_connection = True

    with answering(answer) as url, pytest.raises(InputUnavailable, match=r"early|broke"):
        Fetcher().get(url)


def test_a_part_is_a_part_also_where_the_server_sends_all() -> None:
    body = bytes(range(100))

    def part(handler: BaseHTTPRequestHandler) -> None:
        assert handler.headers["Range"] == "bytes=10-19"
        says(handler, 206, body[10:20])

    with answering(part) as url:
        assert Fetcher().get(url, (10, 20)).body == body[10:20]
    with answering(lambda handler: says(handler, 200, body)) as url:
        assert Fetcher().get(url, (10, 20)).body == body[10:20]


def test_names_and_passwords_go_where_they_belong() -> None:
    with answering(lambda handler: says(handler, 200, handler.headers["Authorization"].encode())) as url:
        address = url.replace("http://", "http://me:p%40ss@")
        assert Fetcher().get(address).body == b"Basic bWU6cEBzcw=="
    assert "p%40ss" not in plain(address)


def test_private_places_are_asked_only_where_that_is_allowed() -> None:
    with (
        answering(lambda handler: says(handler, 200, b"secret")) as url,
        pytest.raises(InputUnavailable, match="private"),
    ):
        Fetcher(FetchOptions(private=False)).get(url)


def test_connections_are_kept_and_one_that_the_server_closed_is_no_failure() -> None:
    peers = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        peers.append(handler.client_address)
        handler.close_connection = len(peers) == 2
        says(handler, 200, b"ok")

    with answering(answer) as url:
        fetcher = Fetcher()
        assert [fetcher.get(url).body for _ in range(4)] == [b"ok"] * 4
    assert len(set(peers)) == 2


def test_closing_ends_what_is_under_way() -> None:
    asked, held = threading.Event(), threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        held.wait(20)

    with answering(answer) as url:
        fetcher = Fetcher(FetchOptions(timeout_s=30))
        failures: list[Exception] = []

        def get() -> None:
            try:
                fetcher.get(url)
            except InputUnavailable as error:
                failures.append(error)

        thread = threading.Thread(target=get)
        thread.start()
        assert asked.wait(20)
        fetcher.close()
        thread.join(20)
        assert not thread.is_alive() and len(failures) == 1
        held.set()
    with pytest.raises(InputUnavailable, match="closed"):
        fetcher.get(url)


@pytest.mark.parametrize("url", ["", "index.m3u8", "ftp://x/", "http://", "http://[x", "http://h:0/"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(InputUnsupported):
        Fetcher().get(url)
