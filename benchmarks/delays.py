"""When each character of the reference was committed, and when it was first shown."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance.Levenshtein import distance

from benchmarks.cer import pairs, spelled
from pipeline.types import Hypothesis, Ms

Heard = Sequence[tuple[float, Hypothesis]]
"""Hypotheses in order, each with the time in ms at which it was out."""


@dataclass(frozen=True, slots=True)
class Sounding:
    """A letter of the reference, digits spoken out, and when it sounds."""

    letter: str
    start: Ms
    end: Ms


def committed(heard: Heard, reference: Sequence[Sounding]) -> dict[int, float]:
    """Place in the reference -> when the committed text got it right, ms.

    The whole committed text is aligned to the whole reference with the fewest edits, letters only and digits
    spoken out on both sides; each letter of a number was there when its last digit was.
    """
    text = _text(reference)
    letters = _letters(heard)
    return {
        i: heard[letters[j][1]][0]
        for i, j in pairs(text, "".join(letter for letter, _ in letters))
        if text[i] == letters[j][0]
    }


def first_shown(heard: Heard, reference: Sequence[Sounding]) -> dict[int, float]:
    """Place in the reference -> when a tail or a commit first showed it right, ms.

    A tail is aligned, whole, to that beginning of what follows the committed text in the reference which
    costs the fewest edits, the longest of several: it makes more of the tail right. Only what had begun to
    sound by then can be shown: anything else is chance. Twice the length of the tail is enough to look at,
    since more would cost more than to drop the tail.
    """
    text = _text(reference)
    starts = [sounding.start for sounding in reference]
    letters = _letters(heard)
    after = _places_after(text, "".join(letter for letter, _ in letters))
    found = committed(heard, reference)
    count = 0
    for index, (at, hypothesis) in enumerate(heard):
        while count < len(letters) and letters[count][1] <= index:
            count += 1
        tail = "".join(letter for letter, _ in spelled((word.text, None) for word in hypothesis.tail))
        begin = after[count]
        ahead = text[begin : min(bisect_right(starts, at), begin + 2 * len(tail))]
        size = min(range(len(ahead), -1, -1), key=lambda size: distance(ahead[:size], tail))
        for i, j in pairs(ahead[:size], tail):
            if ahead[i] == tail[j]:
                found[begin + i] = min(at, found.get(begin + i, at))
    return found


def _text(reference: Sequence[Sounding]) -> str:
    return "".join(sounding.letter for sounding in reference)


def _letters(heard: Heard) -> list[tuple[str, int]]:
    """The letters of the committed text, each with the number of the hypothesis that committed it."""
    return spelled((word.text, index) for index, (_, said) in enumerate(heard) for word in said.committed)


def _places_after(reference: str, hypothesis: str) -> list[int]:
    """For each count of letters of the hypothesis: the place in the reference right behind them."""
    partner = {j: i for i, j in pairs(reference, hypothesis)}
    after = [0]
    for j in range(len(hypothesis)):
        after.append(partner[j] + 1 if j in partner else after[-1])
    return after
