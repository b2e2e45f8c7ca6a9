from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.speech.candidate import Candidate, certainty, weighed
from pipeline.types import Word


def words(text, *likely, start=0, length=200):
    likely = likely or (1.0,)
    return [
        Word(start + i * length, start + (i + 1) * length, letter, likely[min(i, len(likely) - 1)])
        for i, letter in enumerate(text)
    ]


def passes(*texts):
    """What the last of several passes over the same sound makes of its words."""
    found = []
    for text in texts:
        found = weighed(words(text), found, 2000)
    return found


@pytest.mark.parametrize(
    ("texts", "in_a_row", "again"),
    [
        (["今天好"], [1, 1, 1], [0, 0, 0]),
        (["今天", "今天好"], [2, 2, 1], [1, 1, 0]),
        (["今天好", "今天好", "今天好"], [3, 3, 3], [1, 1, 1]),
        (["金天好", "今天好"], [1, 1, 1], [0, 1, 1]),  # what stands behind a change was heard all the same
        (["今天好", "天好"], [1, 1], [1, 1]),
        (["好天", "天好"], [1, 1], [1, 0]),  # another order is not the same place
        (["今,天", "今。天"], [2, 2, 2], [1, 0, 1]),  # a mark is nothing that one hears
        (["繁體", "繁体"], [2, 2], [1, 1]),
    ],
)
def test_what_two_passes_agree_on(texts, in_a_row, again):
    found = passes(*texts)
    assert [it.passes for it in found] == in_a_row
    assert [it.again for it in found] == [bool(x) for x in again]


def test_how_sure_the_words_around_it_are():
    found = weighed(words("一二三", 0.9, 0.2, 0.7), (), 1000)
    assert [it.following for it in found] == [0.2, 0.7, 0.5]
    assert [it.least for it in found] == [0.9, 0.2, 0.2]
    assert [it.behind for it in found] == [800, 600, 400]


any_candidate = st.builds(
    Candidate,
    st.builds(Word, st.just(0), st.just(100), st.just("好"), st.floats(0, 1)),
    st.integers(1, 5),
    st.integers(-2000, 20_000),
    st.booleans(),
    st.floats(0, 1),
    st.floats(0, 1),
)


@given(any_candidate, st.floats(0, 1), st.integers(0, 1000))
def test_nothing_that_speaks_for_a_word_makes_it_less_certain(it, share, later):
    now = certainty(it)
    assert 0 < now < 1
    for better in (
        replace(
            it, word=replace(it.word, probability=it.word.probability + share * (1 - it.word.probability))
        ),
        replace(it, behind=it.behind + later),
        replace(it, again=True),
        replace(it, following=it.following + share * (1 - it.following)),
        replace(it, least=it.least + share * (1 - it.least)),
    ):
        assert certainty(better) >= now


@given(any_candidate)
def test_what_follows_too_far_away_does_not_count(it):
    assert certainty(replace(it, behind=400)) == certainty(replace(it, behind=40_000))


def test_a_second_hearing_counts_as_much_as_a_surer_one():
    unsure = Candidate(Word(0, 100, "好", 0.6), 1, 300, least=0.6)
    assert certainty(unsure) < 0.87 < certainty(replace(unsure, again=True, following=1.0))
