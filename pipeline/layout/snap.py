"""Captions come and go with the picture: times near a cut move to it (Netflix timing guidelines, section 2).

A caption that changes a few frames beside a cut is seen twice: once when it changes, once when the picture
does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from pipeline.layout.presets import Limits
from pipeline.layout.slot import Slot
from pipeline.types import Ms

START_MS = 292
"""A caption that starts within so much of a cut, before or after, starts with it: seven frames at 24."""
END_MS = 500
"""One that ends within so much of a cut ends before it: half a second."""


def snapped(slots: Sequence[Slot], shots: Sequence[Ms], limits: Limits) -> list[Slot]:
    """The slots with their times at the cuts, as far as that breaks no rule that was kept before.

    `shots` are the first frames of new shots, rising. Where two captions follow each other without a pause,
    the end of the first moves with the start of the second.
    """
    made = list(slots)
    for index in range(len(made) if shots else 0):
        before = made[index - 1] if index else None
        pair = _start(before, made[index], nearest(shots, made[index].start), limits)
        made[max(0, index - 1) : index + 1] = [each for each in pair if each is not None]
    for index in range(len(made) if shots else 0):
        after = made[index + 1].start if index + 1 < len(made) else None
        made[index] = _end(made[index], after, nearest(shots, made[index].end), limits)
        if after is not None and limits.min_gap_ms < after - made[index].end <= limits.close_gap_ms:
            longest = made[index].start + limits.max_duration_ms  # of a start that moved back there is more
            made[index] = replace(made[index], end=min(after - limits.min_gap_ms, longest))
    return made


def _start(before: Slot | None, caption: Slot, cut: Ms, limits: Limits) -> tuple[Slot | None, Slot]:
    """The caption with its start at the cut, and the one before it as that leaves it."""
    if abs(cut - caption.start) > START_MS or cut >= caption.end:
        return before, caption
    moved = replace(caption, start=cut)
    if before is not None:
        pause = caption.start - before.end
        if pause > limits.close_gap_ms:
            if cut - before.end <= limits.close_gap_ms:
                return before, caption
        else:
            roomy = cut - limits.min_gap_ms - before.start >= limits.min_duration_ms
            end = cut - (limits.min_gap_ms if roomy else 0)
            follows = replace(before, end=min(end, before.start + limits.max_duration_ms))
            if (
                follows.end <= before.start
                or _worse(before, follows, limits)
                or _worse(caption, moved, limits)
            ):
                return before, caption
            return follows, moved
    return before, caption if _worse(caption, moved, limits) else moved


def _end(caption: Slot, after: Ms | None, cut: Ms, limits: Limits) -> Slot:
    """The caption with its end a little before the cut, unless the next one follows at once."""
    end = cut - limits.min_gap_ms
    if abs(end - caption.end) > END_MS or end <= caption.start:
        return caption
    if after is not None and min(after - caption.end, after - end) <= limits.close_gap_ms:
        return caption
    moved = replace(caption, end=end)
    return caption if _worse(caption, moved, limits) else moved


def nearest(shots: Sequence[Ms], time: Ms) -> Ms:
    """The cut that is nearest to a time; there is at least one."""
    at = bisect_left(shots, time)
    return min(shots[max(0, at - 1) : at + 1], key=lambda shot: abs(shot - time))


def _worse(old: Slot, new: Slot, limits: Limits) -> bool:
    """Whether the new times break a rule about the caption's own time: it may grow too long, or be shortened
    below what reading takes."""
    shown = new.end - new.start
    return shown > limits.max_duration_ms if shown >= old.end - old.start else new.lacks > 0
