from hypothesis import given
from hypothesis import strategies as st

from models.mt.wire import backoff, retry_after

DATE = "Wed, 21 Oct 2026 07:28:00 GMT"


def test_a_retry_after_is_seconds_or_a_date_by_the_servers_own_clock() -> None:
    assert retry_after("7", None) == 7
    assert retry_after("Wed, 21 Oct 2026 07:28:09 GMT", DATE) == 9
    assert retry_after("Wed, 21 Oct 2026 07:27:00 GMT", DATE) == 0, "it is past"
    for nonsense in ("", "soon", "-1", "1.5"):
        assert retry_after(nonsense, DATE) is None
    assert retry_after("Wed, 21 Oct 2026 07:28:09 GMT", None) is None, "no clock to count it from"


@given(st.integers(0, 60), st.floats(0, 0.999))
def test_waits_grow_are_spread_over_a_half_and_end_at_four_seconds(attempt: int, chance: float) -> None:
    full = min(4.0, 0.25 * 2**attempt)
    assert full / 2 <= backoff(attempt, chance) <= full
