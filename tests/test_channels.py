"""What waits between two tasks, and what becomes of it when the reader is slow."""

from __future__ import annotations

import anyio
import numpy as np
import pytest
from anyio.lowlevel import checkpoint
from hypothesis import given
from hypothesis import strategies as st

from pipeline.channels import Channel, Heard, drafts_last, latest_draft, oldest_lost, skip_to_edge
from pipeline.types import SAMPLES_PER_MS, Gap, Progress, Segment, Speech

BOUND = 1000


def speech(start: int, duration: int = 100) -> Speech:
    return Speech(start, np.zeros(duration * SAMPLES_PER_MS, np.float32), False)


def segment(id: int, final: bool, revision: int = 0, closed: bool = False) -> Segment:
    return Segment(id, id, id + 1, f"{id}.{revision}", final, revision, closed or final)


def keep(waiting: list[int], item: int) -> list[int]:
    return [*waiting, item]


async def settle() -> None:
    """Let every task go as far as it can."""
    for _ in range(5):
        await checkpoint()


def test_all_that_waits_is_taken_at_once_and_the_end_is_empty() -> None:
    async def main() -> None:
        channel = Channel(keep)
        await channel.put(1)
        await channel.put(2)
        assert await channel.take() == [1, 2]
        await channel.put(3)
        channel.close()
        assert await channel.take() == [3]
        assert await channel.take() == []
        assert await channel.take() == []

    anyio.run(main)


@pytest.mark.parametrize("put", [True, False])
def test_take_waits_until_something_comes_or_the_channel_closes(put: bool) -> None:
    taken: list[list[int]] = []

    async def main() -> None:
        channel = Channel(keep)

        async def take() -> None:
            taken.append(await channel.take())

        async with anyio.create_task_group() as group:
            group.start_soon(take)
            await settle()
            assert taken == []
            if put:
                await channel.put(1)
            else:
                channel.close()
        assert taken == [[1] if put else []]

    anyio.run(main)


def test_put_waits_at_capacity() -> None:
    done: list[int] = []

    async def main() -> None:
        channel = Channel(keep, capacity=2)

        async def put() -> None:
            for item in range(5):
                await channel.put(item)
                done.append(item)

        async with anyio.create_task_group() as group:
            group.start_soon(put)
            await settle()
            assert done == [0, 1]
            assert await channel.take() == [0, 1]
            await settle()
            assert done == [0, 1, 2, 3]
            assert await channel.take() == [2, 3]
            await settle()
            assert await channel.take() == [4]

    anyio.run(main)


def test_sound_waits_up_to_its_bound() -> None:
    skipped: list[Gap] = []
    merge = skip_to_edge(BOUND, skipped.append)
    waiting: list[Heard] = []
    for start in range(0, BOUND, 100):
        waiting = merge(waiting, speech(start))
    assert len(waiting) == 10
    assert skipped == []


def test_beyond_it_one_gap_takes_the_place_of_all_and_is_told() -> None:
    skipped: list[Gap] = []
    merge = skip_to_edge(BOUND, skipped.append)
    waiting: list[Heard] = []
    for start in range(200, 1300, 100):
        waiting = merge(waiting, speech(start))
    (gap,) = waiting
    assert skipped == [gap]
    assert isinstance(gap, Gap)
    assert (gap.start, gap.end) == (200, 1300)


