"""An HLS origin in memory: segments with half-second bursts of a tone, and an HTTP server that lists them."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias

import av
import numpy as np

SECONDS = 2
"""Of a segment."""


def adts(seconds: int, rate: int = 44100) -> bytes:
    """A 1 kHz tone for half a second from 1, 3, 5, ... seconds on, as AAC."""
    at = np.arange(seconds * rate) / rate
    loud = 0.5 * np.sin(2 * np.pi * 1000 * at) * ((at % 2 >= 1) & (at % 2 < 1.5))
    out = io.BytesIO()
    with av.open(out, "w", format="adts") as container:
        stream = container.add_stream("aac", rate=rate, layout="mono")
        for first in range(0, len(loud), 1024):
            piece = loud[first : first + 1024].astype(np.float32).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout="mono")
            frame.rate, frame.pts = rate, first
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def segments(
    seconds: int, first: float = 0.0, rate: int = 44100, form: str = "mpegts", length: int = SECONDS
) -> list[bytes]:
    """The tone in segments whose sound begins at `first` seconds of the origin's clock."""
    made: list[bytes] = []
    with av.open(io.BytesIO(adts(seconds, rate)), format="aac") as source:
        stream = source.streams.audio[0]
        packets = [packet for packet in source.demux(stream) if packet.size]
        for number in range(seconds // length):
            begin = number * length * rate // 1024
            end = len(packets) if number == seconds // length - 1 else (number + 1) * length * rate // 1024
            out = io.BytesIO()
            options = {"mpegts_copyts": "1"} if form == "mpegts" else {}
            with av.open(out, "w", format=form, options=options) as container:
                to = container.add_stream_from_template(stream)
                for at in range(begin, end):
                    packet = packets[at]
                    packet.time_base = Fraction(1, 90_000)
                    packet.pts = packet.dts = round((first + (at - 1) * 1024 / rate) * 90_000)
                    packet.stream = to
                    container.mux(packet)
            made.append(out.getvalue())
    return made


@dataclass(eq=False)
class Playlist:
    """A live media playlist that the test moves on."""

    names: list[str] = field(default_factory=list)
    """What is listed: names of segments, and tags that stand before the next one."""
    first: int = 0
    ended: bool = False
    seconds: int = SECONDS

    def text(self) -> str:
        lines = ["#EXTM3U", "#EXT-X-VERSION:6", f"#EXT-X-TARGETDURATION:{self.seconds}"]
        lines.append(f"#EXT-X-MEDIA-SEQUENCE:{self.first}")
        for name in self.names:
            lines += [name] if name.startswith("#") else [f"#EXTINF:{self.seconds}.000,", name]
        return "\n".join([*lines, *(["#EXT-X-ENDLIST"] if self.ended else [])]) + "\n"


Content: TypeAlias = bytes | int | Playlist | threading.Event
"""What a path answers: a body, a status, what a playlist says by then, or nothing until the event is set."""


class Server:
    """Answers GET from `files`; `asked` is told of each path."""

    def __init__(self, files: dict[str, Content]) -> None:
        self.files = files
        self.asked: list[str] = []
        self.changed = threading.Condition()
        server = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = self.path.lstrip("/").partition("?")[0]
                with server.changed:
                    server.asked.append(path)
                    found = server.files.get(path, 404)
                    body = found.text().encode() if isinstance(found, Playlist) else found
                    server.changed.notify_all()
                if isinstance(body, threading.Event):
                    body.wait(20)
                    body = 503
                if isinstance(body, int):
                    self.send_response(body)
                    body = b""
                else:
                    self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def count(self, path: str) -> int:
        return self.asked.count(path)

    def wait_for(self, path: str, times: int = 1, patience_s: float = 20.0) -> None:
        """Until `path` was asked for that often."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.count(path) >= times, patience_s), self.asked

    def serve(self) -> None:
        self._http.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@contextmanager
def serving(files: dict[str, Content]) -> Iterator[Server]:
    server = Server(files)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()


def named(pieces: Sequence[bytes], prefix: str = "s") -> dict[str, Content]:
    """`s0.ts`, `s1.ts`, ..."""
    return {f"{prefix}{number}.ts": piece for number, piece in enumerate(pieces)}
