"""What the numbers of a Chinese phrase say: from a match of one rule of read.py to its facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from models.cardinals import numeral, spelled
from pipeline.facts.money import CHINESE as CURRENCIES
from pipeline.facts.types import Fact, Kind
from pipeline.facts.units import BY_CHINESE

NUMERALS = "零〇一二两三四五六七八九十百千万亿"
SCALES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6}
SCALES |= {"千万": 10**7, "亿": 10**8, "万亿": 10**12}


def _value(run: str) -> Decimal | None:
    """The value of digits with or without a Chinese scale, or of a Chinese numeral."""
    if run[0].isascii():
        digits = re.match(r"[\d,.]+", run)
        assert digits is not None
        return Decimal(digits[0].replace(",", "")) * SCALES[run[digits.end() :].lstrip("多来余")]
    value = numeral(run)
    return None if value is None else Decimal(value)


Read = Callable[[re.Match[str]], Iterator[Fact]]


def nothing(match: re.Match[str]) -> Iterator[Fact]:
    """Numerals that count nothing."""
    return iter(())


def _fact(
    kind: Kind,
    value: Decimal | None,
    match: re.Match[str],
    *,
    unit: str = "",
    second: Decimal | None = None,
    vague: bool = False,
) -> Iterator[Fact]:
    """A fact of the whole match, none where its numeral has no single value."""
    if value is not None:
        yield Fact(kind, value, unit, second, vague, match[0])


def offer(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.OFFER, _value(match[1]), match, second=_value(match[2]))


def deal(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.DEAL, _value(match[1]), match, second=_value(match[2]))


def discount(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.DISCOUNT, (100 - 10 * Decimal(match[1])).normalize(), match)


def half_price(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.DISCOUNT, Decimal(50), match)


def discounts(match: re.Match[str]) -> Iterator[Fact]:
    """七八折: 20 to 30 per cent off."""
    high, low = (100 - 10 * Decimal(spelled(digit)) for digit in match[1])
    return _fact(Kind.DISCOUNT, low, match, second=high, vague=True)


def percent(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.PERCENT, _value(match[1]), match)


def clock(match: re.Match[str]) -> Iterator[Fact]:
    hour, tail = _value(match[2]), match[3] or ""
    minutes = {"半": 30, "一刻": 15, "三刻": 45}.get(tail) or int(re.sub(r"\D", "", tail) or 0)
    if hour is None or hour > 24 or minutes > 59:
        return
    hour, unit = _hour_of_day(hour, match[1] or "")
    yield Fact(Kind.TIME, hour % 24 * 60 + minutes, unit, text=match[0])


def _hour_of_day(hour: Decimal, part: str) -> tuple[Decimal, str]:
    """Hour and half of the day; 晚上十二点 is midnight, 半夜两点 is 2, and no half is sure for either."""
    if not part:
        return hour, "pm" if hour > 12 else ""
    if any(word in part for word in ("早", "上午", "清晨", "凌晨")):
        return (hour % 12, "") if hour in (12, 24) else (hour, "am")
    if part.startswith("中午"):
        return (hour, "") if hour in (10, 11) else (hour + 12 if hour < 10 else hour, "pm")
    if not part.startswith("下午") and (hour in (12, 24) or (hour < 6 and "夜" in part)):
        return hour % 12, ""
    return hour + 12 if hour < 12 else hour, "pm"


def date(match: re.Match[str]) -> Iterator[Fact]:
    month, day = _value(match[1]), _value(match[2]) if match[2] else None
    if month is not None and 1 <= month <= 12:
        yield Fact(Kind.DATE, month, second=day, text=match[0])


def singles_day(match: re.Match[str]) -> Iterator[Fact]:
    day = _value(match[1])
    return _fact(Kind.DATE, day, match, second=day, vague=True)


def year(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.YEAR, Decimal(match[1]), match)


def decade(match: re.Match[str]) -> Iterator[Fact]:
    century = (int(match[1]) - 1) * 100 if match[1] else 0
    return _fact(Kind.YEAR, century + Decimal(match[2]), match, vague=True)


def century(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.ORDINAL, _value(match[1]), match, unit="世纪")


def mao(match: re.Match[str]) -> Iterator[Fact]:
    value = _value(match[1])
    cents = Decimal(spelled(match[2])) / 100 if match[2] else Decimal(0)
    return _fact(Kind.PRICE, None if value is None else value / 10 + cents, match, unit="CNY")


def fen(match: re.Match[str]) -> Iterator[Fact]:
    value = _value(match[1])
    return _fact(Kind.PRICE, None if value is None else value / 100, match, unit="CNY")


def price(match: re.Match[str]) -> Iterator[Fact]:
    value, hundredths = _value(match[1]), match[2] == "美分"
    return _fact(Kind.PRICE, value / 100 if value and hundredths else value, match, unit=CURRENCIES[match[2]])


def price_before(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.PRICE, _value(match[2]), match, unit=CURRENCIES.get(match[1], "CNY"))


def length(match: re.Match[str]) -> Iterator[Fact]:
    """一米六五: what follows the metre is its tenths, or its hundredths."""
    metres, rest = _value(match[1]), match[2] if match[2].isascii() else spelled(match[2])
    return _fact(Kind.QUANTITY, None if metres is None else metres + Decimal(f"0.{rest}"), match, unit="m")


def halves(match: re.Match[str]) -> Iterator[Fact]:
    """三斤半, 一个半小时, 四次半, 半斤."""
    whole, word = match[1], match[3] or match[2]
    value = Decimal("0.5") if whole == "半" else _value(whole)
    if value is not None:
        value += 0 if whole == "半" else Decimal("0.5")
        unit = BY_CHINESE.get("个月" if word == "月" else word)
        if unit is not None:
            yield Fact(Kind.QUANTITY, value, unit.name, text=match[0])
        elif whole != "半":
            yield Fact(Kind.COUNT, value, word, text=match[0])


def quantity(match: re.Match[str]) -> Iterator[Fact]:
    value, unit = _value(match[1]), BY_CHINESE[match[2]]
    article = value == 1 and unit.measures == "time"  # an hour, daily, this year
    return _fact(Kind.QUANTITY, value, match, unit=unit.name, vague=article)


def each(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.QUANTITY, Decimal(1), match, unit=BY_CHINESE[match[1]].name)


def quarters(match: re.Match[str]) -> Iterator[Fact]:
    value = _value(match[1])
    return _fact(Kind.QUANTITY, None if value is None else value * 15, match, unit="min")


def range(match: re.Match[str]) -> Iterator[Fact]:
    """三四十, 两三百, 七八个: two digits, one unit."""
    low, high = (Decimal(spelled(digit)) for digit in match[1])
    unit = SCALES[match[2] or ""]
    if low < high:
        yield Fact(Kind.NUMBER, low * unit, second=high * unit, vague=True, text=match[0])


def some(match: re.Match[str]) -> Iterator[Fact]:
    """几十, 十几, 上百, 数千: from the least to the most that it can mean."""
    run = re.sub(f"[^{NUMERALS}0-9]", "", match[0])
    least = Decimal(SCALES[run]) if run in SCALES else _value(run)
    if least is not None:
        most = least + 10 if match[0].endswith("几") and least < 100 else least * 10
        yield Fact(Kind.NUMBER, least, second=most, vague=True, text=match[0])


def to(match: re.Match[str]) -> Iterator[Fact]:
    low, high = _value(match[1]), _value(match[2])
    if low is not None and high is not None and low < high:
        yield Fact(Kind.NUMBER, low, second=high, vague=True, text=match[0])


def fraction(match: re.Match[str]) -> Iterator[Fact]:
    parts, value = (_value("一" + run if run in SCALES else run) for run in (match[1], match[2]))
    if value is not None and parts:
        yield from _fact(Kind.FRACTION, value, match, second=parts, vague=True)


def tenths(match: re.Match[str]) -> Iterator[Fact]:
    value = Decimal(spelled(match[1]) + spelled(match[2] or "0"))
    return _fact(Kind.PERCENT, value, match, vague=True)


def ordinal(match: re.Match[str]) -> Iterator[Fact]:
    value = _value(match[1])
    return _fact(Kind.ORDINAL, value, match, vague=value == 1 and match[0][0] in "第一")


def pair(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.COUNT, Decimal(3 if match[0] == "仨" else 2), match, vague=True)


def count(match: re.Match[str]) -> Iterator[Fact]:
    value = _value(match[1])
    if value is not None and value >= 2:
        yield Fact(Kind.COUNT, value, match[2], text=match[0])


def compound(match: re.Match[str]) -> Iterator[Fact]:
    value = _value(match[1])
    if value is not None and value >= 2:
        yield Fact(Kind.COUNT, value, match[2], vague=True, text=match[0])


def number(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.NUMBER, _value(match[1]), match)


def degrees(match: re.Match[str]) -> Iterator[Fact]:
    """37度五."""
    return _fact(Kind.NUMBER, Decimal(f"{match[1]}.{spelled(match[2])}"), match)


def digits(match: re.Match[str]) -> Iterator[Fact]:
    yield Fact(Kind.DIGITS, Decimal(0), text=match[0])


def name(match: re.Match[str]) -> Iterator[Fact]:
    yield Fact(Kind.NAME, Decimal(match[1]), text=match[0])
