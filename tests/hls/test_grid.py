import pytest

from pipeline.hls.grid import GridSegment
from tests.hls.build import grid, segment


def test_a_segment_lasts_until_the_next_one_starts():
    made = grid(GridSegment(0, 0, 2040, 0), GridSegment(1, 1990, 3990, 0), GridSegment(2, 4500, 6000, 0))
    assert [(each.start, each.end) for each in made.segments] == [(0, 1990), (1990, 4500), (4500, 6000)]


def test_lost_media_and_a_discontinuity_leave_their_hole():
    made = grid(
        GridSegment(0, 0, 2000, 0), GridSegment(1, 9000, 11000, 0), GridSegment(2, 11500, 12000, 0, 1)
    )
    assert [each.end for each in made.segments] == [2000, 11000, 12000]


def test_a_start_that_does_not_rise_is_moved_with_its_time_stamp():
    made = grid(GridSegment(0, 5000, 7000, 0), GridSegment(1, 4000, 6000, 90))
    assert made.segments[0].end == 5001
    assert made.last == GridSegment(1, 5001, 6000, 90 + 90 * 1001)


@pytest.mark.parametrize("wrong", [segment(4), segment(5), segment(6, 0)])
def test_numbers_and_continuity_do_not_fall(wrong):
    with pytest.raises(ValueError, match="cannot follow"):
        grid(segment(5, 1)).append(wrong)


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5)])
def test_a_segment_lasts_some_time_that_is_not_negative(start, end):
    with pytest.raises(ValueError, match="cannot last"):
        GridSegment(0, start, end, 0)


def test_numbers_may_be_missing():
    made = grid(segment(1), segment(2), segment(7))
    assert [made.get(n) for n in (0, 1, 2, 5, 7, 8)] == [None, segment(1), segment(2), None, segment(7), None]


def test_forgetting_leaves_the_last_one():
    made = grid(segment(1), segment(2), segment(3))
    made.forget(3)
    assert made.segments == (segment(3),)
    made.forget(99)
    assert made.segments == (segment(3),)


def test_a_discontinuity_is_known_after_its_segments_are_forgotten():
    made = grid(segment(1), segment(2, 1), segment(3, 1), segment(4, 2))
    made.forget(3)
    assert [made.limit(time) for time in (0, 3999, 4000, 7999, 8000)] == [4000, 4000, 8000, 8000, None]
