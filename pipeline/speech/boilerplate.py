"""Lines that Whisper learned from subtitle files and writes where nobody speaks; they only raise suspicion.

Hosts say some of them too: 感谢观看, 点赞, 关注. What the table holds was gathered from the filters and the
complaints of other projects (shared/peers.md, the answer in short and section 3.1).
"""

from __future__ import annotations

import re
import unicodedata

from models.han import to_simplified

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
_KNOWN = re.compile("|".join(_PATTERNS))


def is_boilerplate(text: str) -> bool:
    """Whether such lines are half of a text or more; script, case, marks and spaces do not matter."""
    plain = to_simplified(unicodedata.normalize("NFKC", text)).lower()
    plain = "".join(filter(str.isalnum, plain))
    known = sum(len(match[0]) for match in _KNOWN.finditer(plain))
    return bool(plain) and 2 * known >= len(plain)
