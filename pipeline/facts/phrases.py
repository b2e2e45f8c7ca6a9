"""How languages say that something costs less: what marks a reduction, and its wording for a prompt."""

from __future__ import annotations

import regex

from pipeline.facts.notation import base

OFF = regex.compile(
    r"\boff\b|discount|descuent|\bdto\b|rebaja|ahorr|remise|réduction|rabais|\bmoins\b|rabatt|reduzier|"
    r"günstiger|nachlass|\bdescont|"
    r"скидк|дешевле|эконом|sconto|ribass|オフ|引|値下|할인|세일|خصم|تخفيض|حسم|giảm|bớt|diskon|potongan|"
    r"hemat|ลด|indirim|zniżk|"
    r"rabat|taniej|obniż|korting|знижк|छूट|diskaun|slev|\bmenos\b|cheaper|\bless\b|\bsave|minus|réduit|"
    r"sparen|korting|economi|risparmi",
    regex.I,
)
PAID = regex.compile(
    r"\bprice|\bprecio|\bprix\b|preis|\bpreço|prezzo|\bцен|価格|値段|定価|掛け|가격|정가|سعر|giá|harga|"
    r"ราคา|fiyat|\bcen[ayęyu]\b|prijs|"
    r"ціни|ціною|कीमत|\bpay\b|\bpaga|payez|zahl|оплат|плат[иіь]|支払|จ่าย|öde|zapła|betaal|bayar|\btrả\b",
    regex.I,
)
_OFF_BEHIND = regex.compile(
    r"\s*(?:%|de|di|a|を|の|की|wysokości)?\s*(?:off|discount|引き|値引|オフ|割引|할인|de descuento|"
    r"descuento|de remise|de réduction|Rabatt|weniger|"
    r"Nachlass|desconto|sconto|indirim|zniżki|rabatu|taniej|korting|छूट|menos|de moins|cheaper|less)",
    regex.I,
)
_OFF_BEFORE = regex.compile(
    r"(?:discount of|descuento de|remise de|réduction de|desconto de|sconto di|скидк\w*(?: в| на)?|"
    r"знижк\w*(?: в| на)?|خصم(?: بقيمة)?|giảm(?: giá| ngay| thẳng)?|"
    r"diskon|potongan|diskaun|ลด(?:ทันที|ราคา)?|sleva|slevu|minus|save|take|minus|zniżka|rabat)\s*$",
    regex.I,
)

_DISCOUNT = {
    "en": "{}% off", "es": "{} % de descuento", "fr": "{} % de remise", "de": "{} % Rabatt",
    "pt": "{}% de desconto",
    "it": "{}% di sconto", "nl": "{}% korting", "ru": "скидка {} %", "uk": "знижка {} %",
    "pl": "{}% zniżki", "cs": "sleva {} %",
    "tr": "%{} indirim", "vi": "giảm {}%", "id": "diskon {}%", "ms": "diskaun {}%", "th": "ลด {}%",
    "hi": "{}% की छूट",
    "ar": "خصم {}%", "ja": "{}%オフ", "ko": "{}% 할인",
}  # fmt: skip
_OFFER = {
    "en": "{cut} off {full}", "es": "{cut} de descuento a partir de {full}",
    "fr": "{cut} de remise dès {full}",
    "de": "{cut} Rabatt ab {full}", "pt": "{cut} de desconto a partir de {full}",
    "it": "{cut} di sconto da {full}",
    "nl": "{cut} korting vanaf {full}", "ru": "скидка {cut} от {full}", "uk": "знижка {cut} від {full}",
    "pl": "{cut} taniej od {full}", "cs": "sleva {cut} od {full}", "tr": "{full} alışverişte {cut} indirim",
    "vi": "mua từ {full} giảm {cut}", "id": "belanja {full} diskon {cut}",
    "ms": "belanja {full} diskaun {cut}",
    "th": "ซื้อครบ {full} ลด {cut}", "hi": "{full} पर {cut} की छूट", "ar": "خصم {cut} عند الشراء بـ {full}",
    "ja": "{full}以上で{cut}引き", "ko": "{full} 이상 구매 시 {cut} 할인",
}  # fmt: skip


def discount(percent: str, language: str) -> str:
    return _DISCOUNT.get(base(language), "-{}%").format(percent)


def offer(full: str, cut: str, language: str) -> str:
    return _OFFER.get(base(language), "{full} / -{cut}").format(full=full, cut=cut)


def is_cut(text: str, start: int, end: int) -> bool:
    """Whether the words beside the sum at [start, end) say that it is what one pays less."""
    behind = _OFF_BEHIND.match(text, end)
    return behind is not None or _OFF_BEFORE.search(text[max(0, start - 30) : start]) is not None


def is_clearly_paid(text: str, start: int, end: int) -> bool | None:
    """Of a percentage: True where the words around it say that one pays so much, False for so much off.

    None where they say neither.
    """
    before = regex.split(r"[,.;!?，。、؛،:]", text[max(0, start - 40) : start])[-1]
    behind = regex.split(r"[,.;!?，。、؛،:]", text[end : end + 40])[0]
    around = f"{before} {behind}"
    if OFF.search(around):
        return False
    return True if PAID.search(around) else None
