"""Calls of many threads share batches: nobody waits for company, nobody is passed over."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from models.errors import InferenceFailed
from models.waiting import Waiting

PATIENCE = 10


class Slow:
    """Doubles numbers; every batch waits until the test lets it go on, and -1 fails."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.started = threading.Semaphore(0)
        self.going = threading.Semaphore(0)

    def __call__(self, asks: Sequence[int]) -> list[int]:
        self.batches.append(list(asks))
        self.started.release()
        assert self.going.acquire(timeout=PATIENCE)
        if 13 in asks:
            raise InferenceFailed("13 is unlucky")
        if 0 in asks:
            raise ZeroDivisionError("a fault of the program")
        return [2 * ask for ask in asks]


class Desk:
    """Callers in threads of their own before one Waiting. Even and odd numbers do not mix."""

    def __init__(self, pool: ThreadPoolExecutor, workers: int = 1, most: int = 8) -> None:
        self.slow = Slow()
        self._pool = pool
        self._waiting: Waiting[int, int] = Waiting(self.slow, lambda ask: ask % 2, workers, most)

    def ask(self, *asks: int) -> list[Future[int]]:
        """In this order: each one waits before the next one comes."""
        futures = []
        for ask in asks:
            count = self._length()
            futures.append(self._pool.submit(self._waiting, ask))
            while self._length() == count and not self.slow.started.acquire(timeout=0.001):
                pass
        return futures

    def _length(self) -> int:
        with self._waiting._changed:
            return len(self._waiting._waiting)

    def finish(self, batches: int) -> None:
        for _ in range(batches):
            self.slow.going.release()


@pytest.fixture
def pool():
    with ThreadPoolExecutor(16) as threads:
        yield threads


def results(futures: list[Future[int]]) -> list[int]:
    return [future.result(PATIENCE) for future in futures]


def test_who_finds_a_worker_free_goes_alone_and_the_rest_together(pool):
    desk = Desk(pool)
    futures = desk.ask(1, 3, 5, 7)
    desk.finish(2)
    assert results(futures) == [2, 6, 10, 14]
    assert desk.slow.batches == [[1], [3, 5, 7]]


def test_the_longest_waiting_goes_first_with_its_kind(pool):
    desk = Desk(pool)
    futures = desk.ask(1, 2, 3, 4, 5)
    desk.finish(3)
    assert results(futures) == [2, 4, 6, 8, 10]
    assert desk.slow.batches == [[1], [2, 4], [3, 5]]


def test_a_batch_has_its_limit(pool):
    desk = Desk(pool, most=2)
    futures = desk.ask(1, 3, 5, 7, 9)
    desk.finish(3)
    results(futures)
    assert desk.slow.batches == [[1], [3, 5], [7, 9]]


def test_two_workers_run_at_the_same_time(pool):
    desk = Desk(pool, workers=2)
    futures = desk.ask(1, 3, 5)
    assert sorted(desk.slow.batches) == [[1], [3]]  # and neither has been let go on
    desk.finish(3)
    assert results(futures) == [2, 6, 10]


def test_a_worker_takes_no_more_than_its_share(pool):
    desk = Desk(pool, workers=2)
    futures = desk.ask(1, 3, 5, 7, 9, 11)
    desk.finish(1)
    assert desk.slow.started.acquire(timeout=PATIENCE)
    assert desk.slow.batches[2] == [5, 7, 9]  # of five calls, one of which runs
    desk.finish(3)
    assert results(futures) == [2, 6, 10, 14, 18, 22]
    assert desk.slow.batches[3:] == [[11]]


def test_a_worker_that_comes_free_while_all_who_wait_are_being_answered(pool):
    desk = Desk(pool, workers=2)
    futures = desk.ask(1, 3, 5, 7)
    desk.finish(1)
    assert desk.slow.started.acquire(timeout=PATIENCE)  # 5 has taken 7 along
    desk.finish(1)
    assert results(futures[:2]) == [2, 6]  # so a worker is free, and nobody is left to take it
    desk.finish(1)
    assert results(futures) == [2, 6, 10, 14]


def test_one_bad_call_does_not_fail_the_others(pool):
    desk = Desk(pool)
    futures = desk.ask(1, 11, 13, 15)
    desk.finish(5)
    assert results(futures[:2] + futures[3:]) == [2, 22, 30]
    with pytest.raises(InferenceFailed, match="unlucky"):
        futures[2].result(PATIENCE)
    assert desk.slow.batches[1:] == [[11, 13, 15], [11], [13], [15]]


def test_a_fault_reaches_every_caller_of_the_batch_and_the_next_one_is_served(pool):
    desk = Desk(pool)
    futures = desk.ask(2, 0, 4)
    desk.finish(2)
    assert results(futures[:1]) == [4]
    for future in futures[1:]:
        with pytest.raises(ZeroDivisionError):
            future.result(PATIENCE)
    (after,) = desk.ask(6)
    desk.finish(1)
    assert after.result(PATIENCE) == 12


def test_a_call_that_cannot_be_sorted_disturbs_nobody():
    def kind(ask: int) -> int:
        if ask < 0:
            raise ValueError("too long")
        return 0

    waiting: Waiting[int, int] = Waiting(lambda asks: list(asks), kind)
    with pytest.raises(ValueError, match="too long"):
        waiting(-1)
    assert waiting(1) == 1


def test_many_callers_all_get_their_own(pool):
    lock = threading.Lock()
    running = 0

    def work(asks: Sequence[int]) -> list[int]:
        nonlocal running
        with lock:
            running += 1
            assert running <= 2
        try:
            return [ask * ask for ask in asks]
        finally:
            with lock:
                running -= 1

    waiting: Waiting[int, int] = Waiting(work, lambda ask: ask % 3, workers=2, most=3)
    assert list(pool.map(waiting, range(300))) == [ask * ask for ask in range(300)]
