"""What is said in a test show, and when: a hundred lines, no two alike, in every language of the tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.types import Ms

_HUES = ("red", "orange", "yellow", "green", "teal", "blue", "violet", "black", "white", "grey")
_BEASTS = ("horse", "cow", "sheep", "dog", "cat", "hen", "fish", "bird", "tiger", "dragon")
COLOURS = dict(zip("红橙黄绿青蓝紫黑白灰", _HUES, strict=True))
ANIMALS = dict(zip("马牛羊狗猫鸡鱼鸟虎龙", _BEASTS, strict=True))
ENDING = "来了。"
WORDS = (*COLOURS, *ANIMALS, ENDING)
"""Everything that can be heard; a line is a colour, an animal and the ending."""
WORD_MS: Ms = 400
LINE_MS: Ms = 3 * WORD_MS
LANGUAGES = ("en", "es", "fr", "pt-BR")
"""Into which the scripted translator translates, as `es: red horse`."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `number` (0 to 99) says which, times are those of the show's own clock."""

    number: int
    start: Ms

    @property
    def end(self) -> Ms:
        return self.start + LINE_MS

    @property
    def words(self) -> tuple[str, str, str]:
        return (tuple(COLOURS)[self.number // 10], tuple(ANIMALS)[self.number % 10], ENDING)

    def text(self, language: str = "zh-Hans") -> str:
        """What a viewer of `language` is to read."""
        chinese = "".join(self.words)
        return chinese if language == "zh-Hans" else translated(chinese, language)


def translated(chinese: str, language: str) -> str:
    return f"{language}: {COLOURS[chinese[0]]} {ANIMALS[chinese[1]]}"


def every(interval: Ms, seconds: float, *, first: int = 0, quiet: tuple[Ms, Ms] = (0, 0)) -> Sequence[Line]:
    """A line each `interval` from second 1 on, numbered from `first`; none that touches `quiet`."""
    starts = range(1000, int(seconds * 1000) - LINE_MS, interval)
    kept = [start for start in starts if start + LINE_MS <= quiet[0] or start >= quiet[1]]
    return [Line((first + place) % 100, start) for place, start in enumerate(kept)]
