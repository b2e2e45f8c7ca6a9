import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.attention import _smooth, _warped, starts


def ladder(frames, *borders):
    """Attention of one head whose rows look at one stretch after another, next to nothing elsewhere."""
    shares = np.full((1, len(borders), frames), 0.001, np.float32)
    for row, (start, end) in enumerate(zip(borders, [*borders[1:], frames], strict=True)):
        shares[0, row, start:end] = 1.0
    return shares / shares.sum(-1, keepdims=True)


def test_tokens_start_where_they_are_attended_to():
    found = starts(ladder(100, 0, 20, 45, 80), 100, 0)
    assert found == [0, 20, 45, 80]


def test_rows_before_the_text_and_frames_without_sound_are_left_out():
    shares = np.pad(ladder(100, 0, 5, 20, 45, 80), ((0, 0), (0, 0), (0, 50)), constant_values=0.5)
    assert starts(shares, 100, 1) == [0, 20, 45, 80]


def test_one_frame_of_sound_holds_everything():
    assert starts(np.full((2, 4, 30), 1 / 30, np.float32), 1, 1) == [0, 0, 0]


@given(st.lists(st.floats(-9, 9, width=32), min_size=4, max_size=30))
def test_smoothing_is_the_median_of_seven(values):
    around = np.pad(np.array(values, np.float32), 3, mode="reflect")
    expected = [np.median(around[at : at + 7]) for at in range(len(values))]
    assert _smooth(np.array([[values]], np.float32))[0, 0].tolist() == expected


def cheapest(cost):
    """Least cost of a way, cell by cell."""
    rows, columns = cost.shape
    total = np.full((rows + 1, columns + 1), np.inf)
    total[0, 0] = 0
    for i in range(rows):
        for j in range(columns):
            total[i + 1, j + 1] = cost[i, j] + min(total[i, j], total[i, j + 1], total[i + 1, j])
    return total[-1, -1]


@given(st.integers(1, 8), st.integers(1, 12), st.integers(0, 10_000))
def test_the_way_is_one_of_the_cheapest(rows, columns, seed):
    cost = np.random.default_rng(seed).normal(size=(rows, columns)).astype(np.float32)
    entered = _warped(cost)
    assert entered[0] == 0
    assert entered == sorted(entered)
    ends = [*entered[1:], columns - 1]
    # a row is left at the column where the next is entered, or one before
    best = {0: 0.0}
    for row, (start, end) in enumerate(zip(entered, ends, strict=True)):
        last = row == rows - 1
        left = {}
        for before, paid in best.items():
            for leave in {end} if last else {end, end - 1}:
                if before == start and leave >= start:
                    left[leave] = min(left.get(leave, np.inf), paid + cost[row, start : leave + 1].sum())
        best = {end: min(left.values())}
    assert np.isclose(min(best.values()), cheapest(cost), atol=1e-4)
