"""When each token sounds, from what the decoder attended to: the timing of openai-whisper and CTranslate2."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_WIDE = 7
"""Frames of the median filter."""
_MEDIAN = (
    (0, 5),
    (0, 3),
    (1, 6),
    (2, 4),
    (0, 1),
    (3, 5),
    (2, 6),
    (2, 3),
    (3, 6),
    (4, 5),
    (1, 4),
    (1, 3),
    (3, 4),
)
"""Exchanges after which the middle one of seven is their median (Devillard 1998): a third
of the time of sorting them."""


def starts(attention: Floats, frames: int, first: int) -> list[int]:
    """The frame at which each token from row `first` on begins, by dynamic time warping.

    `attention`, shape (heads, rows, all frames), are the shares that the alignment heads give to each frame
    when the decoder is at a row's token and about to write the next; row `first` is the token before the
    text. So there is one start for each token of the text and one for its end. Only `frames` hold sound.
    """
    shares = attention[:, :, :frames]
    shares = shares / np.maximum(shares.sum(-1, keepdims=True), 1e-9)
    spread = shares.std(1, keepdims=True)
    clear = _smooth((shares - shares.mean(1, keepdims=True)) / np.maximum(spread, 1e-9)).mean(0)
    return _warped(-clear[first:])


def _smooth(values: Floats) -> Floats:
    """Median over the last axis, reflected at its ends; what is shorter than half a filter stays as it is."""
    half = _WIDE // 2
    if values.shape[-1] <= half:
        return values
    padded = np.pad(values, ((0, 0), (0, 0), (half, half)), mode="reflect")
    length = values.shape[-1]
    columns = [padded[..., at : at + length] for at in range(_WIDE)]
    for low, high in _MEDIAN:
        columns[low], columns[high] = (
            np.minimum(columns[low], columns[high]),
            np.maximum(columns[low], columns[high]),
        )
    middle: Floats = columns[half]
    return middle


def _warped(cost: Floats) -> list[int]:
    """Where the cheapest way through the table enters each row, one step right, down or both at a time."""
    total = _totals(cost).tolist()
    row, column = len(total) - 1, len(total[0]) - 1
    entered = [0] * row
    while row > 1 or column > 1:
        entered[row - 1] = column - 1
        both, down, right = total[row - 1][column - 1], total[row - 1][column], total[row][column - 1]
        if both < down and both < right:
            row, column = row - 1, column - 1
        elif down < both and down < right:
            row -= 1
        else:
            column -= 1
    entered[0] = 0
    return entered


def _totals(cost: Floats) -> NDArray[np.float64]:
    """Cost of the cheapest way to each cell, with a border that no way crosses but at the corner.

    A row in one go: total[j] = sum[j] + min over k <= j of (best of the row above at k - sum[k - 1]).
    """
    rows, columns = cost.shape
    total = np.full((rows + 1, columns + 1), np.inf)
    total[0, 0] = 0.0
    for row in range(rows):
        sums = np.cumsum(cost[row], dtype=np.float64)
        above = np.minimum(total[row, :-1], total[row, 1:])
        total[row + 1, 1:] = sums + np.minimum.accumulate(above - sums + cost[row])
    return total
