"""Figures that are mended, and those that nobody may guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts import invented, missing, read, repaired

MENDED = [
    ("九十九块九，两盒", "en", "Two boxes for $99.9", "Two boxes for 99.9 yuan"),
    ("九十九块九，两盒", "pt-BR", "duas caixas por R$ 99,9", "duas caixas por 99,9 yuans"),
    (
        "一盒三十九，两盒六十九元",
        "es",
        "Una caja 39 euros, dos cajas 69 euros",
        "Una caja 39 yuanes, dos cajas 69 yuanes",
    ),
    ("满三百减五十", "en", "$50 off orders over $300", "50 yuan off orders over 300 yuan"),
    ("一千八百八十八元", "en", "only 1.888 yuan", "only 1,888 yuan"),
    ("九十九块九", "de", "nur 999 Yuan", "nur 99,9 Yuan"),
    ("全场八折", "en", "80% off everything", "20% off everything"),
    ("全场八折", "tr", "Her şeyde %80 indirim", "Her şeyde %20 indirim"),
    ("两斤三十块", "en", "2 kg for 30 yuan", "1 kg for 30 yuan"),
    ("还有五十单", "ja", "あと500件あります", "あと50件あります"),
    ("一万二", "ko", "12만", "12,000"),
    ("增长百分之三十五", "ru", "рост на 53 процента", "рост на 35 процента"),
]
LEFT = [
    ("一盒三十九元，两盒六十九元", "en", "One box for 93 yuan, two boxes for 96 yuan"),
    ("九十九块九", "en", "really cheap"),
    ("九十九块九", "en", "only 999 pieces, 20% off"),
    ("只有五十台，真的只有五十台", "en", "Only 5 units, really only 50"),
    ("充四次半", "th", "ชาร์จได้ 40 ครั้งครึ่ง"),
    ("三盒", "en", "Boxes for 50 yuan"),
    ("满三百减五十", "en", "300 off when you spend 50"),
]


@pytest.mark.parametrize(("line", "language", "wrong", "right"), MENDED)
def test_one_wrong_figure_is_put_right(line: str, language: str, wrong: str, right: str) -> None:
    assert repaired(read(line), wrong, language) == right


@pytest.mark.parametrize(("line", "language", "wrong"), LEFT)
def test_what_may_be_meant_in_two_ways_is_left(line: str, language: str, wrong: str) -> None:
    assert repaired(read(line), wrong, language) is None


def test_what_is_right_stays() -> None:
    assert repaired(read("九十九块九"), "99.9 yuan, it's a steal", "en") == "99.9 yuan, it's a steal"


@given(
    st.sampled_from(["九十九块九，两盒", "全场八折", "两斤三十块", "满三百减五十"]),
    st.text("0123456789.,% yuankgof$€", max_size=24),
    st.sampled_from(["en", "de", "ja"]),
)
def test_a_mended_text_keeps_everything(line: str, translation: str, language: str) -> None:
    facts = read(line)
    mended = repaired(facts, translation, language)
    if mended is not None:
        assert missing(facts, mended, language) == ()
        assert invented(facts, mended, language) == ()
