"""Decides what of a stream is looked at: from its address down to every segment of its subtitles."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from pipeline.errors import InputError
from pipeline.hls import pair_rules, rules, vtt_rules
from pipeline.hls.lines import absolute
from pipeline.hls.playlist import Entry, MediaPlaylist, Multivariant
from pipeline.hls.rules import Violation
from pipeline.hls.vtt_rules import ReadSegment

_TEXT = (".vtt", ".webvtt")


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at an address."""

    address: str
    """Where it was in the end; relative ones in it count from here."""
    body: bytes


class Survey:
    """Looks at one stream, again and again if wanted: then it sees too what may not have changed meanwhile.

    `fetch` raises InputError; `name` is what messages call an address.
    """

    def __init__(self, fetch: Callable[[str], Found], name: Callable[[str], str] = str) -> None:
        self.playlists: set[str] = set()
        """Addresses of those looked at."""
        self.segments: set[str] = set()
        """Addresses of the subtitle segments looked at."""
        self._fetch = fetch
        self._name = name
        self._media: dict[str, MediaPlaylist] = {}
        self._read: dict[str, ReadSegment] = {}

    def look(self, address: str) -> Iterator[Violation]:
        """Everything wrong at and below this address, a multivariant or a media playlist.

        Raises InputError where nothing stands at the address itself.
        """
        found = self._fetch(address)
        self.playlists.add(address)
        parsed, wrong = rules.read(found.body, self._name(address))
        yield from wrong
        if isinstance(parsed, Multivariant):
            yield from self._below(parsed, found.address)
        elif parsed is not None:
            yield from self._update(address, parsed)
            if any(entry.uri.partition("?")[0].endswith(_TEXT) for entry in parsed.entries):
                yield from self._segments(parsed, found.address)

    def _below(self, playlist: Multivariant, base: str) -> Iterator[Violation]:
        others = [absolute(each.uri, base) for each in playlist.variants]
        others += [absolute(uri, base) for uri in _uris(playlist, "AUDIO", "VIDEO")]
        first: MediaPlaylist | None = None
        for address in dict.fromkeys(others):
            video = yield from self._playlist(address)
            if first is not None and video is not None and video[0].target_s != first.target_s:
                rule = f"target duration {video[0].target_s}, elsewhere {first.target_s} (6.2.4)"
                yield Violation(self._name(address), rule)
            if first is None and video is not None:
                first = video[0]
        for uri in _uris(playlist, "SUBTITLES"):
            address = absolute(uri, base)
            video = (yield from self._playlist(others[0])) if others else None  # both of the same moment
            subtitles = yield from self._playlist(address)
            if subtitles is not None:
                if video is not None:
                    yield from pair_rules.beside(video[0], subtitles[0], self._name(address))
                yield from self._segments(*subtitles)

    def _playlist(self, address: str) -> Generator[Violation, None, tuple[MediaPlaylist, str] | None]:
        """A media playlist with where it was found."""
        try:
            found = self._fetch(address)
        except InputError as error:
            yield Violation(self._name(address), f"is listed, but cannot be had: {error}")
            return None
        self.playlists.add(address)
        parsed, wrong = rules.read(found.body, self._name(address))
        yield from wrong
        if isinstance(parsed, MediaPlaylist):
            yield from self._update(address, parsed)
            return parsed, found.address
        if parsed is not None:
            yield Violation(
                self._name(address), "a multivariant playlist where a media playlist belongs (4.3.4)"
            )
        return None

    def _update(self, address: str, playlist: MediaPlaylist) -> Iterator[Violation]:
        before = self._media.get(address)
        self._media[address] = playlist
        if before is not None:
            yield from pair_rules.update(before, playlist, self._name(address))

    def _segments(self, playlist: MediaPlaylist, base: str) -> Iterator[Violation]:
        run: list[tuple[Entry, ReadSegment]] = []
        for entry in playlist.entries:
            address = absolute(entry.uri, base)
            segment = yield from self._segment(address)
            if segment is None:
                yield from vtt_rules.rendition(run)
                run = []
                continue
            run.append((entry, segment))
            before = self._read.get(address)
            if before is not None:
                yield from vtt_rules.copies(before, segment)
            self._read[address] = segment
        yield from vtt_rules.rendition(run)

    def _segment(self, address: str) -> Generator[Violation, None, ReadSegment | None]:
        try:
            found = self._fetch(address)
        except InputError as error:
            yield Violation(self._name(address), f"is listed, but cannot be had: {error}")
            return None
        self.segments.add(address)
        segment, wrong = vtt_rules.read(found.body, self._name(address))
        yield from wrong
        return segment


def _uris(playlist: Multivariant, *types: str) -> list[str]:
    stated = [each.attributes for each in playlist.renditions]
    return [each["URI"] for each in stated if each.get("TYPE") in types and each.get("URI")]
