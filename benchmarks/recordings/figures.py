"""The figures of recordings heard whole, from what each system answered alone, and how far to trust them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

import numpy as np

from benchmarks.bootstrap import bounds
from benchmarks.cer import Errors, errors, letters, plain
from benchmarks.data import Line
from benchmarks.recordings.known import Known, late
from benchmarks.recordings.listener import Heard, Piece
from models.numerals import written
from pipeline.formats.cue import from_caption
from pipeline.layout.check import violations
from pipeline.layout.finish import finished
from pipeline.layout.options import LayoutOptions
from pipeline.layout.presets import PRESETS, limits
from pipeline.layout.timing import Layout
from pipeline.types import Caption, Cue, Ms, Segment, Shown, Translation

LANGUAGE = "zh-Hans"


@dataclass(frozen=True, slots=True)
class Recording:
    """What is known of one, beside its sound."""

    id: str
    kind: str
    seconds: float
    transcript: str
    """Empty: nobody speaks, so nothing may be written."""
    lines: tuple[Line, ...] = ()
    """Of a show; a recording without is called a clip."""
    said: str = ""
    """The letters that `known` counts."""
    known: Known = field(default_factory=Known)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one system on one recording."""

    seconds: float
    wall_s: float
    cpu_s: float
    memory_mb: float
    errors: Errors
    """By the definition of the evaluation data; length 0 where nobody speaks."""
    subtitled: Errors
    """The lesser of that and of the one with numbers as subtitles write them."""
    silent: bool
    invented: bool
    cue_ms: tuple[Ms, ...]
    """How much later than its line each cue starts, of those that begin with a line."""
    starts_ms: tuple[Ms, ...]
    ends_ms: tuple[Ms, ...]
    """How much later than is known words start and end."""
    cues: Mapping[str, int]
    broken: Mapping[str, int]
    """By preset: how many cues there are, and how many rules they break."""


Heards = Mapping[str, Heard]
"""By system."""


def figures(recording: Recording, heard: Heard, own: bool) -> Figures:
    """`own` segments are sentences that zimu lays out itself; those of others are cues as they are."""
    text = "".join(said for _, _, said in heard.segments)
    cues = {name: laid_out(heard.segments, name) if own else _as_they_are(heard.segments) for name in PRESETS}
    speaks, none = bool(recording.transcript), Errors(0, 0)
    starts, ends = late(recording.said, recording.known, heard.words)
    return Figures(
        seconds=recording.seconds,
        wall_s=heard.wall_s,
        cpu_s=heard.cpu_s,
        memory_mb=heard.memory_mb,
        errors=errors(recording.transcript, text) if speaks else none,
        subtitled=subtitled(recording.transcript, text) if speaks else none,
        silent=not speaks,
        invented=not speaks and bool(letters(text)),
        cue_ms=tuple(late_cues(recording.lines, cues["netflix"])),
        starts_ms=tuple(starts),
        ends_ms=tuple(ends),
        cues={name: len(found) for name, found in cues.items()},
        broken={
            name: len(violations(found, LANGUAGE, limits(name, LANGUAGE))) for name, found in cues.items()
        },
    )


def subtitled(reference: str, text: str) -> Errors:
    """The edits between what was said and subtitles of it, which may write its numbers as zimu does: the
    transcripts have 九十九块九, a subtitle 99.9元."""
    found = (errors(reference, text), errors(written(reference), text))
    return min(found, key=lambda each: (each.rate, each.edits))


def laid_out(sentences: Sequence[Piece], preset: str) -> list[Cue]:
    """As `zimu subtitle --preset` lays them out."""
    options = LayoutOptions(preset=preset)
    layout, segments = Layout(options, LANGUAGE), {}
    captions: list[Caption] = []
    for number, (start, end, text) in enumerate(sentences):
        segments[number] = Segment(number, start, end, text, True, 0, True)
        made = layout.push(Translation(segments[number], LANGUAGE, text))
        captions += [each for each in made if isinstance(each, Caption)]
    captions += [each for each in layout.flush() if isinstance(each, Caption)]
    shown = [Shown(each, segments[each.segment]) for each in captions if each.final]
    made_last = finished(shown, options.limits(LANGUAGE), options.max_hang_ms)
    return [from_caption(each) for each in made_last]


def _as_they_are(segments: Sequence[Piece]) -> list[Cue]:
    return [Cue(start, max(end, start + 1), (text.strip(),)) for start, end, text in segments if text.strip()]


