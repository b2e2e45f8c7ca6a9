"""A Chinese line -> its facts: rules tried in order at every place, the first that fits takes its words.

The line is written by `models.numerals.written` first, so spoken and written numbers give the same facts. A
numeral of one character counts only before what can be counted; what models/idioms.py names is passed over.
"""

from __future__ import annotations

import re

from models.han import to_simplified
from models.idioms import COUNTERS
from models.itn import RULES as WRITTEN_RULES
from models.numerals import written
from pipeline.facts import meanings as of
from pipeline.facts.money import CHINESE as CURRENCIES
from pipeline.facts.types import Fact
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
_H = of.NUMERALS
_GAP = re.compile(
    r"(?<=\d)[ \u00a0]+(?=[%％]|(?![零〇一二两三四五六七八九十])[\u4e00-\u9fff])"
    rf"|(?<=[\u4e00-\u9fff])(?<![{_H}])[ \u00a0]+(?=\d)"
)
"""Spaces that set digits apart from Chinese."""
_SCALE = "(?:万亿|[十百千]?万|[百千亿十](?![一二三四五六七八九分]))"
_ONE = "一二三四五六七八九"
_D = rf"(?<![\d.])\d+(?:,\d{{3}})*(?:\.\d+)?(?:[多来余]?{_SCALE})?"
_N = rf"(?:{_D}|[{_H}]+)"
_MORE = "[多来余]?"
_MEASURES = (
    "名 款 单 粒 段 档 场 种 遍 层 页 首 部 集 家 所 座 项 票 对 轮 句 道 岁 倍 色 口 班 期 步 格 代 "
    "星 门 束 朵 匹 头 度 码 块 瓦 毫安 亩 平方 立方 级 周年 月 季 成 届 省 市 县 村 户 样 类 封 幅 排 列 扇"
)

_COMPOUNDS = "部分 维 世 连 起 读 人制 分球 姊妹 国 合一 核 摄 卡 向 重 叠 角 边 轮 用 次元 大"
"""What makes a word with a numeral that another language may write in digits: 三合一, 三维, 八核."""


def _any(words: str) -> str:
    return f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})"


_UNIT = _any(" ".join(BY_CHINESE))
_CURRENCY = _any(" ".join(word for word in CURRENCIES if word != "块"))
_NO_OTHER = "(?!方|级|(?<=周)年|(?<=两)[个三四五六七八九十百千万次天])(?<!个[年天两])"
"""平方, 年级, 周年 and 一两个 are no measures."""
_COUNT = _any(f"{COUNTERS} {_MEASURES}")
_YUAN_END = rf"(?=$|[^\w]|[了吧啊呢哦呀嘛就全到起左以上出不都的半每]|[{_ONE}两\d]|包邮)"
_DAYPART = _any(
    "早上 早晨 上午 清晨 凌晨 今早 明早 中午 下午 晚上 傍晚 夜里 半夜 今晚 明晚 昨晚 当晚 每晚 晚"
)
_MONTH = rf"(?<![\d{_H}个])(\d{{1,2}}|十[一二]?|[{_ONE}])月"
_HOUR = rf"(?:\d{{1,2}}|[二]?十[{_ONE}]?|[{_ONE}两])"

# 满三百减五十, 满300可以再减40, 满199-50
_LESS = r"(?:[立就再还能可直]|可以){0,2}(?:[减\-抵省]|优惠)掉?"

