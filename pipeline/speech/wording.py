"""What is odd about a text by itself: loops, more of it than anybody can say, lines of subtitle files.

It only raises suspicion. Whisper learned 谢谢观看 from the ends of subtitle files and writes it where nobody
speaks, but hosts do say it, and 点赞, and 关注; they repeat themselves, too.
"""

from __future__ import annotations

import re

from models.types import compression
from pipeline.speech.follow import key
from pipeline.types import Ms

FASTEST = 9.0
"""Characters a second; the fastest hosts reach 8."""
_LATIN = re.compile(r"[A-Za-z]{2,}")
_LOOP = re.compile(r"(.{4,}?)\1{2,}")
_RATIO = 1.9
"""Bytes of a text by those of its zlib compression: real speech up to 1.82, decoders that loop from 1.97."""
_PATTERNS = (
    r"(请)?不吝点赞(订阅)?(转发)?",
    r"打赏支持|(支持)?明镜与?点点(栏目)?",
    r"(感谢|谢谢|多谢)(大家|各位|您|你们|你)?(的)?(观看|收看|收听|观赏|聆听)",
    r"(请|欢迎|记得|别忘了?)+(点赞|按赞|订阅|关注|转发|分享|和|我的|我们的?|频道|打开|小?铃铛)+",
    r"(点赞|按赞|订阅|转发|分享|小?铃铛){3,}",
    r"(订阅|关注)(我|我们|本)的?频道",
    r"(中文|繁体|简体)?字幕(由|by|来自|制作|提供|志愿者|校对|后期|翻译|时间轴).*",
    r"由.{1,12}提供的?字幕|amaraorg(社区|社群)?|字幕志愿者.*",
    r"(优优)?独播剧场|(yoyo)?televisionseriesexclusive",
    r"mingpao(canada|toronto)*|明报(加拿大|多伦多)*",
    r"(作词|作曲|编曲|词曲|演唱|混音)+.{0,6}",
    r"我们下(期|次|集)(节目|视频)?再见|(未完|本集|全剧)(待续|完|终)",
    r"thank(s|you)(so|very)?(much)?forwatching|pleasesubscribe|subtitlesby.*",
)
"""Gathered from the filters of other projects and the complaints of their users (shared/peers.md, item 1)."""
_KNOWN = re.compile("|".join(_PATTERNS))


def is_boilerplate(text: str) -> bool:
    """Whether such lines are half of a text or more; script, case, marks and spaces do not matter."""
    plain = key(text)
    known = sum(len(match[0]) for match in _KNOWN.finditer(plain))
    return bool(plain) and 2 * known >= len(plain)


def repeats(text: str) -> bool:
    """Whether a decoder may be looping: a phrase three times in a row, or text that compresses as no speech
    does. Counting down, some laughter and 上链接，上链接 are none."""
    return _LOOP.search(text) is not None or compression(text) > _RATIO


def too_fast(text: str, voiced: Ms) -> bool:
    """Whether nobody can say so much in `voiced` ms; a short text may be timed badly."""
    size = spoken(text)
    return size > 12 and size * 1000 > FASTEST * max(voiced, 1)


def impossible(text: str, voiced: Ms) -> str | None:
    """Why nobody can have said a text in `voiced` ms, or None."""
    if repeats(text):
        return "repeats itself"
    return "faster than anybody speaks" if too_fast(text, voiced) else None


def spoken(text: str) -> int:
    """Syllables of a text, marks not counted: a Han character or digit is one, so are three Latin letters."""
    return sum(map(str.isalnum, _LATIN.sub(lambda latin: "x" * -(-len(latin[0]) // 3), text)))
