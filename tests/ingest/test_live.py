"""The delays between tries."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.live import RetryDelays


def test_delays_grow_from_half_a_second_to_thirty() -> None:
    delays = RetryDelays(random.Random(1))
    seen = [delays.after(0.0) for _ in range(10)]
    for delay, most in zip(seen, [0.5, 1, 2, 4, 8, 16, 30, 30, 30, 30], strict=True):
        assert 0.75 * most <= delay <= most


def test_a_good_minute_starts_over() -> None:
    delays = RetryDelays(random.Random(1))
    for _ in range(8):
        delays.after(59.0)
    assert delays.after(60.0) <= 0.5


@given(st.lists(st.floats(0, 1e6)), st.integers())
def test_delays_are_bounded(good: list[float], seed: int) -> None:
    delays = RetryDelays(random.Random(seed))
    assert all(0.375 <= delays.after(each) <= 30 for each in good)
