"""Where a sentence ends: at a full stop or a pause, at a comma once it is long, at the longest line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.types import Word

_STOPS = tuple("。！？!?…")
_CLAUSES = tuple("，,；;：、")


@dataclass(frozen=True, slots=True)
class SegmentOptions:
    clause_chars: int = 14
    """A comma ends a segment of at least this many characters; a shorter clause waits for the next."""
    longest_chars: int = 32
    """Two full lines of Chinese; a longer sentence is cut at its best place."""
    longest_ms: int = 7_000
    """The longest time that a caption may stand."""


def complete(words: Sequence[Word], options: SegmentOptions) -> int:
    """How many of the words, from the first on, make a sentence that is complete; 0 when none do yet."""
    size = 0
    for index, word in enumerate(words):
        size += len(word.text)
        if word.text.endswith(_STOPS):
            return index + 1
        if word.text.endswith(_CLAUSES) and size >= options.clause_chars:
            return index + 1
        if size > options.longest_chars or word.end - words[0].start > options.longest_ms:
            return _best_cut(words[: index + 1])
    return 0


def _best_cut(words: Sequence[Word]) -> int:
    """Behind a comma in the second half, else at the widest pause there, else before the last word."""
    half = len(words) // 2
    for index in range(len(words) - 1, half, -1):
        if words[index - 1].text.endswith(_CLAUSES):
            return index
    return max(
        range(max(1, half), len(words)), key=lambda i: (words[i].start - words[i - 1].end, i), default=1
    )
