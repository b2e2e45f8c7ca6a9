"""What a line says in figures: a price, an amount, a time, each with its value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    PRICE = "price"
    """`value` of the currency `unit` (ISO 4217; "" for one that zimu does not know)."""
    OFFER = "offer"
    """Whoever spends `value` pays `second` less, in yuan: 满三百减五十."""
    DEAL = "deal"
    """Whoever buys `value` gets `second` more: 买一送一."""
    DISCOUNT = "discount"
    """`value` per cent off: 八折 is 20."""
    PERCENT = "percent"
    QUANTITY = "quantity"
    """`value` of `unit`, one of pipeline.facts.units: 两斤 is 2 jin."""
    COUNT = "count"
    """So many of what the Chinese measure word `unit` counts."""
    NUMBER = "number"
    ORDINAL = "ordinal"
    """第三个, 五号链接, 二等奖."""
    FRACTION = "fraction"
    """`value` of `second` parts: 三分之一 is 1 and 3."""
    DATE = "date"
    """Day `second` of month `value`; without a day the whole month."""
    TIME = "time"
    """Minutes since midnight; `unit` is `am` or `pm` where the line says so, else "" and either is meant."""
    YEAR = "year"
    DIGITS = "digits"
    """A telephone number or the like: `text` holds its digits, value is not used."""
    NAME = "name"
    """The number in a Latin name: the 15 of iPhone 15."""


@dataclass(frozen=True, slots=True)
class Fact:
    kind: Kind
    value: Decimal
    unit: str = ""
    second: Decimal | None = None
    """The other number of a pair; with COUNT, NUMBER, PRICE, QUANTITY and DISCOUNT the end of a range."""
    vague: bool = False
    """Whether a translation may say it otherwise or leave it out: 两三百, 三分之一, 几十."""
    text: str = ""
    """Where it stands in the Simplified line, spoken numbers in digits: `3.99元`."""
