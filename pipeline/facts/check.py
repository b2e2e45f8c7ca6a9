"""Facts that a translation lost, and figures that it has and its source has not.

What is vague is never missed, and only figures in digits can be invented.
"""

from __future__ import annotations

from collections.abc import Iterable

import regex

from pipeline.facts.figures import Figure, View, view
from pipeline.facts.kept import is_kept, numbers_of, says
from pipeline.facts.moments import hours_of, years_of
from pipeline.facts.types import Fact, Kind
from pipeline.facts.units import BY_NAME


def missing(facts: Iterable[Fact], translation: str, language: str) -> tuple[Fact, ...]:
    """The facts that a translation into `language`, a BCP 47 tag, does not keep, each once."""
    seen = view(translation, language)
    return tuple(dict.fromkeys(fact for fact in facts if not fact.vague and not is_kept(fact, seen)))


def invented(facts: Iterable[Fact], translation: str, language: str) -> tuple[str, ...]:
    """The figures of a translation, as it writes them, that none of the facts of its source explains."""
    return tuple(figure.text for figure in strange(tuple(facts), view(translation, language)))


def strange(facts: tuple[Fact, ...], seen: View) -> list[Figure]:
    return [
        f
        for f in seen.figures
        if not (f.words or f.named) and not any(_explains(x, f) for x in facts) and not _usual(f)
    ]


def _usual(figure: Figure) -> bool:
    """Figures that say no more than a word would: 1, 100 %, and the minutes of 8:00."""
    return (
        figure.value == 0
        or (figure.value == 1 and not figure.foreign and not figure.percent)
        or (figure.value == 100 and figure.percent)
    )


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
            return fact.value in values or any(says(fact.value, unit, figure, v) for v in values)
        case Kind.TIME:
            minutes = fact.value % 60
            hours = hours_of(fact)
            return not values.isdisjoint(hours | {minutes} | {h + minutes / 100 for h in hours})
        case Kind.DATE:
            pairs = {fact.value + d / 100 for d in (fact.second,) if d} | {
                d + fact.value / 100 for d in (fact.second,) if d
            }
            return not values.isdisjoint({fact.value, fact.second or fact.value, *pairs})
        case Kind.YEAR:
            return not values.isdisjoint(years_of(fact))
        case Kind.DIGITS:
            return regex.sub(r"\D", "", figure.text) in fact.text
        case Kind.FRACTION:
            return not values.isdisjoint({fact.value, fact.second, fact.value * 100 / (fact.second or 1)})
    if fact.kind in (Kind.PRICE, Kind.COUNT, Kind.NUMBER) and fact.second is not None:
        return any(fact.value <= v <= fact.second for v in values)
    parts = {*numbers_of(fact), fact.second or fact.value}
    if fact.kind is Kind.PRICE and figure.part > 1:
        parts |= {fact.value * figure.part}
    return not values.isdisjoint(parts)
