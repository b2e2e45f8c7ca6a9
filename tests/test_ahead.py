"""Chunks that are heard side by side: their order, how far ahead they are taken, and what a failure stops."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from models.errors import InferenceFailed
from pipeline.ahead import heard_ahead
from pipeline.speech.chunks import Chunk, Piece
from pipeline.speech.window import Window
from pipeline.types import Gap, Hypothesis, Progress, Speech

WITHIN_S = 10.0


def chunk(start):
    window = Window()
    window.append(Speech(start, np.zeros(160, np.float32), True))
    return Chunk(window, (Piece((start, window.end), 0),))


def said(chunks):
    return [[Hypothesis((), (), chunk.end)] for chunk in chunks]


def chunks(count):
    return [chunk(100 * number) for number in range(count)]


def test_what_is_heard_last_does_not_leave_first():
    later = threading.Event()

    def hear(several):
        if several[0].start == 0:
            assert later.wait(WITHIN_S)
        else:
            later.set()
        return said(several)

    items = [Progress(0), chunk(0), Progress(50), chunk(100), Gap(200, 300, "lost"), Progress(300)]
    made = list(heard_ahead(items, hear, workers=2, batch=1))
    assert made == [
        Progress(0),
        Hypothesis((), (), 10),
        Progress(50),
        Hypothesis((), (), 110),
        Gap(200, 300, "lost"),
        Progress(300),
    ]


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("batch", [1, 4])
def test_no_more_are_held_than_three_rounds(workers, batch):
    taken = []

    def items():
        for each in chunks(60):
            taken.append(each)
            yield each

    left = 0
    for _ in heard_ahead(items(), said, workers, batch):
        left += 1
        assert len(taken) - left <= 3 * workers * batch
    assert left == len(taken) == 60


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(3, [2, 1]), (8, [4, 4]), (10, [4, 4, 1, 1]), (13, [4, 4, 3, 2]), (1, [1]), (0, [])],
)
def test_the_last_ones_are_shared_out_evenly(count, sizes):
    asked = []

    def hear(several):
        asked.append(len(several))
        return said(several)

    assert len(list(heard_ahead(chunks(count), hear, workers=2, batch=4))) == count
    assert sorted(asked) == sorted(sizes)


def test_what_lies_between_the_chunks_of_a_batch_stays_there():
    items = [each for n, one in enumerate(chunks(9)) for each in (one, Progress(100 * n + 50))]
    made = list(heard_ahead(items, said, workers=2, batch=3))
    assert [getattr(each, "end", None) or each.upto for each in made] == [
        at for n in range(9) for at in (100 * n + 10, 100 * n + 50)
    ]


def test_the_first_failure_is_told_and_what_is_not_begun_never_is():
    begun = []

    def hear(several):
        begun.append(several[0].start)
        if several[0].start == 100:
            raise InferenceFailed("scripted")
        return said(several)

    made = heard_ahead(chunks(20), hear, workers=1, batch=1)
    assert next(made) == Hypothesis((), (), 10)
    with pytest.raises(InferenceFailed, match="scripted"):
        next(made)
    assert begun == [0, 100, 200, 300][: len(begun)]


def test_nothing_is_left_running_where_nobody_wants_more():
    before = threading.active_count()
    made = heard_ahead(iter(chunks(100)), said, workers=4, batch=2)
    next(made)
    made.close()
    assert threading.active_count() == before
