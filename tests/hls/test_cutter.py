import io

import pytest
import webvtt as webvtt_py
from hypothesis import given
from hypothesis import strategies as st

from pipeline.hls.cutter import Cutter
from pipeline.hls.grid import GridSegment
from pipeline.types import Progress
from tests.hls.build import caption, grid, segment
from tests.hls.test_playlist import GOLDEN


def cutter(*captions, segments=(), language="en"):
    made = Cutter(grid(*segments), language)
    for each in captions:
        made.push(each)
    return made


def cues(text):
    return [
        (cue.identifier, cue.start, cue.end, cue.text) for cue in webvtt_py.from_buffer(io.StringIO(text))
    ]


def test_a_segment_is_what_the_golden_file_says():
    made = cutter(
        caption(1000, 2600, "R&D <b>\n--> 家人们"),
        caption(2600, 3000, "next"),
        segments=[segment(0, origin_ms=95_443_000), segment(1, origin_ms=95_443_000)],
    )
    for number in (0, 1):
        golden = (GOLDEN / f"segment-{number}.vtt").read_text(encoding="utf-8")
        assert made.segment(number) == golden


def test_a_segment_without_cues_is_valid():
    made = cutter(segments=[segment(3)])
    assert made.segment(3) == "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:540000,LOCAL:00:00:06.000\n\n"
    assert made.segment(4) is None


def test_the_time_stamp_counts_modulo_33_bits_and_local_counts_on():
    start = 95_444_000
    made = cutter(segments=[GridSegment(0, start, start + 2000, 90 * start)])
    assert "MPEGTS:25408,LOCAL:26:30:44.000\n" in made.segment(0)


def test_a_crossing_cue_stands_in_both_and_a_touching_one_in_one():
    made = cutter(caption(1500, 4000, "both"), caption(4000, 4500, "third"), segments=map(segment, range(3)))
    assert (
        cues(made.segment(0)) == cues(made.segment(1)) == [("c1500", "00:00:01.500", "00:00:04.000", "both")]
    )
    assert [cue[3] for cue in cues(made.segment(2))] == ["third"]


def test_no_cue_goes_on_beyond_a_discontinuity():
    made = cutter(caption(1500, 5000), segments=[segment(0), segment(1, 1)])
    assert [cue[2] for cue in cues(made.segment(0))] == ["00:00:02.000"]
    assert cues(made.segment(1)) == []
    made = cutter(caption(1500, 5000), segments=[segment(0), segment(1, 1)])
    made._grid.forget(1)
    assert cues(made.segment(1)) == []


@pytest.mark.parametrize(
    ("start", "end", "stands"),
    [
        (1960, 5000, ("00:00:02.000", "00:00:05.000")),  # begins on the last picture of what was before
        (1801, 5000, ("00:00:02.000", "00:00:05.000")),
        (1800, 5000, ("00:00:01.800", "00:00:02.000")),  # stands where it was said: the last word of a show
        (1880, 2080, ("00:00:01.880", "00:00:02.000")),  # more of it lies before
        (1700, 2300, ("00:00:01.700", "00:00:02.000")),
        (1960, 2041, ("00:00:02.000", "00:00:02.041")),
    ],
)
def test_of_a_cue_over_a_discontinuity_one_side_stays(start, end, stands):
    made = cutter(caption(start, end), segments=[segment(0), segment(1, 1), segment(2, 1)])
    shown = {cue[:3] for number in range(3) for cue in cues(made.segment(number))}
    assert shown == {(f"c{start}", *stands)}


def test_a_sliver_that_was_listed_stays_as_it_is():
    made = cutter(caption(1960, 1990), segments=[segment(0)])
    made.freeze(0)
    frozen = made.segment(0)
    made._grid.append(GridSegment(1, 1970, 3970, 0, 1))  # cut a little before where its EXTINF said
    again = Cutter(made._grid, "en")
    again.restore(made.cues, made.upto, made.frozen)
    for each in (made, again):
        each.freeze(1)
        assert each.segment(0) == frozen
        assert cues(each.segment(1)) == []


def test_of_a_sliver_at_the_end_of_the_grid_the_rest_is_shown():
    made = cutter(caption(1960, 5000), segments=[segment(0)])
    made.freeze(0)
    made._grid.append(segment(1, 1))
    assert cues(made.segment(0)) == []
    assert [cue[1] for cue in cues(made.segment(1))] == ["00:00:02.000"]


def test_what_is_frozen_stays_and_what_comes_late_stands_in_later_segments():
    made = cutter(caption(500, 900, "a"), segments=map(segment, range(3)))
    made.freeze(1)
    frozen = [made.segment(n) for n in (0, 1)]
    made.push(caption(1000, 1500, "gone"))
    made.push(caption(3000, 5000, "late"))
    assert [made.segment(n) for n in (0, 1)] == frozen
    assert [cue[3] for cue in cues(made.segment(2))] == ["late"]
    assert made.late == 1


def test_a_cue_that_is_frozen_before_the_next_segment_is_known_ends_with_the_grid():
    made = cutter(caption(500, 5000), segments=[segment(0)])
    made.freeze(0)
    made._grid.append(segment(1))
    assert [cue[2] for cue in cues(made.segment(0))] == ["00:00:02.000"]
    assert cues(made.segment(1)) == []


def test_drafts_other_languages_and_invisible_text_are_ignored():
    made = cutter(
        caption(0, 900, final=False),
        caption(0, 900, language="ja"),
        caption(0, 900, "\u202e"),
        segments=[segment(0)],
    )
    assert cues(made.segment(0)) == []