_RULES: tuple[tuple[str, of.Read], ...] = (
    (rf"满({_N})(?:[元块]钱?)?{_LESS}({_N})(?:[元块]钱?)?", of.offer),
    (rf"[买拍]({_N})[{'盒件个瓶套箱包双条袋份'}]?(?:就|再)?[送赠发]({_N})(?![元块百千万])", of.deal),
    (rf"(?<![{_H}\d.])(\d(?:\.\d)?)折(?![叠腾磨断合返屏伞页痕扇线])", of.discount),
    (r"半价|对折", of.half_price),
    (rf"(?<![{_H}\d])([{_ONE}]{{2}})折", of.discounts),
    (rf"({_DAYPART}的?)?(?<!\d)({_HOUR})点(半|[一三]刻|\d\d分?(?!\d)|钟)", of.clock),
    (rf"({_DAYPART}的?)({_HOUR})点()", of.clock),
    (r"()(?<![\d.])(\d{1,2})点(?!\d)(?![点些儿])()", of.clock),
    (r"()(?<![\d:])([01]?\d|2[0-4])[:：]([0-5]\d)(?![\d:]|\.\d)", of.clock),
    (r"(?<!\d)([12]\d{3})年(?!前|间|来|以)", of.year),
    (r"(?<!\d)(0\d|[6-9]\d)年(?![前间来以内多])", of.year),
    (r"(?<!\d)(\d{1,2})世纪(\d0)年代", of.decade),
    (rf"({_N})世纪", of.century),
    (rf"{_MONTH}(?:(\d{{1,2}})[日号]?|份|[底末初中]|[上中下]旬)", of.date),
    (rf"(?!十月){_MONTH}(?![饼亮球光嫂子经])()", of.date),
    (r"()(?<!\d)(\d0)年代", of.decade),
    (rf"({_N})[个]?百分点", of.percent),
    (r"(?<![\d.])(\d+(?:\.\d+)?)[%％]", of.percent),
    (rf"([{_H}\d]+)分之([{_H}\d]+)", of.fraction),
    (rf"(?<![{_H}])([{_ONE}两])成(?:([{_ONE}])|(?![为了本都功长立果就人年员交熟分套天]))", of.tenths),
    (rf"({_N})[毛角](?:([{_ONE}])|钱|(?=\W|$|[一两]))(?![巾衣笔线发孩])", of.mao),
    (rf"({_N})分钱", of.fen),
    (rf"({_N}){_MORE}({_CURRENCY})(?![宝旦素件复里桥气老首始])", of.price),
    (rf"({_N})(?:多|来)(块)", of.price),
    (rf"(\d[\d,.]*{_SCALE}?|[{_H}]*十[{_H}]*)(块){_YUAN_END}", of.price),
    (rf"(美金|人民币|[¥￥])\s?({_N})", of.price_before),
    (rf"({_N})米([{_ONE}]{{1,2}}|\d{{1,2}})(?!{_COUNT}|[\d.{_H}])", of.length),
    (rf"(?<![{_H}\d])({_N})({_UNIT})半(?![径夜天价])()", of.halves),
    (rf"(?<![{_H}\d])({_N})(个)半(小时|钟头|月|星期|钟)?", of.halves),
    (rf"(?<![{_H}\d])({_N})([次倍])半()", of.halves),
    (rf"(半)个?({_UNIT}|月)(?![径夜价])()", of.halves),
    (r"(?<![一二三四五六七八九两\d])几[十百千万亿]+|[十百千万]几|数[十百千万亿]+", of.some),
    (r"上[百千万亿]+(?=[个人家种次名件])|[二三四五六七八九\d]+十?几", of.some),
    (rf"([{_H}]+|\d+)[到至\-~～]({_N})(?![元块]|折)", of.to),
    (rf"(?<![{_H}\d])([{_ONE}两][{_ONE}])([十百千万]?)(?={_COUNT}|{_UNIT}|[十百千万元块多]|$|\W)", of.range),
    (rf"({_N})刻钟", of.quarters),
    (rf"(?<![{_H}])({_N}){_MORE}个?({_UNIT}){_NO_OTHER}", of.quantity),
    (rf"每({_UNIT})(?<![天年周月秒升时两])(?![次个])", of.each),
    (rf"({_N})等奖", of.ordinal),
    (rf"第({_N})", of.ordinal),
    (r"(?<![大小\d])(\d+)号(?![召称码角外脉令])", of.ordinal),
    (r"[俩仨]", of.pair),
    (rf"(?<![{_H}])({_N}){_MORE}({_COUNT})(?![别外钟]|(?<=部)分)", of.count),
    (rf"(?<![{_H}\d])([{_ONE}])({_any(_COMPOUNDS)})", of.compound),
    (rf"(?<![^，。！？、；,.!?;\s])([{_ONE}两十])(?=[，。！？、；,.!?;\s]|$)", of.number),
    (r"(?<![\d.,])(?:0\d{2,}|\d{7,})(?![\d.,])", of.digits),
    (r"(?<=[A-Za-z])[\s\-]?(\d+(?:\.\d+)?)(?![\d.%])", of.name),
    (rf"(\d{{1,3}}(?:,\d{{3}})*)度([{_ONE}])", of.degrees),
    (rf"({_D})", of.number),
    (rf"[{_H}]+", of.nothing),
)  # fmt: skip


_TABLE: tuple[tuple[re.Pattern[str], of.Read], ...] = (
    (re.compile(r"双(十[一二])"), of.singles_day),
    *((rule.pattern, of.nothing) for rule in WRITTEN_RULES if rule.name in _PASSED),
    *((re.compile(pattern), rule) for pattern, rule in _RULES),
)


def read(text: str) -> tuple[Fact, ...]:
    """The facts of a Chinese line, Simplified or Traditional, in its order.

    三块九毛九 is 3.99 CNY, 满三百减五十 one offer of 300 and 50; 一起, 三心二意 and 千万别 are none. 一盒
    says nothing that another language must say in figures and is left out, 一斤 is not.
    """
    line = written(_GAP.sub("", to_simplified(text)))
    found: list[Fact] = []
    place = 0
    while place < len(line):
        for pattern, rule in _TABLE:
            match = pattern.match(line, place)
            if match is not None and match.end() > place:
                facts = list(rule(match))
                if facts or rule is of.nothing:
                    found += facts
                    place = match.end()
                    break
        else:
            place += 1
    return tuple(found)
