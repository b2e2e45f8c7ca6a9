from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.speech.segment import Segmenter, SegmentOptions
from pipeline.types import Gap, Hypothesis, Progress, Segment, Word
from tests import laws
from tests.speech.scripts import scripts, spoken


def words(*parts, each=200):
    return tuple(Word(line.start, line.end, line.text, 1.0) for line in spoken(*parts, start=0, each=each))


def heard(committed=(), tail=(), upto=0, ends=False):
    return Hypothesis(tuple(committed), tuple(tail), upto, ends)


def texts(records):
    return [record.text for record in records if isinstance(record, Segment) and record.final]


TABLE = [
    ("a stop", [*"今天天气", "好。", *"我们", "走"], ["今天天气好。", "我们走"]),
    ("a question", [*"多少", "钱？", *"九十", "九"], ["多少钱？", "99"]),
    ("a short clause waits", [*"来", "来，", *"上链", "接"], ["来来，上链接"]),
    (
        "a long clause ends",
        [*"一二三四五六七八九十一二", "三，", *"四五"],
        ["一二三四五六七八九十一二三，", "四五"],
    ),
    ("a decimal point is no stop", ["只", "要", "99.9", "块", "钱。", "买"], ["只要99.9元。", "买"]),
    (
        "thousands are no clause",
        [*"一二三四五六七八九十一二", "1,200", "块"],
        ["一二三四五六七八九十一二1,200块"],
    ),
    ("English words", ["这", "个", " iPhone", " Pro", " Max", "好。"], ["这个 iPhone Pro Max好。"]),
    ("spaces between characters", ["你", " 好", " 吗？"], ["你好吗？"]),
    ("Traditional is written Simplified", [*"這個價", "錢。"], ["这个价钱。"]),
    ("ASCII marks become full width", ["好,", "来!", "走"], ["好，来！", "走"]),
    ("marks that come late are dropped", ["好。", "。", "走", "吧"], ["好。", "走吧"]),
    ("marks alone are nothing", ["。", "，"], []),
    ("one word of seven seconds", ["啊", 7000, "好"], ["啊", "好"]),
    ("no mark at all: before the last word", [*("字" * 40)], ["字" * 32, "字" * 8]),
    (
        "no mark at all: at the widest pause of the second half",
        [*("字" * 24), 150, *("句" * 16)],
        ["字" * 24, "句" * 16],
    ),
]


@pytest.mark.parametrize(("case", "parts", "segments"), TABLE, ids=[case for case, *_ in TABLE])
@pytest.mark.parametrize("at_once", [True, False])
def test_where_sentences_end(case, parts, segments, at_once):
    said = words(*parts, each=200)
    records = [heard(said)] if at_once else [heard((word,)) for word in said]
    made = laws.run(Segmenter(), [*records, heard(ends=True, upto=60_000)])
    laws.revisions_keep_their_segment(made)
    laws.progress_is_kept(made)
    assert texts(made) == segments
    assert all(len(text) <= 34 for text in texts(made))


def test_a_pause_ends_a_sentence_and_a_long_one_is_cut_in_time():
    first = heard(words("你", "好"), ends=True, upto=400)
    second = heard(Word(w.start + 5000, w.end + 5000, w.text, 1.0) for w in words("再", "见"))
    assert texts(laws.run(Segmenter(), [first, second])) == ["你好", "再见"]
    slow = laws.run(Segmenter(SegmentOptions(longest_ms=3000)), [heard(words(*"一二三四五六", each=1000))])
    assert texts(slow) == ["一二三", "四五六"]


def test_drafts_are_revised_and_then_final():
    one, two, three = words("你", "好", "吗？")
    made = laws.run(
        Segmenter(),
        [heard(tail=(one,)), heard((one,), (two,), 200), heard(tail=(two,)), heard((two, three), upto=600)],
    )
    drafts = [(s.id, s.text, s.final, s.revision) for s in made if isinstance(s, Segment)]
    assert drafts == [(0, "你", False, 1), (0, "你好", False, 2), (0, "你好吗？", True, 3)]


@pytest.mark.parametrize("end", [[heard(upto=500)], [heard(ends=True)], [Gap(500, 900, "lost")], []])
def test_a_draft_that_was_no_speech_is_taken_back(end):
    made = laws.run(Segmenter(), [heard(tail=words("啊")), *end])
    found = [record for record in made if isinstance(record, Segment)]
    assert [(s.id, s.text, s.final) for s in found] == [(0, "啊", False), (0, "", False)]
    laws.revisions_keep_their_segment(made)


def test_progress_waits_for_the_open_sentence():
    made = laws.run(Segmenter(), [heard(words("你", "好"), upto=400), Progress(9000)])
    assert [record.upto for record in made if isinstance(record, Progress)] == [0, 0]


@given(scripts(), st.data())
def test_laws(script, data):
    said = [Word(line.start, line.end, line.text, 1.0) for line in script]
    records, at, upto = [], 0, 0
    while at < len(said):
        size = data.draw(st.integers(0, 9))
        ends = data.draw(st.booleans())
        tail = () if ends else said[at + size : at + size + data.draw(st.integers(0, 5))]
        here = said[at : at + size]
        at += size
        upto = here[-1].end if here else upto
        records.append(heard(here, tail, upto, ends))
    made = laws.run(Segmenter(), records)
    laws.revisions_keep_their_segment(made)
    laws.progress_is_kept(made)
    finals = [record for record in made if isinstance(record, Segment) and record.final]
    assert "".join(texts(made)) == "".join(word.text for word in said)
    assert [segment.id for segment in finals] == list(range(len(finals)))
    assert all(segment.start < segment.end for segment in finals)
    assert all(a.end <= b.start for a, b in pairwise(finals))


@given(scripts(), st.integers(1, 9))
def test_sentences_are_the_same_however_the_words_come(script, size):
    said = [Word(line.start, line.end, line.text, 1.0) for line in script]
    pieces = [heard(said[at : at + size]) for at in range(0, len(said), size)]
    assert texts(laws.run(Segmenter(), [heard(said)])) == texts(laws.run(Segmenter(), pieces))


def test_flush_leaves_nothing_behind():
    stage = Segmenter()
    list(stage.push(heard(words("你", "好"))))
    assert [segment.text for segment in laws.nothing_left(stage)] == ["你好"]
