"""What a finished subtitle file holds: cues in one language, or in two, one under the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.formats.cue import visible
from pipeline.layout.languages import lookup
from pipeline.types import Cue, Word


@dataclass(frozen=True, slots=True)
class Track:
    """Cues in order. Where there are two languages, `second` has a cue of the same times for each of `cues`;
    its lines are empty where nothing was said in it."""

    language: str
    cues: tuple[Cue, ...]
    words: tuple[Word, ...] = ()
    """As they were heard, in the language of `cues`; empty where nobody listened."""
    second_language: str = ""
    second: tuple[Cue, ...] = ()

    def pairs(self) -> Iterator[tuple[Cue, Cue]]:
        """Each cue with the one under it, which has no lines where the track has one language."""
        if self.second_language:
            yield from zip(self.cues, self.second, strict=True)
        else:
            for cue in self.cues:
                yield cue, replace(cue, lines=())

    def merged(self) -> tuple[Cue, ...]:
        """The cues with the lines of both languages, for formats that cannot tell them apart."""
        return tuple(replace(cue, lines=(*cue.lines, *under.lines)) for cue, under in self.pairs())


def sentence(lines: tuple[str, ...], language: str) -> str:
    """The lines as one, as the language joins them."""
    return (" " if lookup(language).spaced else "").join(visible(lines))
