"""Sentences in the making: drafts while they are heard, closed when complete, final when settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, dropwhile

from models.han import close_up, punctuate, to_simplified
from models.numerals import written
from pipeline.speech.follow import carried
from pipeline.speech.sentence import SegmentOptions, complete
from pipeline.types import Gap, Hypothesis, Ms, Progress, Revision, Segment, Word


@dataclass(slots=True)
class _Part:
    """A segment that is not final: its committed words, and what was last shown of it."""

    id: int
    words: list[Word] = field(default_factory=list)
    shown: Segment | None = None


class Segmenter:
    """Hypothesis | Revision | Gap | Progress -> Segment | Progress.

    A complete sentence leaves closed: translators act on it. Where the policy sends revisions (`revisable`),
    it leaves again as final, once one of them has passed over it or the utterance has ended; else at once.
    """

    def __init__(self, options: SegmentOptions = SegmentOptions(), revisable: bool = False) -> None:
        self._options = options
        self._revisable = revisable
        self._closed: list[_Part] = []
        self._open = _Part(0)

    def push(self, item: Hypothesis | Revision | Gap | Progress) -> Iterator[Segment | Progress]:
        if isinstance(item, Gap):
            yield from self.flush()
        elif isinstance(item, Progress):
            yield self._progress(item.upto)
        elif isinstance(item, Revision):
            yield from self._revise(item)
        else:
            self._open.words = _begun([*self._open.words, *item.committed])
            while count := complete(self._open.words, self._options):
                self._close(count)
            if item.ends and self._open.words:
                self._close(len(self._open.words))
            settled = len(self._closed) if item.ends or not self._revisable else 0
            yield from self._finish(settled)
            for part in self._closed:
                if part.shown is None or not part.shown.closed:  # once; revised words wait for the final one
                    yield from self._show(part, part.words, closed=True)
            yield from self._show(self._open, [*self._open.words, *item.tail])
            yield self._progress(item.upto)

    def _progress(self, upto: Ms) -> Progress:
        """What is certain downstream: what is certain upstream, short of what is not final."""
        starts = [part.words[0].start for part in (*self._closed, self._open) if part.words]
        return Progress(min(upto, *starts) if starts else upto)

    def _close(self, count: int) -> None:
        words = self._open.words
        self._open.words = words[:count]
        self._closed.append(self._open)
        self._open = _Part(self._open.id + 1, _begun(words[count:]))

    def _revise(self, revision: Revision) -> Iterator[Segment]:
        """Put the revised words in place of those of the span; what lies before its end is final."""
        parts = [*self._closed, self._open]
        old = [word for part in parts for word in part.words]
        middles = [(word.start + word.end) / 2 for word in old]
        first = sum(middle < revision.start for middle in middles)
        last = sum(middle < revision.end for middle in middles)
        cuts = list(accumulate(len(part.words) for part in self._closed))
        inside = [cut - first for cut in cuts if first < cut < last]
        moved = iter(carried(inside, old[first:last], revision.words))
        gained = len(revision.words) - (last - first)
        placed = [
            cut if cut <= first else cut + gained if cut >= last else first + next(moved) for cut in cuts
        ]
        new = [*old[:first], *revision.words, *old[last:]]
        for part, a, b in zip(parts, [0, *placed], [*placed, len(new)], strict=True):
            part.words = new[a:b]
        self._open.words = _begun(self._open.words)
        yield from self._finish(sum(cut <= last for cut in cuts))

    def _finish(self, count: int) -> Iterator[Segment]:
        """The first `count` closed segments are final."""
        done, self._closed = self._closed[:count], self._closed[count:]
        for part in done:
            yield from self._show(part, part.words, closed=True, final=True)

    def _show(
        self, part: _Part, words: Sequence[Word], closed: bool = False, final: bool = False
    ) -> Iterator[Segment]:
        """The segment as it now is, if that is news. One that was never shown and holds nothing is none."""
        before = part.shown
        if not words and before is None:
            return
        text = _text(words)
        if not final and before is not None and (text, closed) == (before.text, before.closed):
            return
        if words:
            start, end = words[0].start, max(words[-1].end, words[0].start + 1)
        else:  # what was shown turned out not to be speech
            assert before is not None
            start, end = before.start, before.end
        revision = before.revision + 1 if before else 1
        part.shown = Segment(part.id, start, end, text, final, revision, closed)
        yield part.shown

    def flush(self) -> Iterable[Segment]:
        if self._open.words:
            self._close(len(self._open.words))
        yield from self._finish(len(self._closed))
        yield from self._show(self._open, ())


def _text(words: Sequence[Word]) -> str:
    """As it is read: Simplified, full-width marks, numbers in digits, no space between Han characters."""
    return written(close_up(punctuate(to_simplified("".join(word.text for word in words).strip()))))


def _begun(words: Sequence[Word]) -> list[Word]:
    """A segment does not begin with marks: they came late, for what has left already."""
    return list(dropwhile(lambda word: not any(map(str.isalnum, word.text)), words))
