# ruff: noqa: E501 -- tables in wide scripts
"""Ways in which a translation's figures go wrong, made on purpose: each yields every text with one such fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.facts.notation import decimal_mark

Mutation = Callable[[str, str], Iterator[str]]

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?|\d+(?:[.,]\d+)*")
_YUAN = re.compile(r"yuanes|yuans|[Yy]uan|元|위안|юан(?:ей|ями|я|ь)|يوان\w*|หยวน|tệ")
_FOREIGN = {
    "en": ("dollars", "euros", "reais"), "es": ("dólares", "euros", "pesos"), "fr": ("dollars", "euros", "roubles"),
    "ru": ("рублей", "долларов", "евро"), "pt-BR": ("reais", "dólares", "euros"), "ja": ("円", "ドル", "ウォン"),
    "ko": ("원", "달러", "엔"), "de": ("Euro", "Dollar", "Franken"), "ar": ("دولار", "ريالا", "يورو"),
    "vi": ("đồng", "đô la", "euro"), "id": ("rupiah", "dolar", "euro"), "th": ("บาท", "ดอลลาร์", "ยูโร"),
}  # fmt: skip


def _figures(text: str) -> Iterator[re.Match[str]]:
    return _NUMBER.finditer(text)


def _put(match: re.Match[str], new: str) -> str:
    return match.string[: match.start()] + new + match.string[match.end() :]


def other_digit(text: str, language: str) -> Iterator[str]:
    """One digit of a figure is another one: 169 -> 179, 269, 160."""
    for match in _figures(text):
        for place, digit in enumerate(match[0]):
            if digit.isdecimal():
                new = str((int(digit) + 1) % 10)
                yield _put(match, match[0][:place] + new + match[0][place + 1 :])


def swapped_digits(text: str, language: str) -> Iterator[str]:
    """169 -> 196."""
    for match in _figures(text):
        if re.search(r"(\d)(?!\1)\d$", match[0]):
            yield _put(match, match[0][:-2] + match[0][-1] + match[0][-2])


def zero_dropped(text: str, language: str) -> Iterator[str]:
    for match in _figures(text):
        if match[0].endswith("0") and len(match[0]) > 1:
            yield _put(match, match[0][:-1])


def zero_added(text: str, language: str) -> Iterator[str]:
    """3 -> 30, but 99.9 stays what it is when a zero follows."""
    for match in _figures(text):
        if match[0].isdecimal():
            yield _put(match, match[0] + "0")


def point_moved(text: str, language: str) -> Iterator[str]:
    """99.9 -> 999 and 9.99; 169 -> 16.9."""
    mark = decimal_mark(language)
    for match in _figures(text):
        digits = re.sub(r"\D", "", match[0])
        moved = (
            {digits, f"{digits[:-1]}{mark}{digits[-1]}", f"{digits[:-2]}{mark}{digits[-2:]}"}
            if len(digits) > 2
            else set()
        )
        whole = re.sub(r"[.,](?=\d{3}(?!\d))|\s", "", match[0])
        same = {whole, match[0], re.sub("[.,]", mark, whole)}
        yield from (_put(match, new) for new in sorted(moved - same))


def other_money(text: str, language: str) -> Iterator[str]:
    """Yuan become dollars, euros, roubles."""
    for match in _YUAN.finditer(text):
        for word in _FOREIGN[language]:
            yield _put(match, word)


def money_symbol(text: str, language: str) -> Iterator[str]:
    """99 yuan -> $99, R$ 99."""
    pattern = re.compile(rf"(\d[\d.,\u00a0\u202f ]*?)\s?(?:{_YUAN.pattern})(?: de)?")
    for match in pattern.finditer(text):
        for symbol in ("$", "€", "R$ "):
            yield _put(match, symbol + match[1])


def figure_lost(text: str, language: str) -> Iterator[str]:
    for match in _figures(text):
        yield _put(match, "")


MUTATIONS: dict[str, Mutation] = {
    "other digit": other_digit, "swapped digits": swapped_digits, "zero dropped": zero_dropped, "zero added": zero_added,
    "point moved": point_moved, "other money": other_money, "money symbol": money_symbol, "figure lost": figure_lost,
}  # fmt: skip
