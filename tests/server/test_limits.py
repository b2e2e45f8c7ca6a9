"""How often one may ask: a bucket for each caller, and no memory of too many of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.server.limits import Pace
from pipeline.server.refusal import Refused
from tests.server.house import Clock


def allowed(pace: Pace, caller: str = "a") -> bool:
    try:
        pace.spend(caller)
    except Refused as error:
        assert (error.status, error.after) == (429, 1)
        return False
    return True


def test_a_burst_then_a_rate_and_others_do_not_notice() -> None:
    clock = Clock()
    pace = Pace(2, clock)
    assert [allowed(pace) for _ in range(11)] == [True] * 10 + [False]
    assert allowed(pace, "b")
    clock.now += 1
    assert [allowed(pace) for _ in range(3)] == [True, True, False]


@given(st.floats(0.5, 50), st.lists(st.floats(0, 2), max_size=200))
def test_never_more_than_the_burst_and_the_rate(rate: float, waits: list[float]) -> None:
    clock = Clock()
    pace, began = Pace(rate, clock), clock.now
    count = 0
    for wait in waits:
        clock.now += wait
        count += allowed(pace)
        assert count <= max(1, 5 * rate) + (clock.now - began) * rate + 1e-6


def test_many_callers_are_not_all_remembered() -> None:
    pace = Pace(1, Clock())
    for number in range(5000):
        pace.spend(str(number))
    assert len(pace._buckets) <= 1024


def test_none_is_no_limit() -> None:
    pace = Pace(0, Clock())
    assert all(allowed(pace) for _ in range(1000))
