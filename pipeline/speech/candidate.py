"""The words behind what is committed: what two passes say of each, and what that is worth.

`certainty` is a logistic regression: the probability that a pass over a second more of sound still hears the
word in this place. A probability of Whisper's own says less: it is as sure of half a word at the edge.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.speech.follow import alike, key, recurring
from pipeline.types import Ms, Word

_LEAST = 1e-3  # no probability counts as less: one word that was misheard must not decide alone
_EDGE_MS = 400  # what follows a word tells no more from here on
_SURE = 0.1  # the last tenth of log-probability, where most words are, is told apart ten times as finely


@dataclass(frozen=True, slots=True)
class Candidate:
    """A heard word that is not committed."""

    word: Word
    passes: int
    """How many passes in a row heard it and all before it."""
    behind: Ms
    """How much sound followed it; below 0 where it is placed beyond the edge."""
    again: bool = False
    """Whether the pass before heard it too, whatever it heard before it."""
    following: float = 0.5
    """Probability of the next word; one half for the last."""
    least: float = 1.0
    """The lowest probability of it and of those before it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds that a word stands, per unit of what speaks for it."""

    bias: float
    likely: float
    surely: float
    behind: float
    again: float
    following: float
    least: float


FITTED = Weights(3.65, 1.05, 1.97, 2.74, 0.97, 0.26, 0.74)
"""By `python -m benchmarks.calibrate` on 76 clips and two shows, Whisper base, a pass every 416 ms."""


def features(it: Candidate) -> tuple[float, ...]:
    """What the log-odds are linear in, in the order of `Weights`."""
    likely = _log(it.word.probability)
    return (
        1.0,
        likely,
        max(likely, -_SURE) / _SURE,
        min(it.behind, _EDGE_MS) / 1000,
        float(it.again),
        _log(it.following),
        _log(it.least),
    )


def certainty(it: Candidate, weights: Weights = FITTED) -> float:
    """The probability that it stands, between 0 and 1."""
    terms = (
        weights.bias,
        weights.likely,
        weights.surely,
        weights.behind,
        weights.again,
        weights.following,
        weights.least,
    )
    odds = sum(a * b for a, b in zip(terms, features(it), strict=True))
    return 1 / (1 + math.exp(-odds))


def weighed(tail: Sequence[Word], before: Sequence[Candidate], edge: Ms) -> list[Candidate]:
    """A pass heard `tail` behind what is committed, the pass before it `before`; the sound ends at `edge`."""
    same = alike(tail, [it.word for it in before])
    found, heard_again = [], _again(tail, before)
    least = 1.0
    for i, word in enumerate(tail):
        least = min(least, word.probability)
        passes = before[i].passes + 1 if i < same else 1
        following = tail[i + 1].probability if i + 1 < len(tail) else 0.5
        found.append(Candidate(word, passes, edge - word.end, heard_again[i], following, least))
    return found


def _again(tail: Sequence[Word], before: Sequence[Candidate]) -> list[bool]:
    """For each word of `tail`, whether its letters stand at the same place of the other text."""
    letters = [key(word.text) for word in tail]
    found = recurring("".join(letters), "".join(key(it.word.text) for it in before))
    at, same = 0, []
    for word in letters:
        same.append(bool(word) and all(found[at : at + len(word)]))
        at += len(word)
    return same


def _log(probability: float) -> float:
    return math.log(max(probability, _LEAST))
