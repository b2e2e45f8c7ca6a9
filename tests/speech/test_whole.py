from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.fake import FakeRecogniser, FakeVad
from models.types import Transcript, Word
from pipeline.speech.chunks import WholeOptions
from pipeline.speech.gate import Gate
from pipeline.speech.whole import Whole
from pipeline.types import Gap, Hypothesis, Progress, Speech
from tests import laws
from tests.speech.scripts import HAN, heard_in, scripts, spoken, steadily, text_of


def speech(script, start=0, block=100):
    return laws.run(Gate(FakeVad()), heard_in(script, start, block))


def words(records):
    return [word for r in records if isinstance(r, Hypothesis) for word in r.committed]


@pytest.mark.parametrize(
    ("case", "script", "windows"),
    [
        ("near utterances share a window", spoken("你", "好", 700, "我", "是", start=600), 1),
        ("a long pause begins another", spoken("你", "好", 12_000, "我", "是", start=600), 2),
        ("of a shorter one the silence is left out", spoken("你", "好", 9000, "我", "是", start=600), 1),
        (
            "a window is not longer than it may be",
            spoken(*(part for han in HAN[:40] for part in (han, 700)), start=600),
            3,
        ),
    ],
)
def test_utterances_are_joined(case, script, windows):
    recognise = FakeRecogniser(script)
    made = laws.run(Whole(recognise, WholeOptions(window_ms=15_000)), speech(script))
    assert "".join(word.text for word in words(made)) == text_of(script)
    assert len(recognise.windows) == windows
    assert all(length <= 15_000 for length in recognise.windows)


@pytest.mark.parametrize("seconds", [27, 28, 29, 40, 65])
def test_a_speaker_who_never_pauses_is_cut_at_a_breath(seconds):
    script = steadily(seconds)
    recognise = FakeRecogniser(script)
    made = laws.run(Whole(recognise), speech(script))
    assert "".join(word.text for word in words(made)) == text_of(script)
    assert max(recognise.windows) <= 28_000


def test_nobody_is_heard_in_the_pause_that_is_left_after_a_cut():
    recognise = FakeRecogniser([])
    voice = [Speech(at, np.full(512, 1e-5, np.float32), False) for at in range(0, 28_000, 32)]
    end = Speech(28_000, np.zeros(480 * 16, np.float32), True, trail=480)
    laws.run(Whole(recognise), [*voice, end])
    assert all(length > 500 for length in recognise.windows)
    alone = FakeRecogniser([])
    laws.run(Whole(alone), [end])
    assert alone.windows == []


def test_a_gap_comes_after_what_was_said_before_it():
    script = spoken("你", "好", start=200)
    before = [item for item in speech(script) if isinstance(item, Speech) and not item.ends]
    gap = Gap(600, 3_600_000, "lost")
    after = Speech(3_600_000, np.zeros(512, np.float32), True)
    recognise = FakeRecogniser(script)
    made = laws.run(Whole(recognise), [*before, gap, after])
    assert [type(record) for record in made] == [Hypothesis, Gap]
    assert max(recognise.windows) < 2000


def test_a_part_that_was_left_out_of_a_window_is_heard_again_alone():
    script = spoken(*"你好我是", 700, *"今天天气", start=600)

    class Forgetful(FakeRecogniser):
        def __call__(self, samples, /, *, prefix="", prompt="", thorough=False):
            transcript = super().__call__(samples, prefix=prefix, thorough=thorough)
            return Transcript(transcript.words[:4]) if len(transcript.words) > 4 else transcript

    recognise = Forgetful(script)
    made = laws.run(Whole(recognise), speech(script))
    assert "".join(word.text for word in words(made)) == text_of(script)
    assert len(recognise.windows) == 2


def test_noise_has_no_words():
    def noise(samples, *, prefix="", prompt="", thorough=False):
        return Transcript((Word(0, 100, "谢", 0.1),), logprob=-1.5, no_speech=0.9)

    script = spoken("你", "好", 3000, "我", start=200)
    assert words(laws.run(Whole(noise), speech(script))) == []


def test_silence_is_passed_on_and_nothing_comes_of_nothing():
    assert laws.run(Whole(FakeRecogniser([])), [Progress(320), Progress(640)]) == [
        Progress(320),
        Progress(640),
    ]
    assert laws.run(Whole(FakeRecogniser([])), []) == []


@settings(max_examples=40)
@given(scripts(), st.sampled_from([20, 32, 1000]), st.integers(0, 90_000))
def test_laws(script, block, start):
    recognise = FakeRecogniser(script)
    made = laws.run(Whole(recognise), speech(script, start))
    laws.committed_is_append_only(made)
    laws.progress_is_kept(
        each
        for r in made
        for each in ((*r.committed, Progress(r.upto)) if isinstance(r, Hypothesis) else (r,))
    )
    laws.same_whatever_the_chunking(
        lambda: Whole(FakeRecogniser(script)), speech(script, start), lambda _: speech(script, start, block)
    )
    found = words(made)
    assert [word.text for word in found] == [line.text for line in script]
    for word, line in zip(found, script, strict=True):
        assert abs(word.start - start - line.start) <= 100
        assert abs(word.end - start - line.end) <= 100
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert max(recognise.windows, default=0) <= 29_500
    assert all(r.ends and not r.tail for r in made if isinstance(r, Hypothesis))


def test_flush_leaves_nothing_behind():
    script = spoken("你", "好", start=200)
    stage = Whole(FakeRecogniser(script))
    for item in speech(script):
        list(stage.push(item))
    assert laws.nothing_left(stage)


def test_the_end_of_an_utterance_that_whisper_left_out_is_heard_again():
    script = spoken(*"你好我是小王今天天气", start=600)

    class Early(FakeRecogniser):
        def __call__(self, samples, /, *, prefix="", prompt="", thorough=False):
            heard = super().__call__(samples, prefix=prefix, thorough=thorough)
            return Transcript(heard.words[:5]) if len(self.windows) == 1 else heard

    recognise = Early(script)
    made = laws.run(Whole(recognise), speech(script))
    assert "".join(word.text for word in words(made)) == text_of(script)
    assert len(recognise.windows) == 2
