"""Timestamps and sample counts become Audio and Gap."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.timeline import MPEG_WRAP, Epoch, Timeline, TimelineOptions
from pipeline.types import Audio, Gap

MS = 16
FRAME = 20 * MS


def frame(value: float = 0.5, ms: int = 20) -> np.ndarray:
    return np.full(ms * MS, value, np.float32)


def run(frames, timeline=None, **kwargs):
    timeline = timeline or Timeline(**kwargs)
    made = [item for at, samples in frames for item in timeline.push(at, samples)]
    return made + timeline.flush()


def sound(made) -> np.ndarray:
    return np.concatenate([item.samples for item in made if isinstance(item, Audio)] or [np.zeros(0)])


def gaps(made) -> list[tuple[int, int]]:
    return [(item.start, item.end) for item in made if isinstance(item, Gap)]


def assert_unbroken(made) -> None:
    for before, after in itertools.pairwise(made):
        assert before.end == after.start
    for item in made:
        if isinstance(item, Audio):
            assert len(item.samples) > 0 and len(item.samples) % MS == 0


def test_frames_become_blocks_of_the_wanted_length() -> None:
    made = run([(1000 * MS + i * FRAME, frame()) for i in range(12)])
    assert [(item.start, item.end) for item in made] == [(1000, 1100), (1100, 1200), (1200, 1240)]


@pytest.mark.parametrize(
    ("second_at_ms", "expected_gaps", "expected_end"),
    [
        (20, [], 40),
        (59, [], 40),  # jitter: the sample clock runs on
        (61, [], 81),  # beyond: zeros
        (219, [], 239),
        (220, [(20, 220)], 240),
        (36_000_000, [(20, 36_000_000)], 36_000_020),
        (-19, [], 40),
        (-21, [], 20),  # heard already
    ],
)
def test_a_frame_that_is_not_where_the_last_one_ended(second_at_ms, expected_gaps, expected_end) -> None:
    made = run([(0, frame()), (second_at_ms * MS, frame())], origin=0)
    assert gaps(made) == expected_gaps
    assert made[-1].end == expected_end
    assert_unbroken(made)


def test_a_small_hole_is_silence_and_what_follows_stands_in_its_place() -> None:
    heard = sound(run([(0, frame(0.5)), (120 * MS, frame(0.25))], origin=0))
    assert not heard[20 * MS : 120 * MS].any()
    assert (heard[120 * MS :] == 0.25).all()


def test_sound_that_starts_later_than_its_recording_follows_a_gap() -> None:
    made = run([(1500 * MS + 5, frame())], origin=0)
    assert gaps(made) == [(0, 1500)]
    assert made[1].start == 1500 and not made[1].samples[:5].any() and made[1].samples[5] == 0.5


def test_priming_before_zero_is_cut_off_exactly() -> None:
    made = run([(-300, frame(0.25)), (FRAME - 300, frame(0.5))], origin=0)
    assert made[0].start == 0
    assert list(sound(made)[18:22]) == [0.25, 0.25, 0.5, 0.5]


def test_unknown_times_follow_the_last_frame() -> None:
    made = run([(5000 * MS, frame()), (None, frame()), (5040 * MS, frame())])
    assert [(item.start, item.end) for item in made] == [(5000, 5060)]


def test_a_slow_clock_is_set_right_before_it_drifts_too_far() -> None:
    made = run([(i * (FRAME + 1), frame()) for i in range(2000)], origin=0)
    assert abs(made[-1].end - 2000 * (FRAME + 1) / MS) <= 41
    assert gaps(made) == []


def test_a_restarted_publisher_counts_on_and_the_epochs_tell_its_own_time() -> None:
    timeline = Timeline()
    made = run([(14_000 * MS, frame()), (700 * MS, frame()), (720 * MS, frame())], timeline)
    assert gaps(made) == [(14_020, 14_020)]
    assert made[-1].end == 14_060
    assert timeline.epochs == [Epoch(0, 0), Epoch(14_020, 13_320)]
    assert_unbroken(made)


def test_sound_that_is_sent_again_after_reopening_is_dropped() -> None:
    timeline = Timeline()
    made = run([(i * FRAME, frame(0.5)) for i in range(500)], timeline)
    timeline.reopened("lost", redelivery_ms=10_000)
    made += run([(i * FRAME, frame(0.25)) for i in range(100, 600)], timeline)
    assert gaps(made) == [] and made[-1].end == 12_000
    assert (sound(made)[: 500 * FRAME] == 0.5).all() and (sound(made)[500 * FRAME :] == 0.25).all()


def test_what_was_missed_while_reopening_is_a_gap_that_says_why() -> None:
    timeline = Timeline()
    made = run([(0, frame())], timeline)
    timeline.reopened("the line was cut", redelivery_ms=10_000)
    made += run([(9000 * MS, frame()), (9500 * MS, frame())], timeline)
    reasons = [item.reason for item in made if isinstance(item, Gap)]
    assert gaps(made) == [(20, 9000), (9020, 9500)]
    assert reasons == ["the line was cut", "packets were lost"]


def test_the_mpeg_clock_wraps_and_media_time_counts_on() -> None:
    near = MPEG_WRAP - 50 * FRAME
    going_on = run([(near + i * FRAME, frame()) for i in range(100)], wraps=True)
    negative = run([(-50 * FRAME + i * FRAME, frame()) for i in range(100)], wraps=True)
    modular = run([((near + i * FRAME) % MPEG_WRAP, frame()) for i in range(100)], wraps=True)
    spans = [[(item.start, item.end) for item in made] for made in (going_on, negative, modular)]
    assert spans[0] == spans[1] == spans[2]
    assert all(isinstance(item, Audio) for item in modular)


def test_a_fall_back_far_from_a_wrap_is_a_restart() -> None:
    made = run([(60_000_000 * MS, frame()), (0, frame())], wraps=True)
    assert gaps(made) == [(60_000_020, 60_000_020)]


frames = st.lists(
    st.tuples(
        st.one_of(
            st.just(0),
            st.integers(-700, 700),
            st.integers(-20_000, 20_000),
            st.integers(-(10**9), 10**9),
            st.none(),
        ),
        st.integers(1, 3000),
    ),
    min_size=1,
    max_size=40,
)


def stated(steps):
    """Frames whose times differ from where the last one ended, as the source counts, by each step."""
    at = 10**6
    for step, count in steps:
        at = at + (step or 0)
        yield (None if step is None else at), np.full(count, 0.5, np.float32)
        at += count


@given(frames, st.sampled_from([None, 0]), st.booleans(), st.integers(20, 300))
def test_whatever_comes_the_timeline_is_unbroken_and_never_falls(steps, origin, wraps, block) -> None:
    made = run(stated(steps), Timeline(TimelineOptions(block_ms=block), origin=origin, wraps=wraps))
    assert_unbroken(made)
    assert all(item.end >= item.start >= 0 for item in made)
    assert origin is None or not made or made[0].start == 0


@given(frames, st.integers(20, 300))
def test_the_length_of_the_blocks_changes_nothing_but_the_cuts(steps, block) -> None:
    one = run(stated(steps), Timeline(TimelineOptions(block_ms=block)))
    other = run(stated(steps), Timeline())
    assert np.array_equal(sound(one), sound(other))
    assert gaps(one) == gaps(other)


@given(st.lists(st.tuples(st.integers(-600, 9000), st.integers(400, 2000)), min_size=1, max_size=60))
def test_sound_lies_within_the_jitter_of_its_stated_time(steps) -> None:
    made, marks = [], []
    timeline = Timeline(origin=0)
    at = 0
    for number, (step, count) in enumerate(steps, start=1):
        at = max(at + step, 0)
        value = number / 1024
        marks.append((at, value))
        made += timeline.push(at, np.full(count, value, np.float32))
        at += count
    made += timeline.flush()
    for at, value in marks:
        for item in made:
            if isinstance(item, Audio) and (found := np.flatnonzero(item.samples == value)).size:
                assert item.start * MS + found[0] >= at - 640
                assert item.start * MS + found[0] <= at + 640 + 640
                break


def test_what_will_not_come_is_a_gap_at_once_and_sound_goes_on_behind_it() -> None:
    timeline = Timeline()
    made = [*timeline.push(0, frame()), *timeline.lost(2000, "a segment is missing")]
    assert gaps(made) == [(20, 2000)] and timeline.end == 2000
    made += run([(2005 * MS, frame())], timeline)
    assert gaps(made) == [(20, 2000)] and made[-1].end == 2025
    assert_unbroken(made)
    assert timeline.lost(2030, "a little") == []
