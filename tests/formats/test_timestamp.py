import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats import timestamp


@pytest.mark.parametrize(
    ("time", "written"),
    [
        (0, "00:00:00,000"),
        (1, "00:00:00,001"),
        (999, "00:00:00,999"),
        (61_001, "00:01:01,001"),
        (3_599_999, "00:59:59,999"),
        (95_443_700, "26:30:43,700"),  # the wrap of the MPEG clock
        (360_000_000, "100:00:00,000"),
    ],
)
def test_times_are_written_to_the_millisecond(time, written):
    assert timestamp.srt(time) == written
    assert timestamp.webvtt(time) == written.replace(",", ".")


@given(st.integers(0, 10**10))
def test_a_written_time_reads_back_exactly(time):
    hours, minutes, seconds = timestamp.webvtt(time).split(":")
    whole, millis = seconds.split(".")
    assert ((int(hours) * 60 + int(minutes)) * 60 + int(whole)) * 1000 + int(millis) == time
    assert int(minutes) < 60 and int(whole) < 60


@pytest.mark.parametrize("write", [timestamp.srt, timestamp.webvtt])
def test_a_negative_time_is_an_error(write):
    with pytest.raises(ValueError, match="-1 ms"):
        write(-1)
