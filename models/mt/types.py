"""The protocol of every translation engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """One text to translate.

    `context` holds the source sentences just before it, oldest first; engines that cannot use it ignore it.
    """

    text: str
    target: str
    """BCP 47 tag, canonical: `en`, `pt-BR`, `zh-Hant-TW`."""
    context: tuple[str, ...] = ()


class Translator(Protocol):
    """An engine with a fixed source language and one or more target languages."""

    name: str
    """Names the engine and its weights for logs: `qwen2.5-coder-1.5b`, `firefox-en-pt`."""

    def __call__(self, requests: Sequence[Request], /) -> list[str]:
        """Translate a batch: one text a request, in order; "" where there is no acceptable translation.

        Raises models.errors.InferenceFailed when the engine gives no answer,
        models.errors.LanguageUnsupported for a target it does not have.
        """
        ...

    def close(self) -> None:
        """Release threads, processes and memory; safe to call twice."""
        ...
