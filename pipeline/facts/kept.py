"""Whether one fact is kept: what each kind of fact may become in a translation.

Prices, discounts and measures are held to their values, their currency and their unit; a small count may be a
word.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import regex

from pipeline.facts import moments
from pipeline.facts.figures import Figure, View
from pipeline.facts.money import DOLLARS
from pipeline.facts.notation import base
from pipeline.facts.numberwords import WORDS
from pipeline.facts.phrases import is_clearly_paid, is_cut
from pipeline.facts.types import Fact, Kind
from pipeline.facts.units import BY_NAME, Unit, mentioned

_SMALL = 12
_ROUNDED = Decimal("0.025")
"""How far a measure may be off that was converted into pounds, inches or months."""
_EXACT = {"kg", "g", "mg", "t", "jin", "liang", "km", "m", "cm", "mm", "l", "ml", "h", "min", "day", "week"}


def is_kept(fact: Fact, view: View) -> bool:
    """Whether the translation says the fact, in any of the ways that its kind allows."""
    if fact.kind in (Kind.COUNT, Kind.ORDINAL) and fact.value <= _SMALL and base(view.language) not in WORDS:
        return True  # may be a word, and zimu does not know this language's
    return _KEPT.get(fact.kind, _number)(fact, view)


def _number(fact: Fact, view: View) -> bool:
    return view.bare(numbers_of(fact))


def numbers_of(fact: Fact) -> set[Decimal]:
    """19世纪 may be the 1800s."""
    return {fact.value, (fact.value - 1) * 100} if fact.unit == "世纪" else {fact.value}


def _price(fact: Fact, view: View) -> bool:
    def fits(figure: Figure) -> bool:
        """50 cents may be half a yuan; dollars are mostly called so without their country."""
        dollars = fact.unit in DOLLARS and figure.currency in DOLLARS
        of_currency = not fact.unit or figure.part == 100 or dollars or figure.currency in ("", fact.unit)
        return of_currency and not figure.percent and figure.unit is None

    return any(fits(f) and reading / f.part == fact.value for f in view.figures for reading in f.readings)


def _discount(fact: Fact, view: View) -> bool:
    def gives(figure: Figure) -> bool:
        if fact.value == 50 and figure.value == Decimal("0.5"):
            return True
        paid = is_clearly_paid(view.text, figure.start, figure.end)
        off = figure.value == fact.value and paid is not True
        return figure.percent and (off or (figure.value == 100 - fact.value and paid is True))

    return any(gives(figure) for figure in view.figures)


def _offer(fact: Fact, view: View) -> bool:
    full, cut = fact.value, fact.second or Decimal(0)
    if not (view.bare([full]) and view.bare([cut])):
        return False
    marked = {
        f.value: is_cut(view.text, f.outer_start, f.outer_end) for f in view.figures if f.value in (full, cut)
    }
    return not marked[full] or marked[cut]


def _deal(fact: Fact, view: View) -> bool:
    return view.bare([fact.value]) and view.bare([fact.second or fact.value])


def _percent(fact: Fact, view: View) -> bool:
    return view.any([fact.value], lambda f: f.percent) or (fact.value == 50 and view.any([Decimal("0.5")]))


def _quantity(fact: Fact, view: View) -> bool:
    unit = BY_NAME[fact.unit]
    if fact.value == 1 and mentioned(unit, view.text):
        return True
    if fact.value == Decimal("1.5") and "ونصف" in view.text and mentioned(unit, view.text):
        return True  # Arabic says hour and a half
    return any(
        says(fact.value, unit, figure, reading) for figure in view.figures for reading in figure.readings
    )


def says(value: Decimal, unit: Unit, figure: Figure, reading: Decimal) -> bool:
    """Whether a figure is so much of a unit: converted, or, of a unit that others know, without its name."""
    if not figure.bare and figure.currency != "GBP":
        return False
    if figure.unit is None:
        return unit.metric and reading == value and not figure.currency
    if (unit.name, figure.unit.name) in (("km", "kg"), ("lb", "jin")) and reading == value:
        return True  # キロ, Pfund
    if figure.unit.measures != unit.measures:
        return unit.metric and reading == value and unit.measures == "time"
    said, wanted = reading * figure.unit.worth, value * unit.worth
    if figure.unit is unit or {figure.unit.name, unit.name} <= _EXACT:
        return said == wanted
    return abs(said - wanted) <= wanted * _ROUNDED


def _digits(fact: Fact, view: View) -> bool:
    return fact.text in regex.sub(r"\D", "", view.text)


def _name(fact: Fact, view: View) -> bool:
    return f"{fact.value:f}" in view.text or view.any([fact.value])


_KEPT: dict[Kind, Callable[[Fact, View], bool]] = {
    Kind.PRICE: _price, Kind.OFFER: _offer, Kind.DEAL: _deal, Kind.DISCOUNT: _discount,
    Kind.PERCENT: _percent,
    Kind.QUANTITY: _quantity, Kind.DATE: moments.date, Kind.TIME: moments.time, Kind.YEAR: moments.year,
    Kind.DIGITS: _digits, Kind.NAME: _name,
}  # fmt: skip
