# ruff: noqa: E501 -- tables in wide scripts
"""Chinese lines and their facts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.han import to_traditional
from models.numerals import written
from pipeline.facts import Fact, read

FACTS = {
    "三块九毛九": "price 3.99 CNY", "一万二": "number 12000", "九十九块九": "price 99.9 CNY", "199元": "price 199 CNY",
    "两毛五": "price 0.25 CNY", "五毛钱": "price 0.5 CNY", "三分钱": "price 0.03 CNY", "一块二毛五": "price 1.25 CNY",
    "1,200块": "price 1200 CNY", "三十多块": "price 30 CNY", "一千块左右": "price 1000 CNY", "120万元": "price 1200000 CNY",
    "两百美元": "price 200 USD", "美金两百": "price 200 USD", "¥199": "price 199 CNY",
    "满三百减五十": "offer 300/50", "每满200减30": "offer 200/30", "满199-50": "offer 199/50",
    "满五百再减六十": "offer 500/60", "满二百块可以减三十块钱": "offer 200/30", "满一千直减一百": "offer 1000/100",
    "买一送一": "deal 1/1", "买二送一": "deal 2/1",
    "八折": "discount 20", "八五折": "discount 15", "打七五折": "discount 25", "半价": "discount 50", "对折": "discount 50",
    "一折": "discount 90", "九九折": "discount 1", "第二件半价": "ordinal 2, discount 50",
    "百分之三十五": "percent 35", "百分之三点五": "percent 3.5",
    "两斤": "quantity 2 jin", "半斤": "quantity 0.5 jin", "一两": "quantity 1 liang", "三斤半": "quantity 3.5 jin",
    "五公分": "quantity 5 cm", "一米六五": "quantity 1.65 m", "一米五的数据线": "quantity 1.5 m", "五百毫升": "quantity 500 ml",
    "一包二十五克": "quantity 25 g", "每斤": "quantity 1 jin", "六十八一斤": "number 68, quantity 1 jin",
    "三分钟": "quantity 3 min", "四十八小时": "quantity 48 h", "一个半小时": "quantity 1.5 h", "半个月": "quantity 0.5 month",
    "一刻钟": "quantity 15 min", "三年": "quantity 3 year", "七天无理由": "quantity 7 day",
    "三十八码": "count 38 码", "三件": "count 3 件", "两瓶": "count 2 瓶", "四次半": "count 4.5 次", "三倍": "count 3 倍",
    "八千六百多单": "count 8600 单", "前三百名": "count 300 名", "400多万人": "count 4000000 人",
    "五号链接": "ordinal 5", "第三": "ordinal 3", "二等奖": "ordinal 2",
    "十一月十一号": "date 11/11", "九月份": "date 9", "晚上八点半": "time 1230 pm", "八点开播": "time 480", "20:30": "time 1230 pm",
    "早上九点": "time 540 am", "中午十二点": "time 720 pm", "下午一点": "time 780 pm", "八点一刻": "time 495",
    "二零二六年十一月十一号": "year 2026, date 11/11", "零八年": "year 8",
    "三，二，一，上链接": "number 3, number 2, number 1", "在公屏上扣个一": "number 1",
    "iPhone十五": "name 15", "幺三八零零幺三八零零零": "digits 0",
    "三四十": "~number 30/40", "两三百块": "~number 200/300", "十几个": "~number 10/20", "几十块": "~number 10/100",
    "七八折": "~discount 20/30", "三分之一": "~fraction 1/3", "双十一": "~date 11/11", "二合一": "~count 2 合一",
}  # fmt: skip
NONE = """
一起 十分好 三心二意 一下 一点 万一 零售价 千万别 百搭 一定 一盒 第一次来不了一点 一五一十 三折叠手机 周二见 神舟十三号
千万不要拍 百分百 大一号 五花肉 一模一样 二百五
"""


def _said(fact: Fact) -> str:
    second = f"/{fact.second:f}" if fact.second is not None else ""
    return f"{'~' if fact.vague else ''}{fact.kind} {fact.value:f}{second} {fact.unit}".strip()


@pytest.mark.parametrize(("line", "facts"), FACTS.items())
def test_facts_of_a_line(line: str, facts: str) -> None:
    assert ", ".join(map(_said, read(line))) == facts


@pytest.mark.parametrize("line", NONE.split())
def test_numerals_that_are_no_number(line: str) -> None:
    assert [fact for fact in read(line) if not fact.vague] == []


@pytest.mark.parametrize("line", FACTS)
def test_traditional_says_the_same(line: str) -> None:
    assert list(map(_said, read(to_traditional(line)))) == list(map(_said, read(line)))


@given(st.text("零一二两三五八九十百千万点块毛元折斤半满减第号个件月年上买送%15，", max_size=12))
def test_spoken_and_written_numbers_are_the_same_facts(line: str) -> None:
    assert read(written(line)) == read(line)


@given(st.text(max_size=30))
def test_any_text_can_be_read(line: str) -> None:
    assert all(isinstance(fact.value, Decimal) for fact in read(line))
