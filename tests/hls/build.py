"""One-expression builders of HLS records and texts."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.hls.grid import Grid, GridSegment
from pipeline.hls.playlist import MediaPlaylist, parse_media
from pipeline.types import Caption

BASE = "http://origin.test/hls/show/index.m3u8?key=1"


def origin(
    first: int,
    names: Sequence[str],
    breaks: Sequence[str] = (),
    *,
    continuity: int | None = None,
    target: int = 2,
    ended: bool = False,
    duration: str = "2.000",
) -> str:
    """A live media playlist with these segments; EXT-X-DISCONTINUITY stands before those in `breaks`."""
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:3",
        f"#EXT-X-TARGETDURATION:{target}",
        f"#EXT-X-MEDIA-SEQUENCE:{first}",
    ]
    if continuity is not None:
        lines.append(f"#EXT-X-DISCONTINUITY-SEQUENCE:{continuity}")
    for name in names:
        if name in breaks:
            lines.append("#EXT-X-DISCONTINUITY")
        lines += [f"#EXTINF:{duration},", f"{name}.ts"]
    return "".join(f"{line}\n" for line in (*lines, *(["#EXT-X-ENDLIST"] if ended else [])))


def playlist(*args, **kwargs) -> MediaPlaylist:
    return parse_media(origin(*args, **kwargs), "origin")


def names(first: int, last: int, prefix: str = "a") -> list[str]:
    return [f"{prefix}{number}" for number in range(first, last + 1)]


def segment(sequence: int, continuity: int = 0, *, lasts: int = 2000, origin_ms: int = 0) -> GridSegment:
    """Segment `sequence` of a stream that began with number 0 at 0 ms."""
    start = sequence * lasts
    return GridSegment(sequence, start, start + lasts, 90 * (start + origin_ms), continuity)


def grid(*segments: GridSegment) -> Grid:
    made = Grid()
    for each in segments:
        made.append(each)
    return made


def caption(
    start: int, end: int, text: str = "hello", *, language: str = "en", final: bool = True
) -> Caption:
    return Caption(0, 0, language, start, end, tuple(text.split("\n")), final, 0)
