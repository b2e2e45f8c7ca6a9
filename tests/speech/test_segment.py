from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.speech.segment import Segmenter, SegmentOptions
from pipeline.types import Gap, Hypothesis, Progress, Revision, Segment, Word
from tests import laws
from tests.speech.scripts import scripts, spoken


def words(*parts, each=200):
    return tuple(Word(line.start, line.end, line.text, 1.0) for line in spoken(*parts, start=0, each=each))


def heard(committed=(), tail=(), upto=0, ends=False):
    return Hypothesis(tuple(committed), tuple(tail), upto, ends)


def better(start, end, text):
    """A revision in which the words share [start, end) among them."""
    each = (end - start) // max(1, len(text))
    return Revision(
        start, end, tuple(Word(start + n * each, start + (n + 1) * each, c, 1.0) for n, c in enumerate(text))
    )


def states(records):
    """Of each segment record its id, text and how settled it is: a draft, closed or final."""
    return [
        (s.id, s.text, "final" if s.final else "closed" if s.closed else "draft")
        for s in records
        if isinstance(s, Segment)
    ]


def lawful(records):
    laws.revisions_keep_their_segment(records)
    laws.progress_is_kept(records)
    laws.closed_segments_become_final(records)


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
    lawful(made)
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
    lawful(made)
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


# Closed segments and revisions


def test_a_complete_sentence_is_closed_and_final_once_a_revision_has_passed_over_it():
    made = laws.run(
        Segmenter(revisable=True),
        [heard(words(*"天地玄黄。宇宙")), better(0, 1000, "天地宣黄。"), heard(words(*"洪荒"))],
    )
    assert states(made)[:3] == [(0, "天地玄黄。", "closed"), (1, "宇宙", "draft"), (0, "天地宣黄。", "final")]
    lawful(made)


def test_a_sentence_that_a_revision_leaves_as_it_is_becomes_final_too():
    made = laws.run(Segmenter(revisable=True), [heard(words(*"天地。")), better(0, 600, "天地。")])
    assert states(made) == [(0, "天地。", "closed"), (0, "天地。", "final")]
    assert [s.revision for s in made if isinstance(s, Segment)] == [1, 2]


def test_what_lies_before_a_revision_is_final_and_what_lies_behind_it_waits():
    said = words(*"天地。", *"玄黄。", *"宇宙。")
    made = laws.run(Segmenter(revisable=True), [heard(said), better(600, 1200, "玄黄。")])
    assert states(made)[3:5] == [(0, "天地。", "final"), (1, "玄黄。", "final")]
    assert states(made)[5:] == [(2, "宇宙。", "final")]  # by flush


@pytest.mark.parametrize("end", [[heard(ends=True, upto=700)], [Gap(700, 900, "lost")], []])
def test_the_end_makes_what_is_closed_final(end):
    made = laws.run(Segmenter(revisable=True), [heard(words(*"天地。")), *end])
    assert states(made) == [(0, "天地。", "closed"), (0, "天地。", "final")]


def test_without_revisions_a_complete_sentence_is_final_at_once():
    made = laws.run(Segmenter(), [heard(words(*"天地。"))])
    assert states(made) == [(0, "天地。", "final")]


def test_a_revision_may_leave_nothing_of_a_segment():
    made = laws.run(
        Segmenter(revisable=True), [heard(words(*"天地。")), Revision(0, 600, ()), heard(upto=700)]
    )
    assert states(made) == [(0, "天地。", "closed"), (0, "", "final")]
    lawful(made)


def test_what_a_revision_takes_from_an_open_segment_is_taken_back():
    made = laws.run(
        Segmenter(revisable=True),
        [heard(words(*"天地")), Revision(0, 400, ()), heard(upto=500), Progress(900)],
    )
    assert states(made) == [(0, "天地", "draft"), (0, "", "draft")]
    lawful(made)


@pytest.mark.parametrize(
    ("case", "heard_now", "one", "two"),
    [
        ("a word more", "天啊地玄。黄宇宙。", "天啊地玄。", "黄宇宙。"),
        ("a word less", "天玄。黄宇宙。", "天玄。", "黄宇宙。"),
        ("another word", "天地宣。黄宇宙。", "天地宣。", "黄宇宙。"),
        ("another word behind", "天地玄。黄语宙。", "天地玄。", "黄语宙。"),
    ],
)
def test_a_revision_over_two_sentences_is_shared_out_by_what_they_say(case, heard_now, one, two):
    said = words(*"天地玄。", *"黄宇宙。")
    made = laws.run(Segmenter(revisable=True), [heard(said), better(0, 1600, heard_now)])
    assert texts(made) == [one, two], case


def test_a_closed_sentence_says_the_same_until_it_is_final():
    """Two revisions, each of a clause of it: translators hear of it when it closes, and once more."""
    said = words(*"天地玄黄宇宙洪，", *"荒日月盈昃辰宿，", *"列")
    made = laws.run(
        Segmenter(SegmentOptions(clause_chars=14), revisable=True),
        [
            heard(said),
            better(0, 1600, "天地宣黄宇宙洪，"),
            heard(),
            better(1600, 3200, "荒日月赢昃辰宿，"),
            heard(),
        ],
    )
    assert [s for s in states(made) if s[0] == 0] == [
        (0, "天地玄黄宇宙洪，荒日月盈昃辰宿，", "closed"),
        (0, "天地宣黄宇宙洪，荒日月赢昃辰宿，", "final"),
    ]
    lawful(made)


@st.composite
def hearings(draw, script):
    """Hypotheses of a script in which words were misheard, revisions that put them right, progress."""
    right = [Word(line.start, line.end, line.text, 1.0) for line in script]
    said = [Word(w.start, w.end, draw(st.sampled_from([w.text, w.text, "错", "对错，"])), 1.0) for w in right]
    records, at, settled, upto = [], 0, 0, 0
    while at < len(said):
        size = draw(st.integers(0, 9))
        if at > settled and draw(st.booleans()):
            to = draw(st.integers(settled + 1, at))
            records.append(Revision(said[settled].start, said[to - 1].end, tuple(right[settled:to])))
            settled = to
        here = tuple(said[at : at + size])
        at += len(here)
        ends = draw(st.integers(0, 5)) == 0 and at == settled
        tail = () if ends else said[at : at + draw(st.integers(0, 5))]
        upto = here[-1].end if here else upto
        records.append(heard(here, tail, upto, ends))
    if settled < len(said):
        records.append(Revision(said[settled].start, said[-1].end, tuple(right[settled:])))
    return [*records, heard(upto=upto, ends=True)]


@given(scripts(), st.data())
def test_after_its_revisions_a_script_is_read_right(script, data):
    records = data.draw(hearings(script))
    made = laws.run(Segmenter(revisable=True), records)
    lawful(made)
    finals = [record for record in made if isinstance(record, Segment) and record.final]
    assert [segment.id for segment in finals] == sorted(segment.id for segment in finals)
    said = "".join(segment.text for segment in finals)
    assert list(filter(str.isalnum, said)) == [c for line in script for c in line.text if c.isalnum()]
    assert laws.nothing_left(Segmenter(revisable=True)) == []
