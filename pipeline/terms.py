"""Where a term stands in a Chinese line, and whether a translation says it as it should.

A rendering is one cell of a glossary: the way to say a term, or several set apart by `|`, of which the first
is told to engines and any counts as said. Words may be inflected, take a clitic and have one word between
them: `free shipping` is said in "Free express shipping!", `бесплатная доставка` in "с бесплатной доставкой".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import regex

from models.han import to_simplified, to_traditional
from pipeline.layout.languages import lookup

_NUMERAL = "0-9零〇一二两三四五六七八九十百千万亿"
_EDGES = (rf"[{_NUMERAL}]", r"[\p{Latin}0-9]")
"""A term that begins or ends with one of these has none of them beside it: no 一号链接 in 十一号链接."""
_ALIKE = str.maketrans("أإآٱىةё", "اااايهе")
"""Letters that careless and careful writers spell the same word with."""
_UNSEEN = regex.compile(r"[\p{Cf}ـ]|(?<=[\p{Arabic}\p{Hebrew}])\p{Mn}+")
_ARABIC = r"(?:[وف]?[بكل]?(?:ال|لل)?)"
_HEBREW = "[והבלמשכ]{0,2}"
_BETWEEN = r"(?:\W+\w+)?\W+"


def find(text: str, sources: Iterable[str]) -> list[str]:
    """Those of `sources` that stand in a line, in their own order; a place goes to the first that claims it.

    Give the longest first: then 小黄车 is found and the 车 in it is not. Either script will do, Latin words
    count when whole, in any case, with or without the space or hyphen between them (Type C, type-c).
    """
    folded = to_simplified(unicodedata.normalize("NFKC", text))
    taken: list[tuple[int, int]] = []
    found = []
    for source in sources:
        free = [
            match.span()
            for match in _term(source).finditer(folded)
            if all(match.end() <= start or stop <= match.start() for start, stop in taken)
        ]
        if free:
            taken += free
            found.append(source)
    return found


def ways(rendering: str) -> list[str]:
    """The ways of a cell, the best first: `shopping cart|cart`."""
    return [way for part in rendering.split("|") if (way := part.strip())]


def says(translation: str, rendering: str, language: str) -> bool:
    """Whether a translation has one of a rendering's ways."""
    known = lookup(language)
    dense = not known.spaced or known.tag == "ko"  # particles and endings stick to Korean words
    plain = _plain(translation, dense)
    return any(_rendering(way, known.tag, dense).search(plain) for way in ways(rendering))


def mended(translation: str, terms: Iterable[tuple[str, str]], language: str) -> str:
    """A translation with what is certain put right, for engines that cannot be told terms.

    `terms` are those of the source line, as `Glossary.found` gives them. A name to be kept that came in
    another case or spacing gets its own; a term left standing in Chinese is replaced by its rendering.
    Whatever would be a guess stays: a name that was transliterated, in Japanese a word that Japanese has too.
    """
    known = lookup(language)
    if known.tag.startswith("zh"):
        return translation
    for source, rendering in terms:
        if source == rendering:
            if regex.search(r"\p{Latin}", source):
                translation = _term(source).sub(lambda _, name=source: name, translation)
        elif not (known.tag == "ja" and _may_be_japanese(source)):
            for script in (source, to_traditional(source)):
                translation = _put(translation, script, rendering, known.spaced)
    return translation


def _put(translation: str, term: str, rendering: str, spaced: bool) -> str:
    """`rendering` in place of a Chinese `term`, set off by spaces where words are."""

    def placed(match: regex.Match[str]) -> str:
        before, after = translation[: match.start()][-1:], translation[match.end() :][:1]
        left = " " if spaced and before.isalnum() else ""
        return left + rendering + (" " if spaced and after.isalnum() else "")

    if not regex.search(r"\p{Han}", term):
        return translation
    return str(regex.sub(regex.escape(term), placed, translation))


def _may_be_japanese(term: str) -> bool:
    """Whether every character exists in Japanese: 福袋 does, 包邮 does not."""
    try:
        term.encode("shift_jis")
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=8192)
def _term(source: str) -> regex.Pattern[str]:
    body = regex.sub(r"(?:\\?[\s-])+", r"[\\s-]?", regex.escape(source))
    first, last = _edge(source[0]), _edge(source[-1])
    before, after = f"(?<!{first})" if first else "", f"(?!{last})" if last else ""
    return regex.compile(before + body + after, regex.IGNORECASE)


def _edge(character: str) -> str:
    return next((kind for kind in _EDGES if regex.match(kind, character)), "")


@lru_cache(maxsize=8192)
def _rendering(way: str, tag: str, dense: bool) -> regex.Pattern[str]:
    plain = _plain(way, dense)
    if dense:
        before = r"(?<!\d)" if plain[:1].isdecimal() else ""
        return regex.compile(before + regex.escape(plain) + (r"(?!\d)" if plain[-1:].isdecimal() else ""))
    words = [_word(word, tag) for word in regex.findall(r"\w+", plain)] or [regex.escape(plain)]
    return regex.compile(rf"(?<!\w){_BETWEEN.join(words)}(?!\w)")


def _word(word: str, tag: str) -> str:
    """A pattern for the forms of a word: the longer it is, the more of its end may change."""
    whole = str(regex.escape(word))
    if word.isdecimal() or tag == "vi":
        return whole
    if regex.match(r"\p{Arabic}", word):
        stem = word.removeprefix("ال") if len(word) > 4 else word
        stem = stem[:-1] if len(stem) > 3 and stem[-1] in "هي" else stem
        return rf"{_ARABIC}{stem}\w{{0,3}}"
    if regex.match(r"\p{Hebrew}", word):
        return rf"{_HEBREW}{whole}\w{{0,2}}"
    if tag == "id":
        return rf"{whole}(?:nya|kan|an|lah|ku|mu|i)?"
    short = 3 if regex.match(r"\p{Cyrillic}", word) else 4  # цена, цены; but cart and card
    cut = 0 if len(word) <= short else 1 if len(word) <= 5 else 2
    grown = cut + 2 if len(word) > 4 else len(word) // 2
    return rf"{regex.escape(word[: len(word) - cut])}\w{{0,{grown}}}"


@lru_cache(maxsize=256)
def _plain(text: str, dense: bool) -> str:
    """A text for comparison: one width, one case, ASCII digits, no vowel points, no spaces if `dense`."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold().translate(_ALIKE)
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return regex.sub(r"\s+", "", text) if dense else text
