"""Finished captions posted to services that show them themselves: YouTube and OvenMediaEngine.

A service that is slow or away never holds up a stream: so many captions wait for it, the oldest of more are
lost, and that is said once.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

import structlog

from pipeline.formats import posted
from pipeline.ingest.fetch import plain
from pipeline.layout.languages import canonical
from pipeline.types import Caption, Ms, Shown

_WAITING = 20
"""Captions for one service; what has waited longer is of no use."""
_TRIES = 3
_BETWEEN_S = 0.5
_AGAIN = (408, 429, 500, 502, 503, 504)
"""Answers after which the same may be taken a moment later."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PushOptions:
    """Entries are of one stream each: its name, an equals sign and an address."""

    youtube: tuple[str, ...] = field(default=(), repr=False)
    """Caption ingestion addresses that YouTube Studio shows, as in ["show1=http://upload.youtube.com/..."]."""
    youtube_language: str = "en"
    """The one language that YouTube takes."""
    ovenmedia: tuple[str, ...] = field(default=(), repr=False)
    """As in ["show1=http://127.0.0.1:8081/v1/vhosts/default/apps/app/streams/show1"]."""
    ovenmedia_token: str = field(default="", repr=False)
    """Its access token; best set by ZIMU_PUSH__OVENMEDIA_TOKEN."""
    ovenmedia_labels: tuple[str, ...] = ()
    """Its subtitle renditions, as in ["en=English", "ko=한국어"]; other languages are not sent."""
    timeout_s: float = 5.0
    """Seconds that a service may take."""

    def __post_init__(self) -> None:
        for name in ("youtube", "ovenmedia", "ovenmedia_labels"):
            for entry in getattr(self, name):
                head, equals, rest = entry.partition("=")
                if not (head and equals and rest):
                    raise ValueError(f"{name}: {head!r}: write it as NAME=…")
                if name != "ovenmedia_labels" and urlsplit(rest).scheme not in ("http", "https"):
                    raise ValueError(f"{name}: {head}: its address begins with http:// or https://")


class Push:
    """A sink that posts finished captions from a thread of its own. `close` it."""

    def __init__(
        self,
        url: str,
        body: Callable[[Caption], tuple[str, bytes] | None],
        headers: Mapping[str, str],
        timeout_s: float,
    ) -> None:
        """`body` makes of a caption what is added to the address, and what is posted; None: not for it."""
        self.lost = 0
        self._url = url
        self._body = body
        self._headers = {"User-Agent": "zimu", **headers}
        self._timeout_s = timeout_s
        self._waiting: deque[Caption] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._failing = False
        self._thread = threading.Thread(target=self._post_all, name="push", daemon=True)
        self._thread.start()

    def write(self, shown: Shown) -> None:
        """Take a caption; returns at once. Drafts, and ends that change later, are passed over."""
        if shown.caption.words_final and not shown.caption.final:
            with self._changed:
                self._waiting.append(shown.caption)
                if len(self._waiting) > _WAITING:
                    self._waiting.popleft()
                    self.lost += 1
                self._changed.notify()

    def close(self) -> None:
        """Post what waits, as far as the service takes it in its time; safe to call twice."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(self._timeout_s)

    def _post_all(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closing)
                if not self._waiting:
                    return
                caption = self._waiting.popleft()
            if (made := self._body(caption)) is not None:
                self._post(*made)

    def _post(self, query: str, data: bytes) -> None:
        for _ in range(_TRIES):
            reason, again = self._once(query, data)
            if not reason:
                if self._failing:
                    _log.info("captions are taken again", service=plain(self._url))
                self._failing = False
                return
            with self._changed:
                if not again or self._changed.wait_for(lambda: self._closing, _BETWEEN_S):
                    break
        self.lost += 1
        if not self._failing:
            _log.error("captions are not taken", service=plain(self._url), reason=reason)
        self._failing = True

    def _once(self, query: str, data: bytes) -> tuple[str, bool]:
        """What went wrong, "" for nothing, and whether another attempt may help."""
        parts = urlsplit(self._url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(str(parts.hostname), parts.port, timeout=self._timeout_s)
        known = f"?{parts.query}" if parts.query else ""
        path = f"{parts.path or '/'}{query}" if query.startswith(":") else (parts.path or "/") + known + query
        try:
            connection.request("POST", path, data, self._headers)
            with connection.getresponse() as answer:
                answer.read(1 << 16)
                status = answer.status
        except (OSError, HTTPException) as error:
            return f"no answer ({error or type(error).__name__})", True
        finally:
            with suppress(OSError):
                connection.close()
        return ("", False) if status < 300 else (f"it answers {status}", status in _AGAIN)


def pushes(name: str, options: PushOptions, age_s: Callable[[Ms], float]) -> list[Push]:
    """What a stream of this name is posted to. `age_s` tells how long ago a media time was on the air.

    Raises ConfigError for an unknown language.
    """
    made = [_youtube(url, options, age_s) for url in _of(options.youtube, name)]
    return made + [_ovenmedia(url, options) for url in _of(options.ovenmedia, name)]


def _of(entries: tuple[str, ...], name: str) -> list[str]:
    return [url for head, _, url in (entry.partition("=") for entry in entries) if head == name]


def _youtube(url: str, options: PushOptions, age_s: Callable[[Ms], float]) -> Push:
    wanted = canonical(options.youtube_language)
    sequence = int(time.time())  # counts up, also after a restart; the same for every attempt of one caption

    def body(caption: Caption) -> tuple[str, bytes] | None:
        nonlocal sequence
        if caption.language != wanted:
            return None
        at = datetime.now(UTC) - timedelta(seconds=age_s(caption.start))
        text = posted.youtube(caption, at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3])
        if not text:
            return None
        sequence += 1
        joint = "&" if urlsplit(url).query else "?"
        return f"{joint}seq={sequence}", text.encode()

    return Push(url, body, {"Content-Type": "text/plain"}, options.timeout_s)


def _ovenmedia(url: str, options: PushOptions) -> Push:
    labels: dict[str, str] = {}
    for entry in options.ovenmedia_labels:
        tag, _, label = entry.partition("=")
        labels[canonical(tag)] = label

    def body(caption: Caption) -> tuple[str, bytes] | None:
        label = labels.get(caption.language)
        found = posted.ovenmedia(caption, label) if label else None
        return None if found is None else (":sendSubtitles", json.dumps(found, ensure_ascii=False).encode())

    headers = {"Content-Type": "application/json"}
    if options.ovenmedia_token:
        token = base64.b64encode(options.ovenmedia_token.encode()).decode()
        headers["Authorization"] = f"Basic {token}"
    return Push(url.rstrip("/"), body, headers, options.timeout_s)
