"""What a stream is made of: where its sound comes from, and what HLS players get of it."""

from __future__ import annotations

from typing import Protocol

from pipeline.figures import Cues
from pipeline.run import Source
from pipeline.types import Reached, Shown


class Packager(Protocol):
    """`pipeline.sinks.hls.Packager`: what HLS players get."""

    def master(self) -> str: ...

    def video(self, id: str, /) -> str | None: ...

    def subtitles(self, language: str, /) -> str | None: ...

    def segment(self, language: str, sequence: int, /) -> str | None: ...

    def write(self, shown: Shown, /) -> None: ...

    def reached(self, reached: Reached, /) -> None: ...

    def failing(self, language: str, reason: str, /) -> None: ...

    def languages(self, languages: tuple[str, ...], /) -> None: ...

    def close(self) -> None: ...


class Feed(Protocol):
    """Where the sound of a stream comes from, and what HLS players get of it."""

    @property
    def packager(self) -> Packager | None: ...

    @property
    def cues(self) -> Cues | None: ...

    @property
    def places(self) -> frozenset[str]:
        """Addresses of what players fetch from elsewhere; from any thread."""
        ...

    def sound(self) -> Source:
        """The sound for one session, from now on. Raises InputError, ConfigError."""
        ...

    def close(self) -> None: ...
