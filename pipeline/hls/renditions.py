"""One stream's subtitle renditions: which segments are listed, and what each says in each language.

A segment is listed once its captions are there or it has waited long enough (`delay`). One that nobody hears,
since no session runs, is `passed` by the caller: the picture goes on, and its subtitles are empty. What is
listed does not change any more.

Times called `now` are milliseconds of one clock that never falls, the caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pipeline.hls.cutter import Cutter
from pipeline.hls.delay import DelayOptions, Release, Released
from pipeline.hls.grid import TICKS_PER_MS, Grid, GridSegment
from pipeline.hls.playlist import Entry
from pipeline.types import Caption, Cue, Ms, Progress, Reached


class Renditions:
    """Not shared between threads. `languages` begins with the one that is spoken."""

    def __init__(self, languages: Sequence[str], options: DelayOptions) -> None:
        self.languages = tuple(languages)
        self.grid = Grid()
        self.listed: int | None = None
        """The newest segment that a playlist may show."""
        self.in_time = 0
        """Captions that were there when their segment was listed."""
        self.late = 0
        self._options = options
        self._release = Release(languages, options)
        self._cutters = {language: Cutter(self.grid, language) for language in languages}

    @property
    def delay_ms(self) -> Ms:
        """How long a segment of the video waits at present."""
        return 0 if self._options.mode == "asap" else self._release.delay_ms

    def has(self, language: str) -> bool:
        """Whether there is, or was, such a rendition."""
        return language in self._cutters

    def segment(self, language: str, sequence: int) -> str | None:
        """The WebVTT text of a segment that is listed; None if it is not on the grid."""
        return self._cutters[language].segment(sequence)

    def complete(self, sequence: int) -> bool:
        """Whether all captions of a segment are there."""
        return all(self._cutters[language].complete(sequence) for language in self.languages)

    def push(self, caption: Caption) -> None:
        """Take a caption; drafts are passed over."""
        if caption.final and caption.language in self._cutters:
            if caption.start < self._listed_end():
                self.late += 1
            else:
                self.in_time += 1
            self._cutters[caption.language].push(caption)

    def reached(self, reached: Reached, now: int) -> None:
        if reached.language in self.languages:
            self._cutters[reached.language].push(Progress(reached.upto))
            self._release.reached(reached.language, reached.upto, now)

    def give_up(self, language: str) -> None:
        """Nobody waits for a language until it is reached again."""
        self._release.give_up(language)

    def speak(self, languages: Iterable[str]) -> None:
        """The languages from now on; what a removed one showed stays."""
        before, self.languages = self.languages, tuple(languages)
        for language in self.languages:
            if language not in self._cutters:
                self._cutters[language] = Cutter(self.grid, language)
        for language in set(before) - set(self.languages):
            self._release.give_up(language)

    def append(self, segment: GridSegment, listed: Sequence[Entry], now: int, age_ms: int) -> None:
        """One more segment that is heard. One that is on the grid already stays where it is.

        `listed` is what the origin lists, `age_ms` since when: what lies between the end of the grid and the
        segment goes on the grid too, as far as EXTINF tells, so that what was shown before stays.
        """
        last = self.grid.last
        if last is not None and segment.sequence <= last.sequence:
            return
        new = [segment]
        for entry in listed if last is not None else ():
            if last is not None and last.sequence < entry.sequence < segment.sequence:
                last = _following(last, entry)
                new.insert(-1, last)
        if len(new) > 1:
            self._release.skip(segment.sequence)
        for place, each in enumerate(new):
            self.grid.append(each)
            since = age_ms + sum(later.end - later.start for later in new[place + 1 :])
            if self.listed is None or each.sequence > self.listed:
                self._release.arrived(each, now, age_ms=since)
        if self.listed is not None and segment.sequence <= self.listed:  # nobody fetches it again
            self._freeze(segment.sequence)

    def advance(self, now: int, passed: int | None = None, oldest: int | None = None) -> bool:
        """List what may be listed by now, and everything up to `passed`; whether that is more than before.

        What is older than `oldest` is forgotten.
        """
        numbers = [each for each in (self.listed, self._release.shown(now), passed) if each is not None]
        listed = max(numbers, default=None)
        if listed is None or listed == self.listed:
            return False
        self.listed = listed
        self._freeze(listed)
        if oldest is not None:
            self.grid.forget(oldest)
        return True

    def skip(self, sequence: int) -> None:
        """Hearing goes on with that segment: nobody waits for captions that older ones lack."""
        self._release.skip(sequence)

    def finish(self) -> None:
        """No segment and no caption will follow: everything may be listed."""
        self._release.finish()

    def remembered(self) -> dict[str, Any]:
        """What a journal keeps."""
        return {
            "grid": [asdict(segment) for segment in self.grid.segments],
            "cutters": {
                tag: {
                    "upto": each.upto,
                    "cues": [asdict(cue) for cue in each.cues],
                    "frozen": dict(each.frozen),
                }
                for tag, each in self._cutters.items()
            },
            "release": asdict(self._release.kept),
            "listed": self.listed,
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Go on from a journal. Raises KeyError, TypeError, ValueError or AttributeError for anything else,
        and is of no use then."""
        for segment in kept["grid"]:
            self.grid.append(GridSegment(**segment))
        for tag, of in kept["cutters"].items():
            cutter = self._cutters.setdefault(tag, Cutter(self.grid, tag))
            frozen = {int(sequence): str(text) for sequence, text in of["frozen"].items()}
            cutter.restore([_cue(cue) for cue in of["cues"]], of["upto"], frozen)
        self._release = Release(self.languages, self._options, Released(**kept["release"]))
        self.listed = None if kept["listed"] is None else int(kept["listed"])
        if self.listed is not None:
            self._freeze(self.listed)

    def resume(self, now: int, age_ms: Callable[[int], int]) -> None:
        """After `restore`: what was heard and not listed yet goes on waiting, with the captions that it has.
        Others hardly come in time, as models are opened first: it waits no longer for them.

        `age_ms` tells of a segment's number how long ago the origin listed it.
        """
        if self.grid.last is not None:
            self._release.skip(self.grid.last.sequence + 1)
        for tag in self.languages:
            if self._cutters[tag].upto:
                self._release.reached(tag, self._cutters[tag].upto, now)
        for segment in self.grid.segments:
            if self.listed is None or segment.sequence > self.listed:
                self._release.arrived(segment, now, age_ms=age_ms(segment.sequence))

    def _freeze(self, sequence: int) -> None:
        for cutter in self._cutters.values():
            cutter.freeze(sequence)

    def _listed_end(self) -> Ms:
        """Captions that start before this come too late for players."""
        last = self.grid.last
        if self.listed is None or last is None:
            return 0
        segment = self.grid.get(min(self.listed, last.sequence))
        return segment.end if segment is not None else 0


def _following(last: GridSegment, entry: Entry) -> GridSegment:
    stamp = last.mpegts + TICKS_PER_MS * (last.end - last.start)
    duration = max(1, round(entry.seconds * 1000))
    return GridSegment(entry.sequence, last.end, last.end + duration, stamp, entry.continuity)


def _cue(kept: Mapping[str, Any]) -> Cue:
    return Cue(**{**kept, "lines": tuple(kept["lines"])})