def test_what_a_captioner_heard_twice_stands_once():
    made = cutter(caption(0, 900, "a"), caption(0, 900, "A"), caption(500, 1200, "b"), segments=[segment(0)])
    assert [(cue[0], cue[3]) for cue in cues(made.segment(0))] == [("c0", "a"), ("c900", "b")]


def test_a_segment_is_complete_once_its_language_is_through():
    made = cutter(Progress(3999), segments=map(segment, range(4)))
    assert [made.complete(n) for n in range(5)] == [True, False, False, False, False]
    made.push(Progress(2000))
    assert made.upto == 3999
    made.freeze(1)
    assert made.complete(1)


def test_a_restart_serves_the_same_cues():
    made = cutter(caption(1500, 4500), segments=[segment(0), segment(1), segment(2)])
    made.push(Progress(4500))
    again = Cutter(made._grid, "en")
    again.restore(made.cues, made.upto)
    again.push(caption(1400, 1700, "heard again"))
    again.push(caption(4500, 5000, "new"))
    assert again.segment(1) == made.segment(1)
    assert [cue[3] for cue in cues(again.segment(2))] == ["hello", "new"]


def test_memory_is_that_of_the_grid():
    made = cutter(segments=[segment(0)])
    for number in range(1, 200):
        made.push(caption(2000 * number - 1000, 2000 * number - 500))
        made._grid.append(segment(number))
        made._grid.forget(number - 3)
        made.freeze(number)
    assert len(made.cues) <= 4
    assert len(made._frozen) <= 5


text = st.text(st.characters(), min_size=1, max_size=20)


@given(
    st.lists(st.tuples(st.integers(1, 3000), st.integers(1, 7000), text), max_size=15),
    st.lists(st.tuples(st.integers(300, 4000), st.booleans()), min_size=1, max_size=12),
)
def test_every_cue_stands_whole_in_each_segment_that_it_touches(said, segments):
    made, start, continuity = [], 0, 0
    for number, (lasts, breaks) in enumerate(segments):
        continuity += breaks
        made.append(GridSegment(number, start, start + lasts, 90 * start, continuity))
        start += lasts
    language, end = Cutter(grid(*made), "en"), 0
    for gap, lasts, words in said:
        language.push(caption(end + gap, end + gap + lasts, words))
        end += gap + lasts
    copies = {}
    for each in made:
        read = webvtt_py.from_buffer(io.StringIO(language.segment(each.sequence)))
        for cue in read:
            found = (round(1000 * _s(cue.start)), round(1000 * _s(cue.end)), cue.raw_text)
            assert copies.setdefault(cue.identifier, found) == found
            assert found[0] < each.end and found[1] > each.start
            assert language._grid.limit(found[0]) is None or found[1] <= language._grid.limit(found[0])
    for identifier, (first, last, _) in copies.items():
        touched = [each for each in made if first < each.end and each.start < last]
        assert all(f"{identifier}\n" in language.segment(each.sequence) for each in touched)


@given(
    st.lists(
        st.tuples(st.sampled_from([0, 0, 1, 40, 700]), st.integers(1, 7000), st.booleans()), max_size=12
    ),
    st.lists(st.tuples(st.integers(300, 4000), st.booleans()), min_size=1, max_size=10),
    st.data(),
)
def test_no_discontinuity_leaves_a_flicker_or_changes_what_was_listed(said, segments, data):
    """Captions come early and late, segments are listed when they like, and it starts anew in between."""
    growing = grid()
    language, frozen, spoken, times, start, end, continuity = Cutter(growing, "en"), {}, {}, {}, 0, 0, 0
    waiting = list(said)
    for number, (lasts, breaks) in enumerate(segments):
        continuity += breaks
        growing.append(GridSegment(number, start, start + lasts, 90 * start, continuity))
        start += lasts
        for _ in range(data.draw(st.integers(0, len(waiting)))):
            gap, lasted, at_break = waiting.pop(0)
            begin = max(end + gap, start - 40) if at_break else end + gap
            end = begin + lasted
            spoken[f"c{begin}"] = (begin, end)
            language.push(caption(begin, end, f"at {begin}"))
        if data.draw(st.booleans()):
            language.freeze(data.draw(st.integers(0, number)))
            frozen.update({each: frozen.get(each, text) for each, text in language.frozen.items()})
        if data.draw(st.booleans()):
            kept, upto, before = language.cues, language.upto, dict(language.frozen)
            language = Cutter(growing, "en")
            language.restore(kept, upto, before)
    language.freeze(len(segments))
    breaks = [each.start for each, last in zip(growing.segments[1:], growing.segments, strict=False)
              if each.continuity != last.continuity]  # fmt: skip
    for each in growing.segments:
        assert language.segment(each.sequence) == frozen.get(each.sequence, language.segment(each.sequence))
        for cue in webvtt_py.from_buffer(io.StringIO(language.segment(each.sequence))):
            shown = (round(1000 * _s(cue.start)), round(1000 * _s(cue.end)))
            assert times.setdefault(cue.identifier, shown) == shown
            assert not any(shown[0] < limit < shown[1] for limit in breaks)
            begin, over = spoken[cue.identifier]
            cuts = sum(begin < limit < over for limit in {*breaks, *(each.end for each in growing.segments)})
            assert begin <= shown[0] < shown[1] <= over
            assert shown[1] - shown[0] >= min(200, (over - begin) / (1 + cuts))
    assert len({begin for begin, _ in spoken.values()}) == len(spoken)


def _s(clock):
    hours, minutes, seconds = clock.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(seconds)


@pytest.mark.parametrize("tag", ["zh-TW", "zh-Hant-TW"])
def test_the_language_may_be_named_otherwise(tag):
    made = cutter(caption(0, 900, language="zh-Hant-TW"), segments=[segment(0)], language=tag)
    assert len(cues(made.segment(0))) == 1
