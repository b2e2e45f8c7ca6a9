"""After a restart the picture goes on at its pace: what was heard and not listed yet does not wait anew."""

from __future__ import annotations

from pipeline.hls.delay import DelayOptions
from pipeline.hls.grid import GridSegment
from pipeline.hls.playlist import Entry
from pipeline.hls.renditions import Renditions
from pipeline.types import Reached

OPTIONS = DelayOptions(first_ms=8000, stretch_ms=4000)
LASTS = 2000


def killed(upto: int) -> Renditions:
    """A stream whose newest segment, number 5, was just listed; captions are complete up to `upto`."""
    before = Renditions(("zh-Hans", "en"), OPTIONS)
    for number in range(6):
        segment = GridSegment(number, number * LASTS, (number + 1) * LASTS, number * LASTS * 90, 0)
        before.append(segment, (), number * LASTS, 0)
        for tag in before.languages:
            before.reached(Reached(tag, min(upto, (number + 1) * LASTS)), number * LASTS)
        before.advance(number * LASTS)
    assert before.listed == 1
    after = Renditions(("zh-Hans", "en"), OPTIONS)
    after.restore(before.remembered())
    return after


def entry(number: int) -> Entry:
    return Entry(number, 0, "2.000", f"s{number}.ts", ())


def listed(after: Renditions, now: int) -> int | None:
    after.advance(now)
    return after.listed


def test_segments_with_their_captions_are_listed_when_it_is_their_time() -> None:
    after = killed(upto=12_000)
    after.resume(1000, lambda number: (5 - number) * LASTS + 1000)  # another clock, one second later
    assert [listed(after, now) for now in (1000, 1999, 2000, 4000, 6000, 8000)] == [1, 1, 2, 3, 4, 5]


def test_others_wait_no_longer_than_they_would_have() -> None:
    after = killed(upto=6000)
    after.resume(1000, lambda number: (5 - number) * LASTS + 1000)
    assert [listed(after, now) for now in (2000, 4000, 6000, 8000)] == [2, 3, 4, 5]


def test_captions_that_hearing_jumped_over_tell_of_no_need() -> None:
    after = killed(upto=6000)
    after.resume(1000, lambda number: (5 - number) * LASTS + 1000)
    entries = [entry(number) for number in range(9)]
    after.append(GridSegment(8, 16_000, 18_000, 16_000 * 90, 0), entries, 7000, 500)
    for tag in after.languages:
        after.reached(Reached(tag, 16_000), 7500)
    assert after.delay_ms == OPTIONS.first_ms
    assert [listed(after, now) for now in (7999, 8000, 10_500, 12_500)] == [4, 5, 6, 7]
    assert [listed(after, now) for now in (14_500, 18_499, 18_500)] == [7, 7, 8]  # that one was heard
