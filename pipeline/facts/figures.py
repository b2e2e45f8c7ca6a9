"""The numbers that a translation shows, with what stands beside them: currency, per cent, unit, scale."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import regex

from pipeline.facts.money import currency_at, part_of_yuan
from pipeline.facts.notation import NUMBER, base, plain, values
from pipeline.facts.spelled import scale, spelled, value_of
from pipeline.facts.units import Unit, unit_at

_PERCENT = regex.compile(
    r"(?:\s*(?:[\-–~～]|to|bis|à|a|до|から)\s*\d+(?:[.,]\d+)?)?[\s\u00a0\u202f\-]*(?:%|per\s?cent\w*|"
    r"por\s?ciento|pour\s?cent|por\s?cento|percento|per\scento|prozent\w*|procent\w*|процент\w*|"
    r"відсот\w*|パーセント|퍼센트|프로(?!\w)|เปอร์เซ็นต์|phần\străm|persen|peratus|प्रतिशत|बال|بالمئة|"
    r"بالمائة|في\sالم[ئا]+ة|yüzde)",
    regex.I,
)
_PERCENT_BEFORE = regex.compile(r"(?:%|yüzde|ร้อยละ)\s?$", regex.I)
_WARI = regex.compile(r"\s*割(?:(\d)分)?")
_HALF = regex.compile(
    r"(?:[\s'’]*[\p{L}\p{M}]+){0,2}?\s*(?:and a half|y medi[ao]|et demie?|einhalb|с половиной|e meia|"
    r"e meio|e mezz[oa]|半|반|ครึ่ง|"
    r"ونصف|rưỡi|setengah|i pół|en een half|buçuk|з половиною|a půl)(?![a-z])",
    regex.I,
)
_HALF_BEFORE = regex.compile(r"साढ़े\s*$")
_METRES = regex.compile(r"(?<!\d)(\d)\s?m(?:et(?:er|re|ro)s?)?\s?(\d{2})(?!\d)", regex.I)
_IDIOMS = regex.compile(r"\b24/7\b|\b\d-in-\d\b|\bthứ [2-7]\b|\b[2-6]ª", regex.I)
_LATIN = regex.compile(r"(?<![A-Za-z])(?!(?:No|Nr|n|Rp|RM|R|Rs|RMB|US|CN|HK)[.\s\-]?$)[A-Za-z]+-?$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at [start, end) of a text, scale included; with its currency at [outer_start, outer_end)."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    text: str
    value: Decimal
    digits_end: int
    """Where its digits end and a scale word may begin."""
    words: bool = False
    percent: bool = False
    currency: str = ""
    unit: Unit | None = None
    half: bool = False
    """Whether the words say and a half; `value` is then without it."""
    part: int = 1
    """10 for jiao, 100 for fen."""
    named: bool = False
    """Whether it belongs to a Latin name (A4) or an idiom (24/7), so that nobody need have said it."""

    @property
    def readings(self) -> tuple[Decimal, ...]:
        return (self.value, self.value + Decimal("0.5")) if self.half else (self.value,)

    @property
    def foreign(self) -> bool:
        return self.currency not in ("", "CNY")

    @property
    def bare(self) -> bool:
        return not self.percent and not self.foreign


def figures(translation: str, language: str) -> list[Figure]:
    """Every number of a translation, those in words behind those in digits."""
    text = plain(translation)
    found: list[Figure] = []
    skip = 0
    for match in NUMBER.finditer(text):
        if match.start() < skip:
            continue
        numbers = values(match[0], language)
        if len(numbers) == 1:
            found.append(_figure(text, match.start(), match.end(), numbers[0], language))
            skip = found[-1].end
        else:
            parts = regex.finditer(r"\d+", match[0])
            at = [(match.start() + p.start(), match.start() + p.end()) for p in parts]
            found += [_figure(text, a, b, n, language) for (a, b), n in zip(at, numbers, strict=False)]
    for each in spelled(text, language):
        found.append(_beside(text, each.start, each.end, each.end, each.value, language, words=True))
    for match in _METRES.finditer(text):
        found = [each for each in found if each.end <= match.start() or each.start >= match.end()]
        found.append(_metres(text, match))
    return found


def _figure(text: str, start: int, end: int, value: Decimal, language: str) -> Figure:
    """Digits with the scale words behind them: 2万, 1億2000万, 20 thousand."""
    name, digits_end = base(language), end
    total, factor = Decimal(0), value
    while (found := scale(name).match(text, end)) is not None:
        power = value_of(found[1], name)
        if power is None:
            break
        factor, end = factor * power, found.end()
        following = NUMBER.match(text, end + (text[end : end + 1] == " " and name == "ko"))
        if name in ("ja", "ko") and following and (rest := values(following[0], language))[0] < power:
            total, factor, end = total + factor, rest[0], following.end()
    return _beside(text, start, end, digits_end, total + factor, language)


def _beside(
    text: str, start: int, end: int, digits_end: int, value: Decimal, language: str, *, words: bool = False
) -> Figure:
    wari = _WARI.match(text, end) if language == "ja" else None
    if wari is not None:
        value, end = value * 10 + int(wari[1] or 0), wari.end()
    behind = _PERCENT.match(text, end)
    percent = wari is not None or behind is not None or _PERCENT_BEFORE.search(text[:start]) is not None
    currency, outer_start, outer_end = (
        ("", start, end) if percent else currency_at(text, start, end, base(language))
    )
    unit = None if percent or currency not in ("", "GBP") else unit_at(text, end, base(language))
    return Figure(
        start, end, outer_start, outer_end, text[start:end], value, digits_end, words,
        percent=percent, currency=currency, unit=unit[0] if unit else None,
        half=_HALF.match(text, end) is not None or _HALF_BEFORE.search(text[:start]) is not None,
        part=part_of_yuan(text, end),
        named=(not currency and _LATIN.search(text[:start]) is not None)
        or any(m.start() <= start < m.end() for m in _IDIOMS.finditer(text)),
    )  # fmt: skip


def _metres(text: str, match: regex.Match[str]) -> Figure:
    """1 m 65 and 1m65."""
    value = Decimal(f"{match[1]}.{match[2]}")
    metre = unit_at("m", 0, "")
    return Figure(
        match.start(), match.end(), match.start(), match.end(), match[0], value, match.end(),
        unit=metre[0] if metre else None,
    )  # fmt: skip


class View:
    """A translation, taken apart once for all its facts."""

    def __init__(self, translation: str, language: str) -> None:
        self.text = plain(translation)
        self.language = language
        self.figures = figures(translation, language)

    def any(self, wanted: Iterable[Decimal], fits: Callable[[Figure], bool] = lambda figure: True) -> bool:
        values = set(wanted)
        return any(fits(f) and not values.isdisjoint(f.readings) for f in self.figures)

    def bare(self, wanted: Iterable[Decimal]) -> bool:
        """Whether one of these numbers stands there by itself or as yuan."""
        return self.any(wanted, lambda figure: figure.bare)


@lru_cache(maxsize=64)
def view(translation: str, language: str) -> View:
    return View(translation, language)
