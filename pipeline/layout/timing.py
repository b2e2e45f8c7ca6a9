"""When each caption appears and goes: the stage from translations to captions of one language.

A caption appears with the sound it came from and stays as long as reading it takes. How long it may stay is
known only when the next one's start is, so the last caption of a segment is held until then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from pipeline.formats.cue import clean
from pipeline.layout.direction import directed, plain
from pipeline.layout.languages import lookup, width
from pipeline.layout.options import LayoutOptions
from pipeline.layout.wrap import wrap
from pipeline.types import Caption, Ms, Progress, Segment, Translation


class Layout:
    """Translations of one language in, captions out; translations into other languages are ignored.

    Final captions do not overlap and start no earlier than their segment. Drafts pass at once, as captions
    that are not final; one older than what was seen of its segment is dropped, and a text that turns out
    empty takes back what was shown. The words of a final segment pass at once too, though the end of its last
    caption is still held. Progress stays at the start of a caption that is held.
    """

    def __init__(self, options: LayoutOptions, language: str) -> None:
        known = lookup(language)
        self._limits = options.limits(language)
        self._max_hang_ms = options.max_hang_ms
        self._language = known.tag
        self._rtl = known.rtl
        self._held: Caption | None = None  # a final caption, its end not decided: `end` is the one it wants
        self._free: Ms | None = None  # where the last final caption that left ends
        self._drafts: dict[int, int] = {}  # the newest draft shown of each segment that is not final
        self._done = -1  # the newest final segment
        self._upto: Ms | None = None
        self._told: Ms | None = None

    def push(self, item: Translation | Progress, /) -> Iterator[Caption | Progress]:
        if isinstance(item, Progress):
            self._upto = item.upto
            if self._held and self._held.end + self._limits.close_gap_ms < item.upto:
                yield from self._release(None)
            yield from self._progress()
        elif lookup(item.language).tag == self._language:
            segment = item.segment
            shown = self._drafts.get(segment.id, -1)
            if segment.final:
                self._done = max(self._done, segment.id)
                self._drafts.pop(segment.id, None)
            elif segment.id <= self._done or segment.revision < shown:
                return
            else:
                self._drafts[segment.id] = segment.revision
            parts = self._parts(item.text)
            if segment.final and parts:
                yield from self._final(segment, parts)
            elif not segment.final or shown >= 0:
                for caption in self._captions(segment, segment.start, parts or [()]):
                    yield replace(caption, final=False)

    def flush(self) -> Iterator[Caption | Progress]:
        yield from self._release(None)
        yield from self._progress()

    def _parts(self, text: str) -> list[tuple[str, ...]]:
        """The captions of a text: lines that run the language's way whatever they begin with."""
        parts = wrap(clean(plain(text)), self._language, self._limits.max_lines, self._limits.columns)
        return [tuple(directed(line, self._rtl) for line in lines) for lines in parts]

    def _final(self, segment: Segment, parts: list[tuple[str, ...]]) -> Iterator[Caption | Progress]:
        yield from self._release(segment.start)
        start = segment.start if self._free is None else max(segment.start, self._free)
        *whole, self._held = self._captions(segment, start, parts)
        for caption in whole:
            self._free = caption.end
            yield caption
        yield replace(self._held, final=False)
        yield from self._progress()

    def _release(self, following: Ms | None) -> Iterator[Caption]:
        """Let the held caption go, now that the following one's start is known or known to be far away."""
        if self._held:
            held, self._held = self._held, None
            end = held.end if following is None else self._end(held.start, held.end, following)
            self._free = end
            yield replace(held, end=end)

    def _progress(self) -> Iterator[Progress]:
        """What is certain downstream: what is certain upstream, short of a caption still held."""
        if self._upto is not None:
            upto = min(self._upto, self._held.start) if self._held else self._upto
            if self._told is None or upto > self._told:
                self._told = upto
                yield Progress(upto)

    def _captions(self, segment: Segment, start: Ms, parts: list[tuple[str, ...]]) -> list[Caption]:
        """Share out a segment's time in proportion to the text. Only the last end is open, see `_held`."""
        stop = max(segment.end, start + len(parts))  # at least 1 ms each, whatever came in
        sizes = [sum(width(line, self._language) for line in lines) for lines in parts]
        total = sum(sizes) or 1.0
        spare = stop - start - len(parts)
        starts = [start + n + int(spare * sum(sizes[:n]) / total) for n in range(len(parts))]
        made = []
        for part, lines in enumerate(parts):
            last = part == len(parts) - 1
            wanted = self._wanted(starts[part], stop if last else starts[part + 1], sizes[part])
            end = wanted if last else self._end(starts[part], wanted, starts[part + 1])
            made.append(
                Caption(
                    segment=segment.id,
                    part=part,
                    language=self._language,
                    start=starts[part],
                    end=end,
                    lines=lines,
                    final=segment.final,
                    revision=segment.revision,
                    words_final=segment.final,
                )
            )
        return made

    def _wanted(self, start: Ms, spoken: Ms, size: float) -> Ms:
        """Where a caption that nothing follows ends: with its speech, or later so that it can be read."""
        limits = self._limits
        reading = start + max(limits.min_duration_ms, ceil(1000 * size / limits.cps))
        hanging = min(max(spoken, reading), spoken + self._max_hang_ms)
        return max(start + 1, min(hanging, start + limits.max_duration_ms))

    def _end(self, start: Ms, wanted: Ms, following: Ms) -> Ms:
        """Where a caption ends that wants to stay until `wanted` and is followed at `following`."""
        limits = self._limits
        if following - wanted > limits.close_gap_ms:
            return wanted
        gap = limits.min_gap_ms if following - limits.min_gap_ms - start >= limits.min_duration_ms else 0
        return max(start + 1, min(following - gap, start + limits.max_duration_ms))
