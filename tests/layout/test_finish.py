"""What our own layout leaves broken is what the words do not allow to be kept."""

from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.formats.cue import from_caption
from pipeline.layout import finish
from pipeline.layout.borrow import EARLY_MS, LATE_MS
from pipeline.layout.breaks import pieces
from pipeline.layout.check import violations
from pipeline.layout.direction import plain
from pipeline.layout.finish import ANTICIPATE_MS
from pipeline.layout.languages import lookup, width
from pipeline.layout.options import LayoutOptions
from pipeline.layout.presets import PRESETS, limits
from pipeline.layout.slot import slot
from pipeline.layout.snap import END_MS, START_MS, snapped
from pipeline.layout.timing import Layout
from pipeline.layout.wrap import wrap
from pipeline.types import Caption, Segment, Shown, Translation
from tests.laws import captions_do_not_overlap, run

NETFLIX = limits("netflix", "en")
HANG_MS = LayoutOptions().max_hang_ms


def caption(start, end, *lines, segment=0, part=0, language="en"):
    return Caption(segment, part, language, start, end, lines, True, 0, True)


def finished(captions, held, shots=(), ends=None):
    """With the segments' own ends, or as if each sentence ended with its last caption."""
    ends = ends or {each.segment: each.end for each in captions}
    shown = [
        Shown(each, Segment(each.segment, 0, ends[each.segment], "…", True, 1, True)) for each in captions
    ]
    return finish.finished(shown, held, HANG_MS, shots)


def times(captions):
    return [(each.start, each.end) for each in captions]


def test_a_sentence_in_haste_shares_the_pause_behind_it():
    parts = [caption(0, 1000, "x" * 40), caption(1083, 4000, "y" * 30, part=1)]
    assert times(finished(parts, NETFLIX)) == [(0, 2119), (2202, 3999)]


def test_a_sentence_that_can_be_read_keeps_its_times():
    parts = [caption(0, 2000, "x" * 40), caption(2083, 4000, "y" * 30, part=1)]
    assert finished(parts, NETFLIX) == parts


def test_two_short_captions_become_one():
    captions = [caption(0, 500, "Yes."), caption(500, 2000, "Three, two, one.", segment=1)]
    (one,) = finished(captions, NETFLIX)
    assert (one.start, one.end, one.lines, one.segment) == (0, 2000, ("Yes. Three, two, one.",), 0)


@pytest.mark.parametrize(
    "second",
    [
        caption(1100, 2600, "Later.", segment=1),
        caption(500, 2000, "x" * 85, segment=1),
        caption(500, 8000, "A very long while.", segment=1),
    ],
)
def test_captions_stay_apart_where_one_would_break_a_rule(second):
    made = finished([caption(0, 500, "Yes."), second], NETFLIX)
    assert [each.segment for each in made] == [0, 1]


def test_what_a_share_leaves_over_does_not_flicker():
    parts = [caption(0, 1000, "x" * 40), caption(1083, 4000, "y" * 30, part=1)]
    made = finished([*parts, caption(4083, 6000, "Next.", segment=1)], NETFLIX)
    assert times(made) == [(0, 2119), (2202, 4000), (4083, 6000)]


@pytest.mark.parametrize(("start", "count"), [(1500, 1), (1501, 2)])
def test_nothing_is_shown_much_too_early(start, count):
    captions = [caption(0, start, "x" * 40), caption(start, 5000, "Yes.", segment=1)]
    assert len(finished(captions, NETFLIX)) == count


def test_a_caption_in_haste_borrows_from_those_beside_it():
    """It lacks 0.4 s: the one before has 0.3 s to spare, the one behind the rest."""
    captions = [
        caption(0, 1900, "x" * 32),
        caption(1983, 3683, "y" * 42, segment=1),
        caption(3766, 6000, "z" * 20, segment=2),
    ]
    assert times(finished(captions, NETFLIX)) == [(0, 1600), (1683, 3783), (3866, 6000)]


def test_nobody_lends_what_would_not_be_enough():
    captions = [
        caption(0, 1900, "x" * 38),
        caption(1983, 3683, "y" * 42, segment=1),
        caption(3766, 4700, "z" * 16, segment=2),
    ]
    assert times(finished(captions, NETFLIX)) == times(captions)


