"""A line is asked until its translation may be shown: again with its figures, by the next way, then repaired.

A figure that is wrong is never shown. Where no way and no repair puts it right, a line that says what
something costs is shown as its bare figures, and one that lacks only a slight one (两个问题: `the questions`)
as it is; any other is lost, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from models.errors import InferenceFailed
from models.mt.types import Answer, Request, Translator
from pipeline.terms import mended
from pipeline.translation.counts import Counts

_BETWEEN = " · "


class Figures(Protocol):
    """What `pipeline.facts` does: the facts of a Chinese line, and what becomes of them in a translation."""

    def read(self, text: str, /) -> tuple[Any, ...]: ...

    def missing(self, facts: Any, translation: str, language: str, /) -> tuple[Any, ...]: ...

    def invented(self, facts: Any, translation: str, language: str, /) -> tuple[str, ...]: ...

    def shown(self, fact: Any, language: str, /) -> str: ...

    def said(self, fact: Any, /) -> str: ...

    def sells(self, fact: Any, /) -> bool: ...

    def slight(self, fact: Any, /) -> bool: ...

    def repaired(self, facts: Any, translation: str, language: str, /) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """`text` may be shown; where it is "", `reason` says why there is none."""

    text: str
    reason: str = ""
    failed: bool = False
    """No engine answered, so that it is worth asking again."""


@dataclass(slots=True)
class _Open:
    """A line on its way through the rounds; `request` is what is asked next."""

    request: Request
    facts: tuple[Any, ...]
    wrong: list[str] = field(default_factory=list)
    """Answers with wrong figures, in the order in which they came."""
    reason: str = ""
    answered: bool = False
    outcome: Outcome | None = None


class Rounds:
    """Asks `engine` for many lines together; those that are not right by then go into the next round."""

    def __init__(self, engine: Translator, figures: Figures, counts: Counts) -> None:
        self._engine = engine
        self._figures = figures
        self._counts = counts

    def __call__(self, requests: Sequence[Request]) -> list[Outcome]:
        lines = [_Open(request, self._figures.read(request.text)) for request in requests]
        asked = lines
        while asked:
            for line, answer in zip(asked, self._ask([line.request for line in asked]), strict=True):
                self._judge(line, answer)
            asked = [line for line in asked if line.outcome is None]
        return [line.outcome for line in lines if line.outcome is not None]

    def _ask(self, requests: list[Request]) -> list[Answer | InferenceFailed]:
        """When one batch of several languages fails, each is asked alone: only the broken one is lost."""
        try:
            return list(self._engine(requests))
        except InferenceFailed as error:
            targets = dict.fromkeys(request.target for request in requests)
            if len(targets) == 1:
                return [error] * len(requests)
        found: dict[str, list[Answer | InferenceFailed]] = {
            target: self._ask([request for request in requests if request.target == target])
            for target in targets
        }
        return [found[request.target].pop(0) for request in requests]

    def _judge(self, line: _Open, answer: Answer | InferenceFailed) -> None:
        if isinstance(answer, InferenceFailed):
            line.reason = str(answer)
            return self._next_way(line)
        line.answered = True
        if not answer.text:
            line.reason = "no acceptable translation"
            return self._next_way(line)
        text = mended(answer.text, line.request.terms, line.request.target)
        wrong = self._wrong(line, text)
        if not wrong:
            return self._settle(line, text)
        line.reason = f"wrong figures: {wrong}"
        line.wrong.append(text)
        if line.facts and not line.request.facts and not line.request.draft:
            target = line.request.target
            self._counts.retried[target] += 1
            shown = tuple(
                (self._figures.said(fact), self._figures.shown(fact, target)) for fact in line.facts
            )
            line.request = replace(line.request, facts=shown)
            return None
        return self._next_way(line)

    def _next_way(self, line: _Open) -> None:
        request = line.request
        if not request.draft and request.way + 1 < self._engine.ways(request.target):
            self._counts.rerouted[request.target] += 1
            line.request = replace(request, way=request.way + 1)
        else:
            self._settle(line, "" if request.draft else self._repair(line))

    def _repair(self, line: _Open) -> str:
        for answer in line.wrong:
            text = self._figures.repaired(line.facts, answer, line.request.target)
            if text and not self._wrong(line, text):
                self._counts.repaired[line.request.target] += 1
                return text
        return self._without_slight(line) or self._bare(line)

    def _without_slight(self, line: _Open) -> str:
        """The first answer that lacks nothing but slight figures and has none of its own."""
        target, figures = line.request.target, self._figures
        for answer in line.wrong:
            lost = figures.missing(line.facts, answer, target)
            if all(map(figures.slight, lost)) and not figures.invented(line.facts, answer, target):
                self._counts.slighted[target] += len(lost)
                return answer
        return ""

    def _bare(self, line: _Open) -> str:
        """The figures alone, of a line that says what something costs."""
        if not any(map(self._figures.sells, line.facts)):
            return ""
        told = [fact for fact in line.facts if not self._figures.slight(fact)]
        text = _BETWEEN.join(self._figures.shown(fact, line.request.target) for fact in told)
        if any(fact in told for fact in self._figures.missing(line.facts, text, line.request.target)):
            return ""
        self._counts.bared[line.request.target] += 1
        return text

    def _wrong(self, line: _Open, text: str) -> str:
        """What is wrong with the figures of a translation; "" when nothing is."""
        target = line.request.target
        missing = [
            self._figures.shown(fact, target) for fact in self._figures.missing(line.facts, text, target)
        ]
        invented = self._figures.invented(line.facts, text, target)
        return "; ".join(
            f"{what} {', '.join(figures)}"
            for what, figures in (("without", missing), ("invented", invented))
            if figures
        )

    def _settle(self, line: _Open, text: str) -> None:
        target = line.request.target
        if text:
            line.outcome = Outcome(text)
        else:
            line.outcome = Outcome("", line.reason, failed=not line.answered)
        if line.answered and not line.request.draft:
            self._counts.facts_total[target] += len(line.facts)
            lost = self._figures.missing(line.facts, text, target) if text else line.facts
            self._counts.facts_kept[target] += len(line.facts) - len(lost)
