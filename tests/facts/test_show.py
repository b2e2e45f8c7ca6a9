"""What of a line may be written as a language writes it, before it is translated."""

import pytest

from models.numerals import digits
from pipeline import facts


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("三块九毛九", [("3.99元", "3,99 yuanes")]),
        ("满三百减五十", [("满300减50", "50 yuanes de descuento a partir de 300 yuanes")]),
        ("两斤装", [("两斤", "1 kg")]),
        ("十一月十一号", [("11月11号", "11 de noviembre")]),
        ("拍三件", [("", "3")]),
        ("可以充四次半", [("四次半", "4,5")]),
        ("第二件半价", [("", "2"), ("半价", "50 % de descuento")]),
        ("买一送一", [("", "1+1")]),
    ],
)
def test_only_what_the_notation_says_whole_may_give_its_place(
    line: str, expected: list[tuple[str, str]]
) -> None:
    found = facts.read(line)
    assert [(facts.said(fact), facts.shown(fact, "es")) for fact in found] == expected
    assert all(facts.said(fact) in digits(line) for fact in found)