def late_cues(lines: Sequence[Line], cues: Sequence[Cue]) -> list[Ms]:
    """How much later than the reference each line starts that begins a cue.

    Texts are aligned character by character (difflib); lines whose first character is not the first of a
    cue say nothing about when cues start, and are left out.
    """
    reference = [
        (c, line.start if i == 0 else None) for line in lines for i, c in enumerate(letters(plain(line.text)))
    ]
    found = [
        (c, cue.start if i == 0 else None)
        for cue in cues
        for i, c in enumerate(letters(plain("".join(cue.lines))))
    ]
    matcher = SequenceMatcher(None, [c for c, _ in reference], [c for c, _ in found], autojunk=False)
    pairs = [
        (reference[block.a + k][1], found[block.b + k][1])
        for block in matcher.get_matching_blocks()
        for k in range(block.size)
    ]
    return [shown - round(said * 1000) for said, shown in pairs if said is not None and shown is not None]


def summary(each: Sequence[Figures]) -> dict[str, float | int | None]:
    """Of one system on many recordings. Rates are sums over sums; None where there is nothing to count."""
    wrong = sum((one.errors for one in each), Errors(0, 0))
    kinder = sum((one.subtitled for one in each), Errors(0, 0))
    cues = [late for one in each for late in one.cue_ms]
    starts = [late for one in each for late in one.starts_ms]
    ends = [late for one in each for late in one.ends_ms]
    found: dict[str, float | int | None] = {
        "recordings": len(each),
        "seconds": round(sum(one.seconds for one in each), 3),
        "characters": wrong.length,
        "edits": wrong.edits,
        "cer": _ratio(wrong.edits, wrong.length),
        "cer_subtitled": _ratio(kinder.edits, kinder.length),
        "silent": sum(one.silent for one in each),
        "invented": sum(one.invented for one in each),
        "cues_timed": len(cues),
        "cue_start_p50_ms": _of_size(cues, 50),
        "cue_start_p95_ms": _of_size(cues, 95),
        "words_timed": len(starts),
        "word_start_p50_ms": _of_size(starts, 50),
        "word_start_p95_ms": _of_size(starts, 95),
        "word_starts_within_100_ms": _ratio(sum(abs(ms) <= 100 for ms in starts), len(starts)),
        "word_end_p50_ms": _of_size(ends, 50),
        "wall_s": round(sum(one.wall_s for one in each), 3),
        "cpu_s": round(sum(one.cpu_s for one in each), 3),
        "speed": _ratio(sum(one.seconds for one in each), sum(one.wall_s for one in each)),
        "cpu_per_audio_s": _ratio(sum(one.cpu_s for one in each), sum(one.seconds for one in each)),
        "peak_memory_mb": max((one.memory_mb for one in each), default=0.0),
    }
    for name in PRESETS:
        found[f"cues_{name}"] = sum(one.cues[name] for one in each)
        found[f"violations_{name}"] = sum(one.broken[name] for one in each)
    return found


@dataclass(frozen=True, slots=True)
class Bounded:
    """A figure and the bounds of its 95 % confidence interval."""

    value: float
    low: float
    high: float


def compared(own: Sequence[Figures], other: Sequence[Figures]) -> dict[str, Bounded]:
    """Of the same recordings, in the same order: how many times as fast `own` is as the other, by the clock
    and by CPU time, and how many points of error rate it is above it. Bounds by a paired bootstrap over the
    recordings."""
    return {
        "speed": _bootstrapped(own, other, lambda a, b: _ratio(_sum(b, "wall_s"), _sum(a, "wall_s")) or 0.0),
        "cpu": _bootstrapped(own, other, lambda a, b: _ratio(_sum(b, "cpu_s"), _sum(a, "cpu_s")) or 0.0),
        "cer": _bootstrapped(own, other, lambda a, b: _rate(a) - _rate(b)),
    }


Compare = Callable[[Sequence[Figures], Sequence[Figures]], float]


def _bootstrapped(own: Sequence[Figures], other: Sequence[Figures], compare: Compare) -> Bounded:
    """One recording is its own bounds."""
    value = compare(own, other)
    low, high = bounds(
        list(zip(own, other, strict=True)), lambda drawn: compare(*zip(*drawn, strict=True))
    ) or (
        value,
        value,
    )
    return Bounded(round(value, 5), round(low, 5), round(high, 5))


def _sum(each: Sequence[Figures], name: str) -> float:
    return float(sum(getattr(one, name) for one in each))


def _rate(each: Sequence[Figures]) -> float:
    length = sum(one.errors.length for one in each)
    return sum(one.errors.edits for one in each) / length if length else 0.0


def _of_size(milliseconds: Sequence[Ms], rank: int) -> float | None:
    """A percentile of how far they are off, early or late."""
    return float(np.percentile(np.abs(milliseconds), rank)) if milliseconds else None


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 5) if whole else None


def merged(rounds: Sequence[Heard]) -> Heard:
    """One recording heard several times: what was heard first, at the median cost."""
    return replace(
        rounds[0],
        wall_s=float(np.median([each.wall_s for each in rounds])),
        cpu_s=float(np.median([each.cpu_s for each in rounds])),
        memory_mb=max(each.memory_mb for each in rounds),
    )
