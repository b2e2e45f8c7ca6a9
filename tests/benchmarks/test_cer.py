"""The error rate is the one of the data's own definition, on worked examples."""

from __future__ import annotations

import pytest

from benchmarks.cer import Errors, errors, spoken


@pytest.mark.parametrize(
    ("digits", "said"),
    [
        ("99.9块", "九十九点九块"),
        ("15%", "百分之十五"),
        ("1,200单", "一千二百单"),
        ("2046年", "二千零四十六年"),
        ("10", "十"),
        ("110", "一百一十"),
        ("105", "一百零五"),
        ("1005", "一千零五"),
        ("20000", "二万"),
        ("10500", "一万零五百"),
        ("0571", "零五七一"),
        ("0", "零"),
        ("没有", "没有"),
    ],
)
def test_digits_spoken(digits: str, said: str) -> None:
    assert spoken(digits) == said


@pytest.mark.parametrize(
    ("reference", "hypothesis", "edits", "length"),
    [
        ("今天六十九点九元", "今天69.9元。", 0, 8),
        ("軟體", "软体", 0, 2),
        ("有货", "", 2, 2),
        ("有货", "有货吗", 1, 2),
        ("Dyson的吹风机", "dyson 的吹风机", 0, 9),
    ],
)
def test_errors(reference: str, hypothesis: str, edits: int, length: int) -> None:
    assert errors(reference, hypothesis) == Errors(edits, length)
