"""Which lines of a caption in two languages are whose: what most kinds of files do not say."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import langcodes
import regex

from pipeline.types import Cue

_LETTERS = {
    "Hans": r"\p{Han}",
    "Hant": r"\p{Han}",
    "Jpan": r"[\p{Han}\p{Hiragana}\p{Katakana}]",
    "Kore": r"[\p{Han}\p{Hangul}]",
}
"""Of scripts, by the name in ISO 15924, that are several or have another name in Unicode."""


def parted(cue: Cue, languages: tuple[str, str]) -> tuple[Cue, Cue]:
    """The upper lines and the lower ones, either of which may be none.

    They part where most lines have a letter in the script of their language: a Chinese line may be mostly
    `iPhone`. Where that says nothing they part in the middle, and a single line is the upper one.
    """
    count = len(cue.lines)

    def fits(border: int) -> tuple[int, int, int]:
        sides = (cue.lines[:border], cue.lines[border:])
        named = zip(languages, sides, strict=True)
        own = sum(bool(_letters(tag).search(line)) for tag, side in named for line in side)
        return own, -abs(2 * border - count), border

    border = max(range(count + 1), key=fits)
    return replace(cue, lines=cue.lines[:border]), replace(cue, lines=cue.lines[border:])


@lru_cache(maxsize=64)
def _letters(language: str) -> regex.Pattern[str]:
    script = langcodes.Language.get(language).maximize().script or "Zyyy"
    return regex.compile(_LETTERS.get(script, rf"\p{{Script={script}}}"))
