"""Numbers in words -> values: three hundred, trois cents, fünfundzwanzig, hai mươi lăm, สองร้อย, 二十."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import regex

from models.cardinals import numeral
from pipeline.facts.notation import base
from pipeline.facts.numberwords import JOINS, TENS_LAST, WORDS

_TEEN = Decimal(-10)
_HALF = Decimal("0.5")
_POWERS = tuple(Decimal(10) ** power for power in (2, 3, 4, 5, 6, 7, 8, 9, 12))
_HAN = regex.compile("[一二三四五六七八九十百千万億两両]+")
_SINO = {
    "일": "一",
    "이": "二",
    "삼": "三",
    "사": "四",
    "오": "五",
    "육": "六",
    "칠": "七",
    "팔": "八",
    "구": "九",
    "십": "十",
}
_SINO |= {"백": "百", "천": "千", "만": "万", "억": "亿"}
_SINO_RUN = regex.compile("(?<![가-힣])[일이삼사오육칠팔구십백천만억]{2,}")
_ARABIC_DUAL = regex.compile(r"(?<!\w)\w{3,}(?:ين|ان)(?:ا)?(?!\w)")
_ROMAN = regex.compile(
    r"(?<![\w.])(?:II|III|IV|V|VI|VII|VIII|IX|X|XI|XII|XIII|XIV|XV|XVI|XVII|XVIII|XIX|XX|XXI)(?!\w)"
)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_KOREAN_BEFORE = r"(?=\s|$|[개번명분시상살달장대병봉째가배권켤잔줄편군곳,.!?])"


@dataclass(frozen=True, slots=True)
class Spelled:
    start: int
    end: int
    value: Decimal


@cache
def _table(language: str) -> dict[str, Decimal]:
    table: dict[str, Decimal] = {}
    for entry in WORDS.get(language, "").split("|"):
        value, *words = entry.split() or [""]
        table.update((word, _TEEN if value == "+10" else Decimal(value)) for word in words)
    return table


@cache
def _word(language: str) -> str:
    words = sorted(_table(language), key=len, reverse=True)
    forms = [regex.escape(w[:-1]) + r"\w{0,5}?" if w.endswith("*") else regex.escape(w) for w in words]
    if language == "ko":
        forms = [f + _KOREAN_BEFORE if len(f) == 1 and f not in "반백천만억" else f for f in forms]
    return "|".join(forms)


@cache
def _run(language: str) -> regex.Pattern[str]:
    word, join = _word(language), JOINS.get(language, r"\s")
    inner = rf"(?P<w>{word})(?:(?:{join})(?P<w>{word}))*"
    if language in ("th", "ja"):
        return regex.compile(f"(?P<n>{inner})")
    before = r"(?<![\w])(?:[وبلفك]{0,2}(?:ال|لل?)?)" if language == "ar" else r"(?<!\w)"
    after = "" if language == "ko" else r"(?!\w)"
    return regex.compile(before + f"(?P<n>{inner})" + after, regex.I)


@cache
def scale(language: str) -> regex.Pattern[str]:
    """What multiplies the digits before it: thousand, mil, 万."""
    table = _table(language)
    words = ["k", *(word for word in sorted(table, key=len, reverse=True) if table[word] in _POWERS)]
    forms = [regex.escape(w[:-1]) + r"\w{0,5}?" if w.endswith("*") else regex.escape(w) for w in words]
    after = "" if language in ("ja", "ko", "th") else r"(?!\w)"
    return regex.compile(rf"[\s\u00a0\u202f]?({'|'.join(forms)}){after}", regex.I)


def value_of(word: str, language: str) -> Decimal | None:
    """The value of one word, None for what is no number word."""
    if word in "kK":
        return Decimal(1000)
    table, lower = _table(language), word.lower()
    if lower in table:
        return table[lower]
    stems = [w for w in table if w.endswith("*") and lower.startswith(w[:-1])]
    return table[max(stems, key=len)] if stems else None


def spelled(text: str, language: str) -> Iterator[Spelled]:
    """The numbers that a text writes in words; some are none (a, second, 一), so only look for values."""
    name = base(language)
    text = text.replace("สามารถ", "ได้ได้ได")  # can, which begins with three
    if name in WORDS:
        for match in _run(name).finditer(text):
            yield from _values(match, name)
    if name == "ja":
        for match in _HAN.finditer(text):
            han = match[0].replace("億", "亿").replace("両", "两")
            yield from _cardinal(match, f"一{han}" if han[0] in "百千" else han)
    if name == "ko":
        for match in _SINO_RUN.finditer(text):
            yield from _cardinal(match, "".join(_SINO[c] for c in match[0]))
    if name == "ar":
        yield from (Spelled(m.start(), m.end(), Decimal(2)) for m in _ARABIC_DUAL.finditer(text))
    yield from (Spelled(m.start(), m.end(), _roman(m[0])) for m in _ROMAN.finditer(text))


def _cardinal(match: regex.Match[str], han: str) -> Iterator[Spelled]:
    value = numeral(han)
    if value is not None:
        yield Spelled(match.start(), match.end(), Decimal(value))


def _roman(word: str) -> Decimal:
    values = [_ROMAN_VALUES[letter] for letter in word]
    return Decimal(sum(-v if v < max(values[i:]) else v for i, v in enumerate(values)))


def _values(match: regex.Match[str], language: str) -> Iterator[Spelled]:
    """The words of a run, joined into as few numbers as they make."""
    total, begin, ended = _Sum(language), match.start("n"), match.start("n")
    for word, (start, end) in zip(match.captures("w"), match.spans("w"), strict=True):
        value = value_of(word, language)
        gap = match.string[ended:start]
        is_year = word == "năm" and total.any and total.value % 100 == 0
        if value is None or is_year or not total.take(value, joined=bool(gap.strip(" -"))):
            yield Spelled(begin, ended, total.value)
            total, begin = _Sum(language), start
            total.take(value or Decimal(0), joined=False)
        ended = end
    if total.any:
        yield Spelled(begin, ended, total.value)


class _Sum:
    """A number that is being said: `take` says whether the next word still belongs to it."""

    def __init__(self, language: str) -> None:
        self._tens_last = language in TENS_LAST
        self._ten_adds = language == "ar"
        self._articles = language in ("en", "fr", "es", "pt", "it", "de", "nl")
        self._above = Decimal(0)  # thousands and more
        self._here = Decimal(0)
        self.any = False

    @property
    def value(self) -> Decimal:
        return self._above + self._here

    def take(self, value: Decimal, *, joined: bool) -> bool:
        first, here = not self.any, self._here
        if value == _TEEN:
            fits, new = 0 < here < 10, here + 10
        elif value >= 1000:
            fits, new = first or here > 0, Decimal(0)
            if fits:
                self._above += max(here, Decimal(1)) * value
        elif value == 10 and 0 < here < 10 and self._ten_adds:
            fits, new = True, here + 10
        elif (value == 100 and 1 < here < 10) or (value == 10 and 1 < here % 100 < 10):
            low = here % 100 if value == 10 else here
            fits, new = True, here - low + low * value
        elif value < 1:  # two and a half; une demi-heure is no hour and a half
            fits, new = True, value if self._articles and here == 1 and not joined else here + value
        elif value == 1 and here == _HALF:  # half a kilo
            fits, new = True, here
        else:
            fits, new = first or self._adds(value), here + value
        if fits:
            self._here, self.any = new, True
        return fits

    def _adds(self, value: Decimal) -> bool:
        low = self._here % 100
        if self._here != self._here // 1:
            return False
        if self._tens_last and 0 < low < 10 and value in range(20, 100, 10):
            return True
        if low == 0:
            return value < 100 or (self._here == 0 and value < 1000)
        return (low % 10 == 0 and low >= 10 and value < 10) or (low in (60, 80) and value < 20)
