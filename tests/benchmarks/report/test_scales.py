"""Scales, ticks and how figures are written."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.report.scales import Linear, decimals, percent, seconds, signed, ticks

amounts = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))


@given(amounts, amounts, st.integers(2, 12))
def test_ticks_cover_what_is_drawn(a: float, b: float, most: int) -> None:
    low, high = sorted((a, b))
    found = ticks(low, high, most)
    assert found[0] <= low + 1e-6 and found[-1] >= high - 1e-6
    assert 2 <= len(found) <= most + 3
    steps = [after - before for before, after in pairwise(found)]
    assert min(steps) > 0 and max(steps) - min(steps) < 1e-6 * max(1.0, max(steps))


@pytest.mark.parametrize(
    ("low", "high", "most", "found"),
    [
        (0, 1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0, 1.64, 6, [0, 0.5, 1, 1.5, 2]),
        (-0.3, 0.9, 5, [-0.5, 0, 0.5, 1]),
        (0, 100, 6, [0, 20, 40, 60, 80, 100]),
        (3, 3, 5, [3, 4]),
    ],
)
def test_ticks_are_round(low: float, high: float, most: int, found: list[float]) -> None:
    assert ticks(low, high, most) == found


@pytest.mark.parametrize(("low", "high"), [(1, 0), (0, float("inf")), (float("nan"), 1)])
def test_no_ticks_of_nothing(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="no scale"):
        ticks(low, high)


@given(amounts, amounts, amounts, st.floats(0, 1000), st.floats(0, 1000))
def test_a_scale_keeps_order_and_ends(
    low: float, high: float, value: float, begin: float, end: float
) -> None:
    assume(high - low > 1e-3 and begin < end)
    scale = Linear(low, high, begin, end)
    assert scale(low) == pytest.approx(begin, abs=0.01) and scale(high) == pytest.approx(end, abs=0.01)
    assert begin - 0.01 <= scale.within(value) <= end + 0.01


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (seconds(0.7151), "0.72"),
        (seconds(-0.031), "−0.03"),
        (seconds(None), "–"),
        (percent(0.1234), "12.3 %"),
        (percent(None), "–"),
        (signed(seconds(0.2)), "+0.20"),
        (signed(seconds(-0.2)), "−0.20"),
        (signed(seconds(-0.001)), "0.00"),
    ],
)
def test_figures_are_written_alike(written: str, said: str) -> None:
    assert written == said


@pytest.mark.parametrize(
    ("values", "places"), [([0.0, 20.0], 0), ([0.0, 0.5], 1), ([0.25, 0.5], 2), ([1 / 3], 3)]
)
def test_labels_of_an_axis_have_as_many_places(values: list[float], places: int) -> None:
    assert decimals(values) == places
