import pytest

from models.types import Transcript, Word
from pipeline.speech.hallucination import doubt, is_noise, spoken


def said(*texts, logprob=-0.2, no_speech=0.0):
    return Transcript(tuple(Word(0, 100, text, 1.0) for text in texts), logprob, no_speech)


@pytest.mark.parametrize(
    ("text", "voiced", "reason"),
    [
        ("今天这个价格只要九十九块九。", 3000, None),
        ("谢谢大家谢谢大家谢谢大家", 5000, "repeats itself"),
        ("对对对对对", 1500, None),
        ("上链接，上链接，三二一", 3000, None),
        ("感谢观看", 900, None),
        ("一二三四五六七八九十一二三", 1000, "faster than anybody speaks"),
        ("天，地，玄，黄，宇，宙，洪，荒，", 1000, None),
        ("iPhone fifteen Pro Max", 1400, None),
        ("我", 4000, "leaves speech out"),
        ("我", 2900, None),
        ("", 4000, "leaves speech out"),
        ("", 500, None),
        ("好", 0, None),
    ],
)
def test_doubt(text, voiced, reason):
    assert doubt(said(text), voiced) == reason


def test_an_unsure_decode_is_unsure_even_if_it_leaves_speech_out():
    assert doubt(said("啊", logprob=-1.1), 9000) == "unsure"
    assert doubt(said("啊", logprob=-0.9), 900) is None


@pytest.mark.parametrize(
    ("logprob", "no_speech", "noise"),
    [(-0.2, 0.9, False), (-0.6, 0.7, True), (-0.6, 0.5, False), (-1.1, 0.0, True)],
)
def test_noise(logprob, no_speech, noise):
    assert is_noise(said("谢谢", logprob=logprob, no_speech=no_speech)) is noise


@pytest.mark.parametrize(
    ("text", "syllables"), [("你好，", 2), ("99.9", 3), ("iPhone", 2), ("A B", 2), ("", 0), ("Max 好", 2)]
)
def test_spoken(text, syllables):
    assert spoken(text) == syllables
