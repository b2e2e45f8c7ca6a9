"""Wall time, measured beside the data: when sound arrived and how long its captions took from there."""

from __future__ import annotations

import json
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from statistics import median, quantiles
from typing import TextIO

from pipeline.errors import SinkError
from pipeline.ladder import Change, Step
from pipeline.passage import Passage
from pipeline.types import Caption, Ms, Segment, Shown

_KEPT = 10_000
"""Lags kept for the summary; a stream may run for weeks."""


class Trace(Passage):
    """Events of one session. `clock` is monotonic, in seconds; `stream` gets one JSON line an event.

    Raises SinkError where an event cannot be written.
    """

    def __init__(self, clock: Callable[[], float], stream: TextIO | None = None) -> None:
        self._clock = clock
        self._stream = stream
        self._anchor = float("inf")
        self._seen: dict[str, int] = {}
        self.lags: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=_KEPT))
        self.skipped_ms = 0
        self.losses: Counter[str] = Counter()
        """Lines without a translation, by language."""
        self.step = Step.ALL
        """What the languages together give up at the moment."""

    def heard(self, upto: Ms) -> None:
        """Sound up to this media time has arrived."""
        self._anchor = min(self._anchor, self._clock() - upto / 1000)
        self._event("heard", upto=upto)

    def skipped(self, start: Ms, end: Ms) -> None:
        """Sound that nobody had the time to recognise."""
        self.skipped_ms += end - start
        self._event("skipped", start=start, end=end)

    def lost(self, segment: Segment, language: str, reason: str) -> None:
        """A line will never be shown in a language."""
        self.losses[language] += 1
        self._event(
            "lost", language=language, segment=segment.id, start=segment.start, end=segment.end, reason=reason
        )

    def failing(self, language: str, reason: str) -> None:
        """The engine of a language fails, or is back where there is no reason."""
        self._event("failing" if reason else "back", language=language, reason=reason)

    def stepped(self, change: Change) -> None:
        """A language gives something up that it cannot keep up with, or has it back."""
        self.step = change.stream
        self._event(
            "step",
            language=change.language,
            step=change.step.name.lower(),
            stream=change.stream.name.lower(),
            behind_ms=change.lag_ms,
        )

    def shown(self, shown: Shown) -> None:
        """A caption went out. Its lag is counted when its words first stand, from the end of its speech."""
        caption = shown.caption
        if caption.words_final and caption.lines and caption.segment > self._seen.get(caption.language, -1):
            self._seen[caption.language] = caption.segment
            lag = self._clock() - self._anchor - shown.segment.end / 1000
            self.lags[caption.language].append(lag)
            self._event("words", **_fields(caption), lag=round(lag, 3))
        else:
            self._event("final" if caption.final else "draft", **_fields(caption))

    def summary(self) -> list[tuple[str, int, float, float]]:
        """Of each language: how many segments, and the median and 95th percentile of their lag in seconds."""
        rows = []
        for language, lags in self.lags.items():
            p95 = quantiles(lags, n=20, method="inclusive")[-1] if len(lags) > 1 else lags[0]
            rows.append((language, len(lags), median(lags), p95))
        return rows

    def _event(self, event: str, **fields: object) -> None:
        if self._stream is not None:
            line = {"at": round(self._clock(), 4), "event": event, **fields}
            try:
                self._stream.write(json.dumps(line, ensure_ascii=False) + "\n")
                self._stream.flush()
            except OSError as error:
                raise SinkError(
                    f"cannot write the trace: {error.strerror}; make room, then start again"
                ) from error


def _fields(caption: Caption) -> dict[str, object]:
    return {
        "language": caption.language,
        "segment": caption.segment,
        "part": caption.part,
        "start": caption.start,
        "end": caption.end,
        "text": caption.text,
    }
