"""What fails the guard and what does not, on counts and on series of ratios."""

from __future__ import annotations

import json
import random
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.guard import verdict
from benchmarks.guard.baseline import GROUPS, Group

TIME, INSTRUCTIONS, CALLS = GROUPS[0], GROUPS[1], GROUPS[4]
RECORDED = Path(__file__).parent / "recorded.json"


def noisy(middle: float, seed: int, count: int = 14) -> list[float]:
    """Ratios as a busy machine gives them: 4 % around the middle, and some that are far off."""
    chance = random.Random(seed)
    return [
        middle * (chance.gauss(1.0, 0.04) if chance.random() < 0.85 else chance.uniform(1.2, 3.0))
        for _ in range(count)
    ]


def judged(*series: list[float], was: float = 2.0) -> verdict.Verdict:
    (found,) = verdict.times([{"layout": each} for each in series], {"layout": was}, TIME)
    return found


def test_a_slow_down_of_a_fifth_fails_ten_times_of_ten_and_ten_clean_runs_pass() -> None:
    for seed in range(10):
        assert not judged(noisy(2.0, seed)).fails
        assert judged(*(noisy(2.4, 10 * seed + n) for n in range(3))).fails


def test_a_process_that_was_disturbed_asks_for_others_and_fails_nothing() -> None:
    disturbed, quiet = [2.5] * 14, [2.01] * 14
    assert verdict.doubted([{"layout": disturbed}], {"layout": 2.0}, TIME) == ["layout"]
    assert verdict.doubted([{"layout": quiet}], {"layout": 2.0}, TIME) == []
    assert judged(disturbed, quiet, quiet).outcome == "ok"
    assert judged(disturbed, quiet, quiet).now == 2.01


@pytest.mark.parametrize(("ratio", "doubted"), [(2.09, []), (2.11, ["layout"])])
def test_what_is_beyond_half_of_the_bound_is_measured_again(ratio: float, doubted: list[str]) -> None:
    assert verdict.doubted([{"layout": [ratio] * 9}], {"layout": 2.0}, TIME) == doubted


def test_no_more_than_three_processes_are_asked() -> None:
    slow = {"layout": [2.5] * 14}
    assert verdict.doubted([slow] * 2, {"layout": 2.0}, TIME) == ["layout"]
    assert verdict.doubted([slow] * 3, {"layout": 2.0}, TIME) == []
    assert judged(*[slow["layout"]] * 3).outcome == "slower"


def test_a_kernel_that_nobody_accepted_is_asked_once() -> None:
    assert verdict.doubted([{"layout": [2.5]}], {}, TIME) == []


@pytest.mark.parametrize(
    ("group", "now", "was", "outcome"),
    [
        (INSTRUCTIONS, 1_049, 1_000, "ok"),
        (INSTRUCTIONS, 1_051, 1_000, "slower"),
        (INSTRUCTIONS, 1_200, 1_000, "slower"),
        (INSTRUCTIONS, 900, 1_000, "faster"),
        (CALLS, 370, 370, "ok"),
        (CALLS, 371, 370, "slower"),
        (CALLS, 369, 370, "faster"),
        (CALLS, 1, 0, "slower"),
        (CALLS, 0, 0, "ok"),
    ],
)
def test_counts(group: Group, now: float, was: float, outcome: str) -> None:
    (found,) = verdict.counts({"x": now}, {"x": was}, group)
    assert found.outcome == outcome
    assert found.fails == (outcome == "slower")


def test_where_nothing_was_accepted_nothing_fails_and_nothing_passes() -> None:
    (found,) = verdict.counts({"x": 1.0}, None, CALLS)
    assert found.outcome == "not judged"
    assert not found.fails


def test_a_kernel_that_comes_or_goes_fails_until_that_is_accepted() -> None:
    new, gone = verdict.counts({"new": 1.0}, {"old": 1.0}, CALLS)
    assert (new.name, new.outcome, new.fails) == ("new", "new", True)
    assert (gone.name, gone.outcome, gone.fails) == ("old", "gone", True)


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=40))
def test_the_bounds_hold_the_median(series: list[float]) -> None:
    low, high = verdict.bounds(series)
    assert min(series) <= low <= median(series) <= high <= max(series)


@pytest.mark.parametrize(("count", "rank"), [(5, 0), (6, 0), (9, 1), (14, 2), (20, 5)])
def test_the_bounds_are_those_of_tables_of_the_sign_test(count: int, rank: int) -> None:
    """For 14 values the 3rd and the 12th, 1-based: 2 * P(Binomial(14, 1/2) <= 2) is 1.3 %, <= 3 5.7 %."""
    assert verdict.bounds(list(range(count))) == (rank, count - 1 - rank)


@pytest.mark.skipif(not RECORDED.is_file(), reason="no recorded runs: python -m benchmarks.guard.proof --log")
def test_every_recorded_run_is_judged_as_it_was_made() -> None:
    """What `python -m benchmarks.guard.proof --log` wrote on a busy machine of two cores."""
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    assert len(recorded["clean"]) == len(recorded["slow"]) == 10
    for processes in recorded["clean"]:
        assert not [each.name for each in verdict.times(processes, recorded["accepted"], TIME) if each.fails]
    for processes in recorded["slow"]:
        found = verdict.times(processes, recorded["accepted"], TIME)
        assert len(found) == 10
        assert not [each.name for each in found if not each.fails]
