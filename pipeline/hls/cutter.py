"""Decides which cues stand in which segment of a language: whole ones, identical in each segment they touch.

A cue's text, times and id are the same wherever it stands (RFC 8216 section 3.5), and none reaches beyond a
discontinuity: there it is cut, and the side before it is kept unless hardly any of it is there and the side
behind it is longer. A sentence begins up to some 100 ms early, which may be on the last picture of what was
before; the last word before a publisher was cut off is a little longer. Ids are made of the start that was
said, so they stay unique when the captioner starts anew, and players drop only true repeats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.formats import webvtt
from pipeline.formats.cue import visible
from pipeline.hls.grid import Grid, GridSegment
from pipeline.layout.languages import lookup
from pipeline.types import Caption, Cue, Ms, Progress

_EARLY_MS = 200
"""A cue of which less lies before the cut began early (100 ms of lead, as much error of alignment): its words
are behind, and so it stands there. Others stay where they were said: a cue outlasts its speech, and on the
next show's picture the end of the last one would be a ghost."""


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
        self._listed: set[str] = set()  # ids of cues that stand in frozen segments: their times stay
        self._free: Ms = 0  # where the last one ended before it was cut
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
        is cut there, as a discontinuity may follow.
        """
        self._forget()
        for segment in self._grid.segments:
            if segment.sequence > sequence:
                break
            if segment.sequence not in self._frozen:
                self._cues = [self._settled(cue, segment) for cue in self._cues]
                self._frozen[segment.sequence] = self._written(segment)
                self._closed = segment.end

    @property
    def cues(self) -> tuple[Cue, ...]:
        """The cues of the grid's segments, for a journal."""
        self._forget()
        return tuple(self._cut(cue) for cue in self._cues)

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
        self._listed = {
            cue.id for cue in self._cues if any(_names(each, cue) for each in self._frozen.values())
        }
        self._closed = max(
            (each.end for each in self._grid.segments if each.sequence in self._frozen), default=0
        )

    def _add(self, cue: Cue) -> None:
        self._forget()
        if self._cut(cue).end <= self._closed:
            self.late += 1
        else:
            self._cues.append(cue)

    def _written(self, segment: GridSegment) -> str:
        cues = [cue for cue in map(self._cut, self._cues) if _within(cue, segment)]
        return webvtt.segment(cues, segment.mpegts, segment.start)

    def _settled(self, cue: Cue, segment: GridSegment) -> Cue:
        """The cue as it stays from now on if it would stand in `segment`, which is about to be frozen."""
        cut, last = self._cut(cue), self._grid.last
        if last is None or not _within(cut, segment):
            return cue
        if last.end < cut.end:
            cut = self._side(cut, last.end)
        if _within(cut, segment):
            self._listed.add(cue.id)
        return cut

    def _cut(self, cue: Cue) -> Cue:
        """What stands of a cue, as far as discontinuities are known."""
        limit = self._grid.limit(cue.start)
        while limit is not None and limit < cue.end:
            cue = self._side(cue, limit)
            limit = self._grid.limit(cue.start)
        return cue

    def _side(self, cue: Cue, limit: Ms) -> Cue:
        """What is kept of a cue that goes on over `limit`."""
        before, behind = limit - cue.start, cue.end - limit
        if before >= min(_EARLY_MS, behind) or cue.id in self._listed:
            return replace(cue, end=limit)
        return replace(cue, start=limit)

    def _forget(self) -> None:
        """Drop what no segment of the grid holds."""
        first = self._grid.first
        if first is not None:
            self._cues = [cue for cue in self._cues if cue.end > first.start]
            self._frozen = {n: text for n, text in self._frozen.items() if n >= first.sequence}
            self._listed &= {cue.id for cue in self._cues}


def _within(cue: Cue, segment: GridSegment) -> bool:
    return cue.start < segment.end and segment.start < cue.end


def _names(text: str, cue: Cue) -> bool:
    """Whether the cue stands in the text of a segment: an empty line stands before an id only."""
    return f"\n\n{cue.id}\n" in text
