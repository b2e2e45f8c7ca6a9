"""Whether a translation says every fact of its source, and nothing in figures that the source does not say.

Prices, discounts and measures are held to their values, their currency and their unit; a small count may be a
word; what is vague is never missed. Only figures in digits can be invented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

import regex

from pipeline.facts import calendar
from pipeline.facts.figures import Figure, figures
from pipeline.facts.money import DOLLARS
from pipeline.facts.notation import base, plain
from pipeline.facts.numberwords import WORDS
from pipeline.facts.phrases import is_clearly_paid, is_cut
from pipeline.facts.types import Fact, Kind
from pipeline.facts.units import BY_NAME, Unit, mentioned

_SMALL = 12
_ROUNDED = Decimal("0.025")
"""How far a measure may be off that was converted into pounds, inches or months."""
_EXACT = {"kg", "g", "mg", "t", "jin", "liang", "km", "m", "cm", "mm", "l", "ml", "h", "min", "day", "week"}
_BUDDHIST = 543


class View:
    """A translation, taken apart once for all its facts."""

    def __init__(self, translation: str, language: str) -> None:
        self.text = plain(translation)
        self.language = language
        self.figures = figures(translation, language)

    def any(self, wanted: Iterable[Decimal], fits: Callable[[Figure], bool] = lambda figure: True) -> bool:
        values = set(wanted)
        return any(fits(f) and not values.isdisjoint(f.readings) for f in self.figures)


def missing(facts: Iterable[Fact], translation: str, language: str) -> tuple[Fact, ...]:
    """The facts that a translation into `language`, a BCP 47 tag, does not keep, each once."""
    view = View(translation, language)
    return tuple(dict.fromkeys(fact for fact in facts if not fact.vague and not _kept(fact, view)))


def invented(facts: Iterable[Fact], translation: str, language: str) -> tuple[str, ...]:
    """The figures of a translation, as it writes them, that none of the facts of its source explains."""
    return tuple(figure.text for figure in strange(tuple(facts), View(translation, language)))


def strange(facts: tuple[Fact, ...], view: View) -> list[Figure]:
    return [
        f
        for f in view.figures
        if not (f.words or f.named) and not any(_explains(x, f) for x in facts) and not _usual(f)
    ]


def _usual(figure: Figure) -> bool:
    """Figures that say no more than a word would: 1, 100 %, and the minutes of 8:00."""
    return (
        figure.value == 0
        or (figure.value == 1 and not figure.foreign and not figure.percent)
        or (figure.value == 100 and figure.percent)
    )


def _kept(fact: Fact, view: View) -> bool:
    if fact.kind in (Kind.COUNT, Kind.ORDINAL) and fact.value <= _SMALL and base(view.language) not in WORDS:
        return True  # may be a word, and zimu does not know this language's
    return _KEPT.get(fact.kind, _number)(fact, view)


def _plain(figure: Figure) -> bool:
    return not figure.percent and not figure.foreign


def _number(fact: Fact, view: View) -> bool:
    return view.any(_numbers(fact), _plain)


def _numbers(fact: Fact) -> set[Decimal]:
    """19世纪 may be the 1800s."""
    return {fact.value, (fact.value - 1) * 100} if fact.unit == "世纪" else {fact.value}


def _price(fact: Fact, view: View) -> bool:
    def fits(figure: Figure) -> bool:
        dollars = fact.unit in DOLLARS and figure.currency in DOLLARS
        of_currency = not fact.unit or dollars or figure.currency in ("", fact.unit)
        return not figure.percent and of_currency and not (figure.unit and figure.unit.measures != "time")

    return (
        view.any([fact.value], fits)
        or any(
            fits(f) and f.part > 1 and f.value / f.part == fact.value
            for f in view.figures
            if not f.foreign or f.part == 100
        )
        or any(f.part == 100 and f.value == fact.value * 100 for f in view.figures)
    )


def _discount(fact: Fact, view: View) -> bool:
    def says(figure: Figure) -> bool:
        if fact.value == 50 and figure.value == Decimal("0.5"):
            return True
        paid = is_clearly_paid(view.text, figure.start, figure.end)
        off = figure.value == fact.value and paid is not True
        return figure.percent and (off or (figure.value == 100 - fact.value and paid is True))

    return any(says(figure) for figure in view.figures)


def _offer(fact: Fact, view: View) -> bool:
    full, cut = fact.value, fact.second or Decimal(0)
    if not (view.any([full], _plain) and view.any([cut], _plain)):
        return False
    marked = {
        f.value: is_cut(view.text, f.outer_start, f.outer_end) for f in view.figures if f.value in (full, cut)
    }
    return not marked[full] or marked[cut]


def _deal(fact: Fact, view: View) -> bool:
    return view.any([fact.value], _plain) and view.any([fact.second or fact.value], _plain)


def _percent(fact: Fact, view: View) -> bool:
    return view.any([fact.value], lambda f: f.percent) or (fact.value == 50 and view.any([Decimal("0.5")]))


def _quantity(fact: Fact, view: View) -> bool:
    unit = BY_NAME[fact.unit]
    if fact.value == 1 and mentioned(unit, view.text):
        return True
    if fact.value == Decimal("1.5") and "ونصف" in view.text and mentioned(unit, view.text):
        return True  # Arabic says hour and a half
    return any(
        _says(fact.value, unit, figure, reading) for figure in view.figures for reading in figure.readings
    )


def _says(value: Decimal, unit: Unit, figure: Figure, reading: Decimal) -> bool:
    """Whether a figure is so much of a unit: converted, or, of a unit that others know, without its name."""
    if not _plain(figure) and figure.currency != "GBP":
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


def _date(fact: Fact, view: View) -> bool:
    month, day = int(fact.value), fact.second
    named = calendar.names_month(view.text, month, view.language) or view.any([fact.value], _plain)
    if day is None:
        return named
    if day == month and not calendar.names_month(view.text, month, view.language):
        named = sum(f.value == day and not f.words for f in view.figures) > 1
    return (named and view.any([day], _plain)) or _joined(month, int(day), view.text)


def _joined(month: int, day: int, text: str) -> bool:
    """11.11, 11/20, 20-11."""
    pairs = regex.findall(r"(?<!\d)(\d{1,2})\s?[./\-]\s?(\d{1,2})(?!\d)", text)
    return any((int(a), int(b)) in ((month, day), (day, month)) for a, b in pairs)


def _time(fact: Fact, view: View) -> bool:
    hour, minutes = divmod(int(fact.value), 60)
    hours = _hours(fact, view.text)
    sure = hour > 12 and view.any({Decimal(hour), hour + Decimal(minutes) / 100})
    if fact.unit and not sure and calendar.contradicts(view.text, fact.unit):
        return False
    if minutes == 0:
        return view.any(hours, _plain)
    together = {each + Decimal(minutes) / part for each in hours for part in (100, 60)}
    if view.any(together):
        return True
    half = view.any([Decimal("0.5")]) or any(f.half for f in view.figures)
    to_half = {each % 12 + 1 for each in hours}  # halb neun
    if minutes == 30 and half and view.any(hours | to_half):
        return True
    return view.any(hours) and (view.any([Decimal(minutes)]) or (minutes in (15, 45) and _quarter(view.text)))


def _hours(fact: Fact, text: str = "ทุ่ม") -> set[Decimal]:
    hour = int(fact.value) // 60
    hours = {hour, hour % 12 or 12} | ({24} if hour == 0 else set())
    if not fact.unit:
        hours |= {hour + 12} if 0 < hour < 12 else set()
    if "ทุ่ม" in text and hour > 18:
        hours.add(hour - 18)
    if "โมง" in text and 6 < hour < 12:
        hours.add(hour - 6)
    return {Decimal(each) for each in hours}


def _quarter(text: str) -> bool:
    return (
        regex.search(
            r"quarter|cuarto|quart|viertel|четверт|kwadrans|kwartier|čtvrt|чверт|çeyrek|ربع", text, regex.I
        )
        is not None
    )


def _year(fact: Fact, view: View) -> bool:
    return view.any(_years(fact), _plain)


def _years(fact: Fact) -> set[Decimal]:
    if fact.value < 100:
        return {fact.value, fact.value + 1900, fact.value + 2000}
    return {fact.value, fact.value + _BUDDHIST, fact.value % 100}


def _digits(fact: Fact, view: View) -> bool:
    return fact.text in regex.sub(r"\D", "", view.text)


def _name(fact: Fact, view: View) -> bool:
    return f"{fact.value:f}" in view.text or view.any([fact.value])


_KEPT: dict[Kind, Callable[[Fact, View], bool]] = {
    Kind.PRICE: _price, Kind.OFFER: _offer, Kind.DEAL: _deal, Kind.DISCOUNT: _discount, Kind.PERCENT: _percent,
    Kind.QUANTITY: _quantity, Kind.DATE: _date, Kind.TIME: _time, Kind.YEAR: _year, Kind.DIGITS: _digits,
    Kind.NAME: _name,
}  # fmt: skip


def _explains(fact: Fact, figure: Figure) -> bool:
    """Whether a figure may stand in a translation because of this fact, rightly used or not."""
    values = set(figure.readings)
    match fact.kind:
        case Kind.DISCOUNT:
            top = fact.second or fact.value
            return figure.percent and any(
                fact.value <= v <= top or 100 - top <= v <= 100 - fact.value for v in values
            )
        case Kind.QUANTITY:
            unit = BY_NAME[fact.unit]
            return fact.value in values or any(_says(fact.value, unit, figure, v) for v in values)
        case Kind.TIME:
            minutes = fact.value % 60
            hours = _hours(fact)
            return not values.isdisjoint(hours | {minutes} | {h + minutes / 100 for h in hours})
        case Kind.DATE:
            pairs = {fact.value + d / 100 for d in (fact.second,) if d} | {
                d + fact.value / 100 for d in (fact.second,) if d
            }
            return not values.isdisjoint({fact.value, fact.second or fact.value, *pairs})
        case Kind.YEAR:
            return not values.isdisjoint(_years(fact))
        case Kind.DIGITS:
            return regex.sub(r"\D", "", figure.text) in fact.text
        case Kind.FRACTION:
            return not values.isdisjoint({fact.value, fact.second, fact.value * 100 / (fact.second or 1)})
    if fact.kind in (Kind.PRICE, Kind.COUNT, Kind.NUMBER) and fact.second is not None:
        return any(fact.value <= v <= fact.second for v in values)
    parts = {*_numbers(fact), fact.second or fact.value}
    if fact.kind is Kind.PRICE and figure.part > 1:
        parts |= {fact.value * figure.part}
    return not values.isdisjoint(parts)
