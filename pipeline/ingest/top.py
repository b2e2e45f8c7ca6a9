"""Decides which of an origin's playlists is heard, and what each is called. Pure: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from pipeline.errors import InputUnavailable
from pipeline.hls.playlist import MediaPlaylist, Multivariant, Variant
from pipeline.ingest.fetch import plain

_SOUND = ("mp4a", "ac-3", "ec-3", "opus", "flac", "mp3")
"""What CODECS of a variant with sound hold."""


@dataclass(frozen=True, slots=True)
class Top:
    """What the origin's address answers."""

    url: str
    """Its own, redirects followed."""
    text: str
    playlist: Multivariant | MediaPlaylist
    addresses: Mapping[str, str]
    """The media playlists in it by our ids: v0, v1, ... of variants and r0, r1, ... of renditions."""
    lead: str
    """The id of the one that is heard."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """What it defines, for its media playlists to import."""


def heard(url: str, text: str, playlist: Multivariant | MediaPlaylist, track: int) -> Top:
    """The variant of the lowest bandwidth that has sound, or its audio rendition number `track`, the default
    one being 0. Raises InputUnavailable for a list without variants."""
    if isinstance(playlist, MediaPlaylist):
        return Top(url, text, playlist, {"v0": url}, "v0")
    if not playlist.variants:
        raise InputUnavailable(f"{plain(url)}: names no streams yet")
    variants = {f"v{n}": urljoin(url, each.uri) for n, each in enumerate(playlist.variants)}
    listed = [each for each in playlist.renditions if each.attributes.get("URI")]
    renditions = {f"r{n}": urljoin(url, each.attributes["URI"]) for n, each in enumerate(listed)}
    n, variant = min(enumerate(playlist.variants), key=lambda each: _price(each[1]))
    group = variant.attributes.get("AUDIO")
    audio = [
        (f"r{n}", each)
        for n, each in enumerate(listed)
        if each.attributes.get("TYPE") == "AUDIO" and each.attributes.get("GROUP-ID") == group
    ]
    audio.sort(key=lambda each: each[1].attributes.get("DEFAULT") != "YES")
    lead = audio[min(track, len(audio) - 1)][0] if audio else f"v{n}"
    return Top(url, text, playlist, variants | renditions, lead)


def _price(variant: Variant) -> tuple[bool, int]:
    """What has no sound comes last, then the lowest bandwidth first."""
    codecs = variant.attributes.get("CODECS", "")
    silent = bool(codecs) and "AUDIO" not in variant.attributes and not any(s in codecs for s in _SOUND)
    bandwidth = variant.attributes.get("BANDWIDTH", "")
    return silent, int(bandwidth) if bandwidth.isdecimal() else 1 << 62
