import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.layout.languages import width
from pipeline.layout.options import LayoutOptions
from pipeline.layout.timing import Layout
from pipeline.types import Caption, Progress, Segment, Translation
from tests.laws import (
    captions_do_not_overlap,
    nothing_left,
    progress_is_kept,
    run,
    same_whatever_the_chunking,
)

HELLO = "Good evening, everyone!"
LONG = "There are 10 sheets in a box, so two boxes make 20, which works out to less than 5 yuan each."


def said(number, start, end, text=HELLO, *, final=True, revision=0, language="en", closed=None):
    is_closed = final if closed is None else closed
    return Translation(Segment(number, start, end, "…", final, revision, is_closed), language, text)


def layout(**options):
    return Layout(LayoutOptions(**options), "en")


def times(records):
    return [(caption.start, caption.end) for caption in finals(records)]


def finals(records):
    return [record for record in records if isinstance(record, Caption) and record.final]


# Ends


@pytest.mark.parametrize(
    ("case", "start", "end", "text", "following", "shown"),
    [
        ("leaves with its speech", 1000, 3000, HELLO, 9000, (1000, 3000)),
        ("stays until it can be read", 1000, 1500, HELLO, 9000, (1000, 2150)),
        ("stays the minimum", 1000, 1200, "No.", 9000, (1000, 1833)),
        ("hangs no longer than allowed", 1000, 1400, LONG[:84], 9000, (1000, 2900)),
        ("never lasts longer than allowed", 1000, 12_000, HELLO, 12_000, (1000, 8000)),
        ("makes room", 1000, 3000, HELLO, 3010, (1000, 2927)),
        ("is cut by the next", 1000, 1500, HELLO, 2000, (1000, 1917)),
        ("gives up the gap when time is short", 1000, 1500, HELLO, 1850, (1000, 1850)),
        ("closes a gap that would flicker", 1000, 3000, HELLO, 3458, (1000, 3375)),
        ("leaves a longer gap open", 1000, 3000, HELLO, 3459, (1000, 3000)),
    ],
)
def test_a_caption(case, start, end, text, following, shown):
    records = run(layout(), [said(0, start, end, text), said(1, following, following + 2000)])
    assert times(records)[0] == shown, case


def test_a_caption_is_shown_with_its_sound_even_when_the_one_before_is_cut_short():
    records = run(layout(), [said(0, 0, 100), said(1, 200, 300), said(2, 300, 900)])
    assert [start for start, _ in times(records)] == [0, 200, 300]


def test_segments_that_start_together_still_follow_each_other():
    records = run(layout(), [said(0, 500, 900), said(1, 500, 900), said(2, 400, 410)])
    captions_do_not_overlap(records)
    assert len(times(records)) == 3


# What is held, and for how long


def test_one_caption_is_held_until_the_next_is_known():
    stage = layout()
    assert times(stage.push(said(0, 1000, 3000))) == []
    assert times(stage.push(said(1, 3100, 5000))) == [(1000, 3017)]
    assert times(stage.flush()) == [(3100, 5000)]


def test_progress_releases_it_when_no_close_follower_can_come():
    stage = layout()
    list(stage.push(said(0, 1000, 3000)))
    assert list(stage.push(Progress(3400))) == [Progress(1000)]
    assert list(stage.push(Progress(3458))) == []
    assert list(stage.push(Progress(3459))) == [
        Caption(0, 0, "en", 1000, 3000, (HELLO,), True, 0, words_final=True),
        Progress(3459),
    ]


def test_progress_passes_when_nothing_is_held():
    stage = layout()
    assert list(stage.push(Progress(500))) == [Progress(500)]
    assert list(stage.push(Progress(500))) == []
    assert nothing_left(stage) == []


