"""Decides when a segment of the video may be seen: when its captions are there, and never too late.

Every segment waits `delay_ms` from when the origin listed it, so playlists grow at the origin's pace. One
whose captions are still missing waits on, `stretch_ms` at most; then it is shown without, and a language that
was missing is not waited for until it completes a segment again. Whenever a language completes one, the time
that took is the delay that it needs: the delay grows to that at once, and shrinks by one segment after
`calm_ms` in which less was needed. So a captioner that dies costs viewers one pause of `stretch_ms`. Segments
that nobody hears wait no longer than others, and tell of no need.

Times called `now` are milliseconds of one clock that never falls, the caller's; zero is anywhere.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pipeline.hls.grid import GridSegment
from pipeline.types import Ms

_LONGEST_MS = 60_000
"""Windows remember no more, and servers keep a segment about as long as its playlist lasts."""
_STEP_MS = 500
"""The delay grows in whole steps, so that it is at rest soon."""


@dataclass(frozen=True, slots=True)
class DelayOptions:
    mode: Literal["synced", "asap"] = "synced"
    """synced: video waits for its captions; asap: video is not delayed, captions come when they come."""
    first_ms: int = 8000
    """The delay that a stream begins with, milliseconds."""
    most_ms: int = 24000
    """No segment waits longer than this for its captions, milliseconds."""
    stretch_ms: int = 4000
    """How much longer than the delay one segment may wait, milliseconds: players hold about three more."""
    calm_ms: int = 60000
    """The delay shrinks after this long without need of it, milliseconds; by one segment at a time."""

    def __post_init__(self) -> None:
        if self.most_ms > _LONGEST_MS:
            raise ValueError(
                f"most_ms = {self.most_ms} must be {_LONGEST_MS} at most: origins delete segments"
            )
        if not 0 <= self.first_ms <= self.most_ms:
            raise ValueError(f"first_ms = {self.first_ms} must lie between 0 and most_ms = {self.most_ms}")
        if self.stretch_ms < 0 or self.calm_ms < 0:
            raise ValueError("stretch_ms and calm_ms cannot be negative")


@dataclass(frozen=True, slots=True)
class Released:
    """What a journal keeps of a Release."""

    delay_ms: int
    shown: int | None


@dataclass(frozen=True, slots=True)
class _Listed:
    """A segment with the time at which the origin listed it."""

    sequence: int
    at: int
    end: Ms
    lasts: Ms


class Release:
    """Which segment is the newest that playlists may list. It never goes back. Not shared between threads."""

    def __init__(
        self,
        languages: Iterable[str] = (),
        options: DelayOptions = DelayOptions(),
        kept: Released | None = None,
    ) -> None:
        """`languages` are waited for from the beginning, others once they are `reached`."""
        self.delay_ms = options.first_ms if kept is None else min(kept.delay_ms, options.most_ms)
        """How long a segment waits at present."""
        self._options = options
        self._shown = None if kept is None else kept.shown
        self._waiting: deque[_Listed] = deque()
        self._measured: deque[_Listed] = deque()  # segments by which a language's need may be measured
        self._awaited = set(languages)
        self._upto: dict[str, Ms] = {}
        self._heard = 0  # the number of the first segment whose captions may come
        self._calm_since: int | None = None
        self._needed = -1  # the most since then; -1: nothing was measured
        self._finished = False

    def arrived(self, segment: GridSegment, now: int, *, age_ms: int = 0) -> None:
        """The origin lists a segment, since `age_ms` ago (those of the first playlist are older than now)."""
        listed = _Listed(segment.sequence, now - age_ms, segment.end, segment.end - segment.start)
        if self._shown is None or segment.sequence > self._shown:
            self._waiting.append(listed)
        self._measured.append(listed)
        self._forget(now)

    def reached(self, language: str, upto: Ms, now: int) -> None:
        """A language is complete up to there (its Progress). One that nobody waits for is awaited again when
        it thereby completes a segment in time, or is heard of for the first time."""
        self._forget(now)
        before = self._upto.get(language)
        self._upto[language] = upto if before is None else max(before, upto)
        if before is None:
            self._awaited.add(language)
            return
        heard = [each for each in self._measured if each.sequence >= self._heard]
        needs = [now - each.at for each in heard if before < each.end <= upto]
        if needs:
            self._awaited.add(language)
            self._measure(max(needs), now)

    def skip(self, sequence: int) -> None:
        """Hearing goes on with that segment at the earliest, after a restart say: what else the older ones
        lack, nobody waits for, and that it never came in time is no need."""
        self._heard = max(self._heard, sequence)

    def give_up(self, language: str) -> None:
        """Nobody waits for this language until it is `reached` again: its lane is gone, or not there yet."""
        self._awaited.discard(language)
        self._upto.pop(language, None)

    def finish(self) -> None:
        """No segment and no caption will follow: everything may be shown."""
        self._finished = True

    def shown(self, now: int) -> int | None:
        """The number of the newest segment that may be listed; None as long as there is none."""
        while self._waiting and (self._options.mode == "asap" or self._finished or self._ready(now)):
            first = self._waiting.popleft()
            self._shown = first.sequence
            self._awaited -= self._missing(first)
            self._shrink(first.lasts, now)
        return self._shown

    def due(self) -> int | None:
        """When `shown` may change though nothing else happens; None: only something new changes it."""
        if not self._waiting:
            return None
        first = self._waiting[0]
        return first.at + (self._patience() if self._missing(first) else self.delay_ms)

    @property
    def awaited(self) -> frozenset[str]:
        """The languages that segments wait for."""
        return frozenset(self._awaited)

    @property
    def kept(self) -> Released:
        return Released(self.delay_ms, self._shown)

    def _ready(self, now: int) -> bool:
        due = self.due()
        return due is not None and due <= now

    def _missing(self, listed: _Listed) -> set[str]:
        if listed.sequence < self._heard:
            return set()
        return {language for language in self._awaited if self._upto.get(language, -1) < listed.end}

    def _patience(self) -> int:
        return min(self.delay_ms + self._options.stretch_ms, self._options.most_ms)

    def _measure(self, need: int, now: int) -> None:
        if need > self.delay_ms:
            self.delay_ms = min(-(-need // _STEP_MS) * _STEP_MS, self._options.most_ms)
            self._calm_since, self._needed = now, -1
        else:
            self._needed = max(self._needed, need)

    def _shrink(self, by: int, now: int) -> None:
        """One segment less where all of a calm time needed no more; players then see two come at once."""
        if self._calm_since is None:
            self._calm_since = now
        if now - self._calm_since >= self._options.calm_ms:
            if 0 <= self._needed <= self.delay_ms - by - _STEP_MS:
                self.delay_ms -= by
            self._calm_since, self._needed = now, -1

    def _forget(self, now: int) -> None:
        """What waited longer than anything may tells of no need that could be met."""
        while self._measured and now - self._measured[0].at > self._options.most_ms:
            self._measured.popleft()
