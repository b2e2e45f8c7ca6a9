"""Decides what is wrong with one playlist: the rules of RFC 8216 and of Apple that subtitles depend on.

Numbers like 4.3.3.1 are sections of RFC 8216.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import langcodes
from langcodes.tag_parser import LanguageTagError

from pipeline.errors import InputUnavailable
from pipeline.hls.lines import lines_of, tag
from pipeline.hls.playlist import MediaPlaylist, Multivariant, Rendition, parse

_ONCE = ("#EXT-X-TARGETDURATION", "#EXT-X-MEDIA-SEQUENCE", "#EXT-X-DISCONTINUITY-SEQUENCE", "#EXT-X-VERSION")
_YES_NO = ("DEFAULT", "AUTOSELECT", "FORCED")
_FRACTION = re.compile(r"\.\d")


@dataclass(frozen=True, slots=True)
class Violation:
    place: str
    """What it is in: an address or a path, with `:line` where there is one."""
    rule: str
    """What is wrong, and by which section."""

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}"


def read(data: bytes, place: str) -> tuple[MediaPlaylist | Multivariant | None, list[Violation]]:
    """A playlist with what is wrong in its text alone; None where it cannot be read at all."""
    found = []
    if data.startswith(b"\xef\xbb\xbf"):
        found.append(Violation(f"{place}:1", "a playlist must not begin with a byte-order mark (4.1)"))
    try:
        lines = lines_of(data, place)
        parsed = parse(data, place)
    except InputUnavailable as error:
        return None, [*found, Violation(place, str(error).removeprefix(f"{place}: "))]
    if isinstance(parsed, Multivariant):
        found += multivariant(parsed, place)
    else:
        found += media(parsed, lines, place)
    return parsed, found


def media(playlist: MediaPlaylist, lines: Sequence[str], place: str) -> Iterator[Violation]:
    """Rules within one media playlist."""
    tags = [tag(line) for line in lines]
    for name in _ONCE:
        if tags.count(name) > 1:
            yield Violation(f"{place}:{_line(tags, name, 1)}", f"{name[1:]} stands more than once (4.3)")
    for name in ("#EXT-X-MEDIA-SEQUENCE", "#EXT-X-DISCONTINUITY-SEQUENCE"):
        if name in tags and "#EXTINF" in tags[: tags.index(name)]:
            yield Violation(
                f"{place}:{_line(tags, name)}", f"{name[1:]} must come before the first segment (4.3.3)"
            )
    for entry in playlist.entries:
        if entry.rounded_s > playlist.target_s:
            yield Violation(
                _entry(place, entry.sequence),
                f"{entry.duration} s rounds to more than the target duration {playlist.target_s} (4.3.3.1)",
            )
        if not entry.seconds:
            yield Violation(_entry(place, entry.sequence), "lasts no time (4.3.2.1)")
    fractions = any(_FRACTION.search(entry.duration) for entry in playlist.entries)
    if fractions and _version(lines) < 3:
        yield Violation(place, "durations with a fraction need EXT-X-VERSION:3 (4.3.2.1)")
    if "#EXT-X-BYTERANGE" in tags and _version(lines) < 4:
        yield Violation(place, "EXT-X-BYTERANGE needs EXT-X-VERSION:4 (4.3.2.2)")


def multivariant(playlist: Multivariant, place: str) -> Iterator[Violation]:
    """Rules within one multivariant playlist."""
    for rendition in playlist.renditions:
        for rule in _rendition(rendition):
            yield Violation(f"{place}:{rendition.line + 1}", rule)
    yield from _groups(playlist, place)
    subtitled = [each for each in playlist.variants if "SUBTITLES" in each.attributes]
    captions = {each.attributes.get("CLOSED-CAPTIONS", "") for each in playlist.variants}
    groups = {each.attributes.get("GROUP-ID") for each in playlist.renditions if _type(each) == "SUBTITLES"}
    for variant in playlist.variants:
        at = f"{place}:{variant.line + 1}"
        if not variant.attributes.get("BANDWIDTH", "").isdecimal():
            yield Violation(at, "EXT-X-STREAM-INF needs a BANDWIDTH (4.3.4.2)")
        group = variant.attributes.get("SUBTITLES")
        if group is None and (subtitled or groups):
            yield Violation(at, "this variant has no SUBTITLES group though others have one (4.3.4.2)")
        if group is not None and group not in groups:
            yield Violation(at, f"no EXT-X-MEDIA of TYPE=SUBTITLES has GROUP-ID {group!r} (4.3.4.2)")
        if "NONE" in captions and len(captions) > 1 and variant.attributes.get("CLOSED-CAPTIONS") != "NONE":
            yield Violation(at, "CLOSED-CAPTIONS=NONE must stand on every variant or on none (4.3.4.2)")


def _rendition(rendition: Rendition) -> Iterator[str]:
    stated = rendition.attributes
    for name in ("TYPE", "GROUP-ID", "NAME"):
        if not stated.get(name):
            yield f"EXT-X-MEDIA needs {name} (4.3.4.1)"
    kind = _type(rendition)
    if kind == "SUBTITLES" and not stated.get("URI"):
        yield "TYPE=SUBTITLES needs a URI (4.3.4.1)"
    if kind == "CLOSED-CAPTIONS" and "URI" in stated:
        yield "TYPE=CLOSED-CAPTIONS must have no URI (4.3.4.1)"
    for name in _YES_NO:
        if stated.get(name, "NO") not in ("YES", "NO"):
            yield f"{name} must be YES or NO (4.3.4.1)"
    if stated.get("DEFAULT") == "YES" and stated.get("AUTOSELECT") == "NO":
        yield "DEFAULT=YES needs AUTOSELECT=YES (4.3.4.1)"
    if "FORCED" in stated and kind != "SUBTITLES":
        yield "FORCED is of TYPE=SUBTITLES only (4.3.4.1)"
    if "describes-spoken-dialog" in stated.get("CHARACTERISTICS", ""):
        yield "CHARACTERISTICS: describes- must be transcribes-spoken-dialog (4.3.4.1)"
    if "LANGUAGE" in stated and not _bcp47(stated["LANGUAGE"]):
        yield f"LANGUAGE {stated['LANGUAGE']!r} is not a language tag of BCP 47 (4.3.4.1)"


def _groups(playlist: Multivariant, place: str) -> Iterator[Violation]:
    groups: dict[tuple[str, str], list[Rendition]] = {}
    for rendition in playlist.renditions:
        key = _type(rendition), rendition.attributes.get("GROUP-ID", "")
        groups.setdefault(key, []).append(rendition)
    sets: dict[str, frozenset[tuple[str, str]]] = {}
    for (kind, group), members in groups.items():
        at = f"{place}:{members[0].line + 1}"
        names = Counter(each.attributes.get("NAME", "") for each in members)
        for name in (name for name, count in names.items() if count > 1):
            yield Violation(at, f"two renditions of group {group!r} are named {name!r} (4.3.4.1.1)")
        if sum(each.attributes.get("DEFAULT") == "YES" for each in members) > 1:
            yield Violation(at, f"group {group!r} has more than one DEFAULT=YES (4.3.4.1.1)")
        offered = frozenset(
            (each.attributes.get("NAME", ""), each.attributes.get("LANGUAGE", "")) for each in members
        )
        if sets.setdefault(kind, offered) != offered:
            yield Violation(
                at, f"group {group!r} offers other renditions than the first {kind} group (4.3.4.2)"
            )


def _type(rendition: Rendition) -> str:
    return rendition.attributes.get("TYPE", "")


def _bcp47(text: str) -> bool:
    try:
        return bool(langcodes.tag_is_valid(text)) and "_" not in text
    except LanguageTagError:
        return False


def _version(lines: Sequence[str]) -> int:
    stated = [line.partition(":")[2].strip() for line in lines if tag(line) == "#EXT-X-VERSION"]
    return max([1, *(int(text) for text in stated if text.isascii() and text.isdecimal())])


def _line(tags: Sequence[str], name: str, nth: int = 0) -> int:
    """Number of the line of the nth such tag, from 1."""
    return [at for at, each in enumerate(tags, 1) if each == name][nth]


def _entry(place: str, sequence: int) -> str:
    return f"{place}: segment {sequence}"
