"""Chunks that are heard side by side: their order, how far ahead they are taken, and what a failure stops."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from models.errors import InferenceFailed
from pipeline.ahead import heard_ahead
from pipeline.speech.chunks import Chunk
from pipeline.speech.window import Window
from pipeline.types import Gap, Hypothesis, Progress, Speech

WITHIN_S = 10.0


def chunk(start):
    window = Window()
    window.append(Speech(start, np.zeros(160, np.float32), True))
    return Chunk(window)


def said(chunk):
    return [Hypothesis((), (), chunk.end)]


def test_what_is_heard_last_does_not_leave_first():
    later = threading.Event()

    def hear(chunk):
        if chunk.start == 0:
            assert later.wait(WITHIN_S)
        else:
            later.set()
        return said(chunk)

    items = [Progress(0), chunk(0), Progress(50), chunk(100), Gap(200, 300, "lost"), Progress(300)]
    made = list(heard_ahead(items, hear, 2))
    assert made == [
        Progress(0),
        Hypothesis((), (), 10),
        Progress(50),
        Hypothesis((), (), 110),
        Gap(200, 300, "lost"),
        Progress(300),
    ]


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_are_held_than_may_be(most):
    taken = []

    def items():
        for start in range(0, 1000, 100):
            taken.append(start)
            yield chunk(start)

    left = 0
    for _ in heard_ahead(items(), said, most):
        left += 1
        assert len(taken) - left <= most
    assert left == len(taken) == 10


def test_the_first_failure_is_told_and_what_is_not_begun_never_is():
    begun = []

    def hear(chunk):
        begun.append(chunk.start)
        if chunk.start == 100:
            raise InferenceFailed("scripted")
        return said(chunk)

    made = heard_ahead([chunk(start) for start in range(0, 1000, 100)], hear, 1)
    assert next(made) == Hypothesis((), (), 10)
    with pytest.raises(InferenceFailed, match="scripted"):
        next(made)
    assert begun == [0, 100]


def test_nothing_is_left_running_where_nobody_wants_more():
    before = threading.active_count()
    made = heard_ahead((chunk(start) for start in range(0, 10_000, 100)), said, 4)
    next(made)
    made.close()
    assert threading.active_count() == before
