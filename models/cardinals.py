"""The value of a Chinese numeral as it is said, 一千二 or 8千6百, and how a subtitle writes that value."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_TOKEN = re.compile(r"[0-9]+|.")


def numeral(run: str) -> int | None:
    """The value of a numeral as spoken: 两百一十九 = 219, 一千二 = 1200, 一万零五 = 10005, 8千6百 = 8600.

    None for what is no single number: 三二一, 两三百, 七八十, 千万, 百, 三百两.
    """
    if run.endswith("两") and run != "两":
        return None
    total = section = 0
    digit: int | None = None
    single = True  # whether that digit is one figure
    unit = above = 10**9  # the last unit of this section, of the whole
    zero = False
    for token in _TOKEN.findall(run):
        if token.isdecimal() or token in _DIGITS:
            if digit is not None or token == "幺":
                return None
            value = int(token) if token.isdecimal() else _DIGITS[token]
            zero = zero or token[0] in "0零〇"
            single = len(token) == 1
            if value or not zero:
                digit = value
        elif token in _UNITS:
            alone = token == "十" and section == 0 and zero == (total > 0)  # 十二, and 一百零五万零十
            if digit is None and not alone:
                return None
            if _UNITS[token] >= unit or not single:
                return None
            unit = _UNITS[token]
            section, digit, zero = section + (1 if digit is None else digit) * unit, None, False
        elif token in _MYRIADS:
            section += digit or 0
            if not section or _MYRIADS[token] >= above:
                return None
            unit = above = _MYRIADS[token]
            total, section, digit, zero, single = total + section * above, 0, None, False, True
        else:
            return None
    if digit is not None:
        if not single and unit < 10**9 and len(str(digit)) != len(str(unit)) - 1:
            return None  # 1万23 is 10023 to one reader and 12300 to another
        shortened = single and not zero and 100 <= unit < 10**9  # 一千二 leaves 百 unsaid
        section += digit * (unit // 10) if shortened else digit
    return total + section if total + section or set(run) <= set("零〇0") else None


def figures(value: int) -> str:
    """`value` in digits: 12300; whole 万 keep their unit (2万, 350万, 1.2亿), as GB/T 15835 has it."""
    if value < 10_000 or value % 10_000:
        return str(value)
    unit, name = (10**8, "亿") if value >= 10**8 else (10**4, "万")
    return f"{Decimal(value) / unit:f}{name}"


def spelled(run: str) -> str:
    """Each digit by itself: 二零二六 is 2026, 幺三八 138."""
    return "".join(c if c.isdecimal() else str(_DIGITS[c]) for c in run)
