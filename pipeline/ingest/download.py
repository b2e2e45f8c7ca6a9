"""Decides what becomes of a segment that cannot be had at once: it is asked for until the origin drops it."""

from __future__ import annotations

import threading

import structlog

from pipeline.errors import InputUnavailable
from pipeline.hls.lines import attributes
from pipeline.hls.playlist import Entry
from pipeline.ingest.fetch import Fetcher, Missing, plain
from pipeline.ingest.live import RetryDelays
from pipeline.ingest.origin import Origin

_TRIES = 4
"""Of a segment while the playlist itself can be had."""
_MISSES = 2
"""Of one that is said not to be there."""
_SHORT_S = 0.2

_log = structlog.get_logger(__name__)


class Downloads:
    """Segments of one rendition, each with the initialisation that it needs."""

    def __init__(
        self, origin: Origin, fetcher: Fetcher, delays: RetryDelays, closing: threading.Event
    ) -> None:
        self._origin = origin
        self._fetcher = fetcher
        self._delays = delays
        self._closing = closing
        self._init = ("", b"")
        self._ranged = ("", 0)
        """The resource that the last byte range was of, and where that ended."""

    def get(self, entry: Entry) -> tuple[bytes, bytes] | None:
        """The segment and its initialisation; None for one that is lost."""
        span = self._span(entry)
        tries = misses = 0
        while not self._closing.is_set():
            try:
                init = self._initialisation(entry)
                body = self._fetcher.get(entry.uri, span).body
            except InputUnavailable as error:
                tries += self._listed(entry)
                misses += isinstance(error, Missing)
                if tries >= _TRIES or misses >= _MISSES or entry.sequence < self._origin.first:
                    _log.warning("segment lost", source=plain(entry.uri), reason=str(error))
                    return None
                self._closing.wait(_SHORT_S if misses else self._delays.after(0.0))
                continue
            if entry.seconds > 0:
                self._origin.bandwidth = max(self._origin.bandwidth, round(8 * len(body) / entry.seconds))
            return body, init
        return None

    def _listed(self, entry: Entry) -> bool:
        """Whether the playlist can be had; what it lists is known then."""
        try:
            self._origin.refresh(fresh_s=0, fetcher=self._fetcher)
        except InputUnavailable:
            return False
        return True

    def _initialisation(self, entry: Entry) -> bytes:
        if not entry.map:
            return b""
        if self._init[0] != entry.map:
            named = attributes(entry.map)
            span = _range(named.get("BYTERANGE", ""), 0)
            self._init = (entry.map, self._fetcher.get(named.get("URI", ""), span).body)
        return self._init[1]

    def _span(self, entry: Entry) -> tuple[int, int] | None:
        """The bytes that are the segment's. A range without a place follows the last one of its resource."""
        uri, end = self._ranged
        span = _range(entry.byterange, end if uri == entry.uri else 0)
        self._ranged = (entry.uri, span[1]) if span else ("", 0)
        return span


def _range(text: str, following: int) -> tuple[int, int] | None:
    """`1000@200` is (200, 1200); "" is None."""
    length, _, offset = text.strip().partition("@")
    if not length.isdecimal():
        return None
    first = int(offset) if offset.isdecimal() else following
    return first, first + int(length)
