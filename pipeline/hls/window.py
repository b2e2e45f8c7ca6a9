"""Decides which segments of one origin playlist ours lists, and how they are numbered: never backwards.

A follower reads the origin's text again and again. Segments keep the origin's numbers until those fall (a
server that started anew): then ours go on, and a discontinuity marks the place. What the origin no longer
lists is remembered, so that a delayed playlist is as long as the origin's own.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.hls.playlist import Entry, MediaPlaylist


class Window:
    """One media playlist of the origin, followed. Not shared between threads.

    `base` is its address: URIs come out absolute. `lead` is the window of the playlist that is heard: the
    playlists of other variants take their numbering from it, so that all of ours agree.
    """

    shift: int
    """What is added to the origin's numbers."""

    def __init__(self, base: str, lead: Window | None = None) -> None: ...

    def update(self, playlist: MediaPlaylist) -> tuple[Entry, ...]:
        """Take the origin's newest text; returns the entries that are new, numbered ours, URIs absolute.

        A text older than what is known (a cache) gives nothing and changes nothing.
        """
        raise NotImplementedError

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that is remembered, oldest first, numbers without a gap."""
        raise NotImplementedError

    def shown(self, upto: int | None = None, *, ended: bool = False) -> MediaPlaylist | None:
        """Our playlist whose last segment is number `upto` (None: the newest), as long as the origin's own.

        Written by `playlist.write`. What only undelayed playlists may have (parts, hints, blocking reloads)
        is left out. Its media sequence and discontinuity sequence never fall from call to call. ENDLIST
        stands where `ended`, or where the origin has it and the last segment is listed. None: no segment up
        to there is known.
        """
        raise NotImplementedError

    def remembered(self) -> str:
        """All that is remembered as the text of a playlist, for a journal; with `shift` it restores this."""
        raise NotImplementedError

    def restore(self, text: str, shift: int) -> None:
        """Go on from what a window of the same playlist remembered."""
        raise NotImplementedError


def subtitles(shown: MediaPlaylist, address: Callable[[int], str]) -> str:
    """The playlist of a language: one entry for each that `shown` lists, with the same duration,
    discontinuity and date; `address` gives the URI of a sequence number (`{}.vtt`)."""
    raise NotImplementedError
