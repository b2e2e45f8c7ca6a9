import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cardinals import numeral
from models.numerals import digits

DIGITS = "零一二三四五六七八九"


def spoken(n: int) -> str:
    """A number below ten thousand as it is said in full: 1010 = 一千零一十."""
    text, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        d = n // power % 10
        if d:
            text += ("零" if gap and text else "") + DIGITS[d] + unit
            gap = False
        else:
            gap = True
    return text


@given(st.integers(1, 9999))
def test_every_number_said_in_full_is_read(n: int) -> None:
    assert numeral(spoken(n)) == n


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_ten_thousands_are_read(high: int, low: int) -> None:
    gap = "零" if low < 1000 else ""
    assert numeral(f"{spoken(high)}万{gap}{spoken(low)}") == high * 10_000 + low


@pytest.mark.parametrize(
    ("run", "value"),
    [
        ("一千二", 1200), ("三百五", 350), ("两万三", 23000), ("一千零二", 1002), ("十五", 15), ("二十", 20),
        ("一万零五", 10005), ("两百一十九", 219), ("一亿两千万", 120_000_000), ("零", 0),
        ("三二一", None), ("两三百", None), ("七八十", None), ("千万", None), ("百", None),
        ("一百十百", None),
        ("一五一十", None),
    ],
)  # fmt: skip
def test_numeral(run: str, value: int | None) -> None:
    assert numeral(run) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到手价两百一十九，真的", "到手价219，真的"),
        ("只要六十九块九", "只要69.9元"),
        ("九十九块九毛九一盒", "99.99元一盒"),
        ("三十九块九两盒", "39.9元两盒"),
        ("九块九包邮", "9.9元包邮"),
        ("两块五", "2.5元"),
        ("一百六十九块一盒", "169元一盒"),
        ("一百块的积木", "100块的积木"),
        ("三十块，快来", "30元，快来"),
        ("十块三个", "十块三个"),
        ("五块钱", "5元"),
        ("浓度是百分之十五", "浓度是15%"),
        ("百分之九十九点九", "99.9%"),
        ("百分百", "100%"),
        ("打八折", "优惠20%"),
        ("八五折", "优惠15%"),
        ("原价一千二，现在七折", "原价1200，现在优惠30%"),
        ("满三百减五十", "满300减50"),
        ("两万毫安", "20,000毫安"),
        ("二零二六年十一月十一号", "2026年11月11号"),
        ("八千六百多单", "8600多单"),
        ("一点五倍", "1.5倍"),
        ("晚上八点半", "晚上8点半"),
    ],
)
def test_sure_numbers_become_digits(text: str, expected: str) -> None:
    assert digits(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一起来", "十分好", "三心二意", "看一下", "万一呢", "千万不要", "三，二，一，上链接", "三二一",
        "两三百块", "七八十", "十几个", "几十块", "几千人", "双十一", "三折叠手机", "三分之一",
        "一块儿", "一元复始", "一五一十", "三点一线", "二百五", "一二三木头人", "二十几个", "99.9 元",
        "iPhone 15", "",
    ],
)  # fmt: skip
def test_what_is_not_surely_a_number_stays(text: str) -> None:
    assert digits(text) == text


@given(st.text(alphabet="一二三两十百千万亿零点块元毛折分之个的，好年月", max_size=16))
def test_any_text_is_taken_and_the_rest_is_kept(text: str) -> None:
    result = digits(text)
    assert [c for c in result if c in "的，好个"] == [c for c in text if c in "的，好个"]
