"""A Chinese line -> its facts: rules tried in order at every place, the first that fits takes its words.

The line is written by `models.numerals.written` first, so spoken and written numbers give the same facts. A
numeral of one character counts only before what can be counted; what models/idioms.py names is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from models.cardinals import numeral, spelled
from models.han import to_simplified
from models.idioms import COUNTERS
from models.itn import RULES as WRITTEN_RULES
from models.numerals import written
from pipeline.facts.money import CHINESE as CURRENCIES
from pipeline.facts.types import Fact, Kind
from pipeline.facts.units import BY_CHINESE

_PASSED = (
    "words with 一",
    "a bit",
    "craft",
    "sayings",
    "the day called 十一",
    "weekdays",
    "the old calendar",
)
_H = "零〇一二两三四五六七八九十百千万亿"
_GAP = re.compile(
    rf"(?<=\d)[ \u00a0]+(?=[%％]|(?![{_H}])[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?<![{_H}])[ \u00a0]+(?=\d)"
)
"""Spaces that set digits apart from Chinese."""
_SCALES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}
_SCALE = "(?:万亿|[十百千]?万|[百千亿十](?![一二三四五六七八九分]))"
_ONE = "一二三四五六七八九"
_D = rf"(?<![\d.])\d+(?:,\d{{3}})*(?:\.\d+)?(?:[多来余]?{_SCALE})?"
_N = rf"(?:{_D}|[{_H}]+)"
_MORE = "[多来余]?"
_MEASURES = (
    "名 款 单 粒 段 档 场 种 遍 层 页 首 部 集 家 所 座 项 票 对 轮 句 道 岁 倍 色 口 班 期 步 格 代 "
    "星 门 束 朵 匹 头 度 码 块 瓦 毫安 亩 平方 立方 级 周年 月 季 成 届 省 市 县 村 户 样 类 封 幅 排 列 扇"
)

_COMPOUNDS = "部分 维 世 连 起 读 人制 分球 姊妹 国 合一 核 摄 卡 向 重 叠 角 边 轮 用 次元"
"""What makes a word with a numeral that another language may write in digits: 三合一, 三维, 八核."""


def _any(words: str) -> str:
    return f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})"


_UNIT = _any(" ".join(BY_CHINESE))
_CURRENCY = _any(" ".join(word for word in CURRENCIES if word != "块"))
_COUNT = _any(f"{COUNTERS} {_MEASURES}")
_YUAN_END = rf"(?=$|[^\w]|[了吧啊呢哦呀嘛就全到起左以上出不都的半每]|[{_ONE}两\d]|包邮)"
_DAYPART = _any(
    "早上 早晨 上午 清晨 凌晨 今早 明早 中午 下午 晚上 傍晚 夜里 半夜 今晚 明晚 昨晚 当晚 每晚 晚"
)
_MORNING = ("早", "上午", "清晨", "凌晨")
_HOUR = rf"(?:\d{{1,2}}|[二]?十[{_ONE}]?|[{_ONE}两])"


def _value(run: str) -> Decimal | None:
    """The value of digits with or without a Chinese scale, or of a Chinese numeral."""
    if run[0].isascii():
        digits = re.match(r"[\d,.]+", run)
        assert digits is not None
        return Decimal(digits[0].replace(",", "")) * _SCALES[run[digits.end() :].lstrip("多来余")]
    value = numeral(run)
    return None if value is None else Decimal(value)


Read = Callable[[re.Match[str]], Iterator[Fact]]


def _nothing(match: re.Match[str]) -> Iterator[Fact]:
    return iter(())


def _fact(kind: Kind, value: Decimal | None, match: re.Match[str], **rest: object) -> Iterator[Fact]:
    if value is not None:
        yield Fact(kind, value, text=match[0], **rest)  # type: ignore[arg-type]


def _offer(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.OFFER, _value(match[1]), match, second=_value(match[2]))


def _deal(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.DEAL, _value(match[1]), match, second=_value(match[2]))


def _discount(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.DISCOUNT, (100 - 10 * Decimal(match[1])).normalize(), match)


def _half_price(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.DISCOUNT, Decimal(50), match)


def _discounts(match: re.Match[str]) -> Iterator[Fact]:
    """七八折: 20 to 30 per cent off."""
    high, low = (100 - 10 * Decimal(spelled(digit)) for digit in match[1])
    return _fact(Kind.DISCOUNT, low, match, second=high, vague=True)


def _percent(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.PERCENT, _value(match[1]), match)


def _clock(match: re.Match[str]) -> Iterator[Fact]:
    part, hour, tail = match[1] or "", _value(match[2]), match[3] or ""
    minutes = {"半": 30, "一刻": 15, "三刻": 45}.get(tail) or int(re.sub(r"\D", "", tail) or 0)
    if hour is None or hour > 24 or minutes > 59:
        return
    unit = ""
    if part:
        noon = part == "中午" and hour >= 11
        unit = "am" if part.startswith(_MORNING) or (part == "明早") or "早" in part else "pm"
        hour += 12 if unit == "pm" and hour < 12 and not noon else 0
        if part == "半夜" or (part in ("晚上", "夜里") and hour == 24):
            unit, hour = "", hour % 24
    elif hour > 12:
        unit = "pm"
    yield Fact(Kind.TIME, hour % 24 * 60 + minutes, unit, text=match[0])


def _date(match: re.Match[str]) -> Iterator[Fact]:
    month, day = _value(match[1]), _value(match[2]) if match[2] else None
    if month is not None and 1 <= month <= 12:
        yield Fact(Kind.DATE, month, second=day, text=match[0])


def _singles_day(match: re.Match[str]) -> Iterator[Fact]:
    day = _value(match[1])
    return _fact(Kind.DATE, day, match, second=day, vague=True)


def _year(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.YEAR, Decimal(match[1]), match)


def _decade(match: re.Match[str]) -> Iterator[Fact]:
    century = (int(match[1]) - 1) * 100 if match[1] else 0
    return _fact(Kind.YEAR, century + Decimal(match[2]), match, vague=True)


def _century(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.ORDINAL, _value(match[1]), match, unit="世纪")


def _mao(match: re.Match[str]) -> Iterator[Fact]:
    value = _value(match[1])
    cents = Decimal(spelled(match[2])) / 100 if match[2] else Decimal(0)
    return _fact(Kind.PRICE, None if value is None else value / 10 + cents, match, unit="CNY")


def _fen(match: re.Match[str]) -> Iterator[Fact]:
    value = _value(match[1])
    return _fact(Kind.PRICE, None if value is None else value / 100, match, unit="CNY")


def _price(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.PRICE, _value(match[1]), match, unit=CURRENCIES[match[2]])


def _price_before(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.PRICE, _value(match[2]), match, unit=CURRENCIES.get(match[1], "CNY"))


def _length(match: re.Match[str]) -> Iterator[Fact]:
    """一米六五: what follows the metre is its tenths, or its hundredths."""
    metres, rest = _value(match[1]), match[2] if match[2].isascii() else spelled(match[2])
    return _fact(Kind.QUANTITY, None if metres is None else metres + Decimal(f"0.{rest}"), match, unit="m")


def _halves(match: re.Match[str]) -> Iterator[Fact]:
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


def _quantity(match: re.Match[str]) -> Iterator[Fact]:
    value, unit = _value(match[1]), BY_CHINESE[match[2]]
    article = value == 1 and unit.measures == "time"  # an hour, daily, this year
    return _fact(Kind.QUANTITY, value, match, unit=unit.name, vague=article)


def _each(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.QUANTITY, Decimal(1), match, unit=BY_CHINESE[match[1]].name)


def _quarters(match: re.Match[str]) -> Iterator[Fact]:
    value = _value(match[1])
    return _fact(Kind.QUANTITY, None if value is None else value * 15, match, unit="min")


def _range(match: re.Match[str]) -> Iterator[Fact]:
    """三四十, 两三百, 七八个: two digits, one unit."""
    low, high = (Decimal(spelled(digit)) for digit in match[1])
    unit = _SCALES[match[2] or ""]
    if low < high:
        yield Fact(Kind.NUMBER, low * unit, second=high * unit, vague=True, text=match[0])


def _some(match: re.Match[str]) -> Iterator[Fact]:
    """几十, 十几, 上百, 数千: from the least to the most that it can mean."""
    run = re.sub(f"[^{_H}0-9]", "", match[0])
    least = Decimal(_SCALES[run]) if run in _SCALES else _value(run)
    if least is not None:
        most = least + 10 if match[0].endswith("几") and least < 100 else least * 10
        yield Fact(Kind.NUMBER, least, second=most, vague=True, text=match[0])


def _to(match: re.Match[str]) -> Iterator[Fact]:
    low, high = _value(match[1]), _value(match[2])
    if low is not None and high is not None and low < high:
        yield Fact(Kind.NUMBER, low, second=high, vague=True, text=match[0])


def _fraction(match: re.Match[str]) -> Iterator[Fact]:
    parts, value = (_value("一" + run if run in _SCALES else run) for run in (match[1], match[2]))
    if value is not None and parts:
        yield from _fact(Kind.FRACTION, value, match, second=parts, vague=True)


def _tenths(match: re.Match[str]) -> Iterator[Fact]:
    value = Decimal(spelled(match[1]) + spelled(match[2] or "0"))
    return _fact(Kind.PERCENT, value, match, vague=True)


def _ordinal(match: re.Match[str]) -> Iterator[Fact]:
    value = _value(match[1])
    return _fact(Kind.ORDINAL, value, match, vague=value == 1 and match[0][0] in "第一")


def _pair(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.COUNT, Decimal(3 if match[0] == "仨" else 2), match, vague=True)


def _count(match: re.Match[str]) -> Iterator[Fact]:
    value = _value(match[1])
    if value is not None and value >= 2:
        yield Fact(Kind.COUNT, value, match[2], text=match[0])


def _compound(match: re.Match[str]) -> Iterator[Fact]:
    value = _value(match[1])
    if value is not None and value >= 2:
        yield Fact(Kind.COUNT, value, match[2], vague=True, text=match[0])


def _number(match: re.Match[str]) -> Iterator[Fact]:
    return _fact(Kind.NUMBER, _value(match[1]), match)


def _digits(match: re.Match[str]) -> Iterator[Fact]:
    yield Fact(Kind.DIGITS, Decimal(0), text=match[0])


def _name(match: re.Match[str]) -> Iterator[Fact]:
    yield Fact(Kind.NAME, Decimal(match[1]), text=match[0])


_RULES: tuple[tuple[str, Read], ...] = (
    (r"双(十[一二])", _singles_day),
    (rf"满({_N})(?:[元块]钱?)?[立就]?[减\-]({_N})(?:[元块]钱?)?", _offer),
    (rf"[买拍]({_N})[{'盒件个瓶套箱包双条袋份'}]?(?:就|再)?[送赠发]({_N})(?![元块百千万])", _deal),
    (rf"(?<![{_H}\d.])(\d(?:\.\d)?)折(?![叠腾磨断合返屏伞页痕扇线])", _discount),
    (r"半价|对折", _half_price),
    (rf"(?<![{_H}\d])([{_ONE}]{{2}})折", _discounts),
    (rf"({_DAYPART}的?)?(?<!\d)({_HOUR})点(半|[一三]刻|\d\d分?(?!\d)|钟)", _clock),
    (rf"({_DAYPART}的?)({_HOUR})点()", _clock),
    (r"()(?<![\d.])(\d{1,2})点(?!\d)(?![点些儿])()", _clock),
    (r"()(?<![\d:])([01]?\d|2[0-4])[:：]([0-5]\d)(?![\d:]|\.\d)", _clock),
    (r"(?<!\d)([12]\d{3})年(?!前|间|来|以)", _year),
    (r"(?<!\d)(0\d|[6-9]\d)年(?![前间来以内多])", _year),
    (r"(?<!\d)(\d{1,2})世纪(\d0)年代", _decade),
    (rf"({_N})世纪", _century),
    (rf"(?<![\d{_H}个])(\d{{1,2}}|十[一二]?|[{_ONE}])月(?:(\d{{1,2}})[日号]?|份|[底末初中]|[上中下]旬)", _date),
    (rf"(?<![\d{_H}个])(\d{{1,2}}|十[一二]|[{_ONE}])月(?![饼亮球光嫂子经])()", _date),
    (r"()(?<!\d)(\d0)年代", _decade),
    (rf"({_N})[个]?百分点", _percent),
    (r"(?<![\d.])(\d+(?:\.\d+)?)[%％]", _percent),
    (rf"([{_H}\d]+)分之([{_H}\d]+)", _fraction),
    (rf"(?<![{_H}])([{_ONE}两])成(?:([{_ONE}])|(?![为了本都功长立果就人年员交熟分套天]))", _tenths),
    (rf"({_N})[毛角](?:([{_ONE}])|钱|(?=\W|$|[一两]))(?![巾衣笔线发孩])", _mao),
    (rf"({_N})分钱", _fen),
    (rf"({_N}){_MORE}({_CURRENCY})(?![宝旦素件复里桥气老首始])", _price),
    (rf"({_N})(?:多|来)(块)", _price),
    (rf"(\d[\d,.]*{_SCALE}?|[{_H}]*十[{_H}]*)(块){_YUAN_END}", _price),
    (rf"(美金|人民币|[¥￥])\s?({_N})", _price_before),
    (rf"({_N})米([{_ONE}]{{1,2}}|\d{{1,2}})(?!{_COUNT}|[\d.{_H}])", _length),
    (rf"(?<![{_H}\d])({_N})({_UNIT})半(?![径夜天价])()", _halves),
    (rf"(?<![{_H}\d])({_N})(个)半(小时|钟头|月|星期|钟)?", _halves),
    (rf"(?<![{_H}\d])({_N})([次倍])半()", _halves),
    (rf"(半)个?({_UNIT}|月)(?![径夜价])()", _halves),
    (r"(?<![一二三四五六七八九两\d])几[十百千万亿]+|[十百千万]几|数[十百千万亿]+|上[百千万亿]+(?=[个人家种次名件])|[二三四五六七八九\d]+十?几", _some),
    (rf"([{_H}]+|\d+)[到至\-~～]({_N})(?![元块]|折)", _to),
    (rf"(?<![{_H}\d])([{_ONE}两][{_ONE}])([十百千万]?)(?={_COUNT}|{_UNIT}|[十百千万元块多]|$|\W)", _range),
    (rf"({_N})刻钟", _quarters),
    (rf"(?<![{_H}])({_N}){_MORE}个?({_UNIT})(?!方|级|(?<=周)年|(?<=两)[个三四五六七八九十百千万次天])(?<!个[年天两])", _quantity),
    (rf"每({_UNIT})(?<![天年周月秒升时两])(?![次个])", _each),
    (rf"({_N})等奖", _ordinal),
    (rf"第({_N})", _ordinal),
    (r"(?<![大小\d])(\d+)号(?![召称码角外脉令])", _ordinal),
    (r"[俩仨]", _pair),
    (rf"(?<![{_H}])({_N}){_MORE}({_COUNT})(?![别外钟]|(?<=部)分)", _count),
    (rf"(?<![{_H}\d])([{_ONE}])({_any(_COMPOUNDS)})", _compound),
    (rf"(?<![^，。！？、；,.!?;\s])([{_ONE}两十])(?=[，。！？、；,.!?;\s]|$)", _number),
    (r"(?<![\d.,])(?:0\d{2,}|\d{7,})(?![\d.,])", _digits),
    (r"(?<=[A-Za-z])[\s\-]?(\d+(?:\.\d+)?)(?![\d.%])", _name),
    (rf"(\d{{1,3}}(?:,\d{{3}})*)度([{_ONE}])", lambda m: _fact(Kind.NUMBER, Decimal(f"{m[1]}.{spelled(m[2])}"), m)),
    (rf"({_D})", _number),
    (rf"[{_H}]+", _nothing),
)  # fmt: skip

_TABLE: tuple[tuple[re.Pattern[str], Read], ...] = (
    tuple((re.compile(pattern), read) for pattern, read in _RULES[:1])
    + tuple((rule.pattern, _nothing) for rule in WRITTEN_RULES if rule.name in _PASSED)
    + tuple((re.compile(pattern), read) for pattern, read in _RULES[1:])
)


def read(text: str) -> tuple[Fact, ...]:
    """The facts of a Chinese line, Simplified or Traditional, in its order.

    三块九毛九 is 3.99 CNY, 满三百减五十 one offer of 300 and 50; 一起, 三心二意 and 千万别 are none. 一盒 says
    nothing that another language must say in figures and is left out, 一斤 is not.
    """
    line = written(_GAP.sub("", to_simplified(text)))
    found: list[Fact] = []
    place = 0
    while place < len(line):
        for pattern, rule in _TABLE:
            match = pattern.match(line, place)
            if match is not None and match.end() > place:
                facts = list(rule(match))
                if facts or rule is _nothing:
                    found += facts
                    place = match.end()
                    break
        else:
            place += 1
    return tuple(found)
