"""Decides what our multivariant playlist says: the origin's, every line kept, and the languages beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.hls.playlist import MediaPlaylist, Multivariant


@dataclass(frozen=True, slots=True)
class MasterOptions:
    most_languages: int = 16
    """Languages in the menu; players stutter with twenty and more."""
    default: str = ""
    """The language that players show unasked; "" for none."""


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
    video or subtitle rendition, by its absolute URI, and answers ours (or the same).
    """
    raise NotImplementedError


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
    raise NotImplementedError
