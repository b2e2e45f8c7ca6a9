"""Decides what our multivariant playlist says: the origin's, every line kept, and the languages beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.hls.lines import absolute, addressed, tag
from pipeline.hls.playlist import MediaPlaylist, Multivariant, Rendition, parse
from pipeline.layout.languages import lookup

GROUP = "zimu"
"""The group of our languages where the origin has none of its own."""
_TRANSCRIPT = "public.accessibility.transcribes-spoken-dialog"
_FOLLOWED = frozenset({"AUDIO", "VIDEO", "SUBTITLES"})
"""Types of renditions that have media playlists."""
_LEAST_VERSION = 4
"""Of a playlist with EXT-X-MEDIA (RFC 8216 section 7)."""


@dataclass(frozen=True, slots=True)
class MasterOptions:
    most_languages: int = 16
    """Languages in the menu; players stutter with twenty and more."""
    default: str = ""
    """The language that players show unasked; empty for none."""


@dataclass(frozen=True, slots=True)
class Subtitles:
    """One language of ours."""

    language: str
    """A tag of `pipeline.layout.languages`."""
    uri: str
    spoken: bool = False
    """It is what is said, written down: CHARACTERISTICS tells players so."""


def multivariant(
    origin: Multivariant,
    base: str,
    languages: Sequence[Subtitles],
    address: Callable[[str], str],
    options: MasterOptions = MasterOptions(),
) -> str:
    """The origin's playlist with our languages in it.

    `base` is the origin's address. `address` is asked for each media playlist of a variant or of an audio,
    video or subtitle rendition, by its absolute URI, and answers ours (or the same). Subtitles that the
    origin has stay, and ours join their groups: every group then offers the same languages.
    """
    lines = [absolute(line, base) for line in origin.lines]
    for rendition in origin.renditions:
        if rendition.attributes.get("TYPE") in _FOLLOWED:
            lines[rendition.line] = addressed(lines[rendition.line], address)
    silent = not any("CLOSED-CAPTIONS" in each.attributes for each in origin.variants)
    for variant in origin.variants:
        lines[variant.uri_line] = address(lines[variant.uri_line].strip())
        if languages and "SUBTITLES" not in variant.attributes:
            lines[variant.line] += f',SUBTITLES="{GROUP}"'
        if silent:
            lines[variant.line] += ",CLOSED-CAPTIONS=NONE"
    at = min((variant.line for variant in origin.variants), default=len(lines))
    return "".join(f"{line}\n" for line in (*lines[:at], *_media(origin, languages, options), *lines[at:]))


def made(
    origin: MediaPlaylist,
    uri: str,
    languages: Sequence[Subtitles],
    bandwidth: int,
    codecs: str = "",
    options: MasterOptions = MasterOptions(),
) -> str:
    """A multivariant playlist for an origin that has only a media playlist; `uri` is ours of it, `bandwidth`
    its peak in bits a second as measured, `codecs` as in `avc1.42c00c,mp4a.40.2` if known."""
    versions = (line.partition(":")[2] for line in origin.header if tag(line) == "#EXT-X-VERSION")
    version = max([_LEAST_VERSION, *(int(text) for text in versions if text.isdecimal())])
    independent = [line for line in origin.header if tag(line) == "#EXT-X-INDEPENDENT-SEGMENTS"]
    stream = f"#EXT-X-STREAM-INF:BANDWIDTH={max(1, bandwidth)}" + (f',CODECS="{codecs}"' if codecs else "")
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{version}", *independent, stream, uri]
    whole = parse("\n".join(lines), "our own multivariant playlist")
    assert isinstance(whole, Multivariant)
    return multivariant(whole, "", languages, lambda same: same, options)


def _media(origin: Multivariant, languages: Sequence[Subtitles], options: MasterOptions) -> list[str]:
    """The EXT-X-MEDIA lines of our languages, in every group of subtitles that a variant names."""
    lines = []
    for group in dict.fromkeys(each.attributes.get("SUBTITLES", GROUP) for each in origin.variants):
        known = [each.attributes for each in origin.renditions if _in(each, group)]
        names = {each.get("NAME", "") for each in known}
        default = "" if any(each.get("DEFAULT") == "YES" for each in known) else options.default
        for each in languages[: options.most_languages]:
            language = lookup(each.language)
            name = language.autonym
            while name in names:  # the origin has such a rendition itself; names in a group must differ
                name = f"{name} ({GROUP})"
            names.add(name)
            lines.append(_line(each, group, name, bool(default) and lookup(default).tag == language.tag))
    return lines


def _in(rendition: Rendition, group: str) -> bool:
    stated = rendition.attributes
    return stated.get("TYPE") == "SUBTITLES" and stated.get("GROUP-ID") == group


def _line(subtitles: Subtitles, group: str, name: str, default: bool) -> str:
    stated = [
        "TYPE=SUBTITLES",
        f'GROUP-ID="{group}"',
        f'NAME="{name}"',
        f'LANGUAGE="{lookup(subtitles.language).tag}"',
        f"DEFAULT={'YES' if default else 'NO'}",
        "AUTOSELECT=YES",
        "FORCED=NO",
        *([f'CHARACTERISTICS="{_TRANSCRIPT}"'] if subtitles.spoken else []),
        f'URI="{subtitles.uri}"',
    ]
    return f"#EXT-X-MEDIA:{','.join(stated)}"
