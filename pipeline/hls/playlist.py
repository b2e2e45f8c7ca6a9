"""Decides what a playlist says, as text: parsed and written with every line that is not ours kept as it is.

RFC 8216 section 4; section numbers in comments are of that text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import InputUnavailable
from pipeline.hls.lines import attributes, lines_of, tag, value

_WHOLE = frozenset(
    f"#EXT{name}"
    for name in (
        "M3U",
        "-X-ALLOW-CACHE",
        "-X-DEFINE",
        "-X-DISCONTINUITY-SEQUENCE",
        "-X-I-FRAMES-ONLY",
        "-X-INDEPENDENT-SEGMENTS",
        "-X-MEDIA-SEQUENCE",
        "-X-PART-INF",
        "-X-PLAYLIST-TYPE",
        "-X-SERVER-CONTROL",
        "-X-START",
        "-X-TARGETDURATION",
        "-X-VERSION",
    )
)
"""Tags that belong to a media playlist as a whole, wherever they stand."""
_NUMBER = re.compile(r"[0-9]{1,20}")
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]*)?")
_MOST_NUMBER = 1 << 64
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One media segment of a media playlist."""

    sequence: int
    """Its Media Sequence Number."""
    continuity: int
    """Its Discontinuity Sequence Number: that of the playlist and the tags up to its own (section 6.2.2)."""
    duration: str
    """The duration of its EXTINF exactly as written: `2.000`."""
    uri: str
    lines: tuple[str, ...]
    """The lines before its URI, EXTINF among them, exactly as written."""
    key: str = ""
    """The EXT-X-KEY line in force, several joined by newlines; "" for none."""
    map: str = ""
    """The EXT-X-MAP line in force, "" for none."""

    @property
    def seconds(self) -> float:
        return float(self.duration)

    @property
    def rounded_s(self) -> int:
        """To the nearest whole second, as the target duration counts (section 4.3.3.1)."""
        return int(self.seconds + 0.5)

    @property
    def discontinuity(self) -> bool:
        """Whether EXT-X-DISCONTINUITY stands among its lines."""
        return any(tag(line) == "#EXT-X-DISCONTINUITY" for line in self.lines)

    @property
    def byterange(self) -> str:
        """The value of EXT-X-BYTERANGE, "" for none."""
        return next((value(line) for line in self.lines if tag(line) == "#EXT-X-BYTERANGE"), "")


@dataclass(frozen=True, slots=True)
class MediaPlaylist:
    header: tuple[str, ...]
    """`#EXTM3U` and what belongs to the playlist as a whole, in the order it was written."""
    entries: tuple[Entry, ...]
    footer: tuple[str, ...]
    """What follows the last URI: parts, hints, and ENDLIST wherever it stood."""
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
    """Index of the tag in `Multivariant.lines`."""
    attributes: dict[str, str]
    """Names to values, quotes removed."""


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
    lines = lines_of(data, name)
    if not lines or tag(lines[0]) != "#EXTM3U":
        raise _wrong(name, 1, lines[0] if lines else "", "a playlist begins with #EXTM3U")
    tags = {tag(line) for line in lines}
    if not tags & {"#EXT-X-STREAM-INF", "#EXT-X-MEDIA", "#EXT-X-I-FRAME-STREAM-INF"}:
        return _media(lines, name)
    if mixed := tags & {"#EXTINF", "#EXT-X-TARGETDURATION"}:
        raise InputUnavailable(f"{name}: media and multivariant playlist at once: it has {min(mixed)} too")
    return _multivariant(lines, name)


def parse_media(data: bytes | str, name: str) -> MediaPlaylist:
    """As `parse`, where only a media playlist will do."""
    parsed = parse(data, name)
    if isinstance(parsed, Multivariant):
        raise InputUnavailable(f"{name}: a multivariant playlist where a media playlist was expected")
    return parsed


def write(playlist: MediaPlaylist | Multivariant) -> str:
    """The text, every line as it was, one newline after each."""
    if isinstance(playlist, Multivariant):
        lines = list(playlist.lines)
    else:
        lines = [*playlist.header]
        for entry in playlist.entries:
            lines += [*entry.lines, entry.uri]
        lines += playlist.footer
    return "".join(f"{line}\n" for line in lines)


