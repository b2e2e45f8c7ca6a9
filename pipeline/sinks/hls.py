"""What HLS players get of one stream: playlists and WebVTT segments, from captions, grid and origin.

A stream is put together like this; the packager and the origin outlive the sessions (`Live`) of the stream:

    origin = Origin(url, config.hls.fetch)
    packager = Packager(origin, languages, config.hls, Journal(folder / f"{name}.json"))
    sound = HlsAudio(origin, packager, config.hls.pull, config.hls.fetch)    # a Source; one a session
    await Live(sound, [packager, ...], config, loaded, trace).run()

A segment is listed once its captions are there or it has waited long enough (`hls.delay`). One that nobody
hears, since no session runs, is listed when it is as old as segments are at present: the picture goes on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

import structlog

from pipeline.errors import InputUnavailable
from pipeline.formats import webvtt
from pipeline.hls.cutter import Cutter
from pipeline.hls.delay import DelayOptions, Release, Released
from pipeline.hls.grid import Grid, GridSegment
from pipeline.hls.listing import subtitles
from pipeline.hls.master import MasterOptions, Subtitles, made, multivariant
from pipeline.hls.playlist import MediaPlaylist, write
from pipeline.ingest.fetch import FetchOptions
from pipeline.ingest.origin import Origin
from pipeline.ingest.pull import PullOptions
from pipeline.sinks.journal import Journal
from pipeline.types import Cue, Ms, Progress, Reached, Shown

_UNHEARD = 2
"""Target durations after which a segment that is not on the grid is heard by nobody."""
_BANDWIDTH = 2_000_000
"""Of a stream of which nothing was downloaded yet, bits a second."""
_IN_TIME = 0.6
"""Part of the delay that a segment may have waited when hearing begins anew: later its captions come late."""

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
        self.in_time = 0
        """Captions that were there when their segment was listed."""
        self.late = 0
        self._origin = origin
        self._options = options or HlsOptions()
        self._journal = journal
        self._clock = clock
        self._lock = threading.RLock()
        self._languages = tuple(languages)
        self._grid = Grid()
        self._cutters = {language: Cutter(self._grid, language) for language in languages}
        self._release = Release(languages, self._options.delay)
        self._listed: int | None = None
        """The newest segment that a playlist may show."""
        self._heard = False
        """A session was here."""
        self._closed = False
        kept = journal.read() if journal else None
        if kept is not None:
            self._restore(*kept)

    @property
    def delay_ms(self) -> Ms:
        """How long a segment of the video waits at present."""
        return 0 if self._options.delay.mode == "asap" else self._release.delay_ms

    # What players ask for

    def master(self) -> str:
        """Our multivariant playlist. Relative URIs in it: `video/ID.m3u8`, `LANG/index.m3u8`."""
        top = self._origin.top()
        with self._lock:
            spoken, *_ = self._languages
            menu = [Subtitles(tag, f"{tag}/index.m3u8", tag == spoken) for tag in self._languages]
        if isinstance(top.playlist, MediaPlaylist):
            bandwidth = self._origin.bandwidth or _BANDWIDTH
            return made(top.playlist, "video/v0.m3u8", menu, bandwidth, options=self._options.menu)
        ids = {address: id for id, address in top.addresses.items()}

        def ours(address: str) -> str:
            return f"video/{ids[address]}.m3u8" if address in ids else address

        return multivariant(top.playlist, top.url, menu, ours, self._options.menu)

    def video(self, id: str) -> str | None:
        """The delayed media playlist of a variant or an audio rendition, with absolute segment URIs."""
        try:
            self._refresh(id)
        except KeyError:
            return None
        return write(self._shown(id))

    def subtitles(self, language: str) -> str | None:
        """The media playlist of a language, segment for segment that of the video: `SEQ.vtt`."""
        if language not in self._cutters:
            return None
        lead = self._refresh()
        return subtitles(self._shown(lead), lambda sequence: f"{sequence}.vtt")

    def segment(self, language: str, sequence: int) -> str | None:
        """One WebVTT segment. One that was listed though nobody heard it has no cues."""
        with self._lock:
            listed = self._advance()
            if language not in self._cutters or listed is None or sequence > listed:
                return None
            text = self._cutters[language].segment(sequence)
        if text is None and any(entry.sequence == sequence for entry in self._origin.entries):
            return webvtt.segment((), 0, 0)
        return text

    # What a session tells

    def write(self, shown: Shown) -> None:
        """Sink: take a caption; drafts are passed over."""
        caption = shown.caption
        with self._lock:
            cutter = self._cutters.get(caption.language)
            if cutter is None or not caption.final:
                return
            if caption.start < self._listed_end:
                self.late += 1
            else:
                self.in_time += 1
            cutter.push(caption)

    def reached(self, reached: Reached) -> None:
        """Sink: a language is complete up to a place."""
        with self._lock:
            if reached.language in self._languages:
                self._cutters[reached.language].push(Progress(reached.upto))
                self._release.reached(reached.language, reached.upto, self._now())

    def failing(self, language: str, reason: str) -> None:
        """Sink: nothing waits for a language whose engine fails; with reason "" it is back."""
        if reason:
            with self._lock:
                self._release.give_up(language)

    def grid(self, segment: GridSegment, age_ms: int) -> None:
        """Listener of HlsAudio: one more segment of the origin, in order."""
        with self._lock:
            self._heard = True
            last = self._grid.last
            if last is not None and segment.sequence <= last.sequence:
                return
            self._bridge(segment)
            self._grid.append(segment)
            if self._listed is None or segment.sequence > self._listed:
                self._release.arrived(segment, self._now(), age_ms=age_ms)
            else:  # nobody fetches it again
                self._freeze(segment.sequence)
            self._advance()
            self._save()

    def placed(self, sequence: int) -> GridSegment | None:
        """Listener of HlsAudio: where a segment stands, if it is on the grid."""
        with self._lock:
            return self._grid.get(sequence)

    def newest(self) -> GridSegment | None:
        """Listener of HlsAudio: the last one on the grid."""
        with self._lock:
            return self._grid.last

    def wanted(self) -> int | None:
        """Listener of HlsAudio: the first segment that lacks captions which could still come in time."""
        with self._lock:
            if not self._heard:
                return None
            patience_ms = _IN_TIME * self._release.delay_ms
            entries = self._origin.entries
            for entry in entries:
                unlisted = self._listed is None or entry.sequence > self._listed
                in_time = self._origin.age_ms(entry.sequence) <= patience_ms
                if unlisted and in_time and not self._complete(entry.sequence):
                    return entry.sequence
            return entries[-1].sequence + 1 if entries else None

    # What an operator does

    def languages(self, languages: Iterable[str]) -> None:
        """The languages from now on, the spoken one first; what a removed one showed stays served."""
        with self._lock:
            before, self._languages = self._languages, tuple(languages)
            for language in self._languages:
                self._cutters.setdefault(language, Cutter(self._grid, language))
            for language in set(before) - set(self._languages):
                self._release.give_up(language)

    def close(self) -> None:
        """The stream is over: everything is shown and the playlists get their ENDLIST. Twice is fine."""
        with self._lock:
            self._closed = True
            self._release.finish()
            self._advance()
            self._save()
        self._origin.close()

    # What is behind it

    def _refresh(self, id: str = "") -> str:
        """Have the origin's playlist if it answers; returns its id. Raises KeyError, InputUnavailable."""
        top = self._origin.top()
        if not self._closed:
            with suppress(InputUnavailable):  # what is known of it is as good as what the players know
                self._origin.refresh()
                self._origin.refresh(id)
        return id or top.lead

    def _shown(self, id: str) -> MediaPlaylist:
        with self._lock:
            listed = self._advance()
            shown = None if listed is None else self._origin.shown(id, listed, ended=self._closed)
        if shown is None:
            raise InputUnavailable(f"{self._origin.name}: no segment may be shown yet")
        return shown

    @property
    def _listed_end(self) -> Ms:
        """Captions that start before this come too late for players."""
        if self._listed is None or self._grid.last is None:
            return 0
        segment = self._grid.get(self._listed)
        if segment is None:
            return self._grid.last.end if self._listed > self._grid.last.sequence else 0
        return segment.end

    def _now(self) -> int:
        return round(self._clock() * 1000)

    def _advance(self) -> int | None:
        """List what may be listed by now; what is listed is on disk before anybody sees it."""
        released = self._release.shown(self._now())
        numbers = [each for each in (self._listed, released, self._passed()) if each is not None]
        listed = max(numbers, default=None)
        if listed is not None and listed != self._listed:
            self._listed = listed
            self._freeze(listed)
            entries = self._origin.entries
            if entries:
                self._grid.forget(entries[0].sequence)
            self._save()
        return self._listed

    def _passed(self) -> int | None:
        """The newest segment that no session has heard, though it is as old as those that are listed."""
        old_ms = max(self.delay_ms, _UNHEARD * 1000 * self._origin.target_s)
        last = self._grid.last
        for entry in reversed(self._origin.entries):
            if last is not None and entry.sequence <= last.sequence:
                return None
            if self._closed or self._origin.age_ms(entry.sequence) >= old_ms:
                return entry.sequence
        return None

    def _complete(self, sequence: int) -> bool:
        return all(self._cutters[language].complete(sequence) for language in self._languages)

    def _freeze(self, sequence: int) -> None:
        for cutter in self._cutters.values():
            cutter.freeze(sequence)

    def _bridge(self, segment: GridSegment) -> None:
        """Put on the grid what lies between its end and a segment: what was listed before stays served."""
        last = self._grid.last
        for entry in self._origin.entries if last is not None else ():
            if last is not None and last.sequence < entry.sequence < segment.sequence:
                duration = max(1, round(entry.seconds * 1000))
                stamp = last.mpegts + 90 * (last.end - last.start)
                last = GridSegment(entry.sequence, last.end, last.end + duration, stamp, entry.continuity)
                self._grid.append(last)

    def _save(self) -> None:
        if self._journal is None:
            return
        cutters = {
            tag: {"upto": each.upto, "cues": [asdict(cue) for cue in each.cues]}
            for tag, each in self._cutters.items()
        }
        kept = self._release.kept
        self._journal.write(
            {
                "url": self._origin.url,
                "origin": self._origin.remembered(),
                "grid": [asdict(segment) for segment in self._grid.segments],
                "cutters": cutters,
                "release": {"delay_ms": kept.delay_ms, "shown": kept.shown},
                "listed": self._listed,
            }
        )

    def _restore(self, kept: dict[str, Any], age_s: float) -> None:
        """Go on from a journal, or begin anew where it is of something else."""
        try:
            if kept["url"] != self._origin.url:
                return
            grid, cutters = Grid(), {}
            for segment in kept["grid"]:
                grid.append(GridSegment(**segment))
            for tag, of in kept["cutters"].items():
                cutters[tag] = Cutter(grid, tag)
                cues = [Cue(**{**cue, "lines": tuple(cue["lines"])}) for cue in of["cues"]]
                cutters[tag].restore(cues, of["upto"])
            release = Release(self._languages, self._options.delay, Released(**kept["release"]))
            listed = None if kept["listed"] is None else int(kept["listed"])
            self._origin.restore(kept["origin"], age_s)
        except (KeyError, TypeError, ValueError, AttributeError, InputUnavailable) as error:
            _log.warning("journal is of no use", source=self._origin.name, reason=str(error))
            return
        self._grid, self._release, self._listed = grid, release, listed
        self._cutters = {tag: cutters.get(tag) or Cutter(grid, tag) for tag in {*cutters, *self._languages}}
        self._heard = grid.last is not None
        if listed is not None:
            self._freeze(listed)
