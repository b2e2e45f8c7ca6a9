"""Two languages in one caption: each sentence is cut alike in both, so that both say the same thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from pipeline.formats.cue import from_caption
from pipeline.layout.direction import directed, plain
from pipeline.layout.finish import put_right
from pipeline.layout.languages import lookup, width
from pipeline.layout.presets import Limits, together
from pipeline.layout.slot import Slot, slot
from pipeline.layout.wrap import wrap
from pipeline.types import Caption, Cue, Ms, Shown

_NARROWER = 0.9
_TRIES = 24


def paired(
    first: Sequence[Shown],
    second: Sequence[Shown],
    limits: tuple[Limits, Limits],
    max_hang_ms: Ms,
    shots: Sequence[Ms] = (),
) -> tuple[tuple[Cue, ...], tuple[Cue, ...]]:
    """Cues of both languages with the same times, as many of each: one line each where the words allow it,
    put right as captions of one language are.

    A sentence of which one language has nothing stands alone, the other's lines empty.
    """
    upper, lower = _sentences(first), _sentences(second)
    tags = [shown[0].caption.language if shown else "en" for shown in (first, second)]
    held = together(limits)  # limits of one line: what joins is one line of each language again
    slots: list[Slot] = []
    free: Ms = 0
    for number in sorted(upper.keys() | lower.keys()):
        both = (upper.get(number, []), lower.get(number, []))
        there = [*both[0], *both[1]]
        until = max(each.segment.end for each in there) + max_hang_ms
        start = max(free, min(each.caption.start for each in there))
        rows = _rows([_text(shown, tag) for shown, tag in zip(both, tags, strict=True)], tags, limits)
        end = max(start + len(rows), *(each.caption.end for each in there))
        for part, (row, a, b) in enumerate(_timed(rows, tags, start, end, limits)):
            b = min(b, a + held[0].max_duration_ms)
            made = [
                Caption(number, part, tag, a, b, lines, True, 0, True)
                for tag, lines in zip(tags, row, strict=True)
            ]
            slots.append(slot(tuple(made), held, until))
        free = end
    done = [[from_caption(each) for each in one.timed()] for one in put_right(slots, held, shots)]
    return tuple(above for above, _ in done), tuple(below for _, below in done)


def _sentences(shown: Sequence[Shown]) -> dict[int, list[Shown]]:
    return {number: list(parts) for number, parts in groupby(shown, lambda each: each.segment.id)}


def _text(shown: Sequence[Shown], language: str) -> str:
    space = " " if lookup(language).spaced else ""
    return plain(space.join(line for each in shown for line in each.caption.lines))


Lines = tuple[str, ...]


def _rows(
    texts: Sequence[str], tags: Sequence[str], limits: tuple[Limits, Limits]
) -> list[tuple[Lines, Lines]]:
    """Both texts in as many parts: the one that needs fewer is set narrower until it has as many."""
    parts = [wrap(text, tag, 1, limit.columns) for text, tag, limit in zip(texts, tags, limits, strict=True)]
    wanted = max(map(len, parts))
    for index, (text, tag) in enumerate(zip(texts, tags, strict=True)):
        columns = limits[index].columns
        for _ in range(_TRIES if text else 0):
            if len(parts[index]) >= wanted:
                break
            columns *= _NARROWER
            parts[index] = wrap(text, tag, 1, columns)
    count = min(len(part) for part in parts if part) if any(parts) else 0
    above, below = (_merged(part, count, lookup(tag).rtl) for part, tag in zip(parts, tags, strict=True))
    return list(zip(above, below, strict=True))


def _merged(parts: list[Lines], count: int, rtl: bool) -> list[Lines]:
    """As many parts as asked for: of too many neighbours become the lines of one; of none all are empty."""
    if not parts:
        return [()] * count
    borders = [round(n * len(parts) / count) for n in range(count + 1)]
    return [tuple(directed(line, rtl) for part in parts[a:b] for line in part) for a, b in pairwise(borders)]


def _timed(
    rows: Sequence[tuple[Lines, Lines]],
    tags: Sequence[str],
    start: Ms,
    end: Ms,
    limits: tuple[Limits, Limits],
) -> Iterator[tuple[tuple[Lines, Lines], Ms, Ms]]:
    """The parts with their share of the time, in proportion to the slower language's reading."""
    sizes = [
        max(
            sum(width(line, tag) for line in lines) / held.cps
            for lines, tag, held in zip(row, tags, limits, strict=True)
        )
        for row in rows
    ]
    total = sum(sizes) or 1.0
    spare = end - start - len(rows)
    at = [start + n + int(spare * sum(sizes[:n]) / total) for n in range(len(rows))]
    return zip(rows, at, [*at[1:], end], strict=True)