@dataclass(slots=True)
class _Numbers:
    """What the tags of a whole media playlist say."""

    target_s: int | None = None
    sequence: int = 0
    continuity: int | None = None

    def take(self, line: str, name: str, at: int) -> None:
        match tag(line):
            case "#EXT-X-TARGETDURATION":
                self.target_s = _number(line, name, at)
            case "#EXT-X-MEDIA-SEQUENCE":
                self.sequence = _number(line, name, at)
            case "#EXT-X-DISCONTINUITY-SEQUENCE":
                self.continuity = _number(line, name, at)
            case "#EXT-X-SKIP":
                raise _wrong(name, at, line, "a delta update, which nobody asked for")


def _media(lines: list[str], name: str) -> MediaPlaylist:
    header: list[str] = []
    body: list[tuple[int, str]] = []
    numbers = _Numbers()
    for at, line in enumerate(lines, 1):
        numbers.take(line, name, at)
        # Comments and empty lines above the first tag of a segment belong to the whole as well.
        remark = not line.strip() or (line.startswith("#") and not line.startswith("#EXT"))
        if tag(line) in _WHOLE or (remark and not body):
            header.append(line)
        else:
            body.append((at, line))
    if numbers.target_s is None:
        raise InputUnavailable(f"{name}: no EXT-X-TARGETDURATION, so not a media playlist")
    entries, footer = _entries(body, numbers, name)
    ended = any(tag(line) == "#EXT-X-ENDLIST" for line in footer)
    return MediaPlaylist(
        tuple(header), entries, footer, numbers.target_s, numbers.sequence, numbers.continuity, ended
    )


def _entries(
    body: list[tuple[int, str]], numbers: _Numbers, name: str
) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    entries: list[Entry] = []
    pending: list[str] = []
    keys: dict[str, str] = {}
    ends: list[str] = []
    duration, map_, continuity = "", "", numbers.continuity or 0
    for at, line in body:
        match tag(line):
            case "#EXT-X-ENDLIST":
                ends.append(line)
                continue
            case "#EXTINF":
                duration = _seconds(line, name, at)
            case "#EXT-X-DISCONTINUITY":
                continuity += 1
            case "#EXT-X-KEY":
                _in_force(keys, line)
            case "#EXT-X-MAP":
                map_ = line
        if line.startswith("#") or not line.strip():
            pending.append(line)
            continue
        if not duration:
            raise _wrong(name, at, line, "no EXTINF stands before this URI")
        sequence = numbers.sequence + len(entries)
        key = "\n".join(keys.values())
        entries.append(Entry(sequence, continuity, duration, line, tuple(pending), key, map_))
        pending, duration = [], ""
    return tuple(entries), (*pending, *ends)


def _in_force(keys: dict[str, str], line: str) -> None:
    """A key replaces that of its own format; METHOD=NONE ends all."""
    stated = attributes(line)
    if stated.get("METHOD") == "NONE":
        keys.clear()
    else:
        keys[stated.get("KEYFORMAT", "identity")] = line


def _multivariant(lines: list[str], name: str) -> Multivariant:
    variants, renditions = [], []
    for at, line in enumerate(lines):
        if tag(line) == "#EXT-X-MEDIA":
            renditions.append(Rendition(at, attributes(line)))
        elif tag(line) == "#EXT-X-STREAM-INF":
            uri = next(_uris_after(lines, at), None)
            if uri is None:
                raise _wrong(name, at + 1, line, "no URI follows it")
            variants.append(Variant(at, attributes(line), uri, lines[uri].strip()))
    return Multivariant(tuple(lines), tuple(variants), tuple(renditions))


def _uris_after(lines: list[str], at: int) -> Iterator[int]:
    """Where the URI of the tag at `at` stands: before the next such tag."""
    for index in range(at + 1, len(lines)):
        if tag(lines[index]) == "#EXT-X-STREAM-INF":
            return
        if lines[index].strip() and not lines[index].startswith("#"):
            yield index


def _number(line: str, name: str, at: int) -> int:
    text = value(line)
    if not _NUMBER.fullmatch(text) or int(text) >= _MOST_NUMBER:
        raise _wrong(name, at, line, "not a whole number below 2**64")
    return int(text)


def _seconds(line: str, name: str, at: int) -> str:
    text = value(line).partition(",")[0].strip()
    if not _SECONDS.fullmatch(text):
        raise _wrong(name, at, line, "not a duration in seconds")
    return text


def _wrong(name: str, at: int, line: str, reason: str) -> InputUnavailable:
    shown = line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
    return InputUnavailable(f"{name}: line {at}: {shown!r}: {reason}")
