"""What is recognised over many streams: the figures of all, with bounds of confidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.bootstrap import bounds
from benchmarks.metrics import Figures, summary


def total(figures: Sequence[Figures]) -> dict[str, object]:
    """`summary` of their sum, and within what the figures would be of other streams like these."""
    return {**summary(sum(figures, Figures())), **within(figures)}


def within(figures: Sequence[Figures]) -> dict[str, list[float] | None]:
    """95 % bounds by bootstrap over streams, each an utterance or a show: None for fewer than two."""
    errors = [(one.committed.edits, one.committed.length) for one in figures if one.committed.length]
    delays = [np.asarray(one.commit_ms) for one in figures if one.commit_ms]

    def rate(drawn: Sequence[tuple[int, int]]) -> float:
        return sum(edits for edits, _ in drawn) / sum(length for _, length in drawn)

    def delay(rank: int) -> Callable[[Sequence[np.ndarray]], float]:
        return lambda drawn: float(np.percentile(np.concatenate(drawn), rank)) / 1000

    return {
        "cer_within": _rounded(bounds(errors, rate), 5),
        "commit_p50_within": _rounded(bounds(delays, delay(50)), 3),
        "commit_p95_within": _rounded(bounds(delays, delay(95)), 3),
    }


def _rounded(found: tuple[float, float] | None, digits: int) -> list[float] | None:
    return [round(value, digits) for value in found] if found else None
