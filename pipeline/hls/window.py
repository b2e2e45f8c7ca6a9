"""Decides which segments of one origin playlist ours lists, and how they are numbered: never backwards.

A window follows the origin's text, read again and again. Segments keep the origin's numbers until those fall
(a server that started anew): then ours go on, and a discontinuity marks the place. What the origin no longer
lists is remembered, so that a delayed playlist is as long as the origin's own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from pipeline.hls.dates import date_line, date_ms, dated, marked
from pipeline.hls.lines import absolute
from pipeline.hls.listing import DISCONTINUITY, listing
from pipeline.hls.numbering import difference
from pipeline.hls.playlist import Entry, MediaPlaylist, parse_media, write

_BEGIN = "#EXTM3U\n"
_REMEMBERED_S = 60.0
"""Seconds that are remembered beyond what the origin lists: more than any delay."""
_LEAST_TARGETS = 3
"""Target durations that a live playlist must last (RFC 8216 section 6.2.2)."""


class Window:
    """One media playlist of the origin, followed. Not shared between threads.

    `base` is its address: URIs come out absolute. `lead` is the window of the playlist that is heard: the
    playlists of other variants take their numbering from it, so that all of ours agree. `now_ms` is the
    date, milliseconds since 1970: where the origin states no dates ours do, counted from there. Without it
    they do not.
    """

    def __init__(self, base: str, lead: Window | None = None, now_ms: int | None = None) -> None:
        self._base = base
        self._lead = lead
        self._now_ms = now_ms
        self._shift = 0  # of the lead's window: what is added to numbers; of others: what beyond the lead's
        self._aligned = 0  # the lead's shift when that was decided
        self._turned = 0  # what is added to the origin's discontinuity sequence numbers
        self._entries: list[Entry] = []
        self._origin: MediaPlaylist | None = None
        self._first: int | None = None  # the number that our playlist began with when it was last shown

    @property
    def shift(self) -> int:
        """What is added to the origin's numbers."""
        return self._shift if self._lead is None else self._lead.shift + self._shift

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that is remembered, oldest first. Numbers are missing where the origin was not read in time."""
        return tuple(self._entries)

    def get(self, sequence: int) -> Entry | None:
        """The entry of that number, if it is remembered."""
        index = self._index(sequence)
        found = self._entries[index] if index >= 0 else None
        return found if found is not None and found.sequence == sequence else None

    def update(self, playlist: MediaPlaylist) -> tuple[Entry, ...]:
        """Take the origin's newest text; returns the entries that are new, numbered ours, URIs absolute.

        A text older than what is known (a cache) gives nothing and changes nothing.
        """
        anew = self._lead is None and self._began_anew(playlist)
        if anew:
            self._shift = self._entries[-1].sequence + 1 - playlist.entries[0].sequence
        if self._lead is not None:
            self._align(self._lead, playlist)
        listed = [self._ours(entry) for entry in playlist.entries]
        if not self._follows(listed):
            return ()
        self._origin = playlist
        dates = self._now_ms is not None and not any(date_line(entry) for entry in listed)
        new: list[Entry] = []
        for entry in listed:
            known = self.get(entry.sequence)
            if known is not None:
                self._entries[self._index(entry.sequence)] = _renewed(known, entry)
            elif not self._entries or entry.sequence > self._entries[-1].sequence:
                taken = self._take(entry, anew and not new)
                if dates:
                    taken = self._entries[-1] = dated(taken, self._date(taken, listed))
                new.append(taken)
        self._trim(len(listed))
        return tuple(new)

    def shown(self, upto: int | None = None, *, ended: bool = False) -> MediaPlaylist | None:
        """Our playlist whose last segment is number `upto` (None: the newest), as long as the origin's own.

        Written by `playlist.write`. What only undelayed playlists may have (parts, hints, blocking reloads)
        is left out. Its media sequence and discontinuity sequence never fall from call to call. ENDLIST
        stands where `ended`, or where the origin has it and the last segment is listed. None: no segment up
        to there is known, or all of them are gone from ours.
        """
        newest = len(self._entries) - 1
        last = newest if upto is None else self._index(upto)
        if self._origin is None or last < 0 or self._entries[last].sequence < (self._first or 0):
            return None
        first = self._first_shown(self._origin, last)
        self._first = self._entries[first].sequence
        over = ended or (self._origin.ended and last == newest)
        return listing(self._origin, self._entries[first : last + 1], over)

    def remembered(self) -> str:
        """What may still be shown, a playlist for each run of numbers: with `shift` a journal restores this
        from it."""
        texts: list[str] = []
        last = len(self._entries) - 1
        while self._origin is not None and last >= 0:
            first = self._run(last)
            texts.append(write(listing(self._origin, self._entries[first : last + 1], False)))
            last = -1 if self._entries[first].sequence == self._first else first - 1
        return "".join(reversed(texts))

    def restore(self, text: str, shift: int) -> None:
        """Go on from what a window of the same playlist remembered. Raises InputUnavailable for others."""
        self._aligned = self._lead.shift if self._lead is not None else 0
        self._shift = shift - self._aligned
        for run in text.split(_BEGIN)[1:]:
            self._origin = parse_media(_BEGIN + run, "what a window remembered")
            self._entries += self._origin.entries
        self._first = self._entries[0].sequence if self._entries else None

    def _align(self, lead: Window, playlist: MediaPlaylist) -> None:
        """Decide how this playlist's numbers differ from the lead's: once, and again if they do and the lead
        began anew. A text from before that names segments that are known."""
        began_anew = lead.shift != self._aligned
        if self._entries and (not began_anew or not self._shift):
            return
        if not self._entries and began_anew:  # it may be a text from before, and no segment tells
            return
        known = {_name(entry.uri) for entry in self._entries}
        if known.isdisjoint(_name(entry.uri) for entry in playlist.entries):
            numbered = [replace(each, sequence=each.sequence + lead.shift) for each in playlist.entries]
            self._shift, self._aligned = difference(numbered, lead.entries), lead.shift

    def _began_anew(self, playlist: MediaPlaylist) -> bool:
        """Whether the origin counts from a new beginning: its numbers fell, or name other segments."""
        if not self._entries or not playlist.entries:
            return False
        known = [(self.get(entry.sequence + self._shift), entry) for entry in playlist.entries]
        both = [(old, new) for old, new in known if old is not None]
        if not both:
            return playlist.entries[-1].sequence + self._shift < self._entries[-1].sequence
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
        self._turned = entry.continuity - stated
        self._entries.append(entry)
        return entry

    def _date(self, entry: Entry, listed: Sequence[Entry]) -> int:
        """Of the newest entry: what it is in the heard playlist, or the end of the one before, or such that
        the newest of those that are listed ends now."""
        led = self._lead.get(entry.sequence) if self._lead is not None else None
        date = date_ms(led) if led is not None else None
        if date is not None:
            return date
        before = self._entries[-2] if len(self._entries) > 1 else None
        date = date_ms(before) if before is not None else None
        if before is None or date is None:
            rest = (each.seconds for each in listed if each.sequence >= entry.sequence)
            return (self._now_ms or 0) - round(1000 * sum(rest))
        return date + round(1000 * before.seconds * (entry.sequence - before.sequence))

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

    def _first_shown(self, origin: MediaPlaylist, last: int) -> int:
        """Where our list begins that ends with index `last`: it is as long as the origin's, and lasts three
        target durations at least."""
        first, lasts = last, self._entries[last].seconds
        least = self._run(last)
        while first > least and (
            last + 1 - first < len(origin.entries) or lasts < _LEAST_TARGETS * origin.target_s
        ):
            first -= 1
            lasts += self._entries[first].seconds
        return first

    def _run(self, last: int) -> int:
        """The first index from which on no number is missing up to index `last`. What was before the first
        one shown is gone for good."""
        first = last
        while first > 0 and self._entries[first - 1].sequence + 1 == self._entries[first].sequence:
            if self._entries[first].sequence == self._first:
                break
            first -= 1
        return first

    def _index(self, sequence: int) -> int:
        """Of the last entry that is numbered so or lower; -1: there is none."""
        return bisect_right(self._entries, sequence, key=lambda entry: entry.sequence) - 1

    def _trim(self, listed: int) -> None:
        spare = max(0, len(self._entries) - listed)
        beyond = 0.0
        while spare > 0 and beyond < _REMEMBERED_S:
            spare -= 1
            beyond += self._entries[spare].seconds
        del self._entries[:spare]


def _renewed(old: Entry, new: Entry) -> Entry:
    """What the origin says now of a segment that is known; its discontinuity and date stay as published."""
    lines = new.lines if new.discontinuity == old.discontinuity else old.lines
    return marked(replace(new, lines=lines, continuity=old.continuity), date_line(old))


def _name(uri: str) -> str:
    """The file of a URI: folders and queries may hold what changes from session to session."""
    return uri.partition("?")[0].rpartition("/")[2]
