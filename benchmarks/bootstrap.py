"""Bounds of confidence by the bootstrap: what the figure would be of other streams like these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")
RESAMPLED = 1000
SEED = 12345
"""As sacrebleu's: the bounds of a log are always the same."""


def bounds(
    units: Sequence[T], figure: Callable[[Sequence[T]], float | None], confidence: float = 0.95
) -> tuple[float, float] | None:
    """The percentile interval of a figure of independent units, utterances say, drawn anew with replacement
    (Efron 1979; Bisani and Ney 2004, "Bootstrap Estimates for Confidence Intervals in ASR Performance
    Evaluation"). None for fewer than two units, or where the figure is None of a draw.
    """
    if len(units) < 2:
        return None
    rng = np.random.default_rng(SEED)
    drawn = rng.integers(0, len(units), (RESAMPLED, len(units)))
    found = [figure([units[place] for place in draw]) for draw in drawn]
    known = [value for value in found if value is not None]
    if len(known) < len(found):
        return None
    tail = 50 * (1 - confidence)
    low, high = np.percentile(known, (tail, 100 - tail))
    return float(low), float(high)
