"""Two languages in one caption: each sentence is cut alike in both, so that both say the same thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from pipeline.formats.cue import caption_id
from pipeline.layout.direction import directed, plain
from pipeline.layout.languages import lookup, width
from pipeline.layout.presets import Limits
from pipeline.layout.wrap import wrap
from pipeline.types import Caption, Cue, Ms

_NARROWER = 0.9
_TRIES = 24


def paired(
    first: Sequence[Caption], second: Sequence[Caption], limits: tuple[Limits, Limits]
) -> tuple[tuple[Cue, ...], tuple[Cue, ...]]:
    """Cues of both languages with the same times, as many of each: one line each where the words allow it.

    A sentence of which one language has nothing stands alone, the other's lines empty.
    """
    upper, lower = _sentences(first), _sentences(second)
    tags = [captions[0].language if captions else "en" for captions in (first, second)]
    cues: tuple[list[Cue], list[Cue]] = ([], [])
    free: Ms = 0
    for number in sorted(upper.keys() | lower.keys()):
        both = (upper.get(number, []), lower.get(number, []))
        there = [*both[0], *both[1]]
        start = max(free, min(each.start for each in there))
        texts = [_text(captions, tag) for captions, tag in zip(both, tags, strict=True)]
        rows = _rows(texts, tags, limits)
        end = max(start + len(rows), *(each.end for each in there))
        for part, (above, below, a, b) in enumerate(_timed(rows, tags, start, end)):
            name = caption_id(number, part)
            cues[0].append(Cue(a, b, above, name))
            cues[1].append(Cue(a, b, below, name))
        free = end
    return tuple(cues[0]), tuple(cues[1])


def _sentences(captions: Sequence[Caption]) -> dict[int, list[Caption]]:
    return {number: list(parts) for number, parts in groupby(captions, lambda each: each.segment)}


def _text(captions: Sequence[Caption], language: str) -> str:
    space = " " if lookup(language).spaced else ""
    return plain(space.join(line for caption in captions for line in caption.lines))


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
    rows: Sequence[tuple[Lines, Lines]], tags: Sequence[str], start: Ms, end: Ms
) -> Iterator[tuple[Lines, Lines, Ms, Ms]]:
    """The parts with their share of the time, in proportion to the slower language's reading."""
    sizes = [
        max(
            sum(width(line, tag) for line in lines) / lookup(tag).cps
            for lines, tag in zip(row, tags, strict=True)
        )
        for row in rows
    ]
    total = sum(sizes) or 1.0
    spare = end - start - len(rows)
    at = [start + n + int(spare * sum(sizes[:n]) / total) for n in range(len(rows))]
    for (above, below), begin, stop in zip(rows, at, [*at[1:], end], strict=True):
        yield above, below, begin, stop
