"""The last hand on a recorded show: what only the one who knows all captions of a language can put right.

A live caption leaves before the next one is known. Here captions that are too short or too fast take time
from neighbours and from the pause after them, or join the next caption, and times move to the cuts of the
picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from math import ceil

from pipeline.layout.borrow import Slot, borrowed
from pipeline.layout.direction import directed, plain
from pipeline.layout.languages import lookup, width
from pipeline.layout.presets import Limits
from pipeline.layout.snap import snapped
from pipeline.layout.wrap import wrap
from pipeline.types import Caption, Ms, Shown

ANTICIPATE_MS = 1500
"""A caption may come so much before its sound (BBC guidelines): how far it may be drawn to the one before."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A caption, and until when it may stay if nothing follows."""

    caption: Caption
    until: Ms


def finished(
    shown: Sequence[Shown], limits: Limits, max_hang_ms: Ms, shots: Sequence[Ms] = ()
) -> list[Caption]:
    """Final captions of one language, in order, by the rules as far as their words allow.

    `shots` are the times at which the picture changes, rising. Nobody's text is lost; a caption stays up to
    `max_hang_ms` after its speech, and one that joins another starts up to ANTICIPATE_MS before it did.
    """
    held = [_Held(each.caption, each.segment.end + max_hang_ms) for each in shown]
    sentences = [list(parts) for _, parts in groupby(held, lambda each: each.caption.segment)]
    spread: list[_Held] = []
    for parts, following in zip(sentences, [*sentences[1:], None], strict=False):
        spread += _spread(parts, following[0].caption.start if following else None, limits)
    on_time = _lent(_joined(spread, limits), limits)
    return _apart(snapped(on_time, shots, limits), limits)


def _spread(parts: list[_Held], following: Ms | None, limits: Limits) -> list[_Held]:
    """The captions of one sentence share its whole time, the pause after it included, if one is too fast."""
    captions = [part.caption for part in parts]
    if len(parts) < 2 or not any(_lacks(caption, limits) for caption in captions):
        return parts
    gap, floor = limits.min_gap_ms, limits.min_duration_ms
    start, gaps = captions[0].start, gap * (len(parts) - 1)
    reading = start + sum(_needs(caption, limits) for caption in captions) + gaps
    room = parts[-1].until if following is None else min(parts[-1].until, following - gap)
    spare = max(captions[-1].end, min(reading, room)) - start - gaps - floor * len(parts)
    if spare < 0:
        return parts
    sizes = [_size(caption) for caption in captions]
    made, at = [], start
    for part, size in zip(parts, sizes, strict=True):
        shown = min(floor + int(spare * size / (sum(sizes) or 1)), limits.max_duration_ms)
        made.append(replace(part, caption=replace(part.caption, start=at, end=at + shown)))
        at += shown + gap
    return made if _worst(made, limits) < _worst(parts, limits) else parts


def _joined(captions: Sequence[_Held], limits: Limits) -> list[_Held]:
    """Each caption stays as long as it must and may; where that is too short it becomes one with the next,
    if that leaves less trouble than there was."""
    made: list[_Held] = []
    starts = [each.caption.start for each in captions[1:]]
    for caption, following in zip(captions, [*starts, None], strict=False):
        made.append(_stayed(caption, following, limits))
        while len(made) > 1 and (one := _one(made[-2], made[-1], limits)):
            one = _stayed(one, following, limits)
            if _worst([one], limits) >= _worst(made[-2:], limits):
                break
            made[-2:] = [one]
    return made


def _lent(held: Sequence[_Held], limits: Limits) -> list[Caption]:
    """The captions, those that lack time with what their neighbours can spare."""
    slots = [
        Slot(each.start, each.end, _needs(each, limits), each.start) for each in (one.caption for one in held)
    ]
    return [
        replace(one.caption, start=slot.start, end=slot.end)
        for one, slot in zip(held, borrowed(slots, limits), strict=True)
    ]


def _apart(captions: Sequence[Caption], limits: Limits) -> list[Caption]:
    """Between two captions is the smallest gap, where moved starts have left room for it; or a pause that is
    one, where the first may not stay until the next."""
    made = list(captions)
    for index, (caption, after) in enumerate(pairwise(captions)):
        gap, least = after.start - caption.end, _needs(caption, limits)
        end = caption.end
        if gap < limits.min_gap_ms:
            end, least = after.start - limits.min_gap_ms, limits.min_duration_ms
        elif limits.min_gap_ms < gap <= limits.close_gap_ms:
            end = after.start - limits.close_gap_ms - 1
        if end - caption.start >= least:
            made[index] = replace(caption, end=end)
    return made


def _one(before: _Held, after: _Held, limits: Limits) -> _Held | None:
    """Both captions as one; None where it would break a rule that they do not, or come too early."""
    first, second = before.caption, after.caption
    apart = second.start - first.end > max(limits.close_gap_ms, limits.min_gap_ms)
    long = second.end - first.start > limits.max_duration_ms
    if apart or long or second.start - first.start > ANTICIPATE_MS:
        return None
    known = lookup(first.language)
    text = plain((" " if known.spaced else "").join([*first.lines, *second.lines]))
    parts = wrap(text, known.tag, limits.max_lines, limits.columns)
    if len(parts) != 1 or any(width(line, known.tag) > limits.columns for line in parts[0]):
        return None
    lines = tuple(directed(line, known.rtl) for line in parts[0])
    return _Held(replace(first, end=second.end, lines=lines), after.until)


def _stayed(held: _Held, following: Ms | None, limits: Limits) -> _Held:
    """A caption that cannot be read in its time stays for longer, if there is room."""
    caption = held.caption
    longest = caption.start + limits.max_duration_ms
    end = max(caption.end, min(caption.start + _needs(caption, limits), held.until, longest))
    if following is not None and following - end <= limits.close_gap_ms:
        roomy = following - limits.min_gap_ms - caption.start >= limits.min_duration_ms
        end = min(following - (limits.min_gap_ms if roomy else 0), longest)
    return replace(held, caption=replace(caption, end=end))


def _needs(caption: Caption, limits: Limits) -> Ms:
    """How long the caption takes to be read."""
    return max(limits.min_duration_ms, ceil(1000 * _size(caption) / limits.cps))


def _lacks(caption: Caption, limits: Limits) -> Ms:
    return max(0, _needs(caption, limits) - (caption.end - caption.start))


def _worst(captions: Sequence[_Held], limits: Limits) -> tuple[int, Ms]:
    """What is to be made less: how many captions are in trouble, then how much time they lack together."""
    lacking = [_lacks(each.caption, limits) for each in captions]
    return sum(lack > 0 for lack in lacking), sum(lacking)


def _size(caption: Caption) -> float:
    return sum(width(line, caption.language) for line in caption.lines)
