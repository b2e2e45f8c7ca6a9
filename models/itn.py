"""Inverse text normalisation: the table of rules by which spoken numbers are written as subtitlers do.

The rules are applied in order, each to the whole line; what one has written is final, no later rule sees it.
Behind them stand four decisions:

- A numeral of one character stays before whatever it counts (三个, 一盒, 两斤, 七天): 一 and 两 are words
  more often. Longer ones are digits, and so are prices, rates, dates, hours and what is numbered.
- Whole 万 and 亿 keep their unit (2万, 1.2亿), everything else is written in full (一万二 is 12000).
- A time keeps its words: 晚上八点半 is 晚上8点半, not 20:30.
- What may be two things (七八折, 三百五盒, 两三百) stays as it is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from models.cardinals import figures, numeral, spelled
from models.idioms import COUNTERS, CRAFT, NAMES, ONE, SAYINGS

Writer = Callable[[re.Match[str]], str | None]
"""What stands for a match from then on; None leaves it to the rules that follow."""


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    pattern: re.Pattern[str]
    write: Writer
    why: str
    examples: tuple[tuple[str, str], ...]
    """What is said and what is written; the tests run them."""


def _any(words: str) -> str:
    """One of the words, which stand between spaces; the longest that fits."""
    return f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})"


_D = "一二三四五六七八九"  # a digit that counts something
_H = f"零〇两{_D}十百千万亿"
_N = f"[0-9{_H}]"
_COUNT = _any(COUNTERS)
_BEGIN = rf"(?<!{_N})(?<![0-9][.,])"  # where a number may begin
_DIGITS = r"(?<![A-Za-z.\-/])(?=[0-9])"  # the 4 of A4百搭 begins none
_WHOLE = rf"{_BEGIN}(?:{_DIGITS}|(?=[{_H}])){_N}++(?!(?<=[0-9]百)[货合姓科叶搭变花]|\.[0-9])"
_END = r"$|[^\w.]"  # a mark, the end, or what another rule has written
_PARTICLE = "的了吧啊呢哦呀嘛"
_MONEY = rf"块(?:钱|(?={_END}|[了吧啊呢哦呀嘛就全到]|[{_D}两十]{_COUNT}|包邮))"
_HOUR = rf"(十[{_D}]?|二十[一二三四]?|[{_D}两]|[0-9]{{1,2}})点"
_MINUTES = rf"(零[{_D}]|[二三四五]?十[{_D}]?)"
_DAYPART = _any("早上 早晨 上午 中午 下午 晚上 傍晚 凌晨 清晨 夜里 半夜 今早 明早 今晚 明晚 昨晚 当晚 每晚")


def _stay(match: re.Match[str]) -> str:
    return match[0]


def _figure(run: str) -> str | None:
    """A numeral in digits; digits are left as they are."""
    if run.isascii():
        return run
    value = numeral(run)
    return None if value is None else figures(value)


def _joined(*parts: str | None) -> str | None:
    return None if None in parts else "".join(filter(None, parts))


def _each(match: re.Match[str]) -> str:
    """Every numeral of one character in the match as its digit."""
    return re.sub(f"[{_D}两十]", lambda m: "10" if m[0] == "十" else spelled(m[0]), match[0])


def _percent(match: re.Match[str]) -> str | None:
    value = numeral(match[1])
    if value is None:
        return None
    return f"{value}.{spelled(match[2])}%" if match[2] else f"{value}%"


def _off(match: re.Match[str]) -> str | None:
    first, point, second = match[1], match[2], match[3] or ""
    if second and not point and f"{first}{second}" in _D:
        return match[0]  # 七八折 is seven or eight
    return f"{spelled(first)}.{spelled(second)}折" if second else f"{spelled(first)}折"


def _clock(match: re.Match[str]) -> str | None:
    part, hour, minutes = match[1] or "", numeral(match[2]), match[3]
    if hour is None or hour > 24 or (minutes and numeral(minutes) is None):
        return None
    return f"{part}{hour}点" + (f"{numeral(minutes):02}" if minutes else "")


def _jiao(match: re.Match[str]) -> str | None:
    value = numeral(match[1])
    return None if value is None else f"{value}.{spelled(match[2])}{spelled(match[3] or '')}元"


def _yuan(match: re.Match[str]) -> str | None:
    return _joined(_figure(match[1]) or _spelled_out(match[1]), "元")


def _decimal(match: re.Match[str]) -> str | None:
    whole, _, fraction = match[0].removesuffix(match[1] or "").partition("点")
    value = numeral(whole)
    return None if value is None else f"{value}.{spelled(fraction)}{'元' if match[1] else ''}"


def _short_year(match: re.Match[str]) -> str | None:
    year = spelled(match[0])
    return None if match[0] == "三五" or int(year[1]) == int(year[0]) + 1 else year


def _from_to(match: re.Match[str]) -> str | None:
    low, word, high = match[1], match[2], match[3]
    first, last = numeral(low), numeral(high)
    if len(high) < 2 or first is None or last is None:
        return None
    shared = re.fullmatch(f"([{_D}两1-9])[十百千万亿]+", high)
    if shared and (numeral(shared[1]) or 0) > first:
        return match[0]  # 三到五百 may be 300 to 500
    return f"{first}{word}{_figure(high)}"


def _string(match: re.Match[str]) -> str | None:
    return _spelled_out(match[0])


def _spelled_out(run: str) -> str | None:
    """Digits said one by one as a number; None for other numerals, a pair, and what counts up or down."""
    if any(c in "十百千万亿" for c in run):
        return None
    number = spelled(run)
    if "幺" in run:
        return number
    steps = {int(b) - int(a) for a, b in pairwise(number)}
    counts = (len(steps) == 1 and steps != {0}) or (len(number) > 5 and steps == {0, 1})
    return None if counts or len(number) < 3 else number


def _integer(match: re.Match[str]) -> str | None:
    run = match[0]
    return None if len(run) < 2 or run.isascii() or run[0] in "零〇0" else _figure(run)


def _rule(name: str, pattern: str, write: Writer, why: str, examples: str) -> Rule:
    """`examples` are words: `said=written`, or what stays as it is said."""
    pairs = (example.partition("=") for example in examples.split())
    return Rule(name, re.compile(pattern), write, why, tuple((said, new or said) for said, _, new in pairs))


RULES: tuple[Rule, ...] = (
    _rule(
        "words with 一",
        f"(?:[{_H}]*十)?{_any(ONE)}",
        _stay,
        "一起, 一定 and 一下 count nothing; behind 十 they might, and then the whole stays",
        "三百一起拍=300一起拍 八点一起来 一模一样 看一下 一点都不贵 二十一起案件 第一 万一呢",
    ),
    _rule(
        "a bit",
        "(?:[有差早快慢多少大小好高低轻重贵远近长短厚薄便宜深浅松紧软硬]|(?<![今明昨当每])晚)一点",
        _stay,
        "一点 behind such a word is no clock and no decimal",
        "快一点三个人 早一点五分钟 便宜一点",
    ),
    _rule(
        "sayings",
        rf"(?<!{_N})(?:{_any(SAYINGS + NAMES)}(?![盒箱点钟号])|(?:二百五|一二一)(?!{_N}))",
        _stay,
        "idioms, names and days are written in characters",
        "一五一十 双十一 二百五 七七八八 九一八 二十大 百分百 十八罗汉 十八盒=18盒 一二一，一二一 "
        "二百五十九=259",
    ),
    _rule(
        "the day called 十一",
        rf"{_BEGIN}(?<![第A-Za-z])十一(?=\w)(?!{_COUNT}|[多来到至月号日点分秒岁楼层元万亿度级名厘毫公吨码寸折]|{_N})",
        _stay,
        "the first of October is a name; a number would have something to count",
        "十一黄金周 十一回家 十一件=11件 第十一章=第11章",
    ),
    _rule(
        "craft",
        f"{_any(CRAFT)}[{_H}]+号",
        _stay,
        "rockets and rovers are numbered in characters",
        "神舟十三号 嫦娥五号 神舟二十一号飞船",
    ),
    _rule(
        "weekdays",
        rf"(?<![{_D}两几半整])(?:周|星期|礼拜|初)[一二三四五六](?![百千万亿]|十(?![一二]?点))",
        _stay,
        "周二十点 is Tuesday at ten",
        "周二十点见=周二10点见 周五一百块=周五100元 下周五 一周三百块=一周300元",
    ),
    _rule(
        "the old calendar",
        f"(?:正|腊|冬)月[{_H}]+|八月十[五六](?![日号])|(?:农历|阴历)[{_H}]+月初?[{_H}]*",
        _stay,
        "its days are written in characters",
        "正月十五 腊月二十三 八月十五中秋节 八月十五号=8月15号 大年初一",
    ),
    _rule(
        "vague numbers",
        rf"{_N}+几{_N}*|(?:几|(?<![人总次分倍位字参指])数){_N}+",
        _stay,
        "几 and 数 stand for a digit that nobody knows",
        "十几个 几十 三十几块 几千人 一百三十几 数十所 十几二十个 几百万",
    ),
    _rule(
        "pieces",
        f"[切分掰剪裂拼摆碎][成为出]了?{_N}+块",
        _stay,
        "块 of what was cut are no money",
        "切成一百块，再煮 分成二十块",
    ),
    _rule(
        "years",
        rf"{_BEGIN}[一二][零〇{_D}]{{3}}(?=年)|{_BEGIN}零[{_D}](?=年)",
        lambda match: spelled(match[0]),
        "a year is said digit by digit",
        "二零二六年十一月二十三号=2026年11月23号 一九九零年后=1990年后 零八年=08年",
    ),
    _rule(
        "short years",
        rf"{_BEGIN}(?<![到至])[一二五六七八九][零〇{_D}](?=年(?![级多华])|年代)",
        _short_year,
        "九八年 is a year; 二三年 and 三五年 are a time",
        "九八年=98年 二零年=20年 二三年 三五年 八零年代=80年代",
    ),
    _rule(
        "generations",
        rf"{_BEGIN}[零〇五六七八九][零〇五](?=后(?![天面来边半期果续悔]))",
        lambda match: spelled(match[0]),
        "who was born in the nineties is 90后",
        "九零后=90后 零零后=00后 九五后=95后",
    ),
    _rule(
        "price for one",
        rf"(?:(?<=[{_D}百千万亿0-9])一|(?<=[{_D}十百千万亿0-9])两)(?={_COUNT})",
        _stay,
        "三百一盒 is 300 for a box, not 310; a number that goes on in 一 before a counter has 十 or 零 there",
        "三百一盒=300一盒 九十九一件=99一件 七十九两箱=79两箱 二十一盒=21盒 一百零一个=101个",
    ),
    _rule(
        "short or single",
        rf"{_BEGIN}{_N}*[百千万][{_D}](?={_COUNT})",
        _stay,
        "五百三盒 is 530 boxes, 503 of them, or 500 for three",
        "五百三盒 一千二百单=1200单 一千二=1200",
    ),
    _rule(
        "of a hundred",
        rf"百分之({_N}+)(?:[点.]([零〇{_D}0-9]+))?(?![到至点])",
        _percent,
        "a rate is a figure with %",
        "百分之五十=50% 百分之三点五=3.5% 百分之零点一=0.1% 百分之50=50% 百分之百 百分之三十五=35%",
    ),
    _rule(
        "fractions",
        f"{_N}+分之{_N}+",
        _stay,
        "a fraction is written as it is said",
        "三分之一 十分之三 千分之五 百分之二三十 百分之三到五",
    ),
    _rule(
        "hour of a part of the day",
        rf"({_DAYPART}的?){_HOUR}(?:{_MINUTES}(?![{_H}0-9多来块元折]|分钟|{_COUNT}))?",
        _clock,
        "the hour is a figure, 半 and 刻 stay",
        "晚上八点半=晚上8点半 下午一点=下午1点 今晚八点五十=今晚8点50 早上九点到晚上十二点=早上9点到晚上12点",
    ),
    _rule(
        "hour",
        rf"(){_BEGIN}{_HOUR}(?:{_MINUTES}(?=分[^钟之钱]|分$)"
        rf"|()(?=半|整(?![个理体齐洁天])|钟|[一三]刻|[之以]?前|开[播始抢拍场]|见|准时|[到至][{_H}0-9]{{1,3}}点))",
        _clock,
        "without a part of the day something else must say that it is a time",
        "八点开播=8点开播 两点半=2点半 九点钟=9点钟 八点零五分=8点05分 我讲两点 有三点原因 差一点见面",
    ),
    _rule(
        "until an hour",
        rf"((?<=点[到至])){_HOUR}()",
        _clock,
        "both ends of a time are written alike",
        "八点到十点=8点到10点 晚上七点至九点=晚上7点至9点",
    ),
    _rule(
        "discounts",
        rf"(?<!{_N})(?<![0-9]\.)([{_D}1-9])([点.]?)([{_D}1-9])?折(?![叠腾磨断合返屏伞页痕扇线])",
        _off,
        "a discount is a figure in tenths; 七八折 may be two",
        "打八折=打8折 八五折=8.5折 八点五折=8.5折 85折=8.5折 打个七八折 三折叠手机 打折 五折=5折",
    ),
    _rule(
        "ranges",
        rf"{_BEGIN}([{_D}两十])([到至])({_WHOLE})",
        _from_to,
        "both ends are written alike; three to five hundred may share their hundred",
        "八到十二个=8到12个 十到二十=10到20 三到五百 两到三滴 一到一百=1到100",
    ),
    _rule(
        "yuan and mao",
        rf"({_WHOLE})块(零?[{_D}0-9])(?:[毛角]([{_D}0-9])?分?钱?|(?={_END}|[{_PARTICLE}就全到起]|包邮|[{_D}两]{_COUNT}))",
        _jiao,
        "99块9 is 99.9元; a digit behind 块 means 毛 only where it can count nothing else",
        "九十九块九=99.9元 三块九毛九=3.99元 三十九块九两盒=39.9元两盒 99块9=99.9元 两块五=2.5元 "
        "九块九包邮=9.9元包邮 一百块一盒=100元一盒 两块五花肉 三块零五=3.05元 六块九毛钱=6.9元",
    ),
    _rule(
        "yuan",
        rf"({_BEGIN}(?:[0-9]+\.[0-9]+|[0-9]+(?:,[0-9]{{3}})+)|{_WHOLE}(?<=[0-9{_H}]{{2}})){_MONEY}",
        _yuan,
        "块 counts pieces too, so it becomes 元 only where a price is said",
        "一百六十九块一盒=169元一盒 398块，=398元， 三百块钱=300元 3百块=300元 9.9块=9.9元 "
        "1,200块=1,200元 一百块的积木=100块的积木",
    ),
    _rule(
        "small prices",
        rf"{_BEGIN}(?<!点)([{_D}两十]|[0-9])(?:块(?:钱|(?=包邮))|元(?![宝旦素件复里桥]))",
        lambda match: f"{numeral(match[1])}元",
        "below ten 块 is money only with 钱",
        "五块钱=5元 九块包邮=9元包邮 五元=5元 5块钱=5元 一块儿 十块三个",
    ),
    _rule(
        "months",
        rf"{_BEGIN}[{_D}十](?=月(?:[{_H}0-9]{{1,3}}[日号]|份|[底末]|初(?![{_D}十])|[上中下]旬))|(?<=年)[{_D}十](?=月)",
        _each,
        "a month of the calendar; 三月三 and 十月怀胎 are not",
        "三月八号=3月8号 九月份=9月份 今年九月=今年9月 三月三",
    ),
    _rule(
        "numbers of days and things",
        rf"{_BEGIN}(?:(?<![大小])[{_D}十](?=号(?![召称码角外脉令]))|(?<=月)[{_D}十](?=日))",
        _each,
        "Whisper too writes 1号链接, 5号电池, 6号线",
        "一号链接=1号链接 六号线=6号线 十一月三日=11月3日 二十号=20号 大一号",
    ),
    _rule(
        "decimals",
        rf"(?:{_BEGIN}一点[零〇{_D}]+(?=[倍万亿米升克斤公厘毫英元块吨小匹寸度%]|个)|(?!一点){_WHOLE}点[零〇{_D}]+)"
        rf"(?![零〇两{_D}十百千分刻钟半线点]|(?<=点一)[到来开过是]|(?<=点[^五零])个(?!亿|百分|月|小时))({_MONEY})?",
        _decimal,
        "点 between numbers is a decimal point; behind a bare 一 only where a unit follows",
        "一点五倍=1.5倍 三点一四=3.14 一点二万=1.2万 零点五=0.5 工业四点零=工业4.0 六点五块钱=6.5元 "
        "八点三个链接 两点一线",
    ),
    _rule(
        "off a sum",
        rf"满({_WHOLE})减([{_D}十])(?!{_N}|{_COUNT})",
        lambda match: _joined("满", _figure(match[1]), "减", _figure(match[2])),
        "both sums are figures",
        "满三百减五十=满300减50 满一百减十=满100减10 满三百减五=满300减5 买二送一",
    ),
    _rule(
        "digit strings",
        rf"(?<!{_N})(?<![到至])[零〇幺{_D}]{{2,}}(?!{_N}|分之|[幺块折点])",
        _string,
        "telephones, prices and names said digit by digit; what counts up or down stays",
        "幺三八零零幺三八零零零=13800138000 一九九=199 一九九块=199元 六一八=618 九八五=985 "
        "六六六=666 三二一上链接 五四三二一 一三五 二三四线 幺妹",
    ),
    _rule(
        "with a letter",
        rf"{_BEGIN}(?:[二三四](?=D(?![A-Za-z]))|[二三四五六](?=G(?![A-Za-z]))|[二四八](?=K(?![A-Za-z]))|三(?=C(?![A-Za-z]))|四(?=S店))",
        _each,
        "3D, 5G, 4K, 3C and 4S are names",
        "三D打印=3D打印 五G手机=5G手机 四K=4K 三C认证=3C认证 四S店=4S店",
    ),
    _rule(
        "typed answers",
        rf"(?<=扣)个?[一二](?={_END}|[{_PARTICLE}来])",
        _each,
        "what the viewers shall type is a figure",
        "扣一=扣1 在公屏上扣个一。=在公屏上扣个1。 扣一下 扣一波",
    ),
    _rule(
        "whole numbers",
        f"{_WHOLE}(?!分之|折)",
        _integer,
        "every other number of two characters or more; what has no single value stays",
        "三百六十五天=365天 一千八百八十八=1888 一万二=12000 两万毫安=2万毫安 三十八码=38码 "
        "两百六=260 8千6百多=8600多 1百多=100多 两三百 七八十 千万 四千万=4000万 十五=15 "
        "iPhone十五=iPhone15 A4百搭 3百货",
    ),
)
