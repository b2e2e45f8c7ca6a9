"""Dates, times and years in a translation: 11.11, half past eight, halb neun, สองทุ่ม."""

from __future__ import annotations

from decimal import Decimal

import regex

from pipeline.facts import calendar
from pipeline.facts.figures import View
from pipeline.facts.types import Fact

_BUDDHIST = 543
"""Years that the Thai calendar is ahead."""
_QUARTER = regex.compile("quart|cuarto|viertel|четверт|kwadrans|kwartier|čtvrt|чверт|çeyrek|ربع", regex.I)


def date(fact: Fact, view: View) -> bool:
    """By the name or the number of the month; 11月11日 must show its 11 twice."""
    month, day = int(fact.value), fact.second
    named = calendar.names_month(view.text, month, view.language) or view.bare([fact.value])
    if day is None:
        return named
    if day == month and not calendar.names_month(view.text, month, view.language):
        named = sum(f.value == day and not f.words for f in view.figures) > 1
    return (named and view.bare([day])) or _joined(month, int(day), view.text)


def _joined(month: int, day: int, text: str) -> bool:
    """11.11, 11/20, 20-11."""
    pairs = regex.findall(r"(?<!\d)(\d{1,2})\s?[./\-]\s?(\d{1,2})(?!\d)", text)
    return any((int(a), int(b)) in ((month, day), (day, month)) for a, b in pairs)


def time(fact: Fact, view: View) -> bool:
    """By either clock, in figures or words, unless only the other half of the day is named."""
    hour, minutes = divmod(int(fact.value), 60)
    hours = hours_of(fact, view.text)
    sure = hour > 12 and view.any({Decimal(hour), hour + Decimal(minutes) / 100})
    if fact.unit and not sure and calendar.contradicts(view.text, fact.unit):
        return False
    if minutes == 0:
        return view.bare(hours) or _named(hour, view.text)
    together = {each + Decimal(minutes) / part for each in hours for part in (100, 60)}
    if view.any(together):
        return True
    half = view.any([Decimal("0.5")]) or any(f.half for f in view.figures)
    to_half = {each % 12 + 1 for each in hours}  # halb neun
    if minutes == 30 and half and view.any(hours | to_half):
        return True
    return view.any(hours) and (
        view.any([Decimal(minutes)]) or (minutes in (15, 45) and _QUARTER.search(view.text) is not None)
    )


def _named(hour: int, text: str) -> bool:
    name = {0: calendar.MIDNIGHT, 12: calendar.NOON}.get(hour)
    return name is not None and name.search(text) is not None


def hours_of(fact: Fact, text: str = "ทุ่ม") -> set[Decimal]:
    """The numbers that its hour may have; in Thai, evening and morning are counted from 18 and 6 o'clock."""
    hour = int(fact.value) // 60
    hours = {hour, hour % 12 or 12} | ({24} if hour == 0 else set())
    if not fact.unit:
        hours |= {hour + 12} if 0 < hour < 12 else set()
    if "ทุ่ม" in text and hour > 18:
        hours.add(hour - 18)
    if "โมง" in text and 6 < hour < 12:
        hours.add(hour - 6)
    return {Decimal(each) for each in hours}


def year(fact: Fact, view: View) -> bool:
    """By any of `years_of`."""
    return view.bare(years_of(fact))


def years_of(fact: Fact) -> set[Decimal]:
    """98年 may be 1998, 2026 the Thai 2569."""
    if fact.value < 100:
        return {fact.value, fact.value + 1900, fact.value + 2000}
    return {fact.value, fact.value + _BUDDHIST, fact.value % 100}
