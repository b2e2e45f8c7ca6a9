"""Follows the playlists that an HLS origin publishes: fetched no more often than needed, remembered for good.

The one that is heard (the lead) numbers all others. What was fetched once answers as long as the origin
does not.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from pipeline.errors import InputError, InputUnavailable
from pipeline.hls.define import substituted
from pipeline.hls.lines import attributes
from pipeline.hls.playlist import Entry, MediaPlaylist, parse
from pipeline.hls.window import Window
from pipeline.ingest.fetch import Fetcher, FetchOptions, plain
from pipeline.ingest.top import Top, heard

_TOP_S = 30.0
"""The multivariant playlist is fetched again after this long, if anybody asks."""
_AGAIN_S = 1.0
"""An origin that did not answer is asked again after this long."""
_LISTED = 1000
"""Segments whose arrival is remembered."""


class _Followed:
    """One media playlist: its window, once it was fetched, and when it was asked for last."""

    def __init__(self) -> None:
        self.window: Window | None = None
        self.base = ""
        self.asked = float("-inf")
        self.first = 0
        """The number of the first segment that the origin itself lists."""
        self.target_s = 0
        self.ended = False
        self.fetching = threading.Lock()


class Origin:
    """Safe from any thread. What fetches raises InputUnavailable where nothing is known yet."""

    def __init__(
        self,
        url: str,
        options: FetchOptions | None = None,
        *,
        track: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`track`: which audio rendition is heard where there are several; 0 is the default one."""
        self.url = url
        self.bandwidth = 0
        """The peak of the segments that were downloaded, bits a second."""
        self.codecs = ""
        """Of the segments that were heard last, as in `avc1.42c00c,mp4a.40.2`; "": that is not certain."""
        self._track = track
        self._clock = clock
        self._fetcher = Fetcher(options)
        self._lock = threading.RLock()
        self._top: Top | None = None
        self._top_at = float("-inf")
        self._top_error: InputUnavailable | None = None
        self._asking = threading.Lock()
        self._closing = threading.Event()
        self._watching: threading.Thread | None = None
        self._followed: dict[str, _Followed] = {}
        self._listed: dict[int, float] = {}
        self._looked = float("-inf")
        """When the lead was read last."""

    @property
    def name(self) -> str:
        return plain(self.url)

    def top(self, fetcher: Fetcher | None = None) -> Top:
        """Raises InputUnavailable, InputUnsupported. One asks the origin; the others wait for the answer
        only where nothing is known yet."""
        if (known := self._fresh_top()) is not None:
            return known
        old = self._top
        if not self._asking.acquire(blocking=old is None) and old is not None:
            return old
        try:
            return self._fresh_top() or self._fetched_top(fetcher)
        finally:
            self._asking.release()

    def _fetched_top(self, fetcher: Fetcher | None) -> Top:
        try:
            fetched = (fetcher or self._fetcher).get(self.url)
            top = self._read(fetched.url, fetched.body.decode("utf-8", "replace"))
        except InputUnavailable as error:
            with self._lock:
                self._top_at, self._top_error = self._clock(), error
                if self._top is None:
                    raise
                return self._top  # players go on with what they know, too
        with self._lock:
            self._top, self._top_at = top, self._clock()
        return top

    def _fresh_top(self) -> Top | None:
        """What is known, if it need not be asked for again. Raises what it answered a moment ago."""
        with self._lock:
            age = self._clock() - self._top_at
            if self._top is None and self._top_error is not None and age < _AGAIN_S:
                raise InputUnavailable(str(self._top_error))
            return self._top if age < _TOP_S else None

    def _read(self, url: str, text: str) -> Top:
        written, variables = substituted(text, url, self.name)
        top = heard(url, text, parse(written, self.name), self._track)
        return replace(top, variables=variables)

    def refresh(self, id: str = "", fresh_s: float | None = None, fetcher: Fetcher | None = None) -> None:
        """Have the playlist `id` ("": the lead) no older than `fresh_s`, or than half a target duration.

        Raises InputUnavailable where it cannot be fetched, KeyError for an id that the origin does not have.
        """
        top = self.top(fetcher)
        id = id or top.lead
        address = top.addresses[id]
        with self._lock:
            followed = self._followed.setdefault(id, _Followed())
            unnumbered = id != top.lead and self._lead.window is None
        if unnumbered:
            self.refresh(top.lead, fetcher=fetcher)
        if not followed.fetching.acquire(blocking=followed.window is None or fresh_s is not None):
            return  # somebody asks already, and what is known does meanwhile
        try:
            age = self._clock() - followed.asked
            if followed.ended or age < (max(1, followed.target_s) / 2 if fresh_s is None else fresh_s):
                return
            followed.asked = self._clock()
            url, playlist = self._media(address, fetcher)
            with self._lock:
                self._take(followed, url, playlist, leads=id == top.lead)
        finally:
            followed.fetching.release()

    def shown(self, id: str, upto: int | None, *, ended: bool = False) -> MediaPlaylist | None:
        """Our playlist of `id` up to a segment, as `Window.shown`; None where nothing is known of it."""
        with self._lock:
            followed = self._followed.get(id)
            window = followed.window if followed else None
            return window.shown(upto, ended=ended) if window else None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The segments of the lead that are remembered, oldest first."""
        with self._lock:
            window = self._lead.window
            return window.entries if window else ()

    @property
    def places(self) -> frozenset[str]:
        """What the playlists that are known send players to: addresses of playlists, segments and keys."""
        with self._lock:
            found = {self.url}
            if self._top is not None:
                found |= {self._top.url, *self._top.addresses.values()}
            for followed in self._followed.values():
                for entry in followed.window.entries if followed.window else ():
                    beside = (attributes(line).get("URI") for line in (entry.map, *entry.key.split("\n")))
                    found |= {entry.uri, *filter(None, beside)}
            return frozenset(found)

    @property
    def first(self) -> int:
        """The first segment of the lead that the origin itself still lists."""
        with self._lock:
            return self._lead.first

    @property
    def target_s(self) -> int:
        with self._lock:
            return self._lead.target_s

    @property
    def ended(self) -> bool:
        with self._lock:
            return self._lead.ended

    def age_ms(self, sequence: int) -> int:
        """How long ago the origin listed a segment of the lead, as far as is known."""
        with self._lock:
            return max(0, round(1000 * (self._clock() - self._listed.get(sequence, self._clock()))))

    def watch(self) -> None:
        """Follow every playlist from now on, whoever asks: one that was not would hold too few segments for
        the first player that comes. Ended by `close`."""
        if self._watching is None:
            self._watching = threading.Thread(target=self._watch, name="origin", daemon=True)
            self._watching.start()

    def _watch(self) -> None:
        pause_s = 0.0
        while not self._closing.wait(pause_s):
            pause_s = _AGAIN_S
            with suppress(InputError):  # it is tried again; who needs it now is told
                self.refresh_all()
                pause_s = max(_AGAIN_S, self.target_s) / 2

    def refresh_all(self) -> None:
        """`refresh` of every playlist, the lead first; one that fails keeps nobody from the others."""
        top = self.top()
        for id in sorted(top.addresses, key=lambda id: id != top.lead):
            with suppress(InputError, KeyError):  # another list of variants may have come meanwhile
                self.refresh(id)

    def close(self) -> None:
        """Ask for nothing any more; what is known stays."""
        self._closing.set()
        self._fetcher.close()

    @property
    def _lead(self) -> _Followed:
        if self._top is None:
            return _Followed()
        return self._followed.get(self._top.lead) or _Followed()

    def _media(self, address: str, fetcher: Fetcher | None) -> tuple[str, MediaPlaylist]:
        fetched = (fetcher or self._fetcher).get(address)
        imports = self._top.variables if self._top is not None else None
        body, _ = substituted(fetched.body, fetched.url, plain(address), imports)
        playlist = parse(body, plain(address))
        if not isinstance(playlist, MediaPlaylist):
            raise InputUnavailable(f"{plain(address)}: is not the media playlist that it should be")
        return fetched.url, playlist

    def _take(self, followed: _Followed, url: str, playlist: MediaPlaylist, leads: bool) -> None:
        if followed.window is None:
            followed.base = url
            followed.window = Window(url, None if leads else self._lead.window, _now_ms())
        new = followed.window.update(playlist)
        followed.target_s, followed.ended = playlist.target_s, playlist.ended
        followed.first = playlist.sequence + followed.window.shift
        if leads:
            now = self._clock()
            self._note(new, self._since(new, now))
            self._looked = now

    def _since(self, new: tuple[Entry, ...], now: float) -> float:
        """When the last of them was listed: after what was listed before, and since the last look, which
        may be long ago after a restart; but one that is older than a target duration had a next one."""
        before = self._listed.get(new[0].sequence - 1) if new else None
        if before is None:
            return now
        due = before + sum(entry.seconds for entry in new)
        return min(now, max(due, self._looked, now - self._lead.target_s))

    def _note(self, new: tuple[Entry, ...], at: float) -> None:
        """Segments that come together were listed one after another, the last of them at `at`."""
        for entry in reversed(new):
            self._listed[entry.sequence] = at
            at -= entry.seconds
        for old in sorted(self._listed)[:-_LISTED]:
            del self._listed[old]

    def remembered(self) -> dict[str, object]:
        """What a journal keeps: enough to answer players though the origin does not."""
        with self._lock:
            return {
                "bandwidth": self.bandwidth,
                "codecs": self.codecs,
                "age_ms": self.age_ms(self.entries[-1].sequence) if self.entries else 0,
                "top": {"url": self._top.url, "text": self._top.text} if self._top else None,
                "windows": {
                    id: {"base": each.base, "text": each.window.remembered(), "shift": each.window.shift}
                    for id, each in self._followed.items()
                    if each.window is not None
                },
            }

    def restore(self, kept: Mapping[str, Any], age_s: float) -> None:
        """Go on from what was remembered `age_s` ago.

        Raises KeyError, TypeError, ValueError, InputUnavailable if that is no such thing; nothing is taken
        then.
        """
        top = self._read(kept["top"]["url"], kept["top"]["text"]) if kept["top"] else None
        windows = kept["windows"]
        followed: dict[str, _Followed] = {}
        for id in sorted(windows, key=lambda id: top is None or id != top.lead):
            lead = followed[top.lead].window if top is not None and id != top.lead else None
            each = followed[id] = _Followed()
            each.base = windows[id]["base"]
            each.window = Window(each.base, lead, _now_ms())
            each.window.restore(windows[id]["text"], windows[id]["shift"])
        with self._lock:
            self.bandwidth, self.codecs = int(kept["bandwidth"]), str(kept.get("codecs", ""))
            self._top, self._followed = top, followed
            self._looked = self._clock() - age_s
            self._note(self.entries, self._looked - int(kept["age_ms"]) / 1000)


def _now_ms() -> int:
    """The date, by which segments are dated where the origin does not."""
    return round(time.time() * 1000)
