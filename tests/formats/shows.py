"""Cues as fuzzed shows and as one small show with everything that breaks writers."""

from __future__ import annotations

from hypothesis import strategies as st

from pipeline.formats.track import Track
from pipeline.types import Cue, Word

CUES = (
    Cue(0, 1500, ("家人们晚上好，", "欢迎来到我们的直播间！"), "c0"),
    Cue(1583, 4000, ("只要99.9元 & 打8折 --> {今天} <b>一天</b>\\N",), "c1"),
    Cue(4000, 7006, ("三、二、一，上链接！",), "c2"),
    Cue(3_599_999, 3_601_000, ("再见",), "c3"),
)
ENGLISH = (
    Cue(0, 1500, ("Good evening, everyone,", "and welcome to our stream!"), "c0"),
    Cue(1583, 4000, ("Only ¥99.9 & 20% off --> {today} <b>only</b>",), "c1"),
    Cue(4000, 7006, (), "c2"),
    Cue(3_599_999, 3_601_000, ("Good-bye",), "c3"),
)
WORDS = (
    Word(80, 400, "家", 0.98),
    Word(400, 600, "人", 0.99),
    Word(600, 1500, "们", 0.5),
    Word(1600, 2000, "只", 0.912345),
    Word(3_700_000, 3_700_100, "见", 1.0),
)
CHINESE = Track("zh-Hans", CUES, WORDS)
BILINGUAL = Track("zh-Hans", CUES, WORDS, "en", ENGLISH)
ARABIC = Track("ar", (Cue(0, 1000, ("\u202eمساء الخير", "\u200fiPhone 15 بـ 99 يوان")),))

lines = st.lists(st.text(st.characters(), max_size=20), min_size=1, max_size=3).map(tuple)


@st.composite
def tracks(draw, last: int = 35_000_000) -> Track:
    times = sorted(draw(st.sets(st.integers(0, last), min_size=2, max_size=12)))
    return Track("en", tuple(Cue(a, b, draw(lines)) for a, b in zip(times[::2], times[1::2], strict=False)))
