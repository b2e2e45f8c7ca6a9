from itertools import cycle, islice

import pytest

from models.types import Transcript, Word
from pipeline.speech.hallucination import Evidence, doubt, judge
from pipeline.speech.wording import is_boilerplate, repeats, spoken

CLEAR, FAINT, UNKNOWN = (0.9,), (0.5, 0.75), ()
"""Speech probabilities of a voice and of what the gate let through without being sure, over and over."""


def said(text, logprob=-0.2, no_speech=0.0, probability=0.8, each=200):
    """`text` with a word of `each` ms for each character; `probability` is one for all or one a character."""
    likely = probability if isinstance(probability, list) else [probability] * len(text)
    words = (Word(i * each, (i + 1) * each, c, likely[i]) for i, c in enumerate(text))
    return Transcript(tuple(words), logprob, no_speech)


def stands(transcript, voice=CLEAR, voiced=None, start=0):
    """What is left of a transcript, and why not all is; `voice` is repeated, or a list of all frames."""
    length = transcript.words[-1].end
    frames = voice if isinstance(voice, list) else [*islice(cycle(voice), -(-length // 32))]
    verdict = judge(Evidence(transcript, length if voiced is None else voiced, frames, start))
    return "".join(word.text for word in verdict.words), verdict.reason


@pytest.mark.parametrize(
    "text", ["有货", "九块", "包邮", "没了", "好", "拜拜", "感谢观看", "点赞关注", "谢谢大家"]
)
@pytest.mark.parametrize("voice", [CLEAR, FAINT])
def test_what_is_well_heard_stands_however_short_it_is_and_whatever_it_says(text, voice):
    assert stands(said(text), voice) == (text, None)


@pytest.mark.parametrize(
    ("case", "heard", "voice", "reason"),
    [
        ("a short line, badly heard", said("好的", -1.7), CLEAR, None),
        ("six syllables are short", said("我给大家看看", -1.2), CLEAR, None),
        ("a crowd", said("女生女生", -2.1), CLEAR, "unsure"),
        ("badly heard, and perhaps no speech", said("国球", -1.2, no_speech=0.5), CLEAR, None),
        ("worse", said("女生女生", -1.65, no_speech=0.5), CLEAR, "unsure"),
        ("a longer text has less excuse", said("一二三四五六七", -1.2), CLEAR, "unsure"),
        ("so has what the gate was not sure of", said("有货", -1.2), FAINT, "unsure"),
        ("laughter", said("嗨嗨嗨", -0.65), FAINT, "no clear voice"),
        ("a tone", said("嗯", -0.3, probability=0.4), FAINT, "no clear voice"),
        ("a siren", said("有货", -0.3, no_speech=0.4), FAINT, "no clear voice"),
        ("nothing is known of the voice", said("嗨嗨嗨", -0.65), UNKNOWN, None),
        ("a subtitle writer", said("字幕由Amara社区提供", -0.65), CLEAR, "a line of subtitle files"),
        ("a host who says it", said("感谢观看", -0.55, no_speech=0.5), CLEAR, None),
        ("it is no line of the list", said("感谢家人", -0.65), CLEAR, None),
        ("a loop", said("神祖的神祖的神祖的神祖的神祖的神祖的", -0.65), CLEAR, "repeats itself"),
        ("a subtitle writer in a crowd", said("谢谢观看", no_speech=0.7), CLEAR, "a line of subtitle files"),
        ("it is unlikely", said("谢谢观看", probability=0.4), CLEAR, "a line of subtitle files"),
        ("a chant", said("上链接吧上链接吧上链接吧", -0.3), CLEAR, None),
        ("laughing aloud", said("哈哈哈哈哈哈哈哈哈", -0.3), CLEAR, None),
        ("laughter in the music", said("哈哈哈哈哈哈哈哈哈", -0.3, no_speech=0.7), FAINT, "no clear voice"),
    ],
)
def test_one_signal_at_a_time(case, heard, voice, reason):
    text = heard.text
    assert stands(heard, voice) == ("" if reason else text, reason)


def test_what_the_first_pass_did_not_hear_must_be_well_heard():
    for logprob, reason in ((-0.3, None), (-0.7, "heard by one pass of two")):
        heard = said("十五", logprob)
        assert judge(Evidence(heard, 400, [0.9] * 20, contested=True)).reason == reason


def test_nobody_speaks_faster_than_anybody_can():
    fast = said("一二三四五六七八九十一二三", -0.65)
    assert stands(fast, voiced=1000) == ("", "faster than anybody speaks")
    assert stands(fast, voiced=1600) == (fast.text, None)


def test_an_echo_of_the_prompt_is_likely_only_to_the_decoder():
    echo = [0.0, 0.1, 0.03, 0.2, 0.0]
    assert stands(said("一号链接下", probability=echo)) == ("", "nobody says it")
    real = said("五月人员一号链接下", probability=[*[0.7] * 4, *echo])
    assert stands(real) == ("五月人员", "nobody says it")
    begun = said("这款只要一号链接下", probability=[0.01, 0.01, 0.02, 0.5, *echo])
    assert stands(begun) == ("", "nobody says it")


def test_four_words_in_a_row_need_a_voice():
    heard = said("我们上链接感谢观看", each=320)
    voice = [0.9] * 50
    assert stands(heard, voice + [0.2] * 40) == ("我们上链接", "nobody says it")
    assert stands(heard, voice + [0.2] * 38 + [0.8]) == (heard.text, None)
    late = [Word(w.start + 5000, w.end + 5000, w.text, w.probability) for w in heard.words]
    moved = Transcript(tuple(late), heard.logprob, heard.no_speech)
    assert stands(moved, voice + [0.2] * 40, 9 * 320, start=5000) == ("我们上链接", "nobody says it")


def test_a_word_alone_may_lie_in_a_pause():
    assert stands(said("那我们上链接", each=320), [0.0] * 30 + [0.9] * 30) == ("那我们上链接", None)


def test_nothing_heard_is_nothing_said():
    assert judge(Evidence(Transcript((), -3.0, 0.9), 500)).words == ()


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("請不吝點贊 訂閱 轉發 打賞支持明鏡與點點欄目", True),
        ("请不吝点赞，订阅，转发，打赏支持明镜与点点栏目。", True),
        ("字幕由 Amara.org 社区提供", True),
        ("字幕by索兰娅", True),
        ("中文字幕志愿者 李宗盛", True),
        ("谢谢观看", True),
        ("感谢大家的收看，下期再见", True),
        ("请订阅我的频道", True),
        ("优优独播剧场——YoYo Television Series Exclusive", True),
        ("MING PAO CANADA // MING PAO TORONTO", True),
        ("Thank you for watching!", True),
        ("感谢观看我们的直播间，下面上链接", False),
        ("谢谢大家", False),
        ("左上角的关注先点一点", False),
        ("有货", False),
        ("", False),
    ],
)
def test_what_subtitle_files_end_with(text, known):
    assert is_boilerplate(text) is known


@pytest.mark.parametrize(
    ("text", "loops"),
    [
        ("谢谢大家谢谢大家谢谢大家", True),
        ("诶诶诶诶诶诶诶诶诶", True),
        ("然后继续继续继续继续继续继续继续继续继续", True),
        ("那是那時候,那時候,那個時候,那個时候,那個時候。那個時候,那时候,那時候。", True),
        ("对对对对对", False),
        ("哈哈哈哈", False),
        ("上链接，上链接，三二一", False),
        ("十，九，八，七，六，五，四，三，二，一，开抢！", False),
    ],
)
def test_loops(text, loops):
    assert repeats(text) is loops


@pytest.mark.parametrize(
    ("text", "voiced", "reason"),
    [
        ("今天这个价格只要九十九块九。", 3000, None),
        ("谢谢大家谢谢大家谢谢大家", 5000, "repeats itself"),
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
    ("text", "syllables"), [("你好，", 2), ("99.9", 3), ("iPhone", 2), ("A B", 2), ("", 0), ("Max 好", 2)]
)
def test_spoken(text, syllables):
    assert spoken(text) == syllables
