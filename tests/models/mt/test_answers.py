import pytest

from models.mt.answers import clean, fault, lost_numbers


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("  Only 99 yuan!  ", "Only 99 yuan!"),
        ('"Only 99 yuan!"', "Only 99 yuan!"),
        ("“Only 99 yuan!”", "Only 99 yuan!"),
        ("Translation: Only 99 yuan!", "Only 99 yuan!"),
        ("Only 99 yuan!\nNote: a price.", "Only 99 yuan!"),
        ("Only 99 yuan! (Note: literally 99 pieces)", "Only 99 yuan!"),
        ('"Hi" and "bye"', '"Hi" and "bye"'),
        ('He said "now"', 'He said "now"'),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_clean_keeps_the_translation_only(answer: str, text: str) -> None:
    assert clean(answer) == text


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("en", "Buy two and get 20% off."),
        ("en", "Sorry, I can't help you return it."),
        ("ru", "Купите два и получите скидку 20% на Dyson."),
        ("ja", "2点で20%オフです。漢字もあります。"),
        ("ko", "두 개 사면 20% 할인"),
        ("ar", "اشترِ اثنين بخصم 20%"),
        ("th", "ซื้อสองลด 20%"),
        ("es", "¡20 % de descuento!"),
        ("en", "3, 2, 1!"),
    ],
)
def test_a_fit_answer_has_no_fault(language: str, answer: str) -> None:
    assert fault("买两件更便宜，真的划算。", answer, language) is None


@pytest.mark.parametrize(
    ("language", "answer", "reason"),
    [
        ("en", "", "empty"),
        ("en", "...!", "empty"),
        ("en", "Buy two, 打八折 today", "Chinese characters"),
        ("ko", "두 개 사면 優惠", "Chinese characters"),
        ("ja", "2点で优惠です", "Chinese characters"),
        ("ja", "買二件打折扣", "no ja letters"),
        ("ru", "Buy two and get 20% off.", "no ru letters"),
        ("es", "Купите два и получите скидку", "no es letters"),
        ("en", "Buy two and получите скидку", "letters of another language"),
        ("en", "As an AI, I cannot do that.", "boilerplate"),
        ("en", "I'm sorry, but I can't assist with that.", "boilerplate"),
        ("en", "very " * 60, "too long"),
        ("en", "Buy", "too short"),
    ],
)
def test_what_a_viewer_may_not_see(language: str, answer: str, reason: str) -> None:
    assert fault("买两件打八折，真的划算。", answer, language) == reason


def test_a_name_alone_may_stay_in_latin_letters() -> None:
    assert fault("戴森", "Dyson", "ru") is None


@pytest.mark.parametrize(
    ("source", "answer", "language", "missing"),
    [
        ("满三百减五十", "Full 300 off", "en", ["50"]),
        ("满三百减五十", "50 off every 300", "en", []),
        ("今天六十九块九包邮", "hoje 69,90 reais", "pt", []),
        ("今天六十九块九包邮", "only 69 yuan today", "en", ["69.9"]),
        ("原价一千二百", "цена 1 200 юаней", "ru", []),
        ("到手价两百一十九", "٢١٩ يوان", "ar", []),
        ("五四三二一，上车！", "5, 4, 3, 2, 1", "en", []),
        ("十一月十一号", "November 11", "en", []),
        ("88折", "12% off", "en", []),
        ("晚上20点", "8 PM", "en", []),
        ("买两件打八折", "2点で2割引", "ja", []),
        ("一起买三件", "buy three", "en", []),
    ],
)
def test_amounts_must_be_in_the_answer(source: str, answer: str, language: str, missing: list[str]) -> None:
    assert lost_numbers(source, answer, language) == missing
