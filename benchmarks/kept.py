"""What a translation keeps of its line: the facts in it, and what the table says that must be kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import regex

from benchmarks.parallel import Sentence
from pipeline import facts

_FIGURE = regex.compile(r"\d+(?:[.,'’٫٬]\d+|[ \u00A0\u2009\u202F]\d{3}(?!\d))*")
_LISTED_FIGURE = regex.compile(r"(\d+(?:\.\d+)?)%?", regex.ASCII)
_LISTED_NAME = regex.compile(r"[A-Za-z][A-Za-z-]+")
_SAID = 12
"""Whole numbers up to this may be words in any language."""


@dataclass(frozen=True, slots=True)
class Share:
    kept: int = 0
    total: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.kept + other.kept, self.total + other.total)


def facts_kept(source: str, text: str, language: str) -> Share:
    """Of the facts that pipeline.facts reads in a line; where the line was lost, "", none is kept."""
    total = len(facts.read(source))
    return Share(total - len(unkept(source, text, language)), total)


def unkept(source: str, text: str, language: str) -> list[str]:
    """The facts that a translation does not keep, as its language writes them."""
    found = facts.read(source)
    gone = facts.missing(found, text, language) if text else found
    return [facts.shown(fact, language) for fact in gone]


def listed_kept(sentence: Sentence, text: str, language: str) -> Share:
    """Of the figures over twelve and the Latin names that the table lists, those that its reference shows.

    It does without pipeline.facts, which would be its own judge: figures count by their digits alone.
    """
    reference = sentence.reference(language) or ""
    shown = [test for test in map(_shown, sentence.listed) if test is not None]
    wanted = [test for test in shown if test(reference)]
    return Share(sum(test(text) for test in wanted), len(wanted))


def _shown(listed: str) -> Callable[[str], bool] | None:
    """Whether a text shows it; None for what a language may write otherwise (`8 pm`, `November 11`)."""
    if _LISTED_NAME.fullmatch(listed):
        return lambda text: listed.casefold() in text.casefold()
    match = _LISTED_FIGURE.fullmatch(listed)
    if match is None or ("." not in listed and int(match[1]) <= _SAID):
        return None
    return lambda text: _digits(match[1]) in map(_digits, _FIGURE.findall(text))


def _digits(figure: str) -> str:
    """Of a figure without its marks: `69.90`, `69,9` and `٦٩٫٩` are the same."""
    said = "".join(str(unicodedata.digit(c)) if c.isdigit() else "." for c in figure)
    whole, mark, rest = said.rpartition(".")
    return whole.replace(".", "") + (rest.rstrip("0") if mark and len(rest) < 3 else rest)
