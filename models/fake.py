"""Scripted models without weights, behind the same protocols: for tests and demonstrations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.errors import InferenceFailed
from models.mt.types import Request


class FakeTranslator:
    """Answers from `script`, keyed by (text, target), else with `target:text`; keeps every batch.

    A target in `failing` makes the whole batch raise InferenceFailed; the set may be changed between calls.
    """

    def __init__(
        self,
        script: Mapping[tuple[str, str], str] | None = None,
        failing: Sequence[str] = (),
        name: str = "fake",
    ) -> None:
        self.name = name
        self.script = dict(script or {})
        self.failing = set(failing)
        self.batches: list[list[Request]] = []
        self.closed = False

    def __call__(self, requests: Sequence[Request], /) -> list[str]:
        self.batches.append(list(requests))
        for request in requests:
            if request.target in self.failing:
                raise InferenceFailed(f"{self.name}: {request.target} is scripted to fail")
        return [self.script.get((r.text, r.target), f"{r.target}:{r.text}") for r in requests]

    def close(self) -> None:
        self.closed = True
