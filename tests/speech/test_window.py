import numpy as np
import pytest

from models.fake import FakeRecogniser, sound
from models.types import Word
from pipeline.speech.whole import Whole
from pipeline.speech.window import Window, holes, place, share
from pipeline.types import Speech
from tests import laws
from tests.speech.scripts import spoken


def window(*spans, lead=0):
    made = Window()
    for start, end in spans:
        made.append(Speech(start, np.ones((end - start) * 16, np.float32), True, lead=lead))
    return made


def test_a_dropped_pause_becomes_silence():
    made = window((1000, 1500), (2000, 2100))
    assert (made.start, made.end, made.voiced_ms) == (1000, 2100, 600)
    assert not made.samples[500 * 16 : 1000 * 16].any()


def test_a_cut_forgets_sound_and_voice_before_it():
    made = window((1000, 1500), (2000, 2500))
    made.cut(2200)
    assert (made.start, made.end, made.voiced) == (2200, 2500, [(2200, 2500)])
    made.cut(9000)
    assert (made.start, made.end, made.voiced) == (2500, 2500, [])


def test_a_window_keeps_what_the_gate_thought_of_its_sound():
    made = Window()
    sound_of_frames = np.ones(3 * 512, np.float32)
    made.append(Speech(1000, sound_of_frames, True, voice=(0.2, 0.5, 0.75)))
    made.append(Speech(1160, sound_of_frames, True))
    assert made.voice(1000, 1256).tolist() == pytest.approx([0.2, 0.5, 0.75, 0, 0, 1, 1, 1])
    assert made.voice(1064, 1096).tolist() == [0.75]
    made.cut(1064)
    made.cut_end(1192)
    assert made.voice(1000, 1256).tolist() == [0, 0, 0.75, 0, 0, 1, 0, 0]


def test_an_open_utterance_goes_on_after_a_cut_at_its_end():
    made = Window()
    made.append(Speech(0, np.ones(1600, np.float32), False))
    made.cut(100)
    assert made.voiced == [(100, 100)]
    made.append(Speech(100, np.ones(1600, np.float32), False))
    assert made.voiced == [(100, 200)]


def test_words_do_not_stand_in_silence():
    words = [Word(0, 1400, "你", 1.0), Word(1400, 3000, "好", 1.0)]
    assert [(w.start, w.end) for w in place(words, 0, [(1000, 1500)])] == [(936, 1400), (1400, 1500)]
    parts = place([Word(0, 100, "你", 1.0), Word(900, 1100, "好", 1.0)], 0, [(0, 200), (1000, 1200)])
    assert [len(each) for each in share(parts, [(0, 200), (1000, 1200)])] == [1, 1]


def test_a_speaker_who_never_pauses_is_cut_in_a_breath():
    script = spoken(*["字"] * 120, 300, *["句"] * 60, start=0)
    cuts = []

    def recognise(samples, **options):
        cuts.append(len(samples) // 16)
        return FakeRecogniser(script)(samples)

    samples = sound(script, 37_000)
    pieces = [Speech(at, samples[at * 16 : at * 16 + 512], False) for at in range(0, 36_288, 32)]
    laws.run(Whole(recognise), pieces)
    assert 24_000 < cuts[0] < 24_300


@pytest.mark.parametrize(
    ("case", "word", "home"),
    [
        ("inside the first", (200, 400), 0),
        ("the last before a pause, stretched over it", (700, 1700), 0),
        ("the first after a pause, stretched over it", (900, 1900), 1),
        ("in the pause, nearer the second", (1500, 1650), 1),
        ("long, and all of it before the pause", (100, 900), 0),
    ],
)
def test_a_word_stretched_over_a_pause_finds_its_utterance(case, word, home):
    voiced = [(0, 1000), (1800, 2600)]
    (placed,) = place([Word(*word, "这", 1.0)], 0, voiced)
    assert voiced[home][0] - 64 <= placed.start <= placed.end <= voiced[home][1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], [(1000, 3000)]),
        ([(1000, 3000)], []),
        ([(1000, 1800)], [(1800, 3000)]),
        ([(2200, 3000)], [(1000, 2200)]),
        ([(1000, 1400), (2400, 3000)], [(1400, 2400)]),
        ([(1000, 1400), (2200, 3000)], []),
    ],
)
def test_holes_are_speech_without_words(words, expected):
    assert holes([Word(*word, "字", 1.0) for word in words], (1000, 3000), 900) == expected


def test_a_recogniser_that_is_ahead_of_the_sound_is_put_right_within_the_utterance() -> None:
    heard = [Word(0, 300, "你", 1.0), Word(300, 900, "好", 1.0), Word(900, 980, "啊", 1.0)]
    placed = place(heard, 1000, [(1320, 2000)], ahead=60)
    assert [(word.start, word.end) for word in placed] == [(1256, 1360), (1360, 1960), (1960, 2000)]
