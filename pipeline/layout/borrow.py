"""Time for a caption that nobody could read, from a neighbour that has more than it needs.

A caption may come a little before its sound, or a little after, where that makes it readable and leaves its
neighbours so. Nothing moves otherwise: captions are on time unless it costs their reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.layout.presets import Limits
from pipeline.layout.slot import Slot
from pipeline.types import Ms

EARLY_MS: Ms = 500
"""How long before its sound a caption may come for that; BBC guidelines, 5.2, allow three times as much."""
LATE_MS: Ms = 500
"""How long after it; the same, 5.4, allow four times as much."""


def borrowed(slots: Sequence[Slot], limits: Limits) -> list[Slot]:
    """The slots with other borders where that gives one all it lacks: first from before, then from behind.

    Each comes with its sound; by how much it may come earlier or later is counted from there.
    """
    spoken = [each.start for each in slots]
    made = list(slots)
    for index, slot in enumerate(made):
        early, late = _early(made, spoken, index, limits), _late(made, spoken, index, limits)
        if not slot.lacks or early + late < slot.lacks:
            continue
        early = min(early, slot.lacks)
        late = slot.lacks - early
        if early:
            if index and _follows(made[index - 1 : index + 1], limits):
                made[index - 1] = replace(made[index - 1], end=made[index - 1].end - early)
            made[index] = replace(made[index], start=slot.start - early)
        if late:
            made[index] = replace(made[index], end=slot.end + late)
            made[index + 1] = replace(made[index + 1], start=made[index + 1].start + late)
    return made


def _early(slots: Sequence[Slot], spoken: Sequence[Ms], index: int, limits: Limits) -> Ms:
    """How much earlier a slot could start: a pause before it must stay one."""
    slot = slots[index]
    free = slot.start - max(0, spoken[index] - EARLY_MS)
    if index and _follows(slots[index - 1 : index + 1], limits):
        free = min(free, slots[index - 1].spare)
    elif index:
        free = min(free, slot.start - slots[index - 1].end - limits.close_gap_ms - 1)
    return max(0, min(free, limits.max_duration_ms - (slot.end - slot.start)))


def _late(slots: Sequence[Slot], spoken: Sequence[Ms], index: int, limits: Limits) -> Ms:
    """How much later it could end: what follows would start so much later."""
    if index + 1 == len(slots) or not _follows(slots[index : index + 2], limits):
        return 0
    slot, after = slots[index : index + 2]
    free = min(after.spare, spoken[index + 1] + LATE_MS - after.start)
    return max(0, min(free, limits.max_duration_ms - (slot.end - slot.start)))


def _follows(pair: Sequence[Slot], limits: Limits) -> bool:
    """Whether the second of two slots comes without a pause."""
    return all(after.start - before.end <= limits.close_gap_ms for before, after in pairwise(pair))
