"""Character error rate of Mandarin text, as the evaluation data defines it.

NFKC, Traditional to Simplified, lower case, letters and digits only; the lower of the rate of the text as it
is and of the rate with digits spoken out, so that 九十九块九 and 99.9块 are the same.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from models.han import to_simplified

_DIGITS = "零一二三四五六七八九"
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3})")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Errors:
    """`edits` of `length` reference characters: substitutions, insertions and deletions."""

    edits: int
    length: int

    def __add__(self, other: Errors) -> Errors:
        return Errors(self.edits + other.edits, self.length + other.length)

    @property
    def rate(self) -> float:
        return self.edits / self.length if self.length else 0.0


def errors(reference: str, hypothesis: str) -> Errors:
    """The edits between two texts, by whichever of the two spellings of numbers is kinder."""
    found = []
    for spell in (lambda text: text, spoken):
        a, b = letters(spell(plain(reference))), letters(spell(plain(hypothesis)))
        found.append(Errors(distance(a, b), len(a)))
    return min(found, key=lambda e: (e.rate, e.edits))


def plain(text: str) -> str:
    """NFKC, Simplified, lower case."""
    return to_simplified(unicodedata.normalize("NFKC", text)).lower()


def letters(text: str) -> str:
    """Letters and digits alone."""
    return "".join(c for c in text if unicodedata.category(c)[0] in "LN")


def spoken(text: str) -> str:
    """Digits as Mandarin says them: 15% is 百分之十五, 1,200 一千二百, 99.9 九十九点九, 0571 零五七一."""
    text = _GROUPED.sub("", _PERCENT.sub(r"百分之\1", text))
    return _NUMBER.sub(lambda match: _number(match[0]), text)


def _number(digits: str) -> str:
    whole, point, fraction = digits.partition(".")
    by_digit = len(whole) > 8 or (len(whole) > 1 and whole[0] == "0")
    said = _each(whole) if by_digit else _integer(int(whole))
    return f"{said}点{_each(fraction)}" if point else said


def _each(digits: str) -> str:
    return "".join(_DIGITS[int(d)] for d in digits)


def _integer(n: int) -> str:
    """0 <= n < 10**8, as it is said."""
    if n >= 10_000:
        low = n % 10_000
        rest = ("零" if 0 < low < 1000 else "") + (_integer(low) if low else "")
        return f"{_integer(n // 10_000)}万{rest}"
    said = ""
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // power % 10
        if digit:
            said += ("" if power == 10 and digit == 1 and not said else _DIGITS[digit]) + unit
        elif said and not said.endswith("零") and n % power:
            said += "零"
    return said or "零"


def distance(a: str, b: str) -> int:
    """Levenshtein distance."""
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (x != y)))
        previous = current
    return previous[-1]
