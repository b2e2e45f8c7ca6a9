"""Laws of media time over segments: it never falls, follows the stamps, and goes on after restarts."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.hls.grid import MPEG_TURN, GridSegment
from pipeline.ingest.placing import Placing, ahead

DURATIONS = st.integers(500, 12_000)
STAMPS = st.one_of(st.none(), st.integers(0, MPEG_TURN - 1))


@given(st.integers(0, MPEG_TURN - 1), st.lists(DURATIONS, min_size=1, max_size=60))
def test_times_follow_the_stamps_across_the_wrap(first: int, durations: list[int]) -> None:
    placing = Placing()
    ticks, begin = first, round(first / 90)
    for number, duration in enumerate(durations):
        placed = placing.place(number, 0, duration, ticks % MPEG_TURN)
        assert placed.mpegts == ticks % MPEG_TURN
        assert abs(placed.start - begin - (ticks - first) / 90) <= 1
        ticks += duration * 90 + 37  # what a real clock has beyond whole milliseconds must not add up


@given(st.lists(st.tuples(DURATIONS, STAMPS, st.booleans()), min_size=1, max_size=40), st.data())
def test_whatever_comes_time_rises_and_a_new_session_goes_on(
    segments: list[tuple[int, int | None, bool]], data: st.DataObject
) -> None:
    placing, last, continuity = Placing(), None, 0
    for number, (duration, stamp, anew) in enumerate(segments):
        continuity += anew
        if data.draw(st.booleans()):
            placing = Placing(last)
        placed = placing.place(number, continuity, duration, stamp)
        assert last is None or placed.start > last.start
        if last is not None and anew:
            assert placed.start == last.end or stamp is None
        if stamp is not None:
            assert placed.mpegts == stamp
        last = placed


@given(st.integers(0, MPEG_TURN - 1), st.integers(0, 10**8))
def test_a_segment_that_is_known_stays_where_it_was(stamp: int, start: int) -> None:
    known = GridSegment(7, start, start + 2000, stamp)
    placing = Placing(GridSegment(9, start + 4000, start + 6000, (stamp + 360_000) % MPEG_TURN))
    assert placing.place(7, 0, 2000, stamp, known) == known
    assert placing.place(8, 0, 2000, (stamp + 180_000) % MPEG_TURN).start == start + 2000


def test_the_shorter_way_round() -> None:
    assert ahead(MPEG_TURN - 10, 5) == 15
    assert ahead(5, MPEG_TURN - 10) == -15
    assert ahead(0, 90) == 90
