"""From decoder tokens to words: a Han character is one word, so is a run of Latin letters or digits."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from models.types import Word

_LONGEST = 250
"""Milliseconds of a slow syllable."""
_UNDECODED = "\ufffd"
"""What is left of a character whose bytes the decoder did not finish."""
Piece = tuple[int, int, str, float]
"""Start and end in ms, text that is whole Unicode, probability."""

FRAME_MS = 20
"""Milliseconds of an encoder frame: the step of token times."""


def timed(
    alignments: Iterable[tuple[int, int]],
    probabilities: Sequence[float],
    texts: Sequence[str],
    tokens: Sequence[Sequence[int]],
    *,
    fallback: int,
) -> Iterator[Piece]:
    """The pieces of a text: `alignments` are pairs of token and frame, `tokens` those of each of the `texts`.

    A piece ends where the next one starts; a token without a frame starts at `fallback` ms.
    """
    starts: dict[int, int] = {}
    for token, frame in alignments:
        starts.setdefault(token, frame * FRAME_MS)
    bounds = [0]
    for each in tokens:
        bounds.append(bounds[-1] + len(each))
    for text, (a, b) in zip(texts, pairwise(bounds), strict=True):
        start, end = starts.get(a, fallback), starts.get(b, fallback)
        yield start, max(start, end), text, sum(probabilities[a:b]) / (b - a)


def join_tokens(pieces: Iterable[Piece]) -> tuple[Word, ...]:
    """Words with their punctuation: 99.9 and iPhone are one word each, 我们 is two.

    A token of several characters shares its time between them evenly, up to 250 ms each; what is more is a
    pause and goes to the first. A space starts a new word and is kept in front of it; between Han characters
    it is where Whisper heard a clause end, so it becomes a comma. An opening quote belongs to the word after
    it.
    """
    words: list[Word] = []
    for start, end, text, probability in pieces:
        each = min(_LONGEST, (end - start) // max(1, len(text)))
        for index, character in enumerate(text):
            if character == _UNDECODED:
                continue
            b = end - each * (len(text) - 1 - index)
            a = b - each if index else start
            _append(words, Word(a, b, character, probability))
    return tuple(word for word in words if word.text.strip())


def _append(words: list[Word], new: Word) -> None:
    last = words[-1] if words else None
    if last is not None and _belongs(last.text, new.text):
        # Punctuation takes no time of its own: the word keeps its end.
        end = last.end if _is_mark(new.text) else max(last.end, new.end)
        words[-1] = Word(last.start, end, last.text + new.text, min(last.probability, new.probability))
    elif last is not None and not last.text.strip():
        before = words[-2] if len(words) > 1 else None
        if before is None or _is_latin(before.text[-1]) or _is_latin(new.text):
            words[-1] = replace(new, text=last.text + new.text)
        else:
            if before.text[-1].isalnum() and new.text.isalnum():
                words[-2] = replace(before, text=before.text + "，")
            words[-1] = new
    else:
        words.append(new)


def _belongs(word: str, character: str) -> bool:
    if not word.strip():
        return False
    if _is_mark(character) or all(map(_opens, word.strip())):
        return bool(character.strip())
    return _is_latin(character) and (
        _is_latin(word[-1]) or (word[-1] in ".,:'’-" and len(word) > 1 and _is_latin(word[-2]))
    )


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS" and not _opens(character)


def _opens(character: str) -> bool:
    """An opening quote or bracket, or a sign of money: 《 “ （ ¥."""
    return unicodedata.category(character) in ("Ps", "Pi", "Sc")


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
