"""What was answered is kept by text, language and terms, so that what a host repeats is translated once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Protocol

from models.mt.types import Request
from pipeline.translation.counts import Counts
from pipeline.translation.rounds import Outcome, Rounds

_Pairs = tuple[tuple[str, str], ...]
_Key = tuple[str, str, _Pairs, _Pairs]


class Terms(Protocol):
    """What a glossary knows of a line: `pipeline.glossary.Glossary`."""

    def found(self, text: str, language: str, /) -> tuple[tuple[str, str], ...]: ...

    def hits(self, text: str, translation: str, language: str, /) -> tuple[int, int]: ...


class Answers:
    """The last `most` translations that may be shown; `terms` counts what they say of it."""

    def __init__(self, rounds: Rounds | None, terms: Callable[[], Terms], counts: Counts, most: int) -> None:
        self._rounds = rounds
        self._terms = terms
        self._counts = counts
        self._most = most
        self._texts: OrderedDict[_Key, str] = OrderedDict()

    def known(self, request: Request) -> str | None:
        return self._texts.get(_key(request))

    def ask(self, requests: Sequence[Request]) -> list[Outcome]:
        """Outcomes in order; the same line is asked once, and one that is known not at all."""
        outcomes = {_key(r): Outcome(text) for r in requests if (text := self.known(r)) is not None}
        unknown = {_key(r): r for r in requests if _key(r) not in outcomes}
        if unknown:
            assert self._rounds is not None, "lines of a language without an engine"
            for (key, request), outcome in zip(
                unknown.items(), self._rounds(list(unknown.values())), strict=True
            ):
                outcomes[key] = outcome
                if outcome.text:
                    self._keep(key, outcome.text)
                    self._credit(request, outcome.text)
        return [outcomes[_key(request)] for request in requests]

    def _keep(self, key: _Key, text: str) -> None:
        self._texts[key] = text
        while len(self._texts) > self._most:
            self._texts.popitem(last=False)

    def _credit(self, request: Request, text: str) -> None:
        if not request.draft:
            hits, wanted = self._terms().hits(request.text, text, request.target)
            self._counts.glossary_hits[request.target] += hits
            self._counts.glossary_wanted[request.target] += wanted


def _key(request: Request) -> _Key:
    return request.text, request.target, request.terms, request.english