def test_a_long_segment_becomes_captions_in_proportion_to_their_text():
    records = run(layout(), [said(0, 10_000, 16_000, LONG)])
    captions = finals(records)
    assert [caption.part for caption in captions] == [0, 1]
    share = sum(width(line, "en") for line in captions[0].lines) / sum(
        width(line, "en") for caption in captions for line in caption.lines
    )
    assert captions[0].start == 10_000
    assert captions[1].start == pytest.approx(10_000 + 6000 * share, abs=3)
    assert captions[0].end == captions[1].start - 83
    assert captions[1].end == 16_000


def test_only_the_last_caption_of_a_segment_is_held():
    stage = layout()
    assert [caption.part for caption in finals(stage.push(said(0, 0, 6000, LONG)))] == [0]
    assert [caption.part for caption in finals(stage.flush())] == [1]


def test_the_words_of_a_held_caption_are_shown_at_once():
    stage = layout()
    (early,) = stage.push(said(0, 1000, 1500))
    assert (early.lines, early.final, early.words_final) == ((HELLO,), False, True)
    (held,) = stage.flush()
    assert (held.lines, held.final, held.words_final) == ((HELLO,), True, True)


# Drafts, other languages, empty texts


def test_drafts_pass_at_once_and_the_final_replaces_them():
    stage = layout()
    (draft,) = stage.push(said(0, 0, 800, "Good", final=False, revision=3))
    assert (draft.final, draft.revision, draft.lines, draft.part) == (False, 3, ("Good",), 0)
    assert list(stage.push(said(0, 0, 800, "Go", final=False, revision=2))) == []
    list(stage.push(said(0, 0, 2000, revision=4)))
    assert list(stage.push(said(0, 0, 900, "late", final=False, revision=5))) == []
    (final,) = stage.flush()
    assert (final.final, final.revision, final.lines) == (True, 4, (HELLO,))


def test_a_closed_segment_is_shown_beside_the_draft_after_it_until_its_final_replaces_it():
    stage = layout()
    assert [c.lines for c in stage.push(said(0, 0, 900, "One.", final=False, revision=1, closed=True))] == [
        ("One.",)
    ]
    assert [c.segment for c in stage.push(said(1, 1000, 1200, "Tw", final=False, revision=1))] == [1]
    (again,) = stage.push(said(0, 0, 900, "Won.", final=False, revision=2, closed=True))
    assert (again.segment, again.lines, again.words_final) == (0, ("Won.",), False)
    assert list(stage.push(said(0, 0, 900, "One.", final=False, revision=1, closed=True))) == []
    (final,) = stage.push(said(0, 0, 900, "Won.", revision=3))
    assert (final.segment, final.words_final) == (0, True)
    assert [c.segment for c in stage.push(said(1, 1000, 1400, "Two", final=False, revision=2))] == [1]


def test_an_emptied_segment_takes_back_what_was_shown_though_another_draft_came_since():
    stage = layout()
    list(stage.push(said(0, 0, 900, "Thanks.", final=False, revision=1, closed=True)))
    list(stage.push(said(1, 1000, 1200, "Tw", final=False, revision=1)))
    (gone,) = stage.push(said(0, 0, 900, "", revision=2))
    assert (gone.segment, gone.lines, gone.final, gone.words_final) == (0, (), False, True)
    assert times(stage.flush()) == []


def test_a_final_is_never_dropped_for_a_newer_draft():
    stage = layout()
    list(stage.push(said(1, 2000, 3000, final=False)))
    list(stage.push(said(0, 0, 1900)))
    assert times(stage.flush()) == [(0, 1900)]


def test_a_draft_neither_ends_nor_delays_a_held_caption():
    stage = layout()
    list(stage.push(said(0, 0, 1900)))
    assert [record.final for record in stage.push(said(1, 1950, 3000, final=False))] == [False]
    assert times(stage.flush()) == [(0, 1900)]


@pytest.mark.parametrize("text", ["", "  \n", "\u202e\u202c", "\x00"])
def test_an_empty_text_is_no_caption_and_an_empty_draft_takes_back(text):
    assert run(layout(), [said(0, 0, 1000, text)]) == []
    (draft,) = run(layout(), [said(0, 0, 1000, text, final=False)])
    assert (draft.lines, draft.final, draft.words_final) == ((), False, False)


