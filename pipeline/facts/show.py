"""A fact in a language's own notation: for the figures that a retry is shown, and for mending."""

from __future__ import annotations

from decimal import Decimal

from pipeline.facts import calendar, phrases
from pipeline.facts.notation import HARD, base, in_digits
from pipeline.facts.types import Fact, Kind
from pipeline.facts.units import BY_NAME

_YUAN = {
    "en": "yuan", "es": "yuanes", "fr": "yuans", "de": "Yuan", "pt": "yuans", "it": "yuan", "nl": "yuan",
    "ru": "юаней",
    "uk": "юанів", "pl": "juanów", "cs": "jüanů", "tr": "yuan", "vi": "tệ", "id": "yuan", "ms": "yuan",
    "th": "หยวน",
    "hi": "युआन", "ar": "يوان", "ja": "元", "ko": "위안",
}  # fmt: skip
_CLOSE_UP = ("ja", "ko")
_SLAVIC_FORMS = {
    "ru": ("юань", "юаня"),
    "uk": ("юань", "юаня"),
    "pl": ("juan", "juany"),
    "cs": ("jüan", "jüany"),
}
_SYMBOLS = {
    "kg": "kg",
    "g": "g",
    "mg": "mg",
    "cm": "cm",
    "m": "m",
    "mm": "mm",
    "km": "km",
    "ml": "ml",
    "l": "l",
}
_INTO = {"jin": "g", "liang": "g", "chi": "cm"}


_WHOLE = frozenset((Kind.PRICE, Kind.OFFER, Kind.QUANTITY, Kind.PERCENT, Kind.DISCOUNT, Kind.DATE, Kind.TIME))
"""Kinds whose notation says all that the words do: 三件 is more than `3`, 第二件 other than `2`."""


def said(fact: Fact) -> str:
    """The words of the line whose place `shown` may take, their numbers in digits; "" where it may not."""
    broken = fact.kind is Kind.COUNT and fact.value % 1 != 0  # small models make 84 of 四次半
    return fact.text if fact.kind in _WHOLE or broken else ""


def yuan(value: Decimal, language: str) -> str:
    """`value` yuan: 99.9 yuan, 99,9 yuanes, 99.9元."""
    name = base(language)
    word = _YUAN.get(name, "CNY")
    if name in _SLAVIC_FORMS:
        word = _slavic(value, *_SLAVIC_FORMS[name], word)
    gap = "" if name in _CLOSE_UP else HARD if name in ("fr", "ru", "uk", "pl", "cs") else " "
    return f"{in_digits(value, language)}{gap}{word}"


def _slavic(value: Decimal, one: str, few: str, many: str) -> str:
    """1 юань, 2 юаня, 5 юаней, 99,9 юаня."""
    if value != value // 1:
        return few if one != "juan" else "juana"
    if value % 10 == 1 and value % 100 != 11 and (one == "юань" or value == 1):
        return one
    few_end = value % 10 in (2, 3, 4) and value % 100 not in (12, 13, 14)
    return few if few_end and (one != "jüan" or value < 5) else many


def amount(value: Decimal, unit: str, language: str) -> str:
    """A measure by its symbol; jin, liang and chi in metric units: 1 kg, 250 g."""
    into = _INTO.get(unit, unit)
    value = value * BY_NAME[unit].worth / BY_NAME[into].worth
    if into == "g" and unit != "g" and value >= 1000:
        into, value = "kg", value / 1000
    if into == "cm" and unit == "chi":
        value = value.quantize(Decimal(1))
    if into not in _SYMBOLS:
        return in_digits(value, language)
    return f"{in_digits(value, language)}{'' if base(language) in _CLOSE_UP else ' '}{_SYMBOLS[into]}"


def shown(fact: Fact, language: str) -> str:
    """The fact as `language` writes it: a price with its currency, 八折 as 20% off, a count as its number."""
    match fact.kind:
        case Kind.PRICE:
            if fact.unit == "CNY":
                return yuan(fact.value, language)
            return f"{in_digits(fact.value, language)} {fact.unit}".rstrip()
        case Kind.OFFER:
            return phrases.offer(
                yuan(fact.value, language), yuan(fact.second or Decimal(0), language), language
            )
        case Kind.DISCOUNT:
            return phrases.discount(in_digits(fact.value, language), language)
        case Kind.PERCENT:
            return percent(fact.value, language)
        case Kind.QUANTITY:
            return amount(fact.value, fact.unit, language)
        case Kind.DATE:
            return calendar.date(int(fact.value), int(fact.second) if fact.second else None, language)
        case Kind.TIME:
            return calendar.clock(int(fact.value), fact.unit, language)
        case Kind.DEAL:
            return f"{fact.value:f}+{fact.second:f}"
        case Kind.FRACTION:
            return f"{fact.value:f}/{fact.second:f}"
        case Kind.YEAR | Kind.NAME:
            return f"{fact.value:f}"
        case Kind.DIGITS:
            return fact.text
    return in_digits(fact.value, language)


def percent(value: Decimal, language: str) -> str:
    name = base(language)
    gap = HARD if name in ("fr", "de", "es", "ru", "cs", "sv", "nb", "fi") else ""
    digits = in_digits(value, language)
    return f"%{digits}" if name == "tr" else f"{digits}{gap}%"
