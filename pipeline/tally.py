"""What is counted of a stream over its sessions: `Tally` holds it, `Measured` is the Trace that feeds it."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import takewhile

from models.types import Recogniser, Samples, Transcript
from pipeline.ladder import Change
from pipeline.run import Live
from pipeline.trace import Trace
from pipeline.translation.counts import Counts
from pipeline.types import Ms, Segment, Shown

BUCKETS = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 30.0)
"""Seconds from the end of speech to the words; the best broadcasters take 5.6 at the median."""
_REASONS = {
    "too many": "too many wait",
    "shed": "shed",
    "its engine": "engine fails",
    "wrong figures": "wrong figures",
    "no acceptable": "no acceptable answer",
}
_DRAFTS = 256
"""Captions whose last words are kept, to see how many of them are taken back."""


@dataclass(slots=True)
class Lags:
    """A histogram: how many in each bucket of BUCKETS and beyond, and their sum in seconds."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    sum: float = 0.0

    def add(self, lag: float) -> None:
        self.counts[bisect_left(BUCKETS, lag)] += 1
        self.sum += lag


@dataclass(slots=True)
class Tally:
    """What one stream has done since it began. Written by its sessions, one after the other."""

    lags: defaultdict[str, Lags] = field(default_factory=lambda: defaultdict(Lags))
    recent: defaultdict[str, deque[float]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=20))
    )
    """The last lags of each language, in seconds."""
    captions: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By language and draft or final; a draft's words may be final while its end is open."""
    shown_chars: Counter[str] = field(default_factory=Counter)
    erased_chars: Counter[str] = field(default_factory=Counter)
    """Characters of drafts that were taken back or changed: flicker is this over `shown_chars`."""
    drops: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Finished lines that a language never shows, by language and reason."""
    restarts: Counter[str] = field(default_factory=Counter)
    """By the kind of error."""
    steps: Counter[str] = field(default_factory=Counter)
    """Changes of what a language gives up."""
    outages: Counter[str] = field(default_factory=Counter)
    skipped_ms: Ms = 0
    heard_ms: Ms = 0
    """Sound that came."""
    heard_upto: Ms = 0
    """How far it came, in media time."""
    heard_at: float | None = None
    """When the last came, on the clock of the trace."""
    busy_s: float = 0.0
    """Seconds in the recogniser, waiting for its turn included."""
    passes: int = 0
    past: Counts = field(default_factory=Counts)
    """Of sessions that are over."""
    live: Live | None = None
    """The session that plays, if one does."""

    @property
    def counts(self) -> Counts:
        """What became of the lines, of all sessions."""
        counts = Counts()
        counts.add(self.past)
        if self.live is not None:
            counts.add(self.live.counts)
        return counts

    def over(self) -> None:
        """The session has ended."""
        if self.live is not None:
            live, self.live = self.live, None
            self.past.add(live.counts)

    def timed(self, recognise: Recogniser, clock: Callable[[], float] = time.monotonic) -> Recogniser:
        """`recognise`, its time counted; calls come from one thread at a time."""

        def counted(
            samples: Samples, /, *, prefix: str = "", prompt: str = "", thorough: bool = False
        ) -> Transcript:
            began = clock()
            try:
                return recognise(samples, prefix=prefix, prompt=prompt, thorough=thorough)
            finally:
                self.busy_s += clock() - began
                self.passes += 1

        return counted


class Measured(Trace):
    """The trace of one session that also counts for its stream."""

    def __init__(self, clock: Callable[[], float], tally: Tally) -> None:
        super().__init__(clock)
        self._now = clock
        self._tally = tally
        self._begun = False
        self._drafts: OrderedDict[tuple[str, int, int], str] = OrderedDict()

    def heard(self, upto: Ms) -> None:
        super().heard(upto)
        tally = self._tally
        if self._begun:  # where another session left off says nothing about this one
            tally.heard_ms += max(0, upto - tally.heard_upto)
        self._begun, tally.heard_upto, tally.heard_at = True, upto, self._now()

    def skipped(self, start: Ms, end: Ms) -> None:
        super().skipped(start, end)
        self._tally.skipped_ms += end - start

    def lost(self, segment: Segment, language: str, reason: str) -> None:
        super().lost(segment, language, reason)
        self._tally.drops[language, _kind(reason)] += 1

    def failing(self, language: str, reason: str) -> None:
        super().failing(language, reason)
        if reason:
            self._tally.outages[language] += 1

    def stepped(self, change: Change) -> None:
        super().stepped(change)
        self._tally.steps[change.language] += 1

    def shown(self, shown: Shown) -> None:
        caption = shown.caption
        lags = self.lags[caption.language]
        before = len(lags), lags[-1] if lags else None
        super().shown(shown)
        if lags and (len(lags), lags[-1]) != before:
            self._tally.lags[caption.language].add(lags[-1])
            self._tally.recent[caption.language].append(lags[-1])
        self._tally.captions[caption.language, "final" if caption.final else "draft"] += 1
        self._flicker(shown)

    def _flicker(self, shown: Shown) -> None:
        caption, text = shown.caption, shown.caption.text
        key = (caption.language, caption.segment, caption.part)
        old = self._drafts.pop(key, "")
        self._tally.erased_chars[caption.language] += len(old) - _kept(old, text)
        if caption.words_final:
            self._tally.shown_chars[caption.language] += 0 if caption.final and old == text else len(text)
        if not caption.final:
            self._drafts[key] = text
        while len(self._drafts) > _DRAFTS:
            self._drafts.popitem(last=False)


def _kept(old: str, new: str) -> int:
    """Characters at the beginning of `old` that `new` has too."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _kind(reason: str) -> str:
    return next((kind for start, kind in _REASONS.items() if reason.startswith(start)), "other")
