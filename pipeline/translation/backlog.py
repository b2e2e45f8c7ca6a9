"""The lines of one language that wait for their translation, and what happens while its engine fails.

Lines leave in order, also those that an engine could not make while it was away. While it is, the newest
line is asked alone from time to time: if that is answered the engine is back, and the others follow. A line
that fails by itself again and again while others are answered is lost, so that it cannot hold up the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.translation.rounds import Outcome
from pipeline.types import Ms, Segment


@dataclass(frozen=True, slots=True)
class BacklogOptions:
    owed_lines: int = 32
    """Final lines of a language kept while its engine fails; beyond them the oldest is lost."""
    retry_ms: int = 1000
    """After so much media time a failing engine is asked again; twice as much after each failure."""
    retry_most_ms: int = 16_000
    """The longest such wait."""
    tries: int = 3
    """A line that failed so often, though others were answered, is lost."""
    batch_lines: int = 4
    """Lines of a language asked together, at most: what is answered leaves before the next are asked."""
    joined_chars: int = 60
    """Characters of sentences that are joined into one line under load, at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """A closed or final segment, with the sentences before it."""

    segment: Segment
    context: tuple[str, ...] = ()
    tries: int = 0


class Backlog:
    """Takes lines by `add`, says by `next` what to ask, hears by `heed` what came of it; in media time."""

    def __init__(self, options: BacklogOptions) -> None:
        self._options = options
        self._lines: list[Line] = []
        self._failures = 0
        self._again: Ms = 0

    @property
    def failing(self) -> bool:
        return self._failures > 0

    @property
    def start(self) -> Ms | None:
        """Where the first line that waits starts."""
        return min((line.segment.start for line in self._lines), default=None)

    def add(self, line: Line) -> list[Line]:
        """Returns the final lines that are lost for it, oldest first."""
        self._lines = [old for old in self._lines if old.segment.id != line.segment.id]
        self._lines = sorted([*self._lines, line], key=lambda each: each.segment.id)
        excess = max(0, len(self._lines) - self._options.owed_lines) if self.failing else 0
        lost, self._lines = self._lines[:excess], self._lines[excess:]
        return [line for line in lost if line.segment.final]

    def ready(self, known: Callable[[Line], bool]) -> list[Line]:
        """Take the first lines, as far as their translations are `known`: they need no engine."""
        count = next((n for n, line in enumerate(self._lines) if not known(line)), len(self._lines))
        ready, self._lines = self._lines[:count], self._lines[count:]
        return ready

    def next(self, now: Ms) -> list[Line]:
        """The lines to ask now; none when none wait or the engine is left alone for now."""
        if self.failing:
            return self._lines[-1:] if now > self._again else []
        if self._lines and self._lines[0].tries:
            return self._lines[:1]
        fresh = next((n for n, line in enumerate(self._lines) if line.tries), len(self._lines))
        return self._lines[: min(fresh, self._options.batch_lines)]

    def heed(self, asked: Sequence[Line], outcomes: Sequence[Outcome], now: Ms) -> list[tuple[Line, Outcome]]:
        """The lines that are done with, in order."""
        if self.failing:
            if outcomes[0].failed:
                self.failed(now)
                return []
            self._failures = 0
            if asked[0] is not self._lines[0]:
                return []  # its turn comes after those before it; its text is known by then
        done = []
        for line, outcome in zip(asked, outcomes, strict=True):
            if outcome.failed and line.tries + 1 < self._options.tries:
                self._blame([each for each in asked if each in self._lines])
                self.failed(now)
                break
            self._lines.remove(line)
            done.append((line, outcome))
        return done

    def failed(self, now: Ms) -> None:
        """Leave the engine alone for a while. Of what is not final, the final revision is still to come."""
        self._again = now + min(
            self._options.retry_ms * 2 ** min(self._failures, 16), self._options.retry_most_ms
        )
        self._failures += 1
        self._lines = [line for line in self._lines if line.segment.final]

    def retry(self, now: Ms) -> None:
        """Ask a failing engine at the next `next`, whenever it was asked last."""
        self._again = now - 1

    def drain(self) -> list[Line]:
        lines, self._lines = self._lines, []
        return lines

    def join(self, apart: Callable[[Line], bool]) -> None:
        """Put final lines that follow one another together, but for those that must stay `apart`."""
        joined: list[Line] = []
        for line in self._lines:
            if joined and self._fits(joined[-1], line) and not apart(joined[-1]) and not apart(line):
                joined[-1] = replace(joined[-1], segment=_joined(joined[-1].segment, line.segment))
            else:
                joined.append(line)
        self._lines = joined

    def _fits(self, one: Line, other: Line) -> bool:
        length = len(one.segment.text) + len(other.segment.text) + 1
        return one.segment.final and other.segment.final and length <= self._options.joined_chars

    def _blame(self, asked: Sequence[Line]) -> None:
        self._lines = [replace(line, tries=line.tries + 1) if line in asked else line for line in self._lines]


def _joined(one: Segment, other: Segment) -> Segment:
    mark = "" if one.text[-1:] in "。！？；…，" else "，"
    return replace(one, end=max(one.end, other.end), text=f"{one.text}{mark}{other.text}")
