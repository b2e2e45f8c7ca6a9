"""What HLS players get of one stream: playlists and WebVTT segments, from captions, grid and origin.

A stream is put together like this; the packager and the origin outlive the sessions (`Live`) of the stream:

    origin = Origin(url, config.hls.fetch)
    packager = Packager(origin, languages, config.hls, Journal(folder / f"{name}.json"))
    origin.watch()
    sound = HlsAudio(origin, packager, config.hls.pull, config.hls.fetch)    # a Source; one a session
    await Live(sound, [packager, ...], config, loaded, trace).run()

Without a session the picture goes on: a segment that nobody hears is listed when it is as old as segments are
at present.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import structlog

from pipeline.errors import InputUnavailable
from pipeline.formats import webvtt
from pipeline.hls.delay import DelayOptions
from pipeline.hls.grid import GridSegment
from pipeline.hls.listing import subtitles
from pipeline.hls.master import MasterOptions, Subtitles, made, multivariant
from pipeline.hls.playlist import MediaPlaylist, write
from pipeline.hls.renditions import Renditions
from pipeline.ingest.fetch import FetchOptions
from pipeline.ingest.origin import Origin
from pipeline.ingest.pull import PullOptions
from pipeline.sinks.journal import Journal
from pipeline.types import Ms, Reached, Shown

_UNHEARD = 2
"""Target durations after which a segment that is not on the grid is heard by nobody."""
_IN_TIME = 0.6
"""Part of the delay that a segment may have waited when hearing begins anew: later its captions come late."""
_BANDWIDTH = 2_000_000
"""Of a stream of which nothing was downloaded yet, bits a second."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class HlsOptions:
    """Subtitle renditions, and the video that waits for them."""

    delay: DelayOptions = field(default_factory=DelayOptions)
    menu: MasterOptions = field(default_factory=MasterOptions)
    fetch: FetchOptions = field(default_factory=FetchOptions)
    pull: PullOptions = field(default_factory=PullOptions)


