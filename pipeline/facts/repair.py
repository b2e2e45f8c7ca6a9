"""Mends a figure of a translation where only one thing can be meant; the rest is left to another engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

import regex

from pipeline.facts.check import invented, missing, strange
from pipeline.facts.figures import Figure, View, view
from pipeline.facts.notation import in_digits
from pipeline.facts.show import yuan
from pipeline.facts.types import Fact, Kind
from pipeline.facts.units import BY_NAME

_TOUCHES = regex.compile(r"\d[\s.,:]?$")
_TOUCHED = regex.compile(r"[\s.,:]?\d")
"""Digits so close by that the figure may be a piece of a longer one."""


def repaired(facts: Iterable[Fact], translation: str, language: str) -> str | None:
    """The translation with its figures put right, so that no fact is missing and no figure invented.

    Prices in a foreign currency become yuan; one figure that nobody said takes the place of the one
    that is missing, if they are of a kind. None where that does not do, or where two figures may be meant.
    """
    known = tuple(facts)
    text = translation
    for _ in range(2 * len(known) + 1):
        lost = missing(known, text, language)
        if not lost:
            break
        new = _mended(known, lost, text, language)
        if new is None:
            return None
        text = new
    return None if missing(known, text, language) or invented(known, text, language) else text


def _mended(facts: tuple[Fact, ...], lost: tuple[Fact, ...], text: str, language: str) -> str | None:
    """`text` with one more fact in it."""
    seen = view(text, language)
    for fact in lost:
        spans = list(_foreign(fact, seen))
        if len({figure.value for figure in spans}) == len(spans) > 0:
            figure = spans[0]
            return _put(text, figure.outer_start, figure.outer_end, yuan(figure.value, language))
    if len(lost) > 1:
        return None
    wrong = [figure for figure in _candidates(lost[0], facts, seen) if _alike(lost[0], figure)]
    if len(wrong) != 1:
        return None
    figure = wrong[0]
    if figure.half or _TOUCHES.search(text[: figure.start]) or _TOUCHED.match(text, figure.end):
        return None
    new = _figure_for(lost[0], figure, language)
    return None if new is None else _put(text, figure.start, figure.end, new)


def _foreign(fact: Fact, seen: View) -> Iterator[Figure]:
    """Figures with the right amount of the wrong money."""
    if fact.unit == "CNY" or fact.kind in (Kind.NUMBER, Kind.OFFER):
        sums = (fact.value, fact.second)
        yield from (f for f in seen.figures if f.foreign and not f.words and f.part == 1 and f.value in sums)


def _candidates(fact: Fact, facts: tuple[Fact, ...], seen: View) -> list[Figure]:
    """Figures that may stand where the missing one should."""
    if fact.kind is Kind.DISCOUNT:
        return [figure for figure in seen.figures if figure.percent and not figure.words]
    odd = strange(facts, seen)
    if odd or fact.kind is not Kind.QUANTITY:
        return odd
    same = BY_NAME[fact.unit].measures
    return [
        f
        for f in seen.figures
        if f.unit and f.unit.measures == same and not f.words and f.value == fact.value
    ]


def _alike(fact: Fact, figure: Figure) -> bool:
    match fact.kind:
        case Kind.PRICE:
            return (
                not figure.percent
                and figure.currency in ("", "CNY")
                and figure.unit is None
                and figure.part == 1
            )
        case Kind.DISCOUNT | Kind.PERCENT:
            return figure.percent
        case Kind.QUANTITY:
            return figure.unit is not None and figure.unit.measures == BY_NAME[fact.unit].measures
        case Kind.NUMBER:
            return figure.bare
        case Kind.COUNT | Kind.ORDINAL:
            return figure.bare and not figure.currency
    return False


def _figure_for(fact: Fact, figure: Figure, language: str) -> str | None:
    """What to write in the figure's place; the words behind it stay."""
    if fact.kind is Kind.QUANTITY and figure.unit is not None:
        value = fact.value * BY_NAME[fact.unit].worth / figure.unit.worth
        exact = value == value.quantize(Decimal("0.001"))
        return in_digits(value.normalize(), language) if exact else None
    return in_digits(fact.value, language)


def _put(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]
