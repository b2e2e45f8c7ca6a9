"""Decides which segments of one origin playlist ours lists, and how they are numbered: never backwards.

A window follows the origin's text, read again and again. Segments keep the origin's numbers until those fall
(a server that started anew): then ours go on, and a discontinuity marks the place. What the origin no longer
lists is remembered, so that a delayed playlist is as long as the origin's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.hls.listing import DISCONTINUITY, listing
from pipeline.hls.playlist import Entry, MediaPlaylist, absolute, parse_media, write

_REMEMBERED_S = 60.0
"""Seconds that are remembered beyond what the origin lists: more than any delay."""
_LEAST_TARGETS = 3
"""Target durations that a live playlist must last (RFC 8216 section 6.2.2)."""


class Window:
    """One media playlist of the origin, followed. Not shared between threads.

    `base` is its address: URIs come out absolute. `lead` is the window of the playlist that is heard: the
    playlists of other variants take their numbering from it, so that all of ours agree.
    """

    def __init__(self, base: str, lead: Window | None = None) -> None:
        self._base = base
        self._lead = lead
        self._shift = 0
        self._turned = 0  # what is added to the origin's discontinuity sequence numbers
        self._entries: list[Entry] = []
        self._origin: MediaPlaylist | None = None
        self._first: int | None = None  # the number that our playlist began with when it was last shown

    @property
    def shift(self) -> int:
        """What is added to the origin's numbers."""
        return self._shift if self._lead is None else self._lead.shift

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that is remembered, oldest first, numbers without a gap."""
        return tuple(self._entries)

    def get(self, sequence: int) -> Entry | None:
        """The entry of that number, if it is remembered."""
        index = sequence - self._entries[0].sequence if self._entries else -1
        return self._entries[index] if 0 <= index < len(self._entries) else None

    def update(self, playlist: MediaPlaylist) -> tuple[Entry, ...]:
        """Take the origin's newest text; returns the entries that are new, numbered ours, URIs absolute.

        A text older than what is known (a cache) gives nothing and changes nothing. After a number that is
        missing, those before it are forgotten.
        """
        anew = self._lead is None and self._began_anew(playlist)
        if anew:
            self._shift = self._entries[-1].sequence + 1 - playlist.entries[0].sequence
        listed = [self._ours(entry) for entry in playlist.entries]
        if not self._follows(listed):
            return ()
        self._origin = playlist
        new: list[Entry] = []
        for entry in listed:
            known = self.get(entry.sequence)
            if known is not None:
                self._entries[entry.sequence - self._entries[0].sequence] = _renewed(known, entry)
            elif not self._entries or entry.sequence > self._entries[-1].sequence:
                new.append(self._take(entry, anew and not new))
        self._trim(len(listed))
        return tuple(new)

    def shown(self, upto: int | None = None, *, ended: bool = False) -> MediaPlaylist | None:
        """Our playlist whose last segment is number `upto` (None: the newest), as long as the origin's own.

        Written by `playlist.write`. What only undelayed playlists may have (parts, hints, blocking reloads)
        is left out. Its media sequence and discontinuity sequence never fall from call to call. ENDLIST
        stands where `ended`, or where the origin has it and the last segment is listed. None: no segment up
        to there is known.
        """
        if self._origin is None or not self._entries:
            return None
        oldest, newest = self._entries[0].sequence, self._entries[-1].sequence
        last = newest if upto is None else min(upto, newest)
        first = self._first_shown(last)
        if last < first:
            return None
        self._first = first
        over = ended or (self._origin.ended and last == newest)
        return listing(self._origin, self._entries[first - oldest : last + 1 - oldest], over)

    def remembered(self) -> str:
        """What may still be shown, as a playlist: with `shift` a journal restores this from it."""
        if self._origin is None or not self._entries:
            return ""
        begin = 0 if self._first is None else max(0, self._first - self._entries[0].sequence)
        return write(listing(self._origin, self._entries[begin:], False))

    def restore(self, text: str, shift: int) -> None:
        """Go on from what a window of the same playlist remembered. Raises InputUnavailable for others."""
        self._shift = shift
        if text:
            self._origin = parse_media(text, "what a window remembered")
            self._entries = list(self._origin.entries)
            self._first = self._origin.sequence

    def _began_anew(self, playlist: MediaPlaylist) -> bool:
        """Whether the origin counts from a new beginning: its numbers fell, or name other segments."""
        if not self._entries or not playlist.entries:
            return False
        known = [(self.get(entry.sequence + self._shift), entry) for entry in playlist.entries]
        both = [(old, new) for old, new in known if old is not None]
        if not both:
            return playlist.entries[-1].sequence + self._shift < self._entries[0].sequence
        return any(_name(old.uri) != _name(new.uri) for old, new in both)

    def _follows(self, listed: Sequence[Entry]) -> bool:
        """Whether this text is at least as new as what is known, and not far ahead of the heard playlist:
        there it is one from before its origin began anew."""
        if not listed:
            return not self._entries
        newest = listed[-1].sequence
        led = self._lead.entries[-1:] if self._lead is not None else ()
        if led and newest > led[0].sequence + len(listed):
            return False
        return not self._entries or newest >= self._entries[-1].sequence

    def _ours(self, entry: Entry) -> Entry:
        """With our number, and every URI absolute."""
        return replace(
            entry,
            sequence=entry.sequence + self.shift,
            uri=absolute(entry.uri, self._base),
            lines=tuple(absolute(line, self._base) for line in entry.lines),
            key="\n".join(absolute(line, self._base) for line in entry.key.split("\n")),
            map=absolute(entry.map, self._base),
        )

    def _take(self, entry: Entry, anew: bool) -> Entry:
        """Append a new entry, its discontinuity sequence number counted on."""
        led = self._lead.get(entry.sequence) if self._lead is not None else None
        if self._entries and (anew or (led is not None and led.discontinuity)):
            entry = entry if entry.discontinuity else replace(entry, lines=(DISCONTINUITY, *entry.lines))
        stated = entry.continuity
        entry = replace(entry, continuity=self._continuity(entry, led))
        if self._entries and entry.sequence > self._entries[-1].sequence + 1:
            self._entries.clear()
        self._turned = entry.continuity - stated
        self._entries.append(entry)
        return entry

    def _continuity(self, entry: Entry, led: Entry | None) -> int:
        """In a run, what the tags say; after a hole, and at the start, what the heard playlist or the origin
        says."""
        if not self._entries:
            return entry.continuity if led is None else led.continuity
        last = self._entries[-1]
        counted = last.continuity + entry.discontinuity
        if entry.sequence == last.sequence + 1:
            return counted
        return max(counted, entry.continuity + self._turned if led is None else led.continuity)

    def _first_shown(self, last: int) -> int:
        """As many as the origin lists, three target durations at least, and never from further back."""
        assert self._origin is not None
        oldest = self._entries[0].sequence
        first = max(last + 1 - len(self._origin.entries), oldest)
        lasts = sum(entry.seconds for entry in self._entries[first - oldest : last + 1 - oldest])
        while first > oldest and lasts < _LEAST_TARGETS * self._origin.target_s:
            first -= 1
            lasts += self._entries[first - oldest].seconds
        return first if self._first is None else max(first, self._first)

    def _trim(self, listed: int) -> None:
        spare = max(0, len(self._entries) - listed)
        beyond = 0.0
        while spare > 0 and beyond < _REMEMBERED_S:
            spare -= 1
            beyond += self._entries[spare].seconds
        del self._entries[:spare]


def _renewed(old: Entry, new: Entry) -> Entry:
    """What the origin says now of a segment that is known; its discontinuity stays as it was published."""
    lines = new.lines if new.discontinuity == old.discontinuity else old.lines
    return replace(new, lines=lines, continuity=old.continuity)


def _name(uri: str) -> str:
    """The file of a URI: folders and queries may hold what changes from session to session."""
    return uri.partition("?")[0].rpartition("/")[2]
