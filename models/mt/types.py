"""The protocol of every translation engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """One text to translate; engines that cannot use a field behind `target` ignore it."""

    text: str
    target: str
    """BCP 47 tag, canonical: `en`, `pt-BR`, `zh-Hant-TW`."""
    context: tuple[str, ...] = ()
    """The source sentences just before it, oldest first."""
    terms: tuple[tuple[str, str], ...] = ()
    """Terms of the text and how the target language writes each: `("小黄车", "shopping cart")`."""
    facts: tuple[tuple[str, str], ...] = ()
    """What the text says in figures and how the target writes each: `("9.9元", "9,9 yuanes")`; given when an
    answer lost one. The first stands in the text once its numbers are digits; "" where nothing may take its
    place."""
    way: int = 0
    """Which of the engine's ways to the target: 0 the best, up to `ways(target) - 1`."""
    english: tuple[tuple[str, str], ...] = ()
    """The same terms and how English writes each, for a way over English."""
    source: str = "zh"
    """Base language of `text`: `en` behind a first hop; of `terms` the first of each pair is in it too."""
    draft: bool = field(default=False, compare=False)
    """The text may still change: it is asked after those that will not."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A translation; `text` is "" where there is no acceptable one."""

    text: str
    score: float | None = None
    """Mean natural log-probability of its tokens, at most 0; None where the engine does not say."""
    engine: str = ""
    """Who made it: `firefox-zh-en > firefox-en-pt`."""


class Translator(Protocol):
    """An engine with a fixed source language and one or more target languages."""

    name: str
    """Names the engine and its weights for logs: `qwen2.5-coder-1.5b`, `firefox-en-pt`."""

    def ways(self, target: str) -> int:
        """How many independent ways it has to a language; 0 for one that it does not serve."""
        ...

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        """Translate a batch: one answer a request, in order.

        Raises models.errors.InferenceFailed when the engine gives no answer,
        models.errors.LanguageUnsupported for a target it does not have.
        """
        ...

    def close(self) -> None:
        """Release threads, processes and memory; safe to call twice."""
        ...