def test_an_empty_final_takes_back_the_draft_that_was_shown():
    stage = layout()
    list(stage.push(said(0, 0, 1000, "Thanks for watching", final=False)))
    (gone,) = stage.push(said(0, 0, 1000, "", revision=1))
    assert (gone.lines, gone.final, gone.words_final) == ((), False, True)
    assert nothing_left(stage) == []


def test_deceptive_controls_never_reach_a_caption():
    (caption,) = finals(run(layout(), [said(0, 0, 1000, "pay \u202e001\u202c\x07 yuan")]))
    assert caption.lines == ("pay 001 yuan",)


def test_other_languages_are_not_its_business():
    assert run(layout(), [said(0, 0, 1000, "你好", language="zh-Hans")]) == []
    (caption,) = finals(run(Layout(LayoutOptions(), "zh_CN"), [said(0, 0, 1000, "你好", language="zh-Hans")]))
    assert caption.language == "zh-Hans"


def test_options_override_the_language():
    records = run(layout(columns=12, max_lines=1), [said(0, 0, 6000, "one two three four five")])
    assert all(len(record.lines) == 1 and len(record.lines[0]) <= 12 for record in records)
    assert times(run(layout(cps=10.0), [said(0, 0, 1000)])) == [(0, 2300)]


# Laws

texts = st.one_of(st.sampled_from([HELLO, LONG, "No.", "", LONG * 3]), st.text(max_size=60))


@st.composite
def streams(draw):
    """Segments in order, each with a few drafts, and progress that is true."""
    items, at = [], 0
    for number in range(draw(st.integers(0, 6))):
        start = at + draw(st.integers(0, 4000))
        end = start + draw(st.integers(1, 9000))
        if draw(st.booleans()):
            items.append(Progress(draw(st.integers(at, start))))
        drafts = draw(st.integers(0, 2))
        for revision in range(drafts):
            items.append(said(number, start, end, draw(texts), final=False, revision=revision))
        items.append(said(number, start, end, draw(texts), revision=drafts))
        at = draw(st.integers(start, end)) if draw(st.booleans()) else end
    items.append(Progress(at))
    return items


@given(streams(), st.sampled_from(["en", "zh-Hans", "th", "ar"]))
def test_the_laws_hold(items, language):
    items = [
        item if isinstance(item, Progress) else Translation(item.segment, language, item.text)
        for item in items
    ]
    stage = Layout(LayoutOptions(), language)
    records = [record for item in items for record in stage.push(item)]
    records += nothing_left(stage)
    progress_is_kept([r for r in records if isinstance(r, Progress) or r.final])
    captions_do_not_overlap(records)
    parts: dict[int, int] = {}
    starts = {item.segment.id: item.segment.start for item in items if isinstance(item, Translation)}
    for caption in records:
        if isinstance(caption, Caption) and caption.final:
            assert caption.part == parts.get(caption.segment, 0)
            parts[caption.segment] = caption.part + 1
            assert caption.start >= starts[caption.segment]
            assert caption.end - caption.start <= 7000
    for item in items:
        if isinstance(item, Translation) and item.segment.final:
            kept = [
                r.text for r in records if isinstance(r, Caption) and r.final and r.segment == item.segment.id
            ]
            assert bool(kept) == bool(item.text.strip()) or not item.text.isprintable()


@given(streams())
def test_finals_are_the_same_however_often_progress_is_told(items):
    # Drafts pass at once, so how they interleave with the finals does depend on it.
    finals = [item for item in items if isinstance(item, Progress) or item.segment.final]

    def told_less(records):
        return [record for record in records if not isinstance(record, Progress)] + [items[-1]]

    same_whatever_the_chunking(lambda: Layout(LayoutOptions(), "en"), finals, told_less)