@pytest.mark.parametrize(("pause", "start"), [(1100, 9700), (700, 10_000), (12, 10_000)])
def test_a_pause_before_a_caption_in_haste_stays_a_pause_or_is_left_alone(pause, start):
    ends = {0: 10_000 - pause, 1: 10_600}
    captions = [
        caption(10_000 - pause - 900, 10_000 - pause, "x" * 18),
        caption(10_000, 12_100, "y" * 48, segment=1),
    ]
    assert finished(captions, NETFLIX, ends=ends)[-1].start == start


def test_what_may_not_stay_leaves_a_pause_that_is_one():
    """A social caption goes after 4 s; a gap of 0.4 s would flicker, so it goes a little earlier."""
    captions = [caption(0, 4000, "Hello."), caption(4400, 6000, "You.", segment=1)]
    assert times(finished(captions, limits("social", "en"))) == [(0, 3899), (4400, 6000)]


def test_han_joins_without_a_space():
    captions = [
        caption(0, 400, "好。", language="zh-Hans"),
        caption(400, 2000, "三二一。", segment=1, language="zh-Hans"),
    ]
    (one,) = finished(captions, limits("netflix", "zh-Hans"))
    assert one.lines == ("好。三二一。",)


def test_joined_arabic_lines_run_from_the_right_again():
    captions = [
        caption(0, 300, "\u200fiPhone رائع.", language="ar"),
        caption(300, 3000, "\u200f99 يوان.", segment=1, language="ar"),
    ]
    (one,) = finished(captions, limits("netflix", "ar"))
    assert one.lines == ("\u200fiPhone رائع. 99 يوان.",)


@pytest.mark.parametrize(
    ("case", "captions", "shots", "moved"),
    [
        ("start", [caption(1000, 3000, "a")], [1200], [(1200, 3000)]),
        ("start back", [caption(1000, 3000, "a")], [800], [(800, 3000)]),
        ("far", [caption(1000, 3000, "a")], [1293], [(1000, 3000)]),
        ("end", [caption(1000, 3000, "a")], [3200], [(1000, 3117)]),
        ("end back", [caption(1000, 3000, "a")], [2800], [(1000, 2717)]),
        ("too short then", [caption(1000, 1900, "a")], [1200], [(1000, 1900)]),
        (
            "both",
            [caption(0, 1917, "a"), caption(2000, 4000, "b", segment=1)],
            [2100],
            [(0, 2017), (2100, 4000)],
        ),
        (
            "a pause stays one",
            [caption(0, 1500, "a"), caption(2000, 4000, "b", segment=1)],
            [1800],
            [(0, 1500), (2000, 4000)],
        ),
    ],
)
def test_times_move_to_the_cuts(case, captions, shots, moved):
    slots = [slot((each,), (NETFLIX,), each.end) for each in captions]
    assert times(snapped(slots, shots, NETFLIX)) == moved, case


# Laws

WORDS = {
    "en": ["a", "two", "seven", "wonderful,", "sheets.", "99", "yuan!", "iPhone", "counterproductively"],
    "zh-Hans": ["家人们", "，", "欢迎", "直播间", "。", "99元", "一", "手机", "优惠券"],
    "ja": ["皆さん", "、", "こんばんは", "。", "ライブ", "配信"],
    "th": ["สวัสดี", "ตอนค่ำ", "ทุกคน", " "],
    "ar": ["مساء", "الخير", "جميعًا،", "أهلًا", "بكم!", "99", "يوان"],
}


@st.composite
def shows(draw):
    language = draw(st.sampled_from(sorted(WORDS)))
    space = " " if lookup(language).spaced else ""
    said, at = [], 0
    for number in range(draw(st.integers(1, 8))):
        start = at + draw(st.sampled_from([0, 0, 40, 300, 2000]))
        end = start + draw(st.integers(1, 7000))
        text = space.join(draw(st.lists(st.sampled_from(WORDS[language]), min_size=1, max_size=24)))
        said.append(Translation(Segment(number, start, end, "…", True, 1, True), language, text))
        at = end
    return language, said


