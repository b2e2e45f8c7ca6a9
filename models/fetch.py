"""Bytes over HTTP: a JSON answer, or a file that continues where an earlier attempt stopped.

The standard library is enough for both services, and proxies are the ones that it reads from the system.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from models.digest import Progress
from models.errors import WeightsInvalid, WeightsMissing

_CHUNK = 1 << 18
_JSON_LIMIT = 64 << 20
"""Bytes. Mozilla's whole list is half a megabyte; an answer without end must not fill the memory."""


class SecureRedirects(HTTPRedirectHandler):
    """Follows redirects (large files live on another host) but never from https to http."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            raise WeightsInvalid(f"{req.full_url}: refused: it redirects to {newurl}, which anyone can alter")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> OpenerDirector:
    """An opener that knows http and https only: no file:, ftp: or data: address."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        UnknownHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    opener.add_handler(SecureRedirects())
    opener.add_handler(HTTPErrorProcessor())
    return opener


class _Cut(Exception):
    """The connection failed or ended before the body did."""


def get_json(url: str, timeout: float) -> bytes:
    """The body of a small answer, for the caller to parse.

    Raises WeightsMissing if the service does not answer, WeightsInvalid if the answer is beyond all measure.
    """
    body = bytearray()
    try:
        for _, piece in _body(url, 0, timeout):
            body += piece
            if len(body) > _JSON_LIMIT:
                raise WeightsInvalid(f"{url}: the answer is larger than {_JSON_LIMIT} bytes")
    except _Cut as cut:
        raise WeightsMissing(
            f"{url}: {cut}; check the network, or bring the model here and name it with --models-dir"
        ) from cut
    return bytes(body)


def download(url: str, name: str, size: int, progress: Progress, timeout: float, part: Path) -> None:
    """Fill `part` up to the end of the file at `url`, from where it stops now.

    `size` is the stated length in bytes, 0 if there is none. A connection that is cut is taken up again at
    once, as long as each attempt brings something. Raises WeightsMissing (`part` stays, a later call
    continues), OSError if the disk cannot take it.
    """
    if not size:  # whether a left-over is already the whole file could not be told
        part.unlink(missing_ok=True)
    while True:
        have = part.stat().st_size if part.exists() else 0
        if size and have == size:
            return
        if size and have > size:
            part.unlink()
            raise WeightsInvalid(f"{url}: longer than the {size} bytes that were stated")
        try:
            _append(url, part, have, name, size, progress, timeout)
        except _Cut as cut:
            if not part.exists() or part.stat().st_size <= have:
                raise WeightsMissing(
                    f"{url}: {cut}; `zimu models pull` again continues from {have} bytes"
                ) from cut
        else:
            if not size or part.stat().st_size <= size:
                return


def _append(
    url: str, part: Path, have: int, name: str, size: int, progress: Progress, timeout: float
) -> None:
    pieces = _body(url, have, timeout)
    start, first = next(pieces)
    with part.open("r+b" if start else "wb") as file:
        file.seek(start)
        done = start + file.write(first)
        for _, piece in pieces:
            done += file.write(piece)
            progress(name, done, size)
            if size and done > size:
                break


def _body(url: str, have: int, timeout: float) -> Iterator[tuple[int, bytes]]:
    """Pairs (offset of the first byte of the answer, next bytes); the first pair comes with the headers.

    Raises _Cut, WeightsMissing for an answer that is an error.
    """
    request = Request(url, headers={"User-Agent": "zimu"} | ({"Range": f"bytes={have}-"} if have else {}))
    try:
        with _opener().open(request, timeout=timeout) as response:
            start = _start(response.headers.get("Content-Range", "")) if response.status == 206 else 0
            length = response.headers.get("Content-Length")
            got = 0
            yield start, b""
            while piece := response.read(_CHUNK):
                got += len(piece)
                yield start, piece
            if length is not None and got < int(length):
                raise _Cut(f"the connection ended after {got} of {length} bytes")
    except HTTPError as error:
        error.close()
        raise WeightsMissing(f"{url}: the server answers {error.code} {error.reason}") from error
    except (OSError, HTTPException) as error:
        raise _Cut(f"no connection: {getattr(error, 'reason', error)}") from error


def _start(content_range: str) -> int:
    match = re.match(r"bytes (\d+)-", content_range)
    if not match:
        raise _Cut(f"a partial answer that does not say where it starts: {content_range!r}")
    return int(match[1])
