"""What does not depend on noise: the same work gives the same counts, a fifth more gives a fifth more."""

from __future__ import annotations

import pytest

from benchmarks.guard import counts, guard, kernels, verdict
from benchmarks.guard.baseline import GROUPS
from benchmarks.guard.calibration import Calibration
from benchmarks.guard.calls import noted
from benchmarks.guard.session import queues
from benchmarks.guard.timing import Rounds, measure

BYTECODES, MEMORY = GROUPS[2], GROUPS[3]


@pytest.fixture(scope="module")
def pure() -> dict[str, kernels.Kernel]:
    return {kernel.name: kernel for kernel in kernels.pure()}


def test_the_names_are_those_that_the_guard_asks_valgrind_for(pure: dict[str, kernels.Kernel]) -> None:
    assert tuple(pure) == guard.PURE


@pytest.mark.parametrize("name", ["WebVTT cut", "playlist parse", "facts check"])
def test_a_fifth_more_work_fails_ten_times_of_ten(pure: dict[str, kernels.Kernel], name: str) -> None:
    accepted = {name: float(counts.bytecodes(pure[name].run))}
    for _ in range(10):
        for more, fails in ((0, False), (kernels.extra(0.2), True)):
            found = counts.bytecodes(lambda more=more: pure[name].run(more))
            (judged,) = verdict.counts({name: found}, accepted, BYTECODES)
            assert judged.fails == fails


@pytest.mark.parametrize("name", ["policy step", "layout"])
def test_counts_are_the_same_each_time(pure: dict[str, kernels.Kernel], name: str) -> None:
    kernel = pure[name]
    once = counts.bytecodes(kernel.call)
    assert once > 0
    assert counts.bytecodes(kernel.call) == once
    assert counts.memory(kernel.call) == pytest.approx(counts.memory(kernel.call), rel=MEMORY.bound - 1)


def test_only_our_own_files_are_counted() -> None:
    assert counts.bytecodes(lambda: sorted(range(100), key=lambda n: -n)) == 0


def test_what_is_held_at_once_is_counted_though_it_is_gone_at_the_end() -> None:
    assert 1_000_000 <= counts.memory(lambda: len(bytearray(1_000_000))) < 1_100_000


def test_a_slower_session_waits_longer() -> None:
    accepted = {name: float(count) for name, count in queues().items()}
    assert {name: float(count) for name, count in queues().items()} == accepted
    slower = verdict.counts({k: float(v) for k, v in queues(0.2).items()}, accepted, GROUPS[5])
    assert [each.name for each in slower if each.fails] == ["ms of sound that wait"]


def test_of_the_calls_of_a_network_a_share_is_made_twice() -> None:
    seen: list[int] = []
    double = noted(lambda n: 2 * n, seen.append, 0.2)
    assert [double(n) for n in range(10)] == [2 * n for n in range(10)]
    assert seen == [0, 2, 4, 6, 8, 8, 10, 12, 14, 16, 18, 18]


def test_a_share_that_is_less_than_a_call_is_refused() -> None:
    assert [kernels.extra(share) for share in (0, 0.2, 0.4)] == [0, 1, 2]
    with pytest.raises(ValueError, match="5% of 5 calls"):
        kernels.extra(0.05)


class Machine:
    """CPU seconds that pass only while work is done, `slow` times as many."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slow = 1.0

    def work(self, seconds: float) -> None:
        self.now += self.slow * seconds


def test_a_ratio_is_of_the_work_and_what_ran_just_before_and_after_it() -> None:
    machine = Machine()
    kernel = kernels.Kernel("k", lambda: machine.work(0.02), "python", 0.5)

    def calibration() -> None:
        machine.work(0.05)

    def measured(slower: float) -> list[float]:
        return measure(
            [kernel],
            {"python": Calibration(calibration, calibration)},
            Rounds(3),
            {"k": slower},
            lambda: machine.now,
        )["k"]

    assert measured(0.0) == pytest.approx([2.0] * 3)
    assert measured(0.2) == pytest.approx([2.4] * 3)
    machine.slow = 1.9  # everything is: the ratio is not
    assert measured(0.0) == pytest.approx([2.0] * 3)


def test_on_a_busy_machine_half_of_the_rounds_must_do() -> None:
    kernel = kernels.Kernel("k", lambda: None, "python", 0.5)
    ticks = iter(range(10_000))
    found = measure(
        [kernel],
        {"python": Calibration(lambda: None, lambda: None)},
        Rounds(10, seconds=-1.0),
        clock=lambda: float(next(ticks)),
    )
    assert len(found["k"]) == 5