@given(
    st.lists(st.sampled_from(["speech", "gap", "progress"]), max_size=80),
    st.lists(st.booleans(), min_size=80, max_size=80),
)
def test_sound_is_heard_or_told_as_skipped_and_never_both(kinds: list[str], taken: list[bool]) -> None:
    skipped: list[Gap] = []
    merge = skip_to_edge(BOUND, skipped.append)
    waiting: list[Heard] = []
    out: list[Heard] = []
    put = []
    for n, kind in enumerate(kinds):
        item: Heard = speech(n * 100)
        if kind == "gap":
            item = Gap(n * 100, n * 100 + 100, "lost")
        elif kind == "progress":
            item = Progress(n * 100)
        else:
            put.append(item)
        waiting = merge(waiting, item)
        sound = [heard for heard in waiting if isinstance(heard, Speech)]
        assert not sound or sound[-1].end - sound[0].start <= BOUND
        if taken[n]:
            out += waiting
            waiting = []
    out += waiting
    for item in put:
        heard = sum(other is item for other in out)
        told = sum(gap.start <= item.start and item.end <= gap.end for gap in skipped)
        assert heard + told == 1
    starts = [item.upto if isinstance(item, Progress) else item.start for item in out]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("items", "left"),
    [
        ([segment(1, False), segment(1, False, 1)], [segment(1, False, 1)]),
        ([segment(1, False), segment(1, True, 1)], [segment(1, True, 1)]),
        ([segment(1, True), segment(2, False)], [segment(1, True), segment(2, False)]),
        ([segment(1, True), segment(2, True)], [segment(1, True), segment(2, True)]),
        (
            [segment(1, False, closed=True), segment(2, False), segment(2, False, 1)],
            [segment(1, False, closed=True), segment(2, False, 1)],
        ),
        (
            [segment(1, False), segment(1, False, 1, closed=True), segment(1, True, 2)],
            [segment(1, False, 1, closed=True), segment(1, True, 2)],
        ),
        ([Progress(1), Progress(2)], [Progress(2)]),
        ([segment(1, False), Progress(1), segment(1, False, 1)], [Progress(1), segment(1, False, 1)]),
        (
            [segment(1, True), Progress(1), segment(2, True)],
            [segment(1, True), Progress(1), segment(2, True)],
        ),
    ],
)
def test_what_is_closed_or_final_is_kept_and_of_the_rest_the_latest(
    items: list[Segment | Progress], left: list[Segment | Progress]
) -> None:
    waiting: list[Segment | Progress] = []
    for item in items:
        waiting = latest_draft(waiting, item)
    assert waiting == left


@pytest.mark.parametrize(
    ("items", "now", "later"),
    [
        ([segment(1, False)], [segment(1, False)], []),
        ([Progress(1), segment(2, False)], [Progress(1)], [segment(2, False)]),
        (
            [segment(1, True), segment(2, False), Progress(1), segment(3, False, closed=True)],
            [segment(1, True), Progress(1), segment(3, False, closed=True)],
            [segment(2, False)],
        ),
    ],
)
def test_a_draft_is_taken_when_nothing_else_waits(
    items: list[Segment | Progress], now: list[Segment | Progress], later: list[Segment | Progress]
) -> None:
    assert drafts_last(items) == (now, later)


def test_what_is_left_is_taken_the_next_time_unless_it_is_stale() -> None:
    async def main() -> None:
        channel = Channel(latest_draft, first=drafts_last)
        for item in (segment(1, True), segment(2, False)):
            await channel.put(item)
        assert await channel.take() == [segment(1, True)]
        await channel.put(segment(2, True, 1))
        await channel.put(segment(3, False))
        channel.close()
        assert [await channel.take() for _ in range(3)] == [[segment(2, True, 1)], [segment(3, False)], []]

    anyio.run(main)


def test_a_final_takes_the_place_of_what_was_closed() -> None:
    merge = oldest_lost(9, lambda lost: None)
    waiting: list[Segment | Progress] = []
    for item in (segment(1, False, closed=True), segment(2, False, 1, closed=True), segment(1, True, 1)):
        waiting = merge(waiting, item)
    assert waiting == [segment(2, False, 1, closed=True), segment(1, True, 1)]


@given(st.lists(st.sampled_from(["draft", "closed", "final"]), max_size=30), st.integers(1, 5))
def test_of_too_many_lines_the_oldest_are_lost_and_no_final_vanishes_untold(
    kinds: list[str], bound: int
) -> None:
    lost: list[Segment] = []
    merge = oldest_lost(bound, lost.append)
    items = [segment(n, kind == "final", closed=kind == "closed") for n, kind in enumerate(kinds)]
    waiting: list[Segment | Progress] = []
    for item in items:
        waiting = merge(waiting, item)
        assert len(waiting) <= bound
    finals = [item for item in items if item.final]
    kept = [item for item in waiting if isinstance(item, Segment) and item.final]
    assert [*lost, *kept] == finals
