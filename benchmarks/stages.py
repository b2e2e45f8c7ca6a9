"""Where the time goes between the end of speech and the published caption, stage by stage."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.session import Row, Session

STAGES = {
    "ingest": "the sound at which speech ended came out of the source",
    "gate": "it was released to the recogniser",
    "recognise": "a pass that had heard it was done; so here counts the wait for a step of sound too",
    "commit": "its last word was sure",
    "segment": "the sentence was closed",
    "translate": "its translation was there",
    "layout": "it was broken into lines and stood",
    "sink": "every sink had it",
}
"""Each begins where the one before it ended; together they are the whole delay."""


@dataclass(frozen=True, slots=True)
class Passed:
    """One line of one language on its way."""

    segment: int
    language: str
    end: int
    """Of its speech, as the recogniser has it, ms."""
    ms: Mapping[str, float]
    """Of each of STAGES."""

    @property
    def total(self) -> float:
        return sum(self.ms.values())


def passed(session: Session) -> Iterator[Passed]:
    """Every line whose words were published, in the order of publishing.

    It counts when its words first stand (`words_final`): what comes later changes no word of it. A stage that
    was done before the stage in front of it (a word committed before the speech was over) took no time.
    """
    arrived = _Reached(session.of("arrived"))
    released = _Reached(session.of("released"))
    taken, spoken = _Reached(session.of("taken")), session.of("hypothesis")
    seen = set()
    for published in session.of("published", words_final=True):
        number, language = published["segment"], published["language"]
        if not published["text"] or (number, language) in seen:
            continue
        seen.add((number, language))
        caption = _last(session.of("caption", segment=number, language=language, words_final=True)[:1])
        made = _last(session.of("translation", segment=number, language=language, closed=True), caption)
        segment = _last(session.of("segment", id=number, closed=True), made)
        if caption is None or made is None or segment is None:
            continue  # the end of the stream showed a draft
        end = segment["end"]
        moments = (
            arrived.at(end),
            released.at(end),
            _after(spoken, taken.at(end)),
            _committed(spoken, segment),
            segment["at"],
            made["at"],
            caption["at"],
            published["at"],
        )
        yield Passed(number, language, end, dict(zip(STAGES, _steps(end, moments), strict=True)))


def _steps(start: float, moments: Sequence[float | None]) -> Iterator[float]:
    """How much later each is than all before it; one that is not known took no time."""
    for moment in moments:
        later = max(start, start if moment is None else moment)
        yield round(later - start, 1)
        start = later


class _Reached:
    """When sound first reached a place."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._ats: list[float] = []
        self._uptos: list[int] = []
        for row in rows:
            if not self._uptos or row["upto"] > self._uptos[-1]:
                self._ats.append(row["at"])
                self._uptos.append(row["upto"])

    def at(self, upto: int) -> float | None:
        place = bisect_left(self._uptos, upto)
        return self._ats[place] if place < len(self._ats) else None


def _after(spoken: Sequence[Row], taken: float | None) -> float | None:
    """When something was first out after sound was taken."""
    return next((row["at"] for row in spoken if taken is not None and row["at"] > taken), None)


def _committed(spoken: Sequence[Row], segment: Row) -> float | None:
    """When the last word of a segment was committed."""
    inside = [
        row["at"]
        for row in spoken
        if row["at"] <= segment["at"]
        and any(segment["start"] <= (start + end) / 2 < segment["end"] for start, end, *_ in row["committed"])
    ]
    return inside[-1] if inside else None


def _last(rows: Sequence[Row], before: Mapping[str, Any] | None = None) -> Row | None:
    """The last of them that was there when `before` was."""
    fitting = [row for row in rows if before is None or row["at"] <= before["at"]]
    return fitting[-1] if fitting else None
