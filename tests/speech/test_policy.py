from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import InferenceFailed
from models.fake import FakeRecogniser, FakeVad
from models.types import Transcript, Word
from pipeline.speech.gate import Gate
from pipeline.speech.policy import LocalAgreement, PolicyOptions
from pipeline.types import Gap, Hypothesis, Progress, Speech
from tests import laws
from tests.speech.scripts import heard_in, scripts, spoken, steadily, text_of


def policy(script, **options):
    return LocalAgreement(FakeRecogniser(script, unsure=300), PolicyOptions(**options))


def speech(script, start=0, block=100):
    return laws.run(Gate(FakeVad()), heard_in(script, start, block))


def hypotheses(records):
    return [record for record in records if isinstance(record, Hypothesis)]


def committed(records):
    return [word for hypothesis in hypotheses(records) for word in hypothesis.committed]


def told(records):
    """What each hypothesis promises, as the progress that it is."""
    for record in records:
        if isinstance(record, Hypothesis):
            yield from (*record.committed, *record.tail, Progress(record.upto))
        elif not isinstance(record, Gap):
            yield record


def test_a_word_is_committed_once_two_passes_agree_and_no_sooner():
    script = spoken("你", "好", "我", "是", "小", "王", start=0, each=300)
    made = hypotheses(laws.run(policy(script), speech(script)))
    assert not made[0].committed
    assert made[0].tail
    assert [len(h.committed) > 0 for h in made[1:]].index(True) < 3
    assert made[-1].ends
    assert all(word.text != "咦" for word in committed(made))
    assert any(word.text == "咦" for h in made for word in h.tail)


def test_words_near_the_edge_wait():
    script = spoken("你", "好", "我", "是", "小", "王", start=0, each=300)
    stage = policy(script, hold_ms=700)
    heard = 0
    for item in speech(script):
        heard = item.end if isinstance(item, Speech) else heard
        for record in stage.push(item):
            if isinstance(record, Hypothesis) and not record.ends:
                assert all(word.end <= heard - 700 for word in record.committed)


@pytest.mark.parametrize("breath", [0, 300])
def test_forty_seconds_without_a_pause(breath):
    script = steadily(40, breath=breath or 1)
    recognise = FakeRecogniser(script, unsure=300)
    made = laws.run(LocalAgreement(recognise), speech(script))
    assert "".join(word.text for word in committed(made)) == text_of(script)
    assert max(recognise.windows) < 14_000


