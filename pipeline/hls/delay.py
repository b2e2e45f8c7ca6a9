"""Decides when a segment of the video may be seen: when its captions are there, and never too late.

Times called `now` are milliseconds of one clock that never falls, the caller's; zero is anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pipeline.hls.grid import GridSegment
from pipeline.types import Ms


@dataclass(frozen=True, slots=True)
class DelayOptions:
    mode: Literal["synced", "asap"] = "synced"
    """synced: video waits for its captions; asap: video is not delayed, captions come when they come."""
    first_ms: int = 8000
    """The delay that a stream begins with."""
    most_ms: int = 24000
    """No segment waits longer than this for its captions."""
    stretch_ms: int = 4000
    """How much longer than the delay one segment may wait: players hold about three segments in hand."""
    calm_ms: int = 60000
    """The delay shrinks after this long without need of it, by one segment at a time."""


@dataclass(frozen=True, slots=True)
class Released:
    """What a journal keeps of a Release."""

    delay_ms: int
    shown: int | None


class Release:
    """Which segment is the newest that playlists may list. It never goes back."""

    delay_ms: int
    """How long a segment waits at present."""

    def __init__(
        self,
        languages: Iterable[str],
        options: DelayOptions = DelayOptions(),
        kept: Released | None = None,
    ) -> None: ...

    def arrived(self, segment: GridSegment, now: int, *, age_ms: int = 0) -> None:
        """The origin lists a segment, since `age_ms` ago (those of the first playlist are older than now)."""
        raise NotImplementedError

    def reached(self, language: str, upto: Ms, now: int) -> None:
        """A language is complete up to there (its Progress). It is awaited from now on, if it was not."""
        raise NotImplementedError

    def give_up(self, language: str) -> None:
        """Nobody waits for this language until it is `reached` again: its lane is gone, or not there yet."""
        raise NotImplementedError

    def finish(self, now: int) -> None:
        """No segment and no caption will follow: everything may be shown."""
        raise NotImplementedError

    def shown(self, now: int) -> int | None:
        """The number of the newest segment that may be listed; None as long as there is none."""
        raise NotImplementedError

    def due(self) -> int | None:
        """When `shown` may change though nothing else happens; None: only something new changes it."""
        raise NotImplementedError

    @property
    def awaited(self) -> frozenset[str]:
        """The languages that segments wait for."""
        raise NotImplementedError

    @property
    def kept(self) -> Released:
        raise NotImplementedError
