"""Character error rate of Mandarin text, as the evaluation data defines it.

NFKC, Traditional to Simplified, lower case, letters and digits only; the lower of the rate of the text as it
is and of the rate with digits spoken out, so that 九十九块九 and 99.9块 are the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from rapidfuzz.distance.Levenshtein import distance, opcodes

from models.han import to_simplified

T = TypeVar("T")

_DIGITS = "零一二三四五六七八九"
_NUMBER = re.compile(r"(\d+(?:,(?=\d{3})\d+)*)(?:\.(\d+))?(%?)")


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
    return "".join(said for said, _ in _spoken(text))


def spelled(pieces: Iterable[tuple[str, T]]) -> list[tuple[str, T]]:
    """The letters of a text in pieces, as the rate compares them with digits spoken out, each with the tag of
    the piece that it came from; those of a number with the tag of its last digit, since it is not complete
    before.
    """
    tagged = [
        (character, tag) for text, tag in pieces for character in unicodedata.normalize("NFKC", text).lower()
    ]
    text = "".join(character for character, _ in tagged)
    simple = to_simplified(text)
    if len(simple) == len(text):
        text = simple
    return [(letter, tagged[last][1]) for said, last in _spoken(text) for letter in letters(said)]


def pairs(reference: str, hypothesis: str) -> list[tuple[int, int]]:
    """The places (in the reference, in the hypothesis) of the characters that stand for one another, equal or
    not, in an alignment with the fewest edits (Levenshtein)."""
    return [
        (i, i - run.src_start + run.dest_start)
        for run in opcodes(reference, hypothesis)
        if run.tag in ("equal", "replace")
        for i in range(run.src_start, run.src_end)
    ]


def _spoken(text: str) -> Iterator[tuple[str, int]]:
    """What is said, number by number and character by character between them, with the place of its last
    character in the text."""
    at = 0
    for number in _NUMBER.finditer(text):
        yield from ((text[place], place) for place in range(at, number.start()))
        yield _number(number), number.end() - 1
        at = number.end()
    yield from ((text[place], place) for place in range(at, len(text)))


def _number(number: re.Match[str]) -> str:
    whole, fraction, percent = number[1].replace(",", ""), number[2], number[3]
    by_digit = len(whole) > 8 or (len(whole) > 1 and whole[0] == "0")
    said = _each(whole) if by_digit else _integer(int(whole))
    return ("百分之" if percent else "") + said + (f"点{_each(fraction)}" if fraction else "")


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
