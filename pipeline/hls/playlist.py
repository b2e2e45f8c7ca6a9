"""Decides what a playlist says, as text: parsed and written with every line that is not ours kept as it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One media segment of a media playlist."""

    sequence: int
    """Its Media Sequence Number."""
    continuity: int
    """Its Discontinuity Sequence Number."""
    duration: str
    """The duration of its EXTINF exactly as written: `2.000`."""
    uri: str
    lines: tuple[str, ...]
    """The lines before its URI, EXTINF among them, exactly as written."""
    key: str = ""
    """The EXT-X-KEY line in force, "" for none or METHOD=NONE."""
    map: str = ""
    """The EXT-X-MAP line in force."""

    @property
    def seconds(self) -> float: ...

    @property
    def discontinuity(self) -> bool:
        """Whether EXT-X-DISCONTINUITY stands among its lines."""
        ...

    @property
    def byterange(self) -> str:
        """The value of EXT-X-BYTERANGE, "" for none."""
        ...


@dataclass(frozen=True, slots=True)
class MediaPlaylist:
    header: tuple[str, ...]
    """`#EXTM3U` and what belongs to the playlist as a whole, except ENDLIST, in the order it was written."""
    entries: tuple[Entry, ...]
    footer: tuple[str, ...]
    """What follows the last URI and belongs to no segment: parts, hints, ENDLIST."""
    target_s: int
    """EXT-X-TARGETDURATION."""
    sequence: int
    """EXT-X-MEDIA-SEQUENCE, 0 where there is none."""
    continuity: int | None
    """EXT-X-DISCONTINUITY-SEQUENCE, None where there is none."""
    ended: bool
    """EXT-X-ENDLIST is there."""


@dataclass(frozen=True, slots=True)
class Variant:
    """An EXT-X-STREAM-INF with its URI."""

    line: int
    """Index of the tag in `Multivariant.lines`."""
    attributes: dict[str, str]
    """Names to values, quotes removed."""
    uri_line: int
    uri: str


@dataclass(frozen=True, slots=True)
class Rendition:
    """An EXT-X-MEDIA."""

    line: int
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Multivariant:
    lines: tuple[str, ...]
    """Every line exactly as written."""
    variants: tuple[Variant, ...]
    renditions: tuple[Rendition, ...]


def parse(data: bytes | str, name: str) -> MediaPlaylist | Multivariant:
    """Read a playlist; `name` names it in errors.

    Raises InputUnavailable for what is none or cannot be read (a server may do better next time), with the
    line. Never anything else, whatever the bytes.
    """
    raise NotImplementedError


def write(playlist: MediaPlaylist) -> str:
    """The text, every line as it was, one newline after each."""
    raise NotImplementedError


def absolute(line: str, base: str) -> str:
    """A line with its URI or URI attributes made absolute against `base`; unchanged where they are."""
    raise NotImplementedError


def attributes(line: str) -> dict[str, str]:
    """The attribute list of a tag, quotes removed. Tolerant: what cannot be read is left out."""
    raise NotImplementedError
