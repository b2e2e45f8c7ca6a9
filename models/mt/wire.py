"""JSON posted over HTTP to one server: kept connections, one deadline for all attempts, jittered backoff.

Nothing that is secret enters an error: the address is shown without anything but scheme, host and port, and
what a server says is shortened and cleared of the key.
"""

from __future__ import annotations

import json
import random
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, urlsplit

from models.errors import InferenceFailed

MOST_BYTES = 1 << 20
"""Of an answer. A caption is a hundred; an answer without end must not fill the memory."""
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
"""Statuses after which the same request may succeed."""
_FIRST_WAIT, _LONGEST_WAIT = 0.25, 4.0
"""Seconds before the second attempt and at most before any, where the server does not say; half is chance."""
_FIXES = {401: "check the key", 403: "check the key", 404: "check url and model"}
_SAID = 160
"""Characters of a server's own words in an error."""


class Again(Exception):
    """This attempt failed, another may not; `after` seconds if the server said when."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


@dataclass(frozen=True, slots=True)
class Patience:
    timeout: float
    """Seconds that a call may take, all attempts and the waits between them together."""
    connect: float
    """Seconds until a connection must stand."""
    attempts: int


class Wire:
    """Posts to `url` and below. Calls may come from any number of threads; each has its own connection."""

    def __init__(self, url: str, key: str, patience: Patience) -> None:
        self._url = address(url)
        self._key = key
        self._patience = patience
        self._lock = threading.Lock()
        self._idle: list[HTTPConnection] = []
        self._busy: set[socket.socket] = set()
        self._closing = threading.Event()
        self._tls = ssl.create_default_context() if self._url.scheme == "https" else None

    @property
    def place(self) -> str:
        """Whom it talks to, for errors: `http://127.0.0.1:8000`."""
        return f"{self._url.scheme}://{self._url.netloc}"

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object that the server answers. Raises InferenceFailed, at the latest at the deadline."""
        data = json.dumps(body).encode()
        end = time.monotonic() + self._patience.timeout
        reason = "no attempt was made"
        for attempt in range(self._patience.attempts):
            try:
                return self._attempt(path, data, end)
            except Again as failed:
                reason = str(failed)
                wait = backoff(attempt, random.random()) if failed.after is None else failed.after
            last = attempt + 1 == self._patience.attempts
            if last or wait > end - time.monotonic() or self._closing.wait(wait):
                break
        raise InferenceFailed(f"{self.place}: {reason}")

    def close(self) -> None:
        """Ends what is under way; safe to call twice."""
        self._closing.set()
        with self._lock:
            for sock in self._busy:
                _cut(sock)
            for connection in self._idle:
                connection.close()
            self._idle.clear()

    def _attempt(self, path: str, data: bytes, end: float) -> dict[str, Any]:
        """One exchange; another at once where a kept connection turns out to have been closed meanwhile."""
        while True:
            with self._connection() as (connection, kept):
                try:
                    return self._exchange(connection, path, data, end)
                except (ConnectionError, HTTPException) as error:
                    connection.close()
                    if not kept:
                        raise Again(f"the connection broke ({error or type(error).__name__})") from error
                except OSError as error:
                    raise Again(f"no connection ({error.strerror or error})") from error

    @contextmanager
    def _connection(self) -> Iterator[tuple[HTTPConnection, bool]]:
        """A connection, and whether it was used before; kept afterwards unless it was closed or broke."""
        with self._lock:
            if self._closing.is_set():
                raise InferenceFailed(f"{self.place}: closed")
            kept = bool(self._idle)
            connection = self._idle.pop() if kept else self._new()
        try:
            yield connection, kept
        except BaseException:
            connection.close()
            raise
        with self._lock:
            if connection.sock is not None and not self._closing.is_set():
                self._idle.append(connection)
            else:
                connection.close()

    def _new(self) -> HTTPConnection:
        host, port = str(self._url.hostname), self._url.port
        if self._tls is not None:
            return HTTPSConnection(host, port, context=self._tls)
        return HTTPConnection(host, port)

    def _exchange(self, connection: HTTPConnection, path: str, data: bytes, end: float) -> dict[str, Any]:
        with self._watched(self._connected(connection, end), end):
            connection.request("POST", self._url.path.rstrip("/") + path, data, self._headers())
            with connection.getresponse() as response:
                return self._judged(response, _read(response))

    def _connected(self, connection: HTTPConnection, end: float) -> socket.socket:
        if connection.sock is None:
            connection.timeout = max(0.001, min(end - time.monotonic(), self._patience.connect))
            connection.connect()
        sock: socket.socket = connection.sock
        sock.settimeout(None)  # from here on the deadline alone counts
        return sock

    @contextmanager
    def _watched(self, sock: socket.socket, end: float) -> Iterator[None]:
        """Cut at the deadline: a server that sends a byte now and then outlasts any time-out of a socket."""
        late = threading.Event()

        def cut() -> None:
            late.set()
            _cut(sock)

        watch = threading.Timer(max(0.0, end - time.monotonic()), cut)
        watch.daemon = True
        watch.start()
        with self._lock:
            self._busy.add(sock)
        try:
            yield
        except (OSError, HTTPException, Again) as error:
            if late.is_set():
                raise InferenceFailed(f"{self.place}: no answer in {self._patience.timeout:g} s") from error
            raise
        finally:
            watch.cancel()
            with self._lock:
                self._busy.discard(sock)

    def _headers(self) -> dict[str, str]:
        sent = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "zimu"}
        return sent | ({"Authorization": f"Bearer {self._key}"} if self._key else {})

    def _judged(self, response: HTTPResponse, data: bytes) -> dict[str, Any]:
        """The answer's JSON object; else Again, or InferenceFailed where another attempt is of no use."""
        status = response.status
        try:
            answer = json.loads(data)
        except ValueError:
            answer = None
        if status == 200 and isinstance(answer, dict):
            return answer
        if status == 200:
            raise Again("the answer is not a JSON object")
        said = f"the server answers {status}{self._said(answer)}"
        if status in _AGAIN:
            raise Again(said, retry_after(response.getheader("Retry-After"), response.getheader("Date")))
        raise InferenceFailed(f"{self.place}: {said}; {_FIXES.get(status, 'check url, model and form')}")

    def _said(self, answer: object) -> str:
        """What an error object says, in one short line and without the key; "" where it says nothing."""
        error = answer.get("error", answer) if isinstance(answer, dict) else None
        text = error.get("message") if isinstance(error, dict) else error
        if not isinstance(text, str) or not text.strip():
            return ""
        shown = " ".join(text.split())
        return f" ({(shown.replace(self._key, '…') if self._key else shown)[:_SAID]})"


