"""Where a sentence ends: at a full stop or a pause, at a comma once it is long, at the longest line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from models.han import close_up, punctuate, to_simplified
from models.numerals import written
from pipeline.types import Gap, Hypothesis, Ms, Progress, Segment, Word

_STOPS = tuple("。！？!?…")
_CLAUSES = tuple("，,；;：、")


@dataclass(frozen=True, slots=True)
class SegmentOptions:
    clause_chars: int = 14
    """A comma ends a segment of at least this many characters; a shorter clause waits for the next."""
    longest_chars: int = 32
    """Two full lines of Chinese; a longer sentence is cut at its best place."""
    longest_ms: int = 7_000
    """The longest time that a caption may stand."""


class Segmenter:
    """Hypothesis | Gap | Progress -> Segment | Progress."""

    def __init__(self, options: SegmentOptions = SegmentOptions()) -> None:
        self._options = options
        self._open: list[Word] = []
        self._id = 0
        self._revision = 0
        self._draft = ""  # what was last shown of the open segment
        self._shown: tuple[Ms, Ms] = (0, 0)

    def push(self, item: Hypothesis | Gap | Progress) -> Iterable[Segment | Progress]:
        if isinstance(item, Gap):
            yield from self.flush()
            return
        if isinstance(item, Progress):
            yield self._progress(item.upto)
            return
        self._open = _begun([*self._open, *item.committed])
        while cut := self._cut():
            yield self._close(cut)
        if item.ends and self._open:
            yield self._close(len(self._open))
        yield from self._revise(item.tail)
        yield self._progress(item.upto)

    def _progress(self, upto: Ms) -> Progress:
        """What is certain downstream: what is certain upstream, short of the open segment."""
        return Progress(min(upto, self._open[0].start) if self._open else upto)

    def _cut(self) -> int:
        """How many of the open words make a segment that is complete; 0 when none is."""
        size = 0
        for index, word in enumerate(self._open):
            size += len(word.text)
            if word.text.endswith(_STOPS):
                return index + 1
            if word.text.endswith(_CLAUSES) and size >= self._options.clause_chars:
                return index + 1
            if (
                size > self._options.longest_chars
                or word.end - self._open[0].start > self._options.longest_ms
            ):
                return self._best_cut(self._open[: index + 1])
        return 0

    def _best_cut(self, words: Sequence[Word]) -> int:
        """Behind a comma in the second half, else at the widest pause there, else before the last word."""
        half = len(words) // 2
        for index in range(len(words) - 1, half, -1):
            if words[index - 1].text.endswith(_CLAUSES):
                return index
        return max(
            range(max(1, half), len(words)), key=lambda i: (words[i].start - words[i - 1].end, i), default=1
        )

    def _close(self, count: int) -> Segment:
        words, self._open = self._open[:count], _begun(self._open[count:])
        segment = replace(self._segment(words, final=True), revision=self._revision + 1)
        self._id += 1
        self._revision = 0
        self._draft = ""
        return segment

    def _revise(self, tail: Sequence[Word]) -> Iterable[Segment]:
        words = [*self._open, *tail]
        if not words:
            if self._draft:  # what was shown turned out not to be speech
                self._draft = ""
                self._revision += 1
                yield Segment(self._id, self._shown[0], self._shown[1], "", False, self._revision)
            return
        segment = self._segment(words, final=False)
        if segment.text != self._draft:
            self._draft = segment.text
            self._shown = (segment.start, segment.end)
            self._revision += 1
            yield replace(segment, revision=self._revision)

    def _segment(self, words: Sequence[Word], final: bool) -> Segment:
        text = written(close_up(punctuate(to_simplified("".join(word.text for word in words).strip()))))
        end: Ms = max(words[-1].end, words[0].start + 1)
        return Segment(self._id, words[0].start, end, text, final, self._revision)

    def flush(self) -> Iterable[Segment]:
        if self._open:
            yield self._close(len(self._open))
        yield from self._revise(())


def _begun(words: Sequence[Word]) -> list[Word]:
    """A segment does not begin with marks: they came late, for what has left already."""
    return list(dropwhile(lambda word: not any(map(str.isalnum, word.text)), words))
