"""How far captions begin from their speech."""

from __future__ import annotations

import pytest

from benchmarks.data import Line
from benchmarks.timing import start_errors

LINES = (Line(1.0, 2.0, "今天好。"), Line(3.0, 4.0, "看99块。"), Line(5.0, 6.0, "再见！"))


@pytest.mark.parametrize(
    ("segments", "errors"),
    [
        ([(1000, "今天好"), (3000, "看九十九块"), (5000, "再见")], (0, 0, 0)),
        ([(1040, "今天，好。"), (2900, "看99块。"), (5300, "再见")], (40, 100, 300)),
        ([(1000, "今天好看九十九块。"), (5000, "再见")], (0, 0)),  # the second line begins within a segment
        ([(1000, "明天好"), (3000, "看99块"), (5000, "再见")], (0, 0)),  # misheard where it begins
        ([(1000, "今天"), (1500, "好"), (3000, "看99块")], (0, 0)),  # 好 begins no line
        ([], ()),
    ],
)
def test_lines_that_begin_a_segment_are_compared(
    segments: list[tuple[int, str]], errors: tuple[float, ...]
) -> None:
    assert start_errors(segments, LINES) == errors
