"""Marks for a text that was written down without any: where Whisper expects one behind its own words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from models.attention import Floats
from models.han import to_simplified

MARKS = (",", "。", "?", "!", "、")
"""As Whisper writes them in Mandarin: each is one token."""
_PASSES = 6
"""What is behind a mark is judged anew until nothing changes: three to six times for 30 s of speech."""


class Expect(Protocol):
    def __call__(self, encoded: Any, before: Sequence[int]) -> Callable[[Sequence[int]], Floats]:
        """A function of a text's tokens: the logits of what could stand in place of each and behind the
        last one, shape (tokens + 1, vocabulary), as heard in the window. `before` is ahead of the task."""
        ...


class Pieces(Protocol):
    """Of faster-whisper's Tokenizer."""

    eot: int

    def encode(self, text: str) -> list[int]: ...

    def decode(self, tokens: list[int]) -> str: ...

    def split_tokens_on_unicode(self, tokens: list[int]) -> tuple[list[str], list[list[int]]]: ...


def marked(text: Sequence[int], logits: Callable[[Sequence[int]], Floats], tokens: Pieces) -> list[int]:
    """The tokens of the text in Simplified characters, with a mark wherever one is likelier than what comes
    next. No letter is changed: that costs a few passes over a known text where decoding it anew behind a
    prompt with marks costs as many as it has tokens, and finds other words.
    """
    marks = [tokens.encode(mark)[0] for mark in MARKS]
    said = tokens.encode(to_simplified(tokens.decode(list(text))))
    for _ in range(_PASSES):
        found = _once(said, logits(said), marks, tokens)
        if found == said:
            break
        said = found
    return said


def _once(said: list[int], logits: Floats, marks: list[int], tokens: Pieces) -> list[int]:
    shown, pieces = tokens.split_tokens_on_unicode(said)
    found: list[int] = []
    at, before = 0, ""
    for piece, text in zip([*pieces, [tokens.eot]], [*shown, ""], strict=True):
        if before not in MARKS and text not in MARKS and not _one_word(before, text) and at:
            expected = logits[at, marks]
            if np.exp(expected - logits[at, piece[0]]).sum() > 1:
                found.append(marks[int(expected.argmax())])
        found += piece
        at, before = at + len(piece), text
    return found[:-1]


def _one_word(before: str, text: str) -> bool:
    """Whether two pieces may be of one word or number in Latin letters and digits."""
    joined = before[-1:] + text[:1]
    return len(joined) > 1 and joined.isascii() and joined.isalnum()
