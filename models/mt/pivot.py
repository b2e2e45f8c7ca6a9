"""Translation over one or more hops: 中文 to English by one engine, English to Portuguese by the next.

What several targets share is done once: with `en` and `pt-BR` wanted, the English of a line is made once and
serves both, also where the two are asked for by different threads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.errors import LanguageUnsupported
from models.mt.once import Once
from models.mt.prompts import base_of
from models.mt.types import Answer, Request, Translator

REMEMBERED = 512
"""Answers kept of each engine: minutes of speech, in every language."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One hop: `engine` translates into `target`."""

    engine: Translator
    target: str
    text_only: bool = False
    """The engine reads nothing but the text, so that lines which differ only in the rest are one."""


Way = Sequence[Leg]


class Pivot:
    """An engine made of engines: `routes` names the ways to each target, best first, each its legs in order.

    `Request.way` picks one; nothing falls back by itself. Each engine gets at most one batch a round of hops.
    Context goes to first legs only, as it is in the source language; facts go to the last, as they are in the
    target's. Terms go to each leg in its own two languages, where English is the one between. A line that one
    leg leaves empty stays empty. Of a chain the score is its lowest.
    """

    def __init__(self, routes: Mapping[str, Sequence[Way]], remembered: int = REMEMBERED) -> None:
        self._routes = {target: tuple(map(tuple, ways)) for target, ways in routes.items()}
        legs = [leg for ways in self._routes.values() for way in ways for leg in way]
        self._engines = {leg.engine.name: leg.engine for leg in legs}
        self._once = {name: Once(engine, remembered) for name, engine in self._engines.items()}
        self.name = "+".join(self._engines)

    def ways(self, target: str) -> int:
        return len(self._routes.get(target, ()))

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        chosen = [self._way(request) for request in requests]
        answers = [Answer(request.text) for request in requests]
        for hop in range(max(map(len, chosen), default=0)):
            self._hop(hop, requests, chosen, answers)
        return answers

    def close(self) -> None:
        for engine in self._engines.values():
            engine.close()

    def _way(self, request: Request) -> tuple[Leg, ...]:
        ways = self._routes.get(request.target, ())
        if request.way >= len(ways):
            which = f"way {request.way}" if ways else "route"
            raise LanguageUnsupported(f"{self.name}: no {which} to {request.target}")
        return ways[request.way]

    def _hop(
        self, hop: int, requests: Sequence[Request], chosen: Sequence[tuple[Leg, ...]], answers: list[Answer]
    ) -> None:
        """Carry every text that has a leg number `hop` over it, in place."""
        steps: dict[str, dict[int, Request]] = {}
        for i, (request, legs) in enumerate(zip(requests, chosen, strict=True)):
            if hop < len(legs) and answers[i].text:
                step = _step(request, answers[i].text, legs, hop)
                steps.setdefault(legs[hop].engine.name, {})[i] = step
        for name, waiting in steps.items():
            for i, made in zip(waiting, self._once[name](list(waiting.values())), strict=True):
                answers[i] = _joined(answers[i], made, name)


def _step(request: Request, text: str, legs: Sequence[Leg], hop: int) -> Request:
    first, last = hop == 0, hop == len(legs) - 1
    source = "zh" if first else base_of(legs[hop - 1].target)
    if legs[hop].text_only:
        return Request(text, legs[hop].target, source=source, draft=request.draft)
    return Request(
        text,
        legs[hop].target,
        context=request.context if first else (),
        terms=_terms(request, source, base_of(legs[hop].target), last),
        facts=request.facts if last else (),
        source=source,
        draft=request.draft,
    )


def _terms(request: Request, source: str, target: str, last: bool) -> tuple[tuple[str, str], ...]:
    """Those of a leg: into English, from English, or of a way that has no other leg."""
    if not last:
        return request.english if target == "en" else ()
    if source == "zh":
        return request.terms
    renderings = dict(request.terms)
    return tuple((english, renderings[term]) for term, english in request.english if term in renderings)


def _joined(before: Answer, made: Answer, name: str) -> Answer:
    scores = [score for score in (before.score, made.score) if score is not None]
    engine = made.engine or name
    return Answer(
        made.text, min(scores, default=None), f"{before.engine} > {engine}" if before.engine else engine
    )
