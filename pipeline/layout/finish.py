"""The last hand on a recorded show: what only the one who knows all captions of a language can put right.

A live caption leaves before the next one is known. Here captions that are too short or too fast take time
from neighbours and from the pause after them, or join the next caption, and times move to the cuts of the
picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from pipeline.layout.borrow import borrowed
from pipeline.layout.direction import directed, plain
from pipeline.layout.languages import lookup, width
from pipeline.layout.presets import Limits
from pipeline.layout.slot import Slot, slot
from pipeline.layout.snap import snapped
from pipeline.layout.wrap import wrap
from pipeline.types import Caption, Ms, Shown

ANTICIPATE_MS = 1500
"""A caption may come so much before its sound (BBC guidelines): how far it may be drawn to the one before."""


def finished(
    shown: Sequence[Shown], limits: Limits, max_hang_ms: Ms, shots: Sequence[Ms] = ()
) -> list[Caption]:
    """Final captions of one language, in order, by the rules as far as their words allow.

    `shots` are the times at which the picture changes, rising. Nobody's text is lost; a caption stays up to
    `max_hang_ms` after its speech, and one that joins another starts up to ANTICIPATE_MS before it did.
    """
    slots = [slot((each.caption,), (limits,), each.segment.end + max_hang_ms) for each in shown]
    return [caption for one in put_right(slots, (limits,), shots) for caption in one.timed()]


def put_right(slots: Sequence[Slot], limits: Sequence[Limits], shots: Sequence[Ms] = ()) -> list[Slot]:
    """The same for what is on screen in one language or more; `limits` has those of each language, of which
    the rules of time are the same."""
    times = limits[0]
    sentences = [list(parts) for _, parts in groupby(slots, lambda each: each.captions[0].segment)]
    spread: list[Slot] = []
    for parts, following in zip(sentences, [*sentences[1:], None], strict=False):
        spread += _spread(parts, following[0].start if following else None, times)
    return _apart(snapped(borrowed(_joined(spread, limits), times), shots, times), times)


def _spread(parts: list[Slot], following: Ms | None, limits: Limits) -> list[Slot]:
    """The captions of one sentence share its whole time, the pause after it included, if one is too fast."""
    if len(parts) < 2 or not any(part.lacks for part in parts):
        return parts
    gap, floor = limits.min_gap_ms, limits.min_duration_ms
    start, gaps = parts[0].start, gap * (len(parts) - 1)
    reading = start + sum(part.needs for part in parts) + gaps
    room = parts[-1].until if following is None else min(parts[-1].until, following - gap)
    spare = max(parts[-1].end, min(reading, room)) - start - gaps - floor * len(parts)
    if spare < 0:
        return parts
    total = sum(part.reading for part in parts) or 1.0
    made, at = [], start
    for part in parts:
        shown = min(floor + int(spare * part.reading / total), limits.max_duration_ms)
        made.append(replace(part, start=at, end=at + shown))
        at += shown + gap
    return made if _worst(made) < _worst(parts) else parts


def _joined(slots: Sequence[Slot], limits: Sequence[Limits]) -> list[Slot]:
    """Each caption stays as long as it must and may; where that is too short it becomes one with the next,
    if that leaves less trouble than there was."""
    made: list[Slot] = []
    starts = [each.start for each in slots[1:]]
    for each, following in zip(slots, [*starts, None], strict=False):
        made.append(_stayed(each, following, limits[0]))
        while len(made) > 1 and (one := _one(made[-2], made[-1], limits)):
            one = _stayed(one, following, limits[0])
            if _worst([one]) >= _worst(made[-2:]):
                break
            made[-2:] = [one]
    return made


def _apart(slots: Sequence[Slot], limits: Limits) -> list[Slot]:
    """Between two captions is the smallest gap, where moved starts have left room for it; or a pause that is
    one, where the first may not stay until the next."""
    made = list(slots)
    for index, (each, after) in enumerate(pairwise(slots)):
        gap, least = after.start - each.end, each.needs
        end = each.end
        if gap < limits.min_gap_ms:
            end, least = after.start - limits.min_gap_ms, limits.min_duration_ms
        elif limits.min_gap_ms < gap <= limits.close_gap_ms:
            end = after.start - limits.close_gap_ms - 1
        if end - each.start >= least:
            made[index] = replace(each, end=end)
    return made


def _one(before: Slot, after: Slot, limits: Sequence[Limits]) -> Slot | None:
    """Both captions as one; None where it would break a rule that they do not, or come too early."""
    times = limits[0]
    apart = after.start - before.end > max(times.close_gap_ms, times.min_gap_ms)
    long = after.end - before.start > times.max_duration_ms
    if apart or long or after.start - before.start > ANTICIPATE_MS:
        return None
    made = []
    for first, second, held in zip(before.captions, after.captions, limits, strict=True):
        lines = _lines(first, second, held)
        if lines is None:
            return None
        made.append(replace(first, start=before.start, end=after.end, lines=lines))
    return slot(tuple(made), limits, after.until)


def _lines(first: Caption, second: Caption, limits: Limits) -> tuple[str, ...] | None:
    """The lines of two captions of a language as those of one; None where they do not fit."""
    known = lookup(first.language)
    text = plain((" " if known.spaced else "").join([*first.lines, *second.lines]))
    parts = wrap(text, known.tag, limits.max_lines, limits.columns)
    if len(parts) > 1 or any(width(line, known.tag) > limits.columns for lines in parts for line in lines):
        return None
    return tuple(directed(line, known.rtl) for lines in parts for line in lines)


def _stayed(each: Slot, following: Ms | None, limits: Limits) -> Slot:
    """A caption that cannot be read in its time stays for longer, if there is room."""
    longest = each.start + limits.max_duration_ms
    end = max(each.end, min(each.start + each.needs, each.until, longest))
    if following is not None and following - end <= limits.close_gap_ms:
        roomy = following - limits.min_gap_ms - each.start >= limits.min_duration_ms
        end = min(following - (limits.min_gap_ms if roomy else 0), longest)
    return replace(each, end=end)


def _worst(slots: Sequence[Slot]) -> tuple[int, Ms]:
    """What is to be made less: how many captions are in trouble, then how much time they lack together."""
    lacking = [each.lacks for each in slots]
    return sum(lack > 0 for lack in lacking), sum(lacking)
