"""The whole chain with scripted models: every word that was said is read once, in order and in time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import InferenceFailed
from models.fake import FakeRecogniser, FakeTranslator, FakeVad
from pipeline.board import Board
from pipeline.config import Config
from pipeline.loaded import Loaded
from pipeline.recorded import recorded
from pipeline.session import Ear, Lane, lanes
from pipeline.speech.gate import Gate
from pipeline.types import Gap, Progress, Reached, Segment, Shown, Speech
from tests import laws
from tests.speech.ears import Ear as Ears
from tests.speech.scripts import heard_in, scripts, spoken, steadily, text_of


def loaded(script, languages=("zh-Hans",), **fake):
    return Loaded(FakeVad(), FakeRecogniser(script, **fake), FakeTranslator(), tuple(languages))


def live(items, models, batch=1):
    """Gate, ear and lanes as the live driver runs them, `batch` records at a time."""
    speech = laws.run(Gate(models.vad), items)
    ear = Ear(Config(), models, Board(models.glossary))
    segments = []
    for at in range(0, len(speech), batch):
        segments += ear.push_many(speech[at : at + batch])
    segments += ear.flush()
    laws.revisions_keep_their_segment(segments)
    laws.progress_is_kept(segments)
    laws.closed_segments_become_final(segments)
    outlets = lanes(Config(), models, Board(models.glossary))
    made = [each for lane in outlets for each in laws.run(lane, segments)]
    what_was_reached_is_kept(made)
    return [each for each in made if isinstance(each, Shown)]


def what_was_reached_is_kept(made):
    """`Reached.upto` of a language never falls, and none of its captions that starts earlier comes later."""
    for language in {each.language for each in made if isinstance(each, Reached)}:
        laws.progress_is_kept(
            Progress(each.upto) if isinstance(each, Reached) else each.caption
            for each in made
            if (each if isinstance(each, Reached) else each.caption).language == language
        )


def finals(shown, language="zh-Hans"):
    return [each.caption for each in shown if each.caption.final and each.caption.language == language]


def read(captions):
    return "".join(line for caption in captions for line in caption.lines)


def read_once_in_order_and_in_time(script, shown, start):
    captions = finals(shown)
    laws.captions_do_not_overlap(captions)
    assert read(captions) == text_of(script)
    first_of = [caption for caption in captions if caption.part == 0]
    at = {}
    for line in script:
        at.setdefault(line.text[0], []).append(line.start + start)
    for caption in first_of:
        assert any(abs(caption.start - said) <= 100 for said in at[caption.lines[0][0]])


@settings(max_examples=25)
@given(scripts(), st.sampled_from([20, 100, 3000]), st.sampled_from([1, 3, 1000]), st.integers(0, 90_000))
def test_live_words_are_read_once_in_order_and_in_time(script, block, batch, start):
    shown = live(heard_in(script, start, block), loaded(script, unsure=300), batch)
    read_once_in_order_and_in_time(script, shown, start)


@settings(max_examples=25)
@given(scripts(), st.sampled_from([20, 100, 3000]), st.integers(0, 90_000))
def test_recorded_words_are_read_once_in_order_and_in_time(script, block, start):
    shown = list(recorded(heard_in(script, start, block), Config(), loaded(script)))
    read_once_in_order_and_in_time(script, shown, start)


@pytest.mark.parametrize("way", [live, lambda items, models: list(recorded(items, Config(), models))])
def test_a_minute_without_a_pause(way):
    script = steadily(60)
    assert read(finals(way(heard_in(script), loaded(script, unsure=300)))) == text_of(script)


@pytest.mark.parametrize("way", [live, lambda items, models: list(recorded(items, Config(), models))])
def test_a_gap_in_a_word_costs_no_other(way):
    script = spoken(*"你好我是", start=100)
    before = [item for item in heard_in(script) if item.end <= 700]
    after = [item for item in heard_in(script) if item.start >= 700]
    moved = [type(item)(item.start + 9000, item.samples) for item in after]
    items = [*before, Gap(700, 9700, "lost"), *moved]
    captions = finals(way(items, loaded(script)))
    laws.captions_do_not_overlap(captions)
    assert {"你", "好", "是"} <= set(read(captions))
    assert not any(700 <= caption.start < 9700 for caption in captions)


def test_without_sound_nothing_is_shown():
    assert live([], loaded([])) == []
    assert list(recorded([], Config(), loaded([]))) == []


def test_languages_are_shown_with_their_segment_and_chinese_first():
    script = spoken(*"你好", 2000, *"再见", start=500)
    shown = live(heard_in(script), loaded(script, ["zh-Hans", "en", "zh-Hant"]))
    assert read(finals(shown, "zh-Hans")) == read(finals(shown, "zh-Hant")).replace("見", "见")
    assert [caption.text for caption in finals(shown, "en")] == ["en:你好", "en:再见"]
    assert all(each.segment.id == each.caption.segment for each in shown)
    assert {each.caption.language for each in shown[: len(finals(shown))]} <= {"zh-Hans", "zh-Hant"}


def test_what_is_misheard_at_first_is_translated_at_once_and_put_right_once():
    script = spoken(*"天地玄黄宇宙洪荒。", 300, *"日月盈昃。", start=500)
    engine = FakeTranslator()
    models = Loaded(FakeVad(), Ears(script, quick={"玄": "宣"}), engine, ("zh-Hans", "en"))
    shown = live(heard_in(script), models)
    assert [caption.text for caption in finals(shown, "zh-Hans")] == ["天地玄黄宇宙洪荒。", "日月盈昃。"]
    assert [caption.text for caption in finals(shown, "en")] == ["en:天地玄黄宇宙洪荒。", "en:日月盈昃。"]
    drafts = [each.caption.text for each in shown if each.caption.language == "en" and not each.segment.final]
    assert drafts[0] == "en:天地宣黄宇宙洪荒。"
    asked = [request.text for batch in engine.batches for request in batch]
    assert sorted(asked) == sorted(["天地宣黄宇宙洪荒。", "天地玄黄宇宙洪荒。", "日月盈昃。"])


def test_a_language_that_fails_for_long_still_ends_its_last_caption():
    engine = FakeTranslator()
    lane = Lane(Config(), engine, ["en", "de"])
    first = list(lane.push(Segment(0, 0, 900, "零", True, 1)))
    assert not [each for each in first if each.caption.final]
    engine.script |= {(str(n), "de"): "" for n in range(1, 200)}
    segments = [Segment(n, n * 1000, n * 1000 + 900, str(n), True, 1) for n in range(1, 200)]
    made = [*lane.push_many([*segments, Progress(300_000)]), *lane.flush()]
    shown = [each for each in made if isinstance(each, Shown)]
    assert [each.segment.id for each in shown if each.caption.final and each.caption.language == "de"] == [0]


def test_after_a_failure_what_was_certain_is_published():
    script = spoken("你", "好。", 1500, "我", "是", 1500, "小", "王", start=100)
    models = loaded(script, failing=[1])
    ear = Ear(Config(), models, Board(models.glossary))
    speech = laws.run(Gate(models.vad), heard_in(script))
    ends = [index for index, item in enumerate(speech) if isinstance(item, Speech) and item.ends]
    with pytest.raises(InferenceFailed):
        ear.push_many(speech[: ends[1] + 1])
    made = []
    made += ear.recover()
    assert [s.text for s in made if isinstance(s, Segment) and s.final] == ["你好。"]
    laws.revisions_keep_their_segment(made)
    made += ear.push_many(speech[ends[1] + 1 :])
    made += ear.flush()
    assert [s.text for s in made if isinstance(s, Segment) and s.final] == ["你好。", "小王"]
    assert [*ear.recover()] == []
