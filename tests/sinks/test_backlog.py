"""What waits for one client: a model checks the rules against any order of puts and takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.sinks.backlog import Backlog, Message

BOUND = 4


def message(seq: int, key: str = "", *, keep: bool = True) -> Message:
    return Message(seq, "en", key or str(seq), f"text {seq}", keep)


def taken(backlog: Backlog) -> list[int]:
    found = []
    while (each := backlog.take()) is not None:
        found.append(each.seq)
    return found


def test_what_is_kept_comes_out_in_order() -> None:
    backlog = Backlog(BOUND)
    assert all(backlog.put(message(seq)) for seq in range(BOUND))
    assert taken(backlog) == [0, 1, 2, 3]
    assert backlog.take() is None


def test_a_newer_draft_takes_the_place_of_an_older_one() -> None:
    backlog = Backlog(BOUND)
    for seq, key in enumerate(["a", "b", "a", "a"]):
        backlog.put(message(seq, key, keep=False))
    assert taken(backlog) == [1, 3]
    assert backlog.dropped == 2


def test_a_final_takes_the_place_of_its_draft() -> None:
    backlog = Backlog(BOUND)
    backlog.put(message(0, "a", keep=False))
    backlog.put(message(1, "a"))
    backlog.put(message(2, "a"))
    assert taken(backlog) == [1, 2]


def test_drafts_give_way_to_finals_and_the_oldest_first() -> None:
    backlog = Backlog(BOUND)
    for seq in range(BOUND):
        backlog.put(message(seq, keep=seq % 2 == 0))
    assert backlog.put(message(4))
    assert backlog.put(message(5))
    assert taken(backlog) == [0, 2, 4, 5]
    assert backlog.dropped == 2


def test_a_draft_that_finds_no_room_is_nobody_s_loss() -> None:
    backlog = Backlog(BOUND)
    for seq in range(BOUND):
        backlog.put(message(seq))
    assert backlog.put(message(9, keep=False))
    assert not backlog.put(message(10))
    assert taken(backlog) == [0, 1, 2, 3]


@given(st.lists(st.one_of(st.none(), st.tuples(st.sampled_from("abcdefg"), st.booleans())), max_size=60))
def test_bounded_in_order_and_no_final_is_lost_unsaid(steps: list[tuple[str, bool] | None]) -> None:
    backlog = Backlog(BOUND)
    promised: list[int] = []
    came: list[int] = []
    for seq, step in enumerate(steps):
        if step is None:
            if (each := backlog.take()) is not None:
                came.append(each.seq)
        else:
            key, keep = step
            if backlog.put(message(seq, key, keep=keep)) and keep:
                promised.append(seq)
        assert len(backlog) <= BOUND
    came += taken(backlog)
    assert came == sorted(came)
    assert set(promised) <= set(came)