class Packager:
    """Safe from any thread. Methods named after what a player asks for may wait for the origin: call them in
    a thread. They work before the first session has begun, and between two of them.

    Each returns the text to send, None for what does not exist (404), or raises InputUnavailable where it
    does not exist yet or the origin does not answer (503, `Retry-After: 1`).
    """

    def __init__(
        self,
        origin: Origin,
        languages: Sequence[str],
        options: HlsOptions | None = None,
        journal: Journal | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`languages` begins with the one that is spoken. A fresh `journal` is gone on from."""
        self._origin = origin
        self._options = options or HlsOptions()
        self._journal = journal
        self._clock = clock
        self._lock = threading.RLock()
        self._closed = False
        kept = journal.read() if journal else None
        self._renditions = (kept and self._restored(languages, *kept)) or self._new(languages)

    @property
    def delay_ms(self) -> Ms:
        """How long a segment of the video waits at present."""
        return self._renditions.delay_ms

    @property
    def in_time(self) -> int:
        """Captions that were there when their segment was listed."""
        return self._renditions.in_time

    @property
    def late(self) -> int:
        """Captions that were not."""
        return self._renditions.late

    # What players ask for

    def master(self) -> str:
        """Our multivariant playlist, as soon as those that it names have something to show: players give up
        sooner for want of those. Relative URIs in it: `video/ID.m3u8`, `LANG/index.m3u8`."""
        top = self._origin.top()
        self._refresh(top.lead)
        self._shown(top.lead)
        spoken, *_ = languages = self._renditions.languages
        menu = [Subtitles(tag, f"{tag}/index.m3u8", tag == spoken) for tag in languages]
        if isinstance(top.playlist, MediaPlaylist):
            bandwidth, codecs = self._origin.bandwidth or _BANDWIDTH, self._origin.codecs
            return made(top.playlist, f"video/{top.lead}.m3u8", menu, bandwidth, codecs, self._options.menu)
        ids = {address: id for id, address in top.addresses.items()}

        def ours(address: str) -> str:
            return f"video/{ids[address]}.m3u8" if address in ids else address

        return multivariant(top.playlist, top.url, menu, ours, self._options.menu)

    def video(self, id: str) -> str | None:
        """The delayed media playlist of a variant or an audio rendition, with absolute segment URIs."""
        if id not in self._origin.top().addresses:
            return None
        self._refresh(id)
        return write(self._shown(id))

    def subtitles(self, language: str) -> str | None:
        """The media playlist of a language, segment for segment that of the video: `SEQ.vtt`."""
        if not self._renditions.has(language):
            return None
        lead = self._origin.top().lead
        self._refresh(lead)
        return subtitles(self._shown(lead), lambda sequence: f"{sequence}.vtt")

    def segment(self, language: str, sequence: int) -> str | None:
        """One WebVTT segment. One that was listed though nobody heard it has no cues."""
        with self._lock:
            listed = self._advance()
            if not self._renditions.has(language) or listed is None or sequence > listed:
                return None
            text = self._renditions.segment(language, sequence)
        if text is None and any(entry.sequence == sequence for entry in self._origin.entries):
            return webvtt.segment((), 0, 0)
        return text

    # What a session tells

    def write(self, shown: Shown) -> None:
        """Sink: take a caption; drafts are passed over."""
        with self._lock:
            self._renditions.push(shown.caption)

    def reached(self, reached: Reached) -> None:
        """Sink: a language is complete up to a place."""
        with self._lock:
            self._renditions.reached(reached, self._now())

    def failing(self, language: str, reason: str) -> None:
        """Sink: nothing waits for a language whose engine fails; with reason "" it is back."""
        if reason:
            with self._lock:
                self._renditions.give_up(language)

    def grid(self, segment: GridSegment, age_ms: int) -> None:
        """Listener of HlsAudio: one more segment of the origin, in order."""
        with self._lock:
            self._renditions.append(segment, self._origin.entries, self._now(), age_ms)
            self._advance()
            self._save()

    def placed(self, sequence: int) -> GridSegment | None:
        """Listener of HlsAudio: where a segment stands, if it is on the grid."""
        with self._lock:
            return self._renditions.grid.get(sequence)

    def newest(self) -> GridSegment | None:
        """Listener of HlsAudio: the last one on the grid."""
        with self._lock:
            return self._renditions.grid.last

    def wanted(self) -> int | None:
        """Listener of HlsAudio, once a session: the first segment that lacks captions which could still come
        in time. Nobody waits for those of older ones any more."""
        with self._lock:
            entries = self._origin.entries
            if self._renditions.grid.last is None or not entries:
                return None
            wanted = next(filter(self._lacks, (each.sequence for each in entries)), entries[-1].sequence + 1)
            self._renditions.skip(wanted)
            return wanted

    # What an operator does

    def languages(self, languages: Iterable[str]) -> None:
        """The languages from now on, the spoken one first; what a removed one showed stays served."""
        with self._lock:
            self._renditions.speak(languages)

    def close(self) -> None:
        """The stream is over: everything is shown and the playlists get their ENDLIST. Twice is fine."""
        with self._lock:
            self._closed = True
            self._renditions.finish()
            self._advance()
            self._save()
        self._origin.close()

    # What is behind it

    def _refresh(self, id: str) -> None:
        """Have the newest of the origin's playlists, and what is known of them where it does not answer."""
        if not self._closed:
            with suppress(InputUnavailable, KeyError):  # another list of variants may have come meanwhile
                self._origin.refresh()
                self._origin.refresh(id)

    def _shown(self, id: str) -> MediaPlaylist:
        with self._lock:
            listed = self._advance()
            shown = None if listed is None else self._origin.shown(id, listed, ended=self._closed)
        if shown is None:
            raise InputUnavailable(f"{self._origin.name}: no segment may be shown yet")
        return shown

    def _now(self) -> int:
        return round(self._clock() * 1000)

    def _advance(self) -> int | None:
        """List what may be listed by now; what is listed is on disk before anybody sees it."""
        entries = self._origin.entries
        if self._renditions.advance(self._now(), self._passed(), entries[0].sequence if entries else None):
            self._save()
        return self._renditions.listed

    def _passed(self) -> int | None:
        """The newest segment that no session has heard, though it is as old as those that are listed."""
        old_ms = max(self._renditions.delay_ms, _UNHEARD * 1000 * self._origin.target_s)
        last = self._renditions.grid.last
        for entry in reversed(self._origin.entries):
            if last is not None and entry.sequence <= last.sequence:
                return None
            if self._closed or self._origin.age_ms(entry.sequence) >= old_ms:
                return entry.sequence
        return None

    def _lacks(self, sequence: int) -> bool:
        """Whether a segment lacks captions which could still come in time."""
        listed = self._renditions.listed
        if listed is not None and sequence <= listed:
            return False
        young = self._origin.age_ms(sequence) <= _IN_TIME * self._renditions.delay_ms
        return young and not self._renditions.complete(sequence)

    def _save(self) -> None:
        if self._journal is not None:
            origin, renditions = self._origin.remembered(), self._renditions.remembered()
            self._journal.write({"url": self._origin.url, "origin": origin, "renditions": renditions})

    def _new(self, languages: Sequence[str]) -> Renditions:
        return Renditions(languages, self._options.delay)

    def _restored(self, languages: Sequence[str], kept: dict[str, Any], age_s: float) -> Renditions | None:
        """What was kept `age_s` ago; None where that is of something else."""
        renditions = self._new(languages)
        try:
            if kept["url"] != self._origin.url:
                return None
            renditions.restore(kept["renditions"])
            self._origin.restore(kept["origin"], age_s)
            renditions.resume(self._now(), self._origin.age_ms)
        except (KeyError, TypeError, ValueError, AttributeError, InputUnavailable) as error:
            _log.warning("journal is of no use", source=self._origin.name, reason=str(error))
            return None
        return renditions
