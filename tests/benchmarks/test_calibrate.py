import numpy as np
import pytest

from benchmarks.calibrate import Pass, cases, fitted, loss, odds, reliability
from pipeline.speech.candidate import FITTED, Candidate, features
from pipeline.types import Word


def heard(text, edge, said=""):
    """A pass that heard a letter each 100 ms."""
    tail = tuple(
        Candidate(Word(100 * i, 100 * i + 100, letter, 0.5), 1, edge - 100 * i - 100)
        for i, letter in enumerate(text)
    )
    return Pass(edge, said, tail)


@pytest.mark.parametrize(
    ("passes", "stood"),
    [
        # the second pass has 1.2 s more of sound and decides over the first; nothing decides over the last
        ([heard("今天", 400), heard("今天好", 1600)], [1, 1]),
        ([heard("今天", 400), heard("金天好", 1600)], [0, 1]),
        ([heard("今天", 400), heard("明天", 1599), heard("今天", 1700)], [1, 1, 0, 1]),
        ([heard("天好", 400, said="今"), heard("", 1600, said="今天号")], [1, 0]),
        ([heard("好。", 400), heard("好", 1600)], [1]),  # a mark is no case
        ([heard("今天", 400)], []),
    ],
)
def test_a_word_stands_if_more_sound_says_it_again(passes, stood):
    found = list(cases(passes))
    assert [after for _, after in found] == [bool(x) for x in stood]
    assert all(len(row) == len(features(passes[0].tail[0])) for row, _ in found)


def test_the_weights_that_made_the_cases_are_found_again():
    random = np.random.default_rng(1)
    true = np.array([1.0, -2.0, 0.5])
    x = np.c_[np.ones(20_000), random.normal(size=(20_000, 2))]
    y = (random.random(20_000) < odds(x, true)).astype(float)
    found = fitted(x, y)
    assert found == pytest.approx(true, abs=0.1)
    assert loss(odds(x, found), y) < loss(np.full(20_000, y.mean()), y)


def test_of_what_is_certain_most_stands():
    p = np.array([0.1, 0.1, 0.95, 0.95, 0.95, 0.95])
    y = np.array([0, 0, 1, 1, 1, 0.0])
    assert reliability(p, y)[2:] == ["| 0.00 to 0.20 | 2 | 0.00 |", "| 0.92 to 0.96 | 4 | 0.75 |"]


def test_what_is_shipped_has_a_weight_for_each_feature():
    assert len(FITTED.__slots__) == len(features(heard("好", 100).tail[0]))
