from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.layout import bilingual
from pipeline.layout.options import LayoutOptions
from pipeline.layout.presets import limits
from pipeline.layout.timing import Layout
from pipeline.types import Segment, Shown, Translation
from tests.laws import run

BOTH = (limits("netflix", "zh-Hans"), limits("netflix", "en"))


HANG_MS = LayoutOptions().max_hang_ms


def paired(first, second, shots=()):
    return bilingual.paired(first, second, BOTH, HANG_MS, shots)


def captions(language, *said):
    items = [
        Translation(Segment(number, start, end, "…", True, 1, True), language, text)
        for number, start, end, text in said
    ]
    segments = {item.segment.id: item.segment for item in items}
    made = run(Layout(LayoutOptions(), language), items)
    return [Shown(each, segments[each.segment]) for each in made if each.final]


ZH = "家人们晚上好，欢迎来到我们的直播间！"
EN = "Good evening, everyone, and welcome to our live stream tonight!"


def test_a_sentence_is_one_line_of_each_language_in_each_cue():
    upper, lower = paired(captions("zh-Hans", (0, 0, 4000, ZH)), captions("en", (0, 0, 4000, EN)))
    assert [cue.lines for cue in upper] == [("家人们晚上好，",), ("欢迎来到我们的直播间！",)]
    assert [cue.lines for cue in lower] == [
        ("Good evening, everyone,",),
        ("and welcome to our live stream tonight!",),
    ]
    assert [(cue.start, cue.end) for cue in upper] == [(cue.start, cue.end) for cue in lower]
    assert (upper[0].start, upper[-1].end) == (0, 4000)


def test_the_shorter_text_is_cut_as_often_as_the_longer():
    long = f"{EN} {EN}"
    upper, lower = paired(
        captions("zh-Hans", (0, 0, 9000, "家人们晚上好，欢迎大家来。")),
        captions("en", (0, 0, 9000, long)),
    )
    assert all(len(cue.lines) == 1 for cue in upper)
    assert all(len(cue.lines) == 1 for cue in lower) or len(upper) < len(long) / 42


@pytest.mark.parametrize("missing", [0, 1])
def test_a_sentence_without_a_translation_stands_alone(missing):
    sides = [captions("zh-Hans", (0, 0, 2000, "好。")), captions("en", (0, 0, 2000, "Good."))]
    sides[missing] = []
    made = paired(*sides)
    assert made[missing][0].lines == ()
    assert made[1 - missing][0].lines
    assert paired([], []) == ((), ())


def test_a_pair_in_haste_takes_time_as_a_single_caption_does():
    """The English takes 1.7 s, for the Chinese half would do; the sentence behind begins after 2 s."""
    said = (0, 0, 500, "我们到了。"), (1, 2000, 6000, "你好。")
    upper, lower = paired(
        captions("zh-Hans", *said),
        captions("en", (0, 0, 500, "x" * 34), (1, 2000, 6000, "Hello.")),
    )
    assert [(cue.start, cue.end) for cue in upper] == [(0, 1917), (2000, 6000)]
    assert [(cue.start, cue.end) for cue in lower] == [(0, 1917), (2000, 6000)]


def test_two_short_pairs_become_one_with_a_line_of_each():
    upper, lower = paired(
        captions("zh-Hans", (0, 0, 500, "好。"), (1, 500, 2000, "三二一。")),
        captions("en", (0, 0, 500, "Yes."), (1, 500, 2000, "Three, two, one.")),
    )
    assert [(cue.lines, cue.start, cue.end, cue.id) for cue in upper] == [(("好。三二一。",), 0, 2000, "c0")]
    assert [cue.lines for cue in lower] == [("Yes. Three, two, one.",)]


def test_pairs_move_to_the_cuts():
    sides = [captions(tag, (0, 1000, 4000, text)) for tag, text in (("zh-Hans", "好。"), ("en", "Yes."))]
    upper, lower = paired(*sides, shots=[1200])
    assert (upper[0].start, lower[0].start) == (1200, 1200)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 6000), st.integers(0, 30), st.integers(0, 30))))
def test_no_text_is_lost_and_times_are_shared_in_order(shape):
    said, at = ([], []), 0
    for number, (pause, length, han, words) in enumerate(shape):
        start = at + pause
        at = start + length
        said[0].append((number, start, at, "好" * han))
        said[1].append((number, start, at, " ".join(["word"] * words)))
    sides = [captions("zh-Hans", *said[0]), captions("en", *said[1])]
    upper, lower = paired(*sides)
    assert [(cue.start, cue.end) for cue in upper] == [(cue.start, cue.end) for cue in lower]
    for cues, side in zip((upper, lower), sides, strict=True):
        assert "".join(_letters(cues)) == "".join(_letters(each.caption for each in side))
    for before, after in pairwise(upper):
        assert before.start < before.end <= after.start
    assert all(cue.lines or under.lines for cue, under in zip(upper, lower, strict=True))


def _letters(cues):
    return [line.replace(" ", "") for cue in cues for line in cue.lines]
