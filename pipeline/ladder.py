"""What a language gives up when its engine cannot keep up, in which order, and when it has it back.

How far behind a language is: the media time between the end of its oldest closed line that waits for a
translation and the newest that the recogniser has got to. Only languages beyond their budget give anything
up, so that one slow engine costs no other language anything; of those that share what is too slow, all are
beyond it, and the last in the user's list go first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from pipeline.types import Ms


@dataclass(frozen=True, slots=True)
class LadderOptions:
    budget_ms: int = 12_000
    """How far a language may be behind what is recognised; beyond it gives up drafts, and then more."""
    patience_ms: int = 5000
    """How long a step has to help before the next one is taken. An engine that hangs is found out before."""
    calm_ms: int = 20_000
    """How long a language must be within half its budget before it gets a step back."""


class Step(IntEnum):
    """What is given up; each step includes those before it."""

    ALL = 0
    NO_DRAFTS = 1
    JOINED = 2
    """Sentences that wait together are translated as one, and only once they are final."""
    SHED = 3
    """The language is not translated."""
    SOURCE_ONLY = 4
    """Of a stream: every language is shed."""


@dataclass(frozen=True, slots=True)
class Change:
    """`language` went from one step to the next or back, by one; the stream is at `stream` by it."""

    language: str
    before: Step
    step: Step
    lag_ms: Ms
    stream: Step


@dataclass(slots=True)
class _Rung:
    step: Step = Step.ALL
    changed: Ms | None = None
    calm: Ms | None = None
    """Since when it has been within half its budget; None where it is not."""


_LONGEST_CALM = 8
"""A language that is shed again and again waits up to so many times `calm_ms` before it is tried again."""


class Ladder:
    """The steps of all `languages` of a stream, most important first."""

    def __init__(self, languages: Sequence[str], options: LadderOptions | None = None) -> None:
        self._options = options or LadderOptions()
        self._rungs = {language: _Rung() for language in languages}
        self._shed: Counter[str] = Counter()
        self._moved: Ms | None = None
        """When a language was last shed or taken back."""
        self._now: Ms | None = None

    @property
    def step(self) -> Step:
        """Of the stream: the furthest of any language, and SOURCE_ONLY when none is left."""
        steps = [rung.step for rung in self._rungs.values()]
        return Step.SOURCE_ONLY if steps and min(steps) == Step.SHED else max(steps, default=Step.ALL)

    def step_of(self, language: str) -> Step:
        return self._rungs[language].step

    def keep(self, languages: Sequence[str]) -> None:
        """Other languages than until now: a new one begins without giving anything up."""
        self._rungs = {language: self._rungs.get(language, _Rung()) for language in languages}

    def observe(self, now: Ms, lags: Mapping[str, Ms]) -> list[Change]:
        """What changes at media time `now`, with every language so far behind.

        A language that is not in `lags` stays where it is: its engine fails, which is no load.
        """
        if self._now is not None and now < self._now:
            self._forget_times()  # the source's time was set back
        self._now = now
        lags = {tag: lag for tag, lag in lags.items() if self._rungs[tag].step != Step.SHED}
        over = [tag for tag, lag in lags.items() if lag > self._options.budget_ms]
        changes = []
        for tag, lag in lags.items():
            rung = self._rungs[tag]
            if 2 * lag > self._options.budget_ms:
                rung.calm = None
            elif rung.calm is None:
                rung.calm = now
            if tag in over and rung.step < Step.JOINED and self._waited(rung.changed, now):
                changes.append(self._to(tag, Step(rung.step + 1), now, lag))
            elif rung.step and rung.calm is not None and now - rung.calm >= self._options.calm_ms:
                rung.calm = now
                changes.append(self._to(tag, Step(rung.step - 1), now, lag))
        return [*changes, *self._shed_one(now, lags, over), *self._take_back(now, lags)]

    def _shed_one(self, now: Ms, lags: Mapping[str, Ms], over: Sequence[str]) -> list[Change]:
        last = next((tag for tag in reversed(self._rungs) if tag in over), None)
        if last is None or self._rungs[last].step < Step.JOINED:
            return []
        if not (self._waited(self._rungs[last].changed, now) and self._waited(self._moved, now)):
            return []
        self._moved = now
        self._shed[last] += 1
        return [self._to(last, Step.SHED, now, lags[last])]

    def _take_back(self, now: Ms, lags: Mapping[str, Ms]) -> list[Change]:
        """The most important of the languages that are shed, when all others have been calm for long."""
        first = next((tag for tag, rung in self._rungs.items() if rung.step == Step.SHED), None)
        if first is None or self._moved is None:
            return []
        wait = self._options.calm_ms * min(2 ** (self._shed[first] - 1), _LONGEST_CALM)
        since = [self._moved, *(self._rungs[tag].calm for tag in lags)]
        if any(at is None or now - at < wait for at in since):
            return []
        self._moved = now
        self._rungs[first].calm = None
        return [self._to(first, Step.JOINED, now, 0)]

    def _to(self, language: str, step: Step, now: Ms, lag: Ms) -> Change:
        rung = self._rungs[language]
        before, rung.step, rung.changed = rung.step, step, now
        return Change(language, before, step, lag, self.step)

    def _waited(self, since: Ms | None, now: Ms) -> bool:
        return since is None or now - since >= self._options.patience_ms

    def _forget_times(self) -> None:
        self._moved = None if self._moved is None else 0
        for rung in self._rungs.values():
            rung.changed = rung.calm = None
