"""Translation over one or more hops: 中文 to English by one engine, English to Portuguese by the next.

What several targets share is done once: with `en` and `pt-BR` wanted, the English of a line is made once and
serves both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.errors import LanguageUnsupported
from models.mt.types import Answer, Request, Translator


@dataclass(frozen=True, slots=True)
class Leg:
    """One hop: `engine` translates into `target`."""

    engine: Translator
    target: str


class Pivot:
    """An engine made of engines: `routes` names the legs to each target, first leg first.

    Each engine gets at most one batch a round of hops. Context goes to first legs only, as it is in the
    source language. A line that one leg leaves empty stays empty.
    """

    def __init__(self, routes: Mapping[str, Sequence[Leg]]) -> None:
        self._routes = {target: tuple(legs) for target, legs in routes.items()}
        engines = {leg.engine.name: leg.engine for legs in self._routes.values() for leg in legs}
        self._engines = list(engines.values())
        self.name = "+".join(engines)

    def ways(self, target: str) -> int:
        return int(target in self._routes)

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        for request in requests:
            if request.target not in self._routes:
                raise LanguageUnsupported(f"{self.name}: no route to {request.target}")
        texts = [request.text for request in requests]
        for hop in range(max((len(legs) for legs in self._routes.values()), default=0)):
            self._hop(hop, requests, texts)
        return [
            Answer(text, engine=" > ".join(leg.engine.name for leg in self._routes[request.target]))
            for request, text in zip(requests, texts, strict=True)
        ]

    def close(self) -> None:
        for engine in self._engines:
            engine.close()

    def _hop(self, hop: int, requests: Sequence[Request], texts: list[str]) -> None:
        """Carry every text that has a leg number `hop` over it, in place."""
        waiting: dict[str, dict[Request, list[int]]] = {}
        engines: dict[str, Translator] = {}
        for i, request in enumerate(requests):
            legs = self._routes[request.target]
            if hop >= len(legs) or not texts[i]:
                continue
            leg = legs[hop]
            engines[leg.engine.name] = leg.engine
            step = Request(texts[i], leg.target, request.context if hop == 0 else ())
            waiting.setdefault(leg.engine.name, {}).setdefault(step, []).append(i)
        for name, steps in waiting.items():
            for answer, places in zip(engines[name](list(steps)), steps.values(), strict=True):
                for i in places:
                    texts[i] = answer.text
