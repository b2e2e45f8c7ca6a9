"""A rendering is recognised in the forms it takes, and a translation is mended only when certain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.terms import find, mended, says, ways


@pytest.mark.parametrize(
    ("language", "rendering", "said", "not_said"),
    [
        ("en", "free shipping", "Free express shipping today!", "The shipping is not free."),
        ("en", "cart", "In your carts.", "A card, and cartoons."),
        ("en", "order", "Whoever orders or ordered", "on the border"),
        ("en", "be quick|fastest fingers", "Fastest fingers win!", "finger food"),
        ("en", "link 1", "LINK 1 is up", "link 11"),
        ("en", "pre-order", "pre order now", "order now"),
        ("es", "envío gratis", "¡Con envíos gratis!", "envío de pago"),
        ("fr", "frais de port offerts", "les frais de port sont offerts", "frais de port"),
        ("fr", "échantillon", "l’échantillon", "chantilly"),
        ("de", "Gutschein", "mit Gutscheinen", "gut und schein"),
        ("ru", "бесплатная доставка", "с бесплатной доставкой", "доставка платная"),
        ("ru", "цена", "по этой цене", "ценный"),
        ("ru", "обратный отсчёт", "обратного отсчета", "обратный путь"),
        ("ar", "السعر النهائي", "بالسعر النهائي", "السعر الأول"),
        ("ar", "سلة", "في السّلة وسلتك", "سلام"),
        ("ar", "7 أيام", "خلال ٧ أيام", "خلال ٧٠ أيام"),
        ("he", "סל", "בסל", "סיסמה"),
        ("vi", "giỏ hàng", "trong giỏ hàng", "giỏ hàn"),
        ("id", "kupon", "kuponnya", "kup"),
        ("ko", "무료 배송", "무료배송으로 드려요", "유료 배송"),
        ("ko", "링크 1", "링크 1에", "링크 12"),
        ("ja", "送料無料", "送料無料です", "送料"),
        ("th", "ส่งฟรี", "วันนี้ส่งฟรี!", "ส่งของ"),
        ("zh-Hant-TW", "購物車", "點購物車", "點車"),
    ],
)
def test_what_counts_as_said(language: str, rendering: str, said: str, not_said: str) -> None:
    assert says(said, rendering, language)
    assert not says(not_said, rendering, language)


def test_a_cell_has_ways() -> None:
    assert ways(" cart | basket |") == ["cart", "basket"]
    assert ways("|") == []


@given(
    st.text(max_size=30), st.text(min_size=1, max_size=12), st.sampled_from(["en", "ar", "th", "ko", "ja"])
)
def test_any_text_can_be_searched_for_any_rendering(text: str, way: str, language: str) -> None:
    assert says(text, way, language) in (True, False)
    assert find(text, [way]) in ([], [way])


@pytest.mark.parametrize(
    ("language", "terms", "made", "mended_"),
    [
        ("en", [("Dyson", "Dyson")], "The dyson, DYSON!", "The Dyson, Dyson!"),
        ("ru", [("Type C", "Type C")], "порт type-c", "порт Type C"),
        ("en", [("Dyson", "Dyson")], "Dysons", "Dysons"),
        ("ru", [("Dyson", "Dyson")], "Дайсон", "Дайсон"),
        ("en", [("小黄车", "cart")], "Tap the小黄车now, 小黃車!", "Tap the cart now, cart!"),
        ("th", [("小黄车", "ตะกร้า")], "กด小黄车", "กดตะกร้า"),
        ("ja", [("包邮", "送料無料")], "今日は包邮です", "今日は送料無料です"),
        ("ja", [("福利", "特典")], "福利です", "福利です"),
        ("ja", [("福袋", "福袋")], "福袋です", "福袋です"),
        ("zh-Hant-TW", [("小黄车", "購物車")], "小黃車", "小黃車"),
        ("en", [], "as it is", "as it is"),
    ],
)
def test_mending(language: str, terms: list[tuple[str, str]], made: str, mended_: str) -> None:
    assert mended(made, terms, language) == mended_
    assert mended(mended_, terms, language) == mended_
