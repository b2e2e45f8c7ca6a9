"""When each character was right, on worked examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.delays import committed, first_shown
from benchmarks.events import Event
from pipeline.types import Hypothesis
from tests.benchmarks.scripted import said, sounding, words


def heard(*events: Event) -> list[tuple[float, Hypothesis]]:
    return [(event.at, event.output) for event in events if isinstance(event.output, Hypothesis)]


@pytest.mark.parametrize(
    ("events", "reference", "right"),
    [
        ([said(500, "今天"), said(900, "好")], "今天好", {0: 500, 1: 500, 2: 900}),
        ([said(500, "今天"), said(900, "，坏。")], "今天好", {0: 500, 1: 500}),  # substituted
        ([said(500, "今"), said(900, "好")], "今天好", {0: 500, 2: 900}),  # left out
        ([said(500, "今嗯"), said(900, "天好")], "今天好", {0: 500, 1: 900, 2: 900}),  # too much
        ([said(500, "軟"), said(700, "體")], "软体", {0: 500, 1: 700}),  # one script
        ([said(500, "iPhone 好")], "iphone好", dict.fromkeys(range(7), 500)),
        ([said(500, ""), said(700, "")], "好", {}),
    ],
)
def test_commits(events: list[Event], reference: str, right: dict[int, float]) -> None:
    assert committed(heard(*events), sounding(reference)) == right


def test_a_number_is_there_when_its_last_digit_is() -> None:
    events = heard(said(500, "只要 99"), said(800, ".9 元"))
    assert committed(events, sounding("只要九十九点九元")) == {
        0: 500,
        1: 500,
        **dict.fromkeys(range(2, 8), 800.0),
    }


def test_a_draft_shows_before_the_commit_and_counts_from_the_first_that_is_right() -> None:
    events = heard(said(300, "", "今田"), said(600, "", "今天"), said(900, "今", "天好"), said(1200, "天好"))
    assert first_shown(events, sounding("今天好")) == {0: 300, 1: 600, 2: 900}


def test_what_has_not_begun_to_sound_cannot_be_shown_but_by_chance() -> None:
    """好 sounds from 2.0 s on: the draft at 0.3 s did not hear it, the one at 2.1 s may have."""
    reference = (*sounding("今天"), *sounding("好", start=2000))
    events = heard(said(300, "", "今天好"), said(2100, "今天", "好"), said(3000, "好"))
    assert first_shown(events, reference) == {0: 300, 1: 300, 2: 2100}


def test_a_tail_belongs_to_what_follows_the_committed_text() -> None:
    """The second 九 is not shown by a draft that holds the first."""
    events = heard(said(1000, "", "九"), said(1500, "九", "十"), said(2000, "", "十九"), said(2500, "十九"))
    assert first_shown(events, sounding("九十九")) == {0: 1000, 1: 1500, 2: 2000}


def test_a_tail_that_misses_the_first_of_what_follows() -> None:
    events = heard(said(1000, "我们", "要好"), said(2000, "今天要好"))
    shown = first_shown(events, sounding("我们今天要好"))
    assert [shown[place] for place in range(6)] == [1000, 1000, 2000, 2000, 1000, 1000]


def test_words_committed_wrongly_do_not_move_the_place_of_the_tail() -> None:
    events = heard(said(1000, "窝们", "今天"), said(2000, "今天"))
    assert first_shown(events, sounding("我们今天")) == {1: 1000, 2: 1000, 3: 1000}


def test_a_character_that_is_only_ever_drafted_was_shown() -> None:
    events = heard(said(1000, "", "今天"), said(2000, "今田"))
    assert first_shown(events, sounding("今天")) == {0: 1000, 1: 1000}
    assert committed(events, sounding("今天")) == {0: 2000}


@given(st.lists(st.tuples(st.text("今天好吗", max_size=4), st.text("今天好吗", max_size=4)), max_size=6))
def test_nothing_is_committed_before_it_is_shown(script: list[tuple[str, str]]) -> None:
    reference = sounding("今天好吗今天")
    events = [(100.0 * n, Hypothesis(words(a), words(b), 0)) for n, (a, b) in enumerate(script)]
    commits, shown = committed(events, reference), first_shown(events, reference)
    assert commits.keys() <= shown.keys()
    assert all(shown[place] <= at for place, at in commits.items())
    assert all(at >= reference[place].start or at == commits.get(place) for place, at in shown.items())
