"""How a language writes a number in digits, and what a run of digits says to its readers.

Whether 1.200 is twelve hundred or one and a fifth depends on the language; 99,9 and 99.9 are read alike
everywhere, as no number is grouped by one or two digits. Digits of every script count.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import regex

THIN = "\u202f"
HARD = "\u00a0"

_COMMA_DECIMAL = {
    "de": ".", "es": HARD, "it": ".", "pt": ".", "nl": ".", "tr": ".", "id": ".", "vi": ".", "da": ".",
    "el": ".",
    "ro": ".", "hr": ".", "sr": ".", "ca": ".", "fr": THIN, "ru": HARD, "uk": HARD, "pl": HARD, "cs": HARD,
    "sk": HARD,
    "bg": HARD, "fi": HARD, "sv": HARD, "nb": HARD, "hu": HARD,
}  # fmt: skip
"""Languages with a decimal comma, and their grouping mark; all others write 1,200.50."""
_POINT_REGIONS = {"es": ("MX", "US", "419", "PR", "GT", "HN", "NI", "SV", "DO", "PA")}
_FROM_FIVE = ("es", "pl", "ja", "ru", "uk", "ar", "pt-PT", "ca", "bg", "hu")
"""Languages that leave four digits together."""
_LAKHS = ("hi", "bn", "ta", "ur")
_ALSO_POINT = ("es",)
"""Besides spaces these group with the point."""

_SPACE = f"[ {HARD}{THIN}\u2009]"
NUMBER = regex.compile(rf"(?<!\d)\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:[.,]\d+)?(?!\d|[.,]\d)|\d+(?:[.,'’]\d+)*")
_MARKS = {"٫": ".", "٬": ",", "،": ",", "．": ".", "，": ",", "。": "."}
_SPLIT = regex.compile(r"[.,'’]|\s")


def base(language: str) -> str:
    return language.split("-", 1)[0].lower()


def decimal_mark(language: str) -> str:
    name, _, region = language.partition("-")
    if region in _POINT_REGIONS.get(name, ()):
        return "."
    return "," if name in _COMMA_DECIMAL else "."


def plain(text: str) -> str:
    """`text` with ASCII digits and marks, each character in its place."""
    return "".join(_plain(text, place) for place in range(len(text)))


def _plain(text: str, place: int) -> str:
    character = text[place]
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if (
        character in _MARKS
        and text[place - 1 : place].isdecimal()
        and text[place + 1 : place + 2].isdecimal()
    ):
        return _MARKS[character]
    return "%" if character in "％٪﹪" else character


def values(run: str, language: str) -> list[Decimal]:
    """The numbers that a run of digits and marks says, mostly one; 3,2,1 says three. `run` is plain."""
    whole = _one(run, decimal_mark(language), base(language))
    return [whole] if whole is not None else [Decimal(part) for part in _SPLIT.split(run)]


def _one(run: str, point: str, language: str) -> Decimal | None:
    marks = _SPLIT.findall(run)
    parts = _SPLIT.split(run)
    if not marks:
        return Decimal(run)
    last = marks[-1]
    if len(set(marks)) > 1:  # 1.200,50: the last mark is the decimal one
        grouped = marks.count(last) == 1 and last in ".," and _groups(parts[:-1])
        return Decimal("".join(parts[:-1]) + "." + parts[-1]) if grouped else None
    if len(marks) > 1 or last not in ".,":
        return Decimal("".join(parts)) if _groups(parts) else None
    if (
        _groups(parts)
        and (last != point)
        and (language not in _COMMA_DECIMAL or _groups_with(last, language))
    ):
        return Decimal("".join(parts))
    return Decimal(f"{parts[0]}.{parts[1]}")


def _groups_with(mark: str, language: str) -> bool:
    return mark == _COMMA_DECIMAL[language] or language in _ALSO_POINT


def _groups(parts: list[str]) -> bool:
    """Whether digits are grouped by thousands, or by hundreds above them as in India."""
    head, middle, tail = parts[0], parts[1:-1], parts[-1]
    if len(parts) == 1:
        return True
    inner = {len(part) for part in middle}
    return len(tail) == 3 and 1 <= len(head) <= 3 and head[0] != "0" and inner in (set(), {2}, {3})


def in_digits(value: Decimal, language: str) -> str:
    """`value` as the language writes it: 1 200,50 or 1.200,50 or 1,200.50 or 1,20,000."""
    whole, _, fraction = f"{value:f}".partition(".")
    fraction = fraction.rstrip("0")
    point = decimal_mark(language)
    name = base(language)
    group = _COMMA_DECIMAL[name] if point == "," else ","
    if len(whole) >= (5 if name in _FROM_FIVE or language in _FROM_FIVE else 4):
        whole = _grouped(whole, group, 2 if name in _LAKHS else 3)
    return f"{whole}{point}{fraction}" if fraction else whole


def _grouped(digits: str, mark: str, size: int) -> str:
    head, tail = digits[:-3], digits[-3:]
    while head:
        head, tail = head[:-size], f"{head[-size:]}{mark}{tail}"
    return tail
