"""A trace of a session that keeps what passes at every stage, as lines of a log (benchmarks.events)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.events import Event, plain
from models.types import Recogniser, Samples, Transcript
from pipeline.channels import Heard
from pipeline.ladder import Change
from pipeline.trace import Trace
from pipeline.types import (
    SAMPLES_PER_MS,
    Caption,
    Gap,
    Hypothesis,
    Ms,
    Progress,
    Revision,
    Segment,
    Shown,
    Translation,
)

Row = dict[str, object]


class Recorder(Trace):
    """`clock` in seconds from anywhere. Two threads may tell of something at once."""

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__(clock)
        self._rows: list[tuple[float, Row]] = []
        self._since: float | None = None
        """When what now waits for the recogniser first came."""
        self._arrived: Ms = 0
        self._heard: Ms = 0
        """What had arrived when the recogniser last took sound."""
        self.late_ms: list[float] = []
        self.gaps: list[Gap] = []

    def rows(self) -> list[Row]:
        """All that passed, by time: that of the stream, whose first sample sounded no later than any sound
        came out of the source."""
        timed = [(round((at - self._anchor) * 1000, 1), row) for at, row in self._rows]
        return [
            {"event": row["event"], "at": at, **row} for at, row in sorted(timed, key=lambda pair: pair[0])
        ]

    def ended(self) -> float:
        """Now, in ms of the stream."""
        return round((self._clock() - self._anchor) * 1000, 1)

    def heard(self, upto: Ms) -> None:
        super().heard(upto)
        self._arrived = upto
        self._keep("arrived", upto=upto)

    def released(self, heard: Heard) -> None:
        self._since = self._clock() if self._since is None else self._since
        self._keep("released", upto=heard.upto if isinstance(heard, Progress) else heard.end)

    def taken(self, items: Sequence[Heard]) -> None:
        now = self._clock()
        oldest = round((now - (now if self._since is None else self._since)) * 1000, 1)
        self._since = None
        self._heard = self._arrived
        upto = max(item.upto if isinstance(item, Progress) else item.end for item in items)
        self.late_ms.append(oldest)
        self._keep("taken", upto=upto, oldest_ms=oldest)

    def passes(self, recognise: Recogniser) -> Recogniser:
        """`recognise`, whose every pass is kept."""

        def timed(samples: Samples, /, **how: Any) -> Transcript:
            began = self._clock()
            try:
                return recognise(samples, **how)
            finally:
                took = round((self._clock() - began) * 1000, 1)
                self._keep("pass", took_ms=took, sound_ms=len(samples) // SAMPLES_PER_MS)

        return timed

    def recognised(self, output: Hypothesis | Revision | Gap | Progress) -> None:
        if not isinstance(output, Progress):
            self._rows.append((self._clock(), _untimed(plain(Event(0, output, self._heard)))))

    def segmented(self, segment: Segment) -> None:
        place = {"id": segment.id, "start": segment.start, "end": segment.end, "text": segment.text}
        state = {"closed": segment.closed or segment.final, "final": segment.final}
        self._keep("segment", **place, **state, revision=segment.revision, heard=self._heard)

    def translated(self, translation: Translation) -> None:
        segment = translation.segment
        of = {"language": translation.language, "segment": segment.id, "revision": segment.revision}
        closed = segment.closed or segment.final
        self._keep("translation", **of, text=translation.text, closed=closed, final=segment.final)

    def shown(self, shown: Shown) -> None:
        super().shown(shown)
        self._keep("caption", **_caption(shown.caption))

    def published(self, shown: Shown) -> None:
        self._keep("published", **_caption(shown.caption))

    def skipped(self, start: Ms, end: Ms) -> None:
        super().skipped(start, end)
        self.gaps.append(Gap(start, end, "the recogniser fell behind"))

    def lost(self, segment: Segment, language: str, reason: str) -> None:
        super().lost(segment, language, reason)
        self._keep("lost", language=language, segment=segment.id, reason=reason)

    def stepped(self, change: Change) -> None:
        super().stepped(change)
        steps = {"step": change.step.name.lower(), "stream": change.stream.name.lower()}
        self._keep("step", language=change.language, **steps, behind_ms=change.lag_ms)

    def _keep(self, event: str, **row: object) -> None:
        self._rows.append((self._clock(), {"event": event, **row}))


def _untimed(row: Row) -> Row:
    return {key: value for key, value in row.items() if key != "at"}


def _caption(caption: Caption) -> Row:
    place = {"language": caption.language, "segment": caption.segment, "part": caption.part}
    times = {"start": caption.start, "end": caption.end, "text": caption.text}
    state = {"words_final": caption.words_final or caption.final, "final": caption.final}
    return {**place, **times, **state, "revision": caption.revision}
