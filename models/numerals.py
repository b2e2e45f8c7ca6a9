"""Spoken numbers as a person reads them in a subtitle (`written`) and a model translates them (`digits`)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial

from models.itn import RULES, Writer

_NUMERALS = "零〇一二两三四五六七八九十百千万亿幺0123456789"
_HELD = 0xF0000  # a plane for private use: what a rule has written waits here, out of sight of the others
_HOLD = {ord(c): _HELD + ord(c) for c in _NUMERALS}
_RELEASE = {held: c for c, held in _HOLD.items()}

_SURE = re.compile("百分[之]?百")
_OFF = re.compile(r"(?:打个?)?(?<![0-9.])([1-9](?:\.[1-9])?)折(?![叠腾磨断合返屏伞页痕扇线])")
_LARGE = re.compile(r"(?<![0-9.,A-Za-z])([0-9]+(?:\.[0-9]+)?)([万亿])(?![万亿])")
_TIMES = {"万": 10**4, "亿": 10**8}


def written(text: str) -> str:
    """Simplified `text` with its numbers as a Chinese subtitler writes them; see the table in models/itn.py.

    三块九毛九 is 3.99元, 一起 stays. Only numerals and what belongs to them change (点, 块, 毛, 百分之), and
    nothing changes when it is applied again.
    """
    if any(ord(c) in _RELEASE for c in text):
        return text
    while any(c in text for c in _NUMERALS) and (new := _pass(text)) != text:
        text = new
    return text


def _pass(text: str) -> str:
    for rule in RULES:
        text = rule.pattern.sub(partial(_held, rule.write), text)
    return text.translate(_RELEASE)


def _held(write: Writer, match: re.Match[str]) -> str:
    new = write(match)
    return match[0] if new is None else new.translate(_HOLD)


def digits(text: str) -> str:
    """`text` for a translation model: as `written`, a discount as 优惠20%, 2万 as 20,000, 百分百 as 100%.

    A small model misreads 一千二 (1,200), 8折 (20 % off) and 2万 (20,000) far more often than it miscopies
    digits.
    """
    text = _SURE.sub("100%", written(text))
    text = _OFF.sub(lambda match: f"优惠{(10 - Decimal(match[1])) * 10:.0f}%", text)
    return _LARGE.sub(lambda match: f"{Decimal(match[1]) * _TIMES[match[2]]:,.0f}", text)