class Deaf:
    """Hears nothing, or something different at every pass, or one word that lasts as long as the window."""

    def __init__(self, kind):
        self._kind = kind
        self.longest = 0

    def __call__(self, samples, /, *, prefix="", prompt="", thorough=False):
        self.longest = max(self.longest, len(samples) // 16)
        if len(samples) > 30 * 16_000:
            raise ValueError
        if self._kind == "nothing":
            return Transcript(())
        if self._kind == "unsure":
            return Transcript((Word(0, 100, "啊", 0.1),), logprob=-2.0)
        return Transcript((Word(0, len(samples) // 16, "啊", 1.0),))


@pytest.mark.parametrize("kind", ["nothing", "unsure", "one word"])
def test_what_nobody_can_make_out_does_not_pile_up(kind):
    recognise = Deaf(kind)
    pieces = [Speech(at, np.ones(512, np.float32), False) for at in range(0, 60_000, 32)]
    made = laws.run(LocalAgreement(recognise), pieces)
    assert recognise.longest < 19_000
    laws.progress_is_kept(told(made))


def test_a_backlog_gets_one_pass_and_the_same_words():
    script = spoken("你", "好", "我", "是", "小", "王", 100, "卖", "糖", start=0)
    items = speech(script)
    recognise = FakeRecogniser(script)
    stage = LocalAgreement(recognise)
    made = [*stage.push_many(items), *stage.flush()]
    assert "".join(word.text for word in committed(made)) == text_of(script)
    assert len(recognise.windows) == 1


def test_a_gap_ends_what_is_open_before_it_is_passed_on():
    script = spoken("你", "好", start=200)
    before = [item for item in speech(script) if isinstance(item, Speech) and not item.ends]
    made = laws.run(policy(script), [*before, Gap(600, 900, "lost")])
    assert [type(record) for record in made][-2:] == [Hypothesis, Gap]
    assert made[-2].ends
    assert "".join(word.text for word in committed(made)) == "你好"


def test_the_pause_that_is_left_of_an_utterance_is_not_recognised():
    recognise = FakeRecogniser([])
    end = Speech(5000, np.zeros(480 * 16, np.float32), True, trail=480)
    laws.run(LocalAgreement(recognise), [Gap(0, 5000, "skipped"), end])
    assert recognise.windows == []


def test_progress_is_passed_on_in_silence():
    assert laws.run(policy([]), [Progress(320), Progress(640)]) == [Progress(320), Progress(640)]
    assert laws.run(policy([]), []) == []


def test_punctuation_and_case_do_not_keep_two_passes_from_agreeing():
    answers = iter(["ok", "OK，", "OK，"])
    stage = LocalAgreement(lambda samples, **_: Transcript((Word(0, 200, next(answers), 1.0),)))
    pieces = [Speech(at, np.ones(512, np.float32), False) for at in range(0, 1024, 32)]
    made = [record for piece in pieces for record in stage.push(piece)]
    assert "".join(word.text for word in committed(made)) == "OK，"


def test_a_prefix_that_grew_into_a_longer_word_is_not_said_twice():
    def recognise(samples, *, prefix="", prompt="", thorough=False):
        return Transcript((Word(0, 300, "iPhone" if prefix else "iPh", 1.0),))

    stage = LocalAgreement(recognise)
    pieces = [Speech(at, np.ones(512, np.float32), False) for at in range(0, 2048, 32)]
    made = laws.run(stage, pieces)
    assert "".join(word.text for word in committed(made)) == "iPhone"


def test_a_failed_pass_is_the_callers():
    script = spoken("你", "好", start=0)
    stage = LocalAgreement(FakeRecogniser(script, failing=[0]))
    with pytest.raises(InferenceFailed):
        laws.run(stage, speech(script))


@settings(max_examples=40)
@given(scripts(), st.sampled_from([20, 32, 100, 1000]), st.integers(0, 90_000))
def test_laws(script, block, start):
    items = speech(script, start)
    made = laws.run(policy(script), items)
    laws.committed_is_append_only(made)
    laws.progress_is_kept(told(made))
    laws.same_whatever_the_chunking(lambda: policy(script), items, lambda _: speech(script, start, block))
    words = committed(made)
    assert [word.text for word in words] == [line.text for line in script]
    for word, line in zip(words, script, strict=True):
        assert abs(word.start - start - line.start) <= 100
        assert abs(word.end - start - line.end) <= 100
    assert all(before.end <= after.start for before, after in pairwise(words))
    assert all(word.start <= word.end for word in words)


def test_flush_leaves_nothing_behind():
    script = spoken("你", "好", start=200)
    stage = policy(script)
    for item in speech(script):
        if isinstance(item, Speech) and not item.ends:
            list(stage.push(item))
    assert laws.nothing_left(stage)


def test_a_number_waits_longer_than_a_word():
    """三百九十 is heard as 390 until 八 follows."""

    def first_commit(text, **options):
        script = spoken("只", "要", text, *"你好我是小王今天", start=0, each=300)
        stage = policy(script, **options)
        for item in speech(script):
            for record in stage.push(item):
                if isinstance(record, Hypothesis) and any(word.text == text for word in record.committed):
                    return item.end
        raise AssertionError(f"{text} was never committed")

    spoken_until = 900
    assert first_commit("390", step_ms=100, number_ms=900, hold_ms=200) >= spoken_until + 1100
    assert first_commit("390", step_ms=100, number_ms=0, hold_ms=200) < spoken_until + 1100
    assert first_commit("三", step_ms=100, number_ms=900, hold_ms=200) < spoken_until + 1100