def address(url: str) -> SplitResult:
    """The parts of a server's base address. Raises ValueError for one that cannot be it, or holds secrets."""
    parts = urlsplit(url)
    shown = f"{parts.scheme}://{parts.hostname}" if parts.hostname else "the address"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{shown}: write it as http://host:port/v1 or https://host/v1")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise ValueError(f"{shown}: name, password and query do not belong in it; the key has its own option")
    if parts.port == 0:
        raise ValueError(f"{shown}: port 0 is none")
    return parts


def backoff(attempt: int, chance: float) -> float:
    """Seconds before the next attempt: twice as long each time; `chance` in [0, 1) spreads it over a half."""
    return float(min(_LONGEST_WAIT, _FIRST_WAIT * 2**attempt) * (0.5 + 0.5 * chance))


def retry_after(value: str | None, date: str | None) -> float | None:
    """Seconds that a Retry-After header asks for: a number, or a date, counted from the answer's own Date."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(date or "")
    except (ValueError, TypeError):
        return None
    return max(0.0, wait.total_seconds())


def _read(response: HTTPResponse) -> bytes:
    data = response.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InferenceFailed(f"the answer is longer than {MOST_BYTES} bytes; check url and model")
    if response.length:
        raise HTTPException(f"it ended {response.length} bytes early")
    return data


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):  # it ended by itself
        sock.shutdown(socket.SHUT_RDWR)
