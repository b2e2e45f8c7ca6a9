"""What is on screen at once, in one language or in two one above the other: its times, and what it needs.

The rules of time go by this alone, so that they are the same for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from pipeline.layout.languages import width
from pipeline.layout.presets import Limits
from pipeline.types import Caption, Ms


@dataclass(frozen=True, slots=True)
class Slot:
    """Captions that come and go together; their times are the slot's."""

    captions: tuple[Caption, ...]
    """One in each language, the upper first; at least one has lines."""
    start: Ms
    end: Ms
    until: Ms
    """How long it may stay if nothing follows."""
    reading: float
    """How many ms the slowest of its languages takes to be read."""
    needs: Ms
    """The same, and never less than a caption may be shown."""

    @property
    def lacks(self) -> Ms:
        return max(0, self.needs - (self.end - self.start))

    @property
    def spare(self) -> Ms:
        return max(0, self.end - self.start - self.needs)

    def timed(self) -> tuple[Caption, ...]:
        """The captions with the slot's times."""
        return tuple(replace(each, start=self.start, end=self.end) for each in self.captions)


def slot(captions: tuple[Caption, ...], limits: Sequence[Limits], until: Ms) -> Slot:
    """The slot of captions that have the same times; `limits` has those of each language."""
    reading = max(
        1000 * sum(width(line, each.language) for line in each.lines) / held.cps
        for each, held in zip(captions, limits, strict=True)
    )
    needs = max(limits[0].min_duration_ms, ceil(reading))
    return Slot(captions, captions[0].start, captions[0].end, until, reading, needs)
