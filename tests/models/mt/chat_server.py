"""A chat server on loopback that answers by a script, faults included."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def said(text: str, *, finish: str = "stop", logprobs: tuple[float, ...] = ()) -> bytes:
    """A completion as servers of this kind send it."""
    stated = {"logprobs": {"content": [{"logprob": p} for p in logprobs]}} if logprobs else {}
    message = {"role": "assistant", "content": text}
    return json.dumps({"choices": [{"message": message, "finish_reason": finish, **stated}]}).encode()


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    missing: int = 0
    """Bytes that the header promises and that never come: the connection ends before them."""
    drip: bool = False
    """The headers never end: a line now and then, until the client has gone."""
    hang: bool = False
    """Nothing comes, until the client has gone."""
    drop: bool = False
    """The connection is closed without an answer."""


Script = Callable[[dict[str, Any]], Reply]
"""From a request's JSON to the answer."""


class ChatServer:
    def __init__(self, url: str) -> None:
        self.url = url
        self.script: list[Reply] = []
        """One a request, in the order in which they come; then `otherwise`."""
        self.otherwise: Script = lambda asked: Reply(said("Free shipping today."))
        self.asked: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.connections: set[int] = set()
        self.lock = threading.Lock()


@contextmanager
def chatting() -> Iterator[ChatServer]:
    """Answers until the block ends."""

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with server.lock:
                server.asked.append({"path": self.path, **asked})
                server.headers.append(dict(self.headers))
                server.connections.add(self.client_address[1])
                reply = server.script.pop(0) if server.script else None
            self._give(reply or server.otherwise(asked))

        def _give(self, reply: Reply) -> None:
            if reply.hang or reply.drop or reply.drip:
                self.close_connection = True
                if reply.drip:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                if not reply.drop:
                    self._until_gone(b"X-Slow: yes\r\n" if reply.drip else b"")
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body) + reply.missing))
            self.end_headers()
            with suppress(ConnectionError):
                self.wfile.write(reply.body)
            self.close_connection = self.close_connection or bool(reply.missing)

        def _until_gone(self, piece: bytes) -> None:
            self.connection.settimeout(0.02)
            with suppress(ConnectionError):
                while not ended.is_set():
                    self.connection.sendall(piece)
                    try:
                        if not self.connection.recv(1):
                            return
                    except TimeoutError:
                        continue

        def log_message(self, format: str, *args: object) -> None:
            """Tests read `asked`; stderr stays quiet."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hung up is what several tests want."""

    ended = threading.Event()
    http = Quiet(("127.0.0.1", 0), Answer)
    server = ChatServer(f"http://127.0.0.1:{http.server_port}/v1")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        ended.set()
        http.shutdown()
        thread.join()
        http.server_close()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
