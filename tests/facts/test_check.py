# ruff: noqa: E501 -- tables in wide scripts
"""What a translation may write for a fact, and what is wrong: tables by the Chinese line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.facts import Fact, Kind, invented, missing, read, shown

RIGHT = {
    "两斤只要三十块": (("en", "Two jin for just 30 yuan"), ("en", "1 kg for just 30 yuan"),
        ("en", "2.2 lbs for 30 yuan"),),
    "两斤装": (("de", "1-kg-Packung"), ("de", "2 Pfund"), ("ru", "упаковка 1 кг"), ("ja", "1キロ入り"),
        ("vi", "1 kg"),),
    "两斤": (("th", "1 กิโลกรัม"),),
    "半斤": (("en", "half a jin"), ("en", "250 g"), ("fr", "250 g"),),
    "一斤六十八": (("en", "68 yuan per 500 g"), ("en", "68 yuan a jin"), ("en", "68 yuan per half kilo"),),
    "全场八折": (("en", "20% off everything"), ("en", "Everything at 80% of the price"), ("ja", "全品2割引き"),
        ("ja", "全品20%オフ"), ("ja", "全品定価の80%"), ("fr", "20 % de remise"), ("tr", "%20 indirim"),
        ("vi", "giảm 20%"), ("ru", "скидка 20%"), ("ar", "خصم 20٪"), ("ar", "خصم ٢٠٪"),),
    "八五折": (("de", "15 % Rabatt"),),
    "打八折": (("th", "ลด 20%"), ("th", "ลด ๒๐%"), ("ko", "20% 할인"),),
    "半价": (("en", "half price"), ("es", "a mitad de precio"), ("ru", "за полцены"), ("ko", "반값"),
        ("ja", "半額"), ("vi", "giảm nửa giá"), ("id", "setengah harga"), ("de", "zum halben Preis"),),
    "第二件半价": (("en", "50% off the second one"), ("fr", "le deuxième à moitié prix"),),
    "满三百减五十": (("en", "50 yuan off orders over 300"), ("es", "50 de descuento por compras de 300"),
        ("ja", "300元以上で50元引き"), ("ru", "скидка 50 при покупке от 300"), ("ar", "خصم 50 عند الشراء بـ 300"),
        ("ko", "300위안 이상 구매 시 50위안 할인"), ("en", "Spend 300, get 50 off"), ("en", "Spend 300 and save 50"),
        ("vi", "mua 300 giảm 50"), ("de", "50 Yuan Rabatt ab 300 Yuan"),),
    "三块九毛九": (("en", "3.99 yuan"), ("de", "3,99 Yuan"), ("de", "3.99 Yuan"), ("ja", "3.99元"),),
    "九十九块九": (("pt-BR", "99,90 yuans"), ("fr", "99,90 yuans"), ("ar", "٩٩٫٩ يوان"), ("th", "๙๙.๙ หยวน"),
        ("en", "¥99.9"), ("en", "99.9 RMB"), ("en", "RMB 99.9"),),
    "一万二": (("de", "12.000"), ("fr", "12 000"), ("fr", "12\u202f000"), ("hi", "12,000"), ("ja", "1万2000"),
        ("ja", "1万2千"), ("ko", "1만 2천"), ("en", "12 thousand"), ("en", "twelve thousand"),),
    "十二万": (("hi", "1,20,000"), ("en", "120,000"), ("ja", "12万"),),
    "一千二": (("it", "milleduecento yuan"), ("th", "1,200"), ("es", "mil doscientos"),),
    "三百": (("fr", "trois cents yuans"), ("en", "three hundred"), ("th", "สามร้อย"), ("ru", "триста"),
        ("ko", "삼백"), ("id", "tiga ratus"), ("ms", "tiga ratus"), ("tr", "üç yüz"), ("pl", "trzysta"),
        ("cs", "tři sta"), ("uk", "триста"), ("nl", "driehonderd"), ("hi", "तीन सौ"), ("ja", "三百"),),
    "二十五": (("de", "fünfundzwanzig"), ("vi", "hai mươi lăm"), ("ar", "خمسة وعشرون"),),
    "晚上十二点之前下单": (("en", "Order before midnight"), ("es", "antes de medianoche"), ("ru", "до полуночи"),
        ("ja", "深夜0時までに"), ("th", "ก่อนเที่ยงคืน"), ("de", "vor 24 Uhr"), ("en", "before 12 tonight"),),
    "中午十二点": (("en", "at noon"), ("fr", "à midi"), ("th", "ตอนเที่ยง"), ("vi", "12 giờ trưa"),),
    "晚上八点半": (("en", "8:30 pm"), ("en", "half past eight tonight"), ("de", "um halb neun"),
        ("fr", "à 20 h 30"), ("th", "สองทุ่มครึ่ง"), ("vi", "8 rưỡi tối"), ("id", "20.30"),
        ("ru", "в половине девятого вечера"), ("ja", "夜8時半"), ("ko", "저녁 8시 반"), ("tr", "akşam 20:30"),
        ("ar", "الثامنة والنصف مساءً"), ("es", "a las ocho y media"),),
    "十一月十一号": (("en", "on 11/11"), ("en", "November 11"), ("pl", "11 listopada"), ("tr", "11 Kasım"),),
    "十一月二十号": (("cs", "20. listopadu"), ("uk", "20 листопада"), ("hi", "20 नवंबर"), ("ms", "20 November"),
        ("nl", "20 november"), ("it", "20 novembre"),),
    "身高一米六五": (("en", "1.65 m tall"), ("en", "165 cm tall"), ("de", "1,65 m"), ("fr", "1 m 65"),),
    "五公分": (("en", "5 cm"), ("en", "2 inches"),),
    "五百毫升": (("ru", "500 мл"), ("en", "half a liter"), ("en", "0.5 l"),),
    "三十八码": (("en", "size 38"),),
    "半小时": (("en", "half an hour"), ("fr", "une demi-heure"), ("ru", "полчаса"), ("en", "30 minutes"),),
    "一个半小时": (("en", "one and a half hours"), ("en", "90 minutes"), ("de", "anderthalb Stunden"),
        ("es", "una hora y media"), ("fr", "une heure et demie"), ("en", "1.5 hours"),
        ("vi", "một tiếng rưỡi"), ("id", "satu setengah jam"), ("it", "un'ora e mezza"),
        ("tr", "bir buçuk saat"), ("ru", "полтора часа"), ("pl", "półtorej godziny"), ("ja", "1時間半"),
        ("ko", "한 시간 반"), ("th", "หนึ่งชั่วโมงครึ่ง"), ("ar", "ساعة ونصف"), ("hi", "डेढ़ घंटा"),
        ("nl", "anderhalf uur"), ("de", "eineinhalb Stunden"),),
    "三个月": (("en", "90 days"),),
    "三年": (("en", "three years"), ("vi", "ba năm"),),
    "买一送一": (("en", "Buy one, get one free"), ("fr", "un acheté, un offert"), ("ko", "1+1 행사"),
        ("th", "ซื้อหนึ่งแถมหนึ่ง"), ("ja", "1つ買うと1つプレゼント"),),
    "买二送一": (("en", "Buy two get one free"),),
    "三倍": (("en", "three times"),),
    "两倍": (("en", "double"), ("ru", "вдвое"),),
    "两件": (("ar", "قطعتين"),),
    "两瓶": (("fr", "une paire de flacons"),),
    "三件": (("pl", "trzy sztuki"), ("cs", "tři kusy"), ("hi", "तीन पीस"), ("tr", "üç parça"),
        ("uk", "три штуки"), ("nl", "drie stuks"), ("it", "tre pezzi"), ("ms", "tiga unit"),),
    "五号链接": (("en", "link 5"), ("en", "link number five"),),
    "iPhone十五": (("en", "iPhone 15"),),
    "幺三八零零幺三八零零零": (("en", "138-0013-8000"),),
    "两三百块": (("en", "two or three hundred yuan"), ("en", "200 to 300 yuan"),),
    "十几个": (("en", "a dozen or so"), ("en", "15"),),
    "百分之三十五": (("tr", "%35"), ("en", "35 percent"),),
    "两百美元": (("en", "$200"),),
    "五毛钱": (("en", "0.5 yuan"), ("en", "50 cents"), ("en", "5 jiao"),),
    "二零二六年": (("en", "2026"), ("th", "2569"),),
    "七八折": (("en", "20 to 30% off"),),
    "我们全天在线": (("en", "We are online 24/7"),),
    "二合一": (("en", "2-in-1"),),
    "没问题": (("en", "You're my No. 1"), ("en", "one of the best"),),
    "周二见": (("vi", "Hẹn gặp thứ 3"),),
    "八成新": (("en", "80% new"),),
    "三分之一": (("en", "a third"), ("en", "1/3"),),
    "一斤": (("en", "half a kilo"),),
}  # fmt: skip
WRONG = {
    "两斤只要三十块": (("en", "2 kg for just 30 yuan"), ("en", "Two for 30 yuan"),),
    "两斤装": (("ru", "упаковка 2 кг"), ("ja", "2キロ入り"), ("vi", "2 cân"),),
    "两斤": (("th", "2 กิโล"), ("en", "half a kilo"),),
    "半斤": (("en", "half a kilo"),),
    "一斤六十八": (("en", "68 yuan per kilo"),),
    "全场八折": (("en", "80% off everything"), ("en", "8% off"), ("ja", "全品8割引"), ("ja", "全品80%オフ"),
        ("fr", "80 % de remise"), ("tr", "%80 indirim"), ("vi", "giảm 80%"), ("ru", "скидка 80%"),
        ("ar", "خصم 80%"),),
    "八五折": (("de", "85 % Rabatt"),),
    "打八折": (("ko", "80% 할인"),),
    "半价": (("en", "30% off"),),
    "满三百减五十": (("en", "300 off when you spend 50"), ("es", "300 de descuento por compras de 50"),
        ("ja", "50元以上で300元引き"), ("ru", "скидка 300 при покупке от 50"), ("en", "50 off"),
        ("ar", "خصم 300 عند الشراء بـ 50"), ("vi", "mua 50 giảm 300"),),
    "三块九毛九": (("en", "399 yuan"), ("en", "$3.99"), ("ja", "3.99円"),),
    "九十九块九": (("pt-BR", "R$ 99,9"), ("ja", "¥99.9"),),
    "一万二": (("ko", "12만"), ("en", "12 million"), ("en", "1.2"),),
    "一千二": (("en", "1.200 yuan"), ("de", "1,200 Yuan"),),
    "晚上十二点": (("th", "ตอนเที่ยง"), ("en", "at noon"),),
    "中午十二点": (("th", "เที่ยงคืน"), ("en", "at midnight"),),
    "晚上八点半": (("en", "8:30 am"), ("en", "9:30 pm"), ("en", "8 pm"),),
    "十一月二十号": (("en", "November 21"), ("en", "October 20"),),
    "身高一米六五": (("en", "1.56 m"), ("en", "165 m"),),
    "五公分": (("en", "5 inches"),),
    "五百毫升": (("en", "500 l"),),
    "三十八码": (("en", "size 39"),),
    "半小时": (("en", "15 minutes"),),
    "三年": (("en", "30 years"),),
    "买二送一": (("en", "Buy three get one free"),),
    "三件": (("en", "30 pieces"),),
    "五号链接": (("en", "link 6"),),
    "iPhone十五": (("en", "iPhone 16"),),
    "幺三八零零幺三八零零零": (("en", "138-0013-8001"),),
    "两三百块": (("en", "2000 yuan"),),
    "十几个": (("en", "50"),),
    "百分之三十五": (("en", "35"), ("en", "3.5%"),),
    "两百美元": (("en", "200 yuan"),),
    "五毛钱": (("en", "5 yuan"),),
    "二零二六年": (("en", "2025"),),
    "没问题": (("en", "Only 99 left"),),
    "一个半小时": (("fr", "une demi-heure"),),
}  # fmt: skip

LANGUAGES = [
    "en",
    "es",
    "fr",
    "de",
    "pt-BR",
    "ru",
    "it",
    "ja",
    "ko",
    "ar",
    "vi",
    "id",
    "th",
    "tr",
    "pl",
    "nl",
    "uk",
    "hi",
    "ms",
    "cs",
]
KINDS = [
    "两斤",
    "半斤",
    "三两",
    "五公分",
    "一米六五",
    "五百毫升",
    "25克",
    "三公斤",
    "半小时",
    "48小时",
    "三分钟",
    "三年",
    "五公里",
    "99.9元",
    "1888元",
    "120万元",
    "0.25元",
    "1元",
    "21元",
    "八折",
    "八五折",
    "半价",
    "35%",
    "3.5%",
    "满300减50",
    "买一送一",
    "十一月十一号",
    "三月八号",
    "九月份",
    "晚上八点半",
    "早上九点",
    "20:30",
    "八点一刻",
    "三件",
    "2000单",
    "三倍",
    "四次半",
    "第二个",
    "5号链接",
    "2026年",
    "iPhone15",
    "13800138000",
    "200美元",
    "99欧元",
    "三十八码",
    "零点五",
]
languages = st.sampled_from(LANGUAGES)
amounts = st.decimals(min_value=2, max_value=10**7, places=2).map(lambda value: value.normalize())


def _cases(table: dict[str, tuple[tuple[str, str], ...]]) -> list[tuple[str, str, str]]:
    return [(line, language, text) for line, pairs in table.items() for language, text in pairs]


@pytest.mark.parametrize(("line", "language", "translation"), _cases(RIGHT))
def test_what_keeps_its_facts(line: str, language: str, translation: str) -> None:
    facts = read(line)
    assert missing(facts, translation, language) == ()
    assert invented(facts, translation, language) == ()


@pytest.mark.parametrize(("line", "language", "translation"), _cases(WRONG))
def test_what_does_not(line: str, language: str, translation: str) -> None:
    facts = read(line)
    assert missing(facts, translation, language) or invented(facts, translation, language)


@pytest.mark.parametrize("line", KINDS)
@pytest.mark.parametrize("language", [*LANGUAGES, "sv", "he", "el"])
def test_what_is_shown_is_kept(line: str, language: str) -> None:
    facts = read(line)
    assert facts
    for fact in facts:
        sentence = f"Xx {shown(fact, language)} xx."
        assert missing([fact], sentence, language) == ()
        assert invented([fact], sentence, language) == ()


@given(amounts, languages, st.sampled_from((Kind.PRICE, Kind.NUMBER)))
def test_any_amount_that_is_shown_is_kept(value: Decimal, language: str, kind: Kind) -> None:
    fact = Fact(kind, value, "CNY" if kind is Kind.PRICE else "")
    sentence = f"Xx {shown(fact, language)}!"
    assert missing([fact], sentence, language) == ()
    assert invented([fact], sentence, language) == ()


@given(amounts, languages, st.data())
def test_another_digit_is_always_seen(value: Decimal, language: str, data: st.DataObject) -> None:
    fact = Fact(Kind.PRICE, value, "CNY")
    text = shown(fact, language)
    place = data.draw(st.sampled_from([i for i, c in enumerate(text) if c.isdecimal()]))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != text[place]]))
    wrong = text[:place] + digit + text[place + 1 :]
    assert missing([fact], wrong, language) == (fact,)


@given(amounts, amounts, languages)
def test_two_offers_are_not_one(full: Decimal, cut: Decimal, language: str) -> None:
    """What one must spend and what one then saves may not change places."""
    assume(full != cut)
    offer = Fact(Kind.OFFER, full, second=cut)
    turned = Fact(Kind.OFFER, cut, second=full)
    assert missing([offer], shown(turned, language), language) == (offer,)


def test_a_small_count_may_be_a_word_in_a_language_without_a_table() -> None:
    assert missing(read("三件"), "tre stycken", "sv") == ()
    assert missing(read("三十件"), "trettio stycken", "sv") != ()


def test_a_fact_that_is_said_twice_is_missed_once() -> None:
    assert len(missing(read("只有五十台，真的只有五十台"), "Only a few", "en")) == 1
