"""Fetches what an HLS origin publishes: whole answers over HTTP, within bounds of time, size and place."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from pipeline.errors import InputUnavailable, InputUnsupported
from pipeline.ingest.source import Source

_CHUNK = 1 << 16
_REDIRECTS = 4
_MOVED = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_KEPT = 4
"""Idle connections."""


class Missing(InputUnavailable):
    """The server is there, what was asked for is not: 404 or 410."""


@dataclass(frozen=True, slots=True)
class FetchOptions:
    timeout_s: float = 5.0
    """Seconds that one answer may take, redirects included."""
    most_bytes: int = 64 * 1024 * 1024
    """Of one answer: more than any segment."""
    private: bool = True
    """Whether hosts in private networks and on this machine may be asked: playlists name hosts themselves."""


@dataclass(frozen=True, slots=True, eq=False)
class Fetched:
    url: str
    """Where it was found in the end: relative addresses in it count from here."""
    body: bytes


class Fetcher:
    """Calls may come from any thread; each has a connection of its own, kept for the next call."""

    def __init__(self, options: FetchOptions | None = None) -> None:
        self._options = options or FetchOptions()
        self._lock = threading.Lock()
        self._idle: list[tuple[str, HTTPConnection]] = []
        self._busy: set[HTTPConnection] = set()
        self._closed = False
        self._tls = ssl.create_default_context()

    def get(self, url: str, span: tuple[int, int] | None = None) -> Fetched:
        """The body at `url`, or of its bytes from span[0] up to span[1].

        Raises Missing, InputUnavailable, and InputUnsupported for an address that is not followed.
        """
        until = time.monotonic() + self._options.timeout_s
        for _ in range(_REDIRECTS):
            found = self._once(url, span, until)
            if isinstance(found, bytes):
                return Fetched(url, found)
            url = urljoin(url, found.url)
        raise InputUnavailable(f"{plain(url)}: was moved {_REDIRECTS} times")

    def close(self) -> None:
        """End what is under way, and refuse everything from now on; safe from any thread, and twice."""
        with self._lock:
            self._closed = True
            for connection in self._busy:
                _cut(connection)
            for _, connection in self._idle:
                connection.close()
            self._idle.clear()

    def _once(self, url: str, span: tuple[int, int] | None, until: float) -> bytes | _Moved:
        parts = _followed(url)
        place = f"{parts.scheme}://{parts.netloc}"
        while True:
            connection, kept = self._take(place, parts)
            try:
                return self._exchange(connection, parts, span, until)
            except (OSError, HTTPException) as error:
                connection.close()
                stale = kept and not isinstance(error, TimeoutError)  # the server had closed it meanwhile
                if not stale or self._closed:
                    raise InputUnavailable(f"{plain(url)}: {_reason(error)}") from error
            except InputUnavailable as error:
                connection.close()
                raise type(error)(f"{plain(url)}: {error}") from error
            finally:
                self._give_back(place, connection)

    def _take(self, place: str, parts: SplitResult) -> tuple[HTTPConnection, bool]:
        with self._lock:
            if self._closed:
                raise InputUnavailable("closed")
            for at, (of, connection) in enumerate(self._idle):
                if of == place:
                    del self._idle[at]
                    self._busy.add(connection)
                    return connection, True
            host, port = str(parts.hostname), parts.port
            connection = (
                HTTPSConnection(host, port, context=self._tls)
                if parts.scheme == "https"
                else HTTPConnection(host, port)
            )
            self._busy.add(connection)
            return connection, False

    def _give_back(self, place: str, connection: HTTPConnection) -> None:
        with self._lock:
            self._busy.discard(connection)
            if connection.sock is None:
                return
            if self._closed:
                connection.close()
                return
            self._idle.append((place, connection))
            while len(self._idle) > _KEPT:
                self._idle.pop(0)[1].close()

    def _exchange(
        self, connection: HTTPConnection, parts: SplitResult, span: tuple[int, int] | None, until: float
    ) -> bytes | _Moved:
        connection.timeout = _left(until)
        if connection.sock is None:
            connection.connect()
        sock: socket.socket = connection.sock
        self._judge_place(sock)
        sock.settimeout(_left(until))
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers=_headers(parts, span))
        with connection.getresponse() as response:
            body = self._read(connection, response, until)
            location = response.getheader("Location")
        if response.status in _MOVED and location:
            return _Moved(location)
        if response.status in _GONE:
            raise Missing(f"the server answers {response.status}")
        if response.status not in (200, 206):
            raise InputUnavailable(f"the server answers {response.status}")
        whole = span is not None and response.status == 200
        return body[span[0] : span[1]] if whole and span else body

    def _read(self, connection: HTTPConnection, response: HTTPResponse, until: float) -> bytes:
        body = bytearray()
        while True:
            if connection.sock is not None:
                connection.sock.settimeout(_left(until))
            chunk = response.read1(_CHUNK)
            if not chunk:
                break
            body += chunk
            if len(body) > self._options.most_bytes:
                raise InputUnavailable(f"the answer is longer than {self._options.most_bytes} bytes")
        if response.length:
            raise HTTPException(f"the answer ended {response.length} bytes early")
        return bytes(body)

    def _judge_place(self, sock: socket.socket) -> None:
        """The address that was connected to, so that no name can mean another one the second time."""
        if not self._options.private:
            host = sock.getpeername()[0]
            if not ipaddress.ip_address(host.partition("%")[0]).is_global:
                raise InputUnavailable("lies in a private network, which may not be asked")


@dataclass(frozen=True, slots=True)
class _Moved:
    url: str


def plain(url: str) -> str:
    """What messages call an address: without password and query, since both may hold a key."""
    try:
        return Source("hls", url, live=True).name
    except ValueError:  # not an address at all
        return url.partition("?")[0].rpartition("@")[2]


def _headers(parts: SplitResult, span: tuple[int, int] | None) -> dict[str, str]:
    headers = {"User-Agent": "zimu", "Accept-Encoding": "identity"}
    if span is not None:
        headers["Range"] = f"bytes={span[0]}-{span[1] - 1}"
    if parts.username is not None:
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = "Basic " + b64encode(secret.encode()).decode()
    return headers


def _followed(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0):
            return parts
    except ValueError:
        pass
    raise InputUnsupported(f"{plain(url)}: only http:// and https:// addresses are followed")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left


def _reason(error: OSError | HTTPException) -> str:
    if isinstance(error, TimeoutError):
        return "the answer took too long"
    if isinstance(error, socket.gaierror):
        return "the name of the host is not known"
    if isinstance(error, OSError):
        return f"no connection ({error.strerror or error})"
    return f"the connection broke ({error or type(error).__name__})"


def _cut(connection: HTTPConnection) -> None:
    sock = connection.sock
    if sock is not None:
        with suppress(OSError):  # it ended by itself
            sock.shutdown(socket.SHUT_RDWR)
