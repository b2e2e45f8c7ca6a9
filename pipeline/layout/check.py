"""What a broadcaster's quality control would send back: every place where cues break the rules of a house."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.layout.languages import width
from pipeline.layout.presets import Limits
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
    found: list[Violation] = []
    for number, cue in enumerate(cues, 1):
        broken = list(_own(cue, language, limits))
        if number > 1:
            broken += _between(cues[number - 2], cue, limits)
        found += [Violation(number, cue.start, rule, measured, allowed) for rule, measured, allowed in broken]
    return found


def speed(cue: Cue, language: str) -> float:
    """Columns a second."""
    return 1000 * sum(width(line, language) for line in cue.lines) / max(1, cue.end - cue.start)


_Broken = tuple[Rule, float, float]


def _own(cue: Cue, language: str, limits: Limits) -> Iterator[_Broken]:
    widest = max((width(line, language) for line in cue.lines), default=0.0)
    shown = cue.end - cue.start
    if not widest:
        yield "empty", 0, 1
    if len(cue.lines) > limits.max_lines:
        yield "lines", len(cue.lines), limits.max_lines
    if widest > limits.columns:
        yield "columns", widest, limits.columns
    if shown < limits.min_duration_ms:
        yield "short", shown, limits.min_duration_ms
    if shown > limits.max_duration_ms:
        yield "long", shown, limits.max_duration_ms
    if speed(cue, language) > limits.cps:
        yield "fast", round(speed(cue, language), 1), limits.cps


def _between(before: Cue, cue: Cue, limits: Limits) -> Iterator[_Broken]:
    gap = cue.start - before.end
    if gap < 0:
        yield "overlap", -gap, 0
    elif gap < limits.min_gap_ms:
        yield "gap", gap, limits.min_gap_ms
    elif limits.min_gap_ms < gap <= limits.close_gap_ms:
        yield "flicker", gap, limits.close_gap_ms
