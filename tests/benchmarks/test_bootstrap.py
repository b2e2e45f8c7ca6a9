"""Bounds of confidence."""

from __future__ import annotations

from statistics import fmean

import pytest

from benchmarks.bootstrap import bounds
from benchmarks.cer import Errors
from benchmarks.metrics import Figures
from benchmarks.totals import total


def test_of_a_hundred_coins_the_share_is_known_to_a_tenth() -> None:
    # The standard error of 50 of 100 is sqrt(0.5 * 0.5 / 100) = 0.05, and 1.96 of it on both sides are 95 %.
    found = bounds([0.0, 1.0] * 50, fmean)
    assert list(found or ()) == pytest.approx([0.402, 0.598], abs=0.015)
    assert found == bounds([0.0, 1.0] * 50, fmean)  # seeded


def test_what_never_varies_has_no_width() -> None:
    assert bounds([3.0] * 5, fmean) == (3, 3)


def test_one_unit_says_nothing_of_others() -> None:
    assert bounds([3.0], fmean) is None
    assert bounds([1.0, 2.0], lambda drawn: None) is None


def test_over_streams() -> None:
    right = Figures(committed=Errors(0, 10), commit_ms=(500.0,) * 10)
    wrong = Figures(committed=Errors(5, 10), commit_ms=(1500.0,) * 10)
    found = total([right, wrong] * 20)
    assert found["cer"] == 0.25
    # Standard error of the mean of 40 streams that have 0 or 0.5: 0.25 / sqrt(40) = 0.04.
    assert found["cer_within"] == [
        pytest.approx(0.25 - 0.078, abs=0.015),
        pytest.approx(0.25 + 0.078, abs=0.015),
    ]
    assert found["commit_p95_within"] == [1.5, 1.5]
    assert total([right])["cer_within"] is None