@settings(max_examples=150)
@given(shows(), st.sampled_from(sorted(PRESETS)), st.lists(st.integers(0, 40_000), max_size=6).map(sorted))
def test_our_own_captions_break_no_rule_that_their_words_allow_to_keep(show, preset, shots):
    language, said = show
    held = limits(preset, language)
    raw = [c for c in run(Layout(LayoutOptions(preset=preset), language), said) if c.final]
    ends = {item.segment.id: item.segment.end for item in said}
    made = finished(raw, held, shots, ends)
    captions_do_not_overlap(made)
    for violation in violations([from_caption(c) for c in made], language, held):
        index = violation.number - 1
        one = made[index]
        after = made[index + 1] if index + 1 < len(made) else None
        match violation.rule:
            case "columns":
                wide = [line for line in one.lines if width(line, language) > held.columns]
                assert all(len(pieces(line, lookup(language))) == 1 for line in wide)
            case "short" | "fast":
                assert _no_time(one, after, ends, held)
                if _where_they_were(made, raw):
                    assert after is None or not _one_would_do(one, after, language, held)
                    assert not _neighbours_would_do(made, index, raw, held)
            case "gap":
                assert one.start - made[index - 1].start < held.min_duration_ms + held.min_gap_ms
            case "flicker":
                before = made[index - 1]
                assert before.end - before.start == held.max_duration_ms
            case _:
                raise AssertionError(violation)


def _no_time(one, after, ends, held):
    """Whether the caption could stay no longer: the next comes, or it outstays its speech, or all time."""
    room = held.min_gap_ms if after is None else after.start - one.end
    hangs = one.end >= ends[one.segment] + HANG_MS
    return hangs or one.end - one.start >= held.max_duration_ms or (after and room <= held.min_gap_ms)


def _where_they_were(made, raw):
    """Whether no caption has moved: one that has borrowed, or lent, gives others new ways in turn."""
    return [(each.segment, each.part, each.start) for each in made] == [
        (each.segment, each.part, each.start) for each in raw
    ]


def _neighbours_would_do(made, index, raw, held):
    """Whether those before and behind could lend the caption all it lacks, each within its bounds."""
    spoken = {(each.segment, each.part): each.start for each in raw}

    def needs(one):
        size = sum(width(line, one.language) for line in one.lines)
        return max(held.min_duration_ms, ceil(1000 * size / held.cps))

    def follows(before, after):
        return after.start - before.end <= held.close_gap_ms

    one = made[index]
    lacks = needs(one) - (one.end - one.start)
    early = one.start - max(0, spoken[one.segment, one.part] - EARLY_MS)
    if index and follows(made[index - 1], one):
        before = made[index - 1]
        early = min(early, max(0, before.end - before.start - needs(before)))
    elif index:
        early = min(early, one.start - made[index - 1].end - held.close_gap_ms - 1)
    late = 0
    if index + 1 < len(made) and follows(one, made[index + 1]):
        after = made[index + 1]
        late = min(
            after.end - after.start - needs(after),
            spoken[after.segment, after.part] + LATE_MS - after.start,
        )
    return max(0, early) + max(0, late) >= lacks


def _one_would_do(one, after, language, held):
    space = " " if lookup(language).spaced else ""
    together = wrap(
        space.join([*one.lines, *after.lines]), language, columns=held.columns, max_lines=held.max_lines
    )
    fits = len(together) == 1 and all(width(line, language) <= held.columns for line in together[0])
    near = after.start - one.end <= max(held.close_gap_ms, held.min_gap_ms)
    shown = after.end - one.start
    size = sum(width(line, language) for line in together[0])
    readable = shown >= held.min_duration_ms and size <= held.cps * shown / 1000
    early = after.start - one.start > ANTICIPATE_MS
    return fits and near and readable and not early and shown <= held.max_duration_ms


@given(shows(), st.lists(st.integers(0, 40_000), max_size=9).map(sorted))
def test_no_text_is_lost_and_none_comes_much_too_early(show, shots):
    language, said = show
    raw = [c for c in run(Layout(LayoutOptions(), language), said) if c.final]
    ends = {item.segment.id: item.segment.end for item in said}
    made = finished(raw, limits("netflix", language), shots, ends)
    assert _letters(made) == _letters(raw)
    starts = {(each.segment, each.part): each.start for each in raw}
    for each in made:
        assert each.start >= starts[each.segment, each.part] - START_MS - EARLY_MS
        assert each.end > each.start
    assert END_MS < ANTICIPATE_MS


def _letters(captions):
    return "".join("".join(plain(line).split()) for each in captions for line in each.lines)
