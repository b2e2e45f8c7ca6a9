"""Which Chinese numerals become Arabic digits before a translation model reads them.

A small model misreads 一千二 (1,200) and 八折 (20 % off) far more often than it miscopies digits. Conversion
is conservative: what is not surely a number (一起, 十分好, 三心二意, 万一, 三二一, 两三百) stays as it is
spoken.
"""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}

_D = "一二三四五六七八九"  # a digit that counts something
_RUN = "[零〇一二两三四五六七八九十百千万亿]"
_WHOLE = f"(?<!{_RUN})(?<![双几数]){_RUN}+"
_FIXED = {"二百五", "一五一十", "十一五", "十二五", "三七二十一"}  # sayings and names, not amounts

_PERCENT = re.compile(f"百分之({_RUN}+(?:点{_RUN}+)?)")
_OFF = re.compile(rf"(?<!{_RUN})(?:打个?)?([{_D}])点?([{_D}])?折(?![叠腾磨断合返屏伞页痕扇线])")
# 一百块一盒 is a price for one box: a bare digit after 块 means 毛 only where it can count nothing else.
_MONEY = re.compile(
    rf"({_WHOLE})块(?:([{_D}])(?:毛([{_D}])?|(?=$|\W|[的了钱吧啊呢哦呀嘛就全到起]|包邮))"
    rf"|([二三四五六七八九])(?=[一两][^一二三四五六七八九十百千万毛]))"
)
_YEAR = re.compile(rf"(?<!{_RUN})([{_D}][零〇{_D}]{{3}})(?=年)")
_DECIMAL = re.compile(rf"({_WHOLE})点([零〇{_D}]+)(?![零〇两十百千]|[分刻钟半线])")
_INTEGER = re.compile(f"({_WHOLE})(?!几|分之|[点]?折)")
# 块 is also what counts pieces, so it becomes 元 only where a price is said
_YUAN = re.compile(r"(?<=[0-9])块(?:钱|(?=$|\W|[了吧啊呢就全一两]|包邮))")
_PRICE = re.compile(rf"(?<!{_RUN})([{_D}两])(?=块钱|元(?![宝旦素件复]))")


def numeral(run: str) -> int | None:
    """The value of a numeral as spoken: 两百一十九 = 219, 一千二 = 1200, 一万零五 = 10005.

    None for what is no single number: 三二一, 两三百, 七八十, 千万, 百.
    """
    total = section = 0
    digit: int | None = None
    unit = above = 10**9  # the last unit of this section, of the whole
    zero = False
    for c in run:
        if c in _DIGITS:
            if digit is not None:
                return None
            if c in "零〇":
                zero = True
            else:
                digit = _DIGITS[c]
        elif c in _UNITS:
            if digit is None and not (c == "十" and section == 0 and total == 0 and not zero):
                return None
            if _UNITS[c] >= unit:
                return None
            unit = _UNITS[c]
            section, digit, zero = section + (1 if digit is None else digit) * unit, None, False
        else:
            section += digit or 0
            if not section or _MYRIADS[c] >= above:
                return None
            unit = above = _MYRIADS[c]
            total, section, digit, zero = total + section * above, 0, None, False
    if digit is not None:
        shortened = not zero and 100 <= unit < 10**9  # 一千二 leaves 百 unsaid
        section += digit * (unit // 10) if shortened else digit
    return total + section if total + section or set(run) <= set("零〇") else None


def _spelled(run: str) -> str:
    return "".join(str(_DIGITS[c]) for c in run)


def _decimal(whole: str, fraction: str) -> str | None:
    value = numeral(whole)
    return None if value is None else f"{value}.{_spelled(fraction)}"


def _percent(match: re.Match[str]) -> str:
    whole, _, fraction = match[1].partition("点")
    if fraction and not set(fraction) <= set(_DIGITS):
        return match[0]
    value = 100 if whole == "百" else numeral(whole)
    if value is None:
        return match[0]
    return f"{value}.{_spelled(fraction)}%" if fraction else f"{value}%"


def _off(match: re.Match[str]) -> str:
    tenths = Decimal(f"{_DIGITS[match[1]]}.{_DIGITS[match[2]] if match[2] else 0}")
    return f"优惠{(10 - tenths) * 10:.0f}%"


def _money(match: re.Match[str]) -> str:
    value = numeral(match[1])
    return match[0] if value is None else f"{value}.{_spelled((match[2] or match[4]) + (match[3] or ''))}元"


def _integer(match: re.Match[str]) -> str:
    run = match[1]
    if len(run) < 2 or run in _FIXED:
        return run
    value = numeral(run)
    if value is None or (value < 10 and run[0] not in "零〇"):
        return run
    return f"{value:,}" if value >= 10_000 else str(value)


def digits(text: str) -> str:
    """`text` with what is surely a number in Arabic digits, a discount as 优惠20%, 六块九 as 6.9元."""
    text = _PERCENT.sub(_percent, text.replace("百分百", "100%"))
    text = _OFF.sub(_off, text)
    text = _MONEY.sub(_money, text)
    text = _YEAR.sub(lambda m: _spelled(m[1]), text)
    text = _DECIMAL.sub(lambda m: _decimal(m[1], m[2]) or m[0], text)
    text = _INTEGER.sub(_integer, text)
    return _YUAN.sub("元", _PRICE.sub(lambda m: str(_DIGITS[m[1]]), text))
