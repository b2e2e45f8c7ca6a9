"""A batch in which what is asked twice is asked once, for engines that look at text and target alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from models.errors import LanguageUnsupported
from models.mt.types import Answer, Request

Asked = tuple[str, str]
"""Text and target."""


def distinct(requests: Sequence[Request], engine: str, serves: Callable[[str], bool]) -> list[Asked]:
    """What there is to translate, in order. Raises LanguageUnsupported."""
    for target in dict.fromkeys(request.target for request in requests):
        if not serves(target):
            raise LanguageUnsupported(f"{engine}: not made for {target}; choose another route")
    return list(dict.fromkeys((r.text, r.target) for r in requests if r.text.strip()))


def spread(requests: Sequence[Request], answers: Mapping[Asked, Answer], engine: str) -> list[Answer]:
    """An answer a request, in order; nothing becomes nothing."""
    return [answers.get((r.text, r.target), Answer("", engine=engine)) for r in requests]
