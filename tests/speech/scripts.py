"""Scripts of timed words for the speech stages, random or by hand, and the sound of them in media time."""

from __future__ import annotations

from hypothesis import strategies as st

from models.fake import Line, sound
from pipeline.types import SAMPLES_PER_MS, Audio

HAN = (
    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜"
    "金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜海咸河淡鳞潜羽翔龙师火帝鸟官人皇"
)
"""Characters that differ, so that a word said twice or lost shows."""


def spoken(*parts, start=1000, each=200):
    """A script from words and pauses in ms: `spoken("我", "们", 700, "好。")`; a word lasts `each` ms."""
    lines, at = [], start
    for part in parts:
        if isinstance(part, str):
            lines.append(Line(at, at + each, part))
            at += each
        else:
            at += part
    return lines


def steadily(seconds, breath=300, every=10, start=1000):
    """Somebody who never pauses, only takes breath after `every` words of 200 ms."""
    parts, length = [], 0
    for number in range(10_000):
        if length >= seconds * 1000:
            return spoken(*parts, start=start)
        parts.append(HAN[number % len(HAN)])
        length += 200
        if number % every == every - 1:
            parts.append(breath)
            length += breath
    return []


@st.composite
def scripts(draw):
    """Up to 60 words with marks, breaths and pauses between them."""
    parts = []
    for number in range(draw(st.integers(0, 60))):
        mark = draw(st.sampled_from(["", "", "", "", "，", "。", "？"]))
        parts.append(HAN[number % len(HAN)] + mark)
        parts.append(draw(st.sampled_from([0, 0, 0, 0, 0, 120, 300, 500, 700, 1200, 4000])))
    return spoken(*parts, start=draw(st.integers(0, 1500)), each=draw(st.sampled_from([120, 200, 330])))


def length(script, after=1500):
    return (script[-1].end if script else 0) + after


def audio(samples, start=0, block=100):
    """Samples as records of `block` ms, the last one shorter."""
    size = block * SAMPLES_PER_MS
    return [
        Audio(start + at // SAMPLES_PER_MS, samples[at : at + size]) for at in range(0, len(samples), size)
    ]


def heard_in(script, start=0, block=100, after=1500):
    return audio(sound(script, length(script, after)), start, block)


def text_of(script):
    return "".join(line.text for line in script)
