"""What `written` makes of a host's, a newsreader's and a neighbour's lines, and the laws it keeps."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.cer import spoken
from models.cardinals import figures, numeral
from models.itn import RULES
from models.numerals import digits, written

SHOP = """
家人们，今天到手价九十九块九|家人们，今天到手价99.9元
三块九毛九一支|3.99元一支
平时卖一百六十九块一盒|平时卖169元一盒
算下来一片不到五块钱|算下来一片不到5元
我再送你五片，一共二十五片|我再送你五片，一共25片
库存只有两千单|库存只有2000单
再加五百单，赶紧去拍|再加500单，赶紧去拍
三，二，一，上链接！|=
三二一上链接|=
五四三二一，开抢|=
在三号链接|在3号链接
拍一号链接下单|拍1号链接下单
1号链接已经上了|=
专柜价两千九百九十九|专柜价2999
不是两千五，也不是两千二|不是2500，也不是2200
直接给到一千八百八十八！|直接给到1888！
价值两百九十九|价值299
功率一千六百瓦，三档风速|功率1600瓦，三档风速
一箱三十包，一包二十五克|一箱30包，一包25克
一箱七十九，两箱一百二十八元|一箱79，两箱128元
零添加|=
邮费补十五块钱|邮费补15元
充电宝，两万毫安|充电宝，2万毫安
大概可以充四次半|=
前三百名下单的|前300名下单的
原价二百五十九，直降一百|原价259，直降100
满一百减二十，满三百减五十|满100减20，满300减50
买二送一|=
买三送三，到手六瓶|=
第二件半价|=
两件打八折，三件打七五折|两件打8折，三件打7.5折
八五折|8.5折
折上折，最低两三折|=
直播间有一万两千三百人|直播间有12300人
增长了百分之三十五|增长了35%
浓度百分之零点五|浓度0.5%
三十八码的没有了|38码的没有了
三十八码到四十二码都有|38码到42码都有
七天无理由退货|=
两斤装，一斤十二块八|两斤装，一斤12.8元
三斤只要十九块九|三斤只要19.9元
九块九包邮|9.9元包邮
九块九两盒|9.9元两盒
三百一盒，五百两盒|300一盒，500两盒
一百二一盒|120一盒
六十九一件，一百两件|69一件，100两件
十块三个|=
十块钱三个|10元三个
三毛钱一个|=
要一百六十多，今天六十九块九|要160多，今天69.9元
还有最后八十七单|还有最后87单
五分钟之内不付款|=
二十四小时之内发货|24小时之内发货
有人说三百，有人说两百六|有人说300，有人说260
公屏上扣个一|公屏上扣个1
扣六六六|扣666
给我扣一波一|=
一千二的包，今天六百五|1200的包，今天650
这个我们卖一万二|这个我们卖12000
三万八千八的套餐|38800的套餐
百亿补贴|=
双十一大促，六一八我们再见|双十一大促，618我们再见
加我微信幺三八零零幺三八零零零|加我微信13800138000
一九九，三件一九九|199，三件199
零售价三十九|零售价39
几十块钱的东西|=
两三百块的质量|=
一百来块|100来块
小几百块|=
七八十块|=
九成新|=
一起买更划算|=
一共三百块|一共300元
一人限购一份|=
3百块|300元
99块9包邮|99.9元包邮
1百多块|100多块
398块！|398元！
9.9块钱两盒|9.9元两盒
1万2|12000
2千9百99|2999
8千6百多单|8600多单
打85折|打8.5折
5块钱一个|5元一个
300块积木|=
五百块的拼图|500块的拼图
切成二十块|=
满300减50|=
买三百减五块|买300减五块
"""
NEWS = """
二零二六年十一月二十三号|2026年11月23号
一九四九年十月一日|1949年10月1日
二零零三年六月建成|2003年6月建成
一九九零年后出生的人口|1990年后出生的人口
九十年代|90年代
八零后和九零后|80后和90后
二十一世纪|21世纪
预计在三月份出现|预计在3月份出现
今年五月份以来|今年5月份以来
总共一点二万余元|总共1.2万余元
将四千万余元公款|将4000万余元公款
罚款五万元|罚款5万元
三百亿授信|300亿授信
突破一万亿大关|=
人口十四亿|人口14亿
一亿两千万人|1.2亿人
三亿四千五百万|3.45亿
百分之一以下股东|1%以下股东
产量已下降超百分之五十|产量已下降超50%
百分之二三十的人|=
三分之一的人口|=
第二十三条和第三十九条|第23条和第39条
该法第三条|=
二三四线城市|=
一二线城市|=
十四五规划|=
党的二十大报告|=
二十届三中全会|=
中央一号文件|=
神舟十三号发射成功|=
五四运动|=
九一八事变|=
三D打印|3D打印
五G网络|5G网络
二十多个激光工作站|20多个激光工作站
数十所学校|=
人数五百左右|人数500左右
上百人，成千上万|=
同比增长五成|=
两会，三农，四个全面|=
世界五百强|世界500强
三星的新工厂|=
九八五和二一一大学|985和211大学
三一五晚会|315晚会
一带一路|=
"""
LIFE = """
晚上八点半|晚上8点半
早上九点到晚上十二点|早上9点到晚上12点
明天八点见|明天8点见
今晚八点准时开播|今晚8点准时开播
八点十分开始|8点10分开始
下午三点二十|下午3点20
周二十点见|周二10点见
周五一起来|=
下周五，星期三|=
三点了|=
我讲两点|=
一点都不贵|=
快一点|=
有一点一千块的感觉|有一点1000块的感觉
十分好|=
二十分钟|20分钟
一下，一定，一样，一直|=
万一呢，千万不要|=
三心二意，四面八方，一模一样|=
七上八下，乱七八糟|=
不管三七二十一|=
一五一十|=
十万八千里|=
二百五|=
你这个二百五十块|你这个250元
百分百，百分之百|=
三百六十五天|365天
三百六十度|360度
十八岁|18岁
二十出头|20出头
十几岁，三十几度|=
二十五六岁|=
三五个人，七八个|=
三到五百|=
八到十二个|8到12个
五到十天|=
五楼，三单元|=
十八楼|18楼
一百二十斤|120斤
一米八的个子|=
两米五|=
三点一四|3.14
一点五倍|1.5倍
五十步笑百步|=
大年三十晚上|=
正月十五|=
女大十八变|=
打一一零|打110
零零七|007
一二三木头人|=
一二三四五六七|=
四舍五入|=
六神花露水，五粮液，七匹狼|=
三亚，四川，九寨沟|=
iPhone十五|iPhone15
iPhone 15 两台|=
Windows十一|Windows11
A4纸，Type-C|=
"""


def _table(text: str) -> list[tuple[str, str]]:
    rows = [line.split("|") for line in text.strip().splitlines()]
    return [(said, said if new == "=" else new) for said, new in rows]


CASES = _table(SHOP) + _table(NEWS) + _table(LIFE)


@pytest.mark.parametrize(("said", "expected"), CASES)
def test_a_line_is_written_as_a_subtitler_would(said: str, expected: str) -> None:
    assert written(said) == expected


EXAMPLES = [(rule.name, said, new) for rule in RULES for said, new in rule.examples]


@pytest.mark.parametrize(("rule", "said", "expected"), EXAMPLES)
def test_the_examples_of_a_rule(rule: str, said: str, expected: str) -> None:
    assert written(said) == expected


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_a_rule_has_a_reason_and_an_example_that_it_matches(rule) -> None:
    assert rule.why
    assert any(rule.pattern.search(said) for said, _ in rule.examples)


@pytest.mark.parametrize("said", [said for said, _ in CASES])
def test_a_translator_reads_the_same_of_what_is_said_and_written(said: str) -> None:
    assert digits(written(said)) == digits(said)


NUMERALS = "零一二两三四五六七八九十百千万亿点块元毛折分之个的，好年月号几多满减到幺盒D0123456789."
LINES = st.text(alphabet=NUMERALS, max_size=14)


@given(LINES)
def test_once_is_enough(text: str) -> None:
    once = written(text)
    assert written(once) == once


@given(LINES)
def test_what_is_no_number_stays(text: str) -> None:
    assert re.sub("[^的，好个盒号几多满到]", "", written(text)) == re.sub("[^的，好个盒号几多满到]", "", text)


@given(st.text().filter(lambda text: not set(text) & set("零〇一二两三四五六七八九十百千万亿幺0123456789")))
def test_text_without_numerals_is_untouched(text: str) -> None:
    assert written(text) == text


@given(st.integers(10, 99_999_999).filter(lambda n: n > 10 and n != 250))
def test_no_value_is_lost_or_changed(n: int) -> None:
    said = spoken(str(n))
    new = written(f"一共{said}，")
    assert new == f"一共{figures(n)}，"
    assert numeral(new[2:-1]) == n


@given(st.integers(1, 9999), st.integers(0, 9), st.integers(0, 9))
def test_no_price_is_lost_or_changed(yuan: int, mao: int, fen: int) -> None:
    said = (
        f"{spoken(str(yuan))}块{spoken(str(mao))}毛{spoken(str(fen))}"
        if fen
        else f"{spoken(str(yuan))}块{spoken(str(mao))}"
    )
    amount = Decimal(f"{yuan}.{mao}{fen or ''}")
    if mao:
        assert written(f"只要{said}，") == f"只要{amount}元，"
    assert written(f"只要{spoken(str(yuan))}块钱。") == f"只要{figures(yuan)}元。"


@given(st.integers(1, 99), st.integers(0, 9))
def test_no_rate_or_discount_is_lost_or_changed(whole: int, tenth: int) -> None:
    assert written(f"百分之{spoken(str(whole))}") == f"{whole}%"
    assert written(f"百分之{spoken(f'{whole}.{tenth}')}") == f"{whole}.{tenth}%"
    if whole < 10 and tenth:
        assert written(f"打{spoken(f'{whole}.{tenth}')}折") == f"打{whole}.{tenth}折"
