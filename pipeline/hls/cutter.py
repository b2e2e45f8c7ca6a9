"""Decides which cues stand in which segment of a language: whole ones, identical in each segment they touch.

A cue's text, times and id are the same wherever it stands (RFC 8216 section 3.5), and none reaches beyond a
discontinuity: there it is clipped. Ids are made of the start, so they stay unique when the captioner starts
anew, and players drop only true repeats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline.formats import webvtt
from pipeline.formats.cue import visible
from pipeline.hls.grid import Grid, GridSegment
from pipeline.layout.languages import lookup
from pipeline.types import Caption, Cue, Ms, Progress


class Cutter:
    """Final captions of one language -> the text of each segment on the grid. Not shared between threads."""

    def __init__(self, grid: Grid, language: str) -> None:
        self.late = 0
        """Captions that came after every segment they belong to was frozen, so that nobody sees them."""
        self.upto: Ms = 0
        """How far the language is complete (its Progress)."""
        self._grid = grid
        self._language = lookup(language).tag
        self._cues: list[Cue] = []  # in order, none overlapping
        self._free: Ms = 0  # where the last one ended before it was clipped
        self._frozen: dict[int, str] = {}
        self._closed: Ms = 0  # where the last frozen segment ends

    def push(self, item: Caption | Progress) -> None:
        """Take what the lane of this language yields. Drafts and other languages' captions are ignored.

        Of a caption that overlaps the one before (a captioner that started anew heard something twice) only
        the rest counts.
        """
        if isinstance(item, Progress):
            self.upto = max(self.upto, item.upto)
        elif item.final and lookup(item.language).tag == self._language:
            start = max(item.start, self._free)
            lines = tuple(visible(item.lines))
            if lines and start < item.end:
                self._free = item.end
                self._add(Cue(start, item.end, lines, f"c{start}"))

    def complete(self, sequence: int) -> bool:
        """Whether nothing will be added to this segment any more."""
        segment = self._grid.get(sequence)
        return sequence in self._frozen or (segment is not None and segment.end <= self.upto)

    def segment(self, sequence: int) -> str | None:
        """The WebVTT text of a segment as it is known now; None if it is not on the grid."""
        segment = self._grid.get(sequence)
        if segment is None:
            return None
        frozen = self._frozen.get(sequence)
        return self._written(segment) if frozen is None else frozen

    def freeze(self, sequence: int) -> None:
        """From now on segments up to `sequence` stay as they are: call it when playlists first list them.

        A caption that comes later stands in the segments after them only. A cue that reaches beyond the grid
        ends with it, as a discontinuity may follow.
        """
        self._forget()
        last = self._grid.last
        for segment in self._grid.segments:
            if segment.sequence > sequence:
                break
            if segment.sequence not in self._frozen and last is not None:
                self._cues = [
                    replace(cue, end=min(cue.end, self._end(cue), last.end)) if _within(cue, segment) else cue
                    for cue in self._cues
                ]
                self._frozen[segment.sequence] = self._written(segment)
                self._closed = segment.end

    @property
    def cues(self) -> tuple[Cue, ...]:
        """The cues of the grid's segments, for a journal."""
        self._forget()
        return tuple(replace(cue, end=self._end(cue)) for cue in self._cues)

    @property
    def frozen(self) -> Mapping[int, str]:
        """The text of each segment that is frozen, for a journal: cues that came late are not in it."""
        self._forget()
        return self._frozen

    def restore(self, cues: Iterable[Cue], upto: Ms, frozen: Mapping[int, str] | None = None) -> None:
        """Go on from a journal; the grid has been restored before."""
        self._cues = sorted(cues, key=lambda cue: cue.start)
        self._free = max((cue.end for cue in self._cues), default=0)
        self.upto = upto
        self._frozen = dict(frozen or {})
        self._closed = max(
            (each.end for each in self._grid.segments if each.sequence in self._frozen), default=0
        )

    def _add(self, cue: Cue) -> None:
        self._forget()
        if self._end(cue) <= self._closed:
            self.late += 1
        else:
            self._cues.append(cue)

    def _written(self, segment: GridSegment) -> str:
        return webvtt.segment(self._cues_of(segment), segment.mpegts, segment.start)

    def _cues_of(self, segment: GridSegment) -> Iterator[Cue]:
        for cue in self._cues:
            whole = replace(cue, end=self._end(cue))
            if _within(whole, segment):
                yield whole

    def _end(self, cue: Cue) -> Ms:
        limit = self._grid.limit(cue.start)
        return cue.end if limit is None else min(cue.end, limit)

    def _forget(self) -> None:
        """Drop what no segment of the grid holds."""
        first = self._grid.first
        if first is not None:
            self._cues = [cue for cue in self._cues if cue.end > first.start]
            self._frozen = {n: text for n, text in self._frozen.items() if n >= first.sequence}


def _within(cue: Cue, segment: GridSegment) -> bool:
    return cue.start < segment.end and segment.start < cue.end
