"""A stand-in on loopback for the Hugging Face hub and Mozilla's Remote Settings, faults included."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "c0ffee" + "0" * 34


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def git_blob(body: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(body) + body).hexdigest()


class StandIn:
    """What is served, and what was asked for."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.bodies: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        self.cuts: dict[str, list[int]] = {}
        """For each path, after how many bytes of the body successive connections are closed."""
        self.ignores_range = False
        self.asked: list[tuple[str, str]] = []
        """Path and Range header of each request."""

    def hub(self, repo: str, files: Mapping[str, bytes], *, large: tuple[str, ...] = ()) -> None:
        """A repository at COMMIT; of the `large` files it states the sha256, of others the git blob id."""
        siblings = []
        for name, body in files.items():
            self.bodies[f"/{repo}/resolve/{COMMIT}/{name}"] = body
            lfs = {"sha256": sha256(body), "size": len(body), "pointerSize": 130}
            stated = {"lfs": lfs} if name in large else {}
            siblings.append({"rfilename": name, "size": len(body), "blobId": git_blob(body), **stated})
        answer = json.dumps({"id": repo, "sha": COMMIT, "siblings": siblings}).encode()
        self.bodies[f"/api/models/{repo}/revision/main"] = answer
        self.bodies[f"/api/models/{repo}/revision/{COMMIT}"] = answer

    def mozilla(self, *records: Mapping[str, object]) -> None:
        """Remote Settings under /v1, whose attachments are under /files/."""
        capabilities = {"attachments": {"base_url": f"{self.url}/files/"}}
        self.bodies["/v1/"] = json.dumps({"capabilities": capabilities}).encode()
        listing = json.dumps({"data": records}).encode()
        self.bodies["/v1/buckets/main/collections/translations-models/records"] = listing

    def record(self, name: str, body: bytes, *, version: str = "2.0", only: str = "") -> dict[str, object]:
        """A record of the pair en-de, whose attachment is served; `only` is its filter expression."""
        location = f"main-workspace/{version}-{sha256(body)[:6]}-{name}"
        self.bodies[f"/files/{location}"] = body
        attachment = {"hash": sha256(body), "size": len(body), "location": location, "filename": name}
        return {
            "name": name,
            "fromLang": "en",
            "toLang": "de",
            "version": version,
            "filter_expression": only,
            "attachment": attachment,
        }


@contextmanager
def serving() -> Iterator[StandIn]:
    """Answers until the block ends."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            stand_in.asked.append((path, self.headers.get("Range", "")))
            if path in stand_in.redirects:
                self.send_response(302)
                self.send_header("Location", stand_in.redirects[path])
                self.end_headers()
            elif path in stand_in.bodies:
                self._send(path, stand_in.bodies[path])
            else:
                self.send_error(404)

        def _send(self, path: str, body: bytes) -> None:
            wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            start = int(wanted[1]) if wanted and not stand_in.ignores_range else 0
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            self.send_header("Content-Length", str(len(body) - start))
            self.end_headers()
            cuts = stand_in.cuts.get(path)
            end = start + cuts.pop(0) if cuts else len(body)
            with suppress(ConnectionError):  # who has enough hangs up
                self.wfile.write(body[start:end])

        def log_message(self, format: str, *args: object) -> None:
            """Tests read `asked`; stderr stays quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    stand_in = StandIn(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
