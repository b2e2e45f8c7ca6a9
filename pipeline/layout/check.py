"""What a broadcaster's quality control would send back: every place where cues break the rules of a house."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.layout.languages import width
from pipeline.layout.parted import parted
from pipeline.layout.presets import Limits, together
from pipeline.types import Cue, Ms

Rule = Literal["empty", "lines", "columns", "short", "long", "fast", "overlap", "gap", "flicker"]

EXPLAINED: dict[Rule, str] = {
    "empty": "characters can be seen, of at least",
    "lines": "lines, at most",
    "columns": "columns in a line, at most",
    "short": "ms on screen, at least",
    "long": "ms on screen, at most",
    "fast": "columns a second, at most",
    "overlap": "ms before the one before has gone, at most",
    "gap": "ms after the one before, at least",
    "flicker": "ms after the one before: close the gap, or leave more than",
}
"""What stands in a report between the measured and the allowed value."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule broken by one cue; `number` counts from 1 in the order of the file."""

    number: int
    time: Ms
    rule: Rule
    measured: float
    allowed: float


def violations(cues: Sequence[Cue], language: str, limits: Limits) -> list[Violation]:
    """All of them, in the order of the cues. A gap belongs to the cue behind it."""
    return _found([(cue,) for cue in cues], (language,), (limits,))


def pair_violations(
    cues: Sequence[Cue], languages: tuple[str, str], limits: tuple[Limits, Limits]
) -> list[Violation]:
    """The same where each cue has two languages, the upper first: a line of each, as wide and as fast as its
    language may be; a viewer reads one of them."""
    return _found([parted(cue, languages) for cue in cues], languages, together(limits))


def _found(
    shown: Sequence[Sequence[Cue]], languages: Sequence[str], limits: Sequence[Limits]
) -> list[Violation]:
    """Of cues that come and go together, one in each language."""
    found: list[Violation] = []
    for number, cues in enumerate(shown, 1):
        broken = list(_own(cues, languages, limits))
        if number > 1:
            broken += _between(shown[number - 2][0], cues[0], limits[0])
        time = cues[0].start
        found += [Violation(number, time, rule, measured, allowed) for rule, measured, allowed in broken]
    return found


def speed(cue: Cue, language: str) -> float:
    """Columns a second."""
    return 1000 * sum(width(line, language) for line in cue.lines) / max(1, cue.end - cue.start)


_Broken = tuple[Rule, float, float]


def _own(cues: Sequence[Cue], languages: Sequence[str], limits: Sequence[Limits]) -> Iterator[_Broken]:
    times, shown = limits[0], cues[0].end - cues[0].start
    if not any(width(line, tag) for cue, tag in zip(cues, languages, strict=True) for line in cue.lines):
        yield "empty", 0, 1
    for cue, tag, held in zip(cues, languages, limits, strict=True):
        widest = max((width(line, tag) for line in cue.lines), default=0.0)
        if len(cue.lines) > held.max_lines:
            yield "lines", len(cue.lines), held.max_lines
        if widest > held.columns:
            yield "columns", widest, held.columns
    if shown < times.min_duration_ms:
        yield "short", shown, times.min_duration_ms
    if shown > times.max_duration_ms:
        yield "long", shown, times.max_duration_ms
    for cue, tag, held in zip(cues, languages, limits, strict=True):
        if speed(cue, tag) > held.cps:
            yield "fast", round(speed(cue, tag), 1), held.cps


def _between(before: Cue, cue: Cue, limits: Limits) -> Iterator[_Broken]:
    gap = cue.start - before.end
    if gap < 0:
        yield "overlap", -gap, 0
    elif gap < limits.min_gap_ms:
        yield "gap", gap, limits.min_gap_ms
    elif limits.min_gap_ms < gap <= limits.close_gap_ms:
        yield "flicker", gap, limits.close_gap_ms
