"""What is guarded of the pure-Python core: a call does a fixed piece of work and gives its result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.guard import script
from models.fake import FakeRecogniser, FakeVad, sound
from models.types import Samples, Transcript
from pipeline import facts
from pipeline.facts.figures import view
from pipeline.hls.cutter import Cutter
from pipeline.hls.grid import TICKS_PER_MS, Grid, GridSegment
from pipeline.hls.playlist import parse
from pipeline.layout import languages
from pipeline.layout.options import LayoutOptions
from pipeline.layout.timing import Layout
from pipeline.speech.gate import Gate
from pipeline.speech.policy import Streaming
from pipeline.types import Audio, Caption, Progress, Segment, Speech, Translation

CALLS = 5
"""Calls of a measurement, so that a fifth of the work can be done twice."""
_LINES = 4
_ENTRIES, _RELOADS = 120, 8
_PLAYLIST = script.playlist(_ENTRIES)
_SEGMENT_MS, _SEGMENTS = 4000, 40


@dataclass(frozen=True, slots=True)
class Kernel:
    name: str
    call: Callable[[], object]
    beside: Literal["python", "numeric"]
    """The calibration that it is timed beside."""
    roams: float
    """Where it lies between the calibration that stays in caches (0) and the one that roams (1); beyond that
    if other load slows it even more. Estimates, from single runs with and without such load on a machine that
    was never quite quiet."""

    def run(self, extra: int = 0) -> list[object]:
        """The calls of a measurement and, for the proof that they are missed by no guard, `extra` more."""
        return [self.call() for _ in range(CALLS + extra)]


def extra(slower: float) -> int:
    """The calls that make a measurement slower by that share. Raises ValueError for less than one."""
    calls = round(CALLS * slower)
    if slower > 0 and not calls:
        raise ValueError(f"{slower:.0%} of {CALLS} calls is less than one")
    return calls


def pure() -> tuple[Kernel, ...]:
    """New ones, warm: what is read or compiled once is not part of them."""
    pieces, answers = _heard()
    lines = list(script.segments(_LINES))
    made = (
        Kernel("policy step", lambda: _decide(pieces, answers), "python", 1.2),
        Kernel("layout", lambda: _lay_out(lines), "python", 0.45),
        Kernel("WebVTT cut", _cut, "python", 0.35),
        Kernel("playlist parse", _parse, "python", 0.25),
        Kernel("facts check", _check, "python", 1.5),
    )
    for kernel in made:
        kernel.call()
    return made


class Repeating:
    """Gives the transcripts of an earlier run, in order: what is timed is the policy alone."""

    def __init__(self, answers: Sequence[Transcript]) -> None:
        self._answers = iter(answers)

    def __call__(
        self, samples: Samples, /, *, prefix: str = "", prompt: str = "", thorough: bool = False
    ) -> Transcript:
        return next(self._answers)


def _heard() -> tuple[list[Speech], list[Transcript]]:
    """The show as the gate gives it, and what a recogniser that errs at the edge answers to each pass."""
    spoken = script.spoken(_LINES)
    exact = FakeRecogniser(spoken, unsure=300)
    answers: list[Transcript] = []

    def recognise(
        samples: Samples, /, *, prefix: str = "", prompt: str = "", thorough: bool = False
    ) -> Transcript:
        answers.append(exact(samples, prefix=prefix, prompt=prompt, thorough=thorough))
        return answers[-1]

    gate = Gate(FakeVad())
    found = [*gate.push(Audio(0, sound(spoken, spoken[-1].end + 1200))), *gate.flush()]
    pieces = [item for item in found if isinstance(item, Speech)]
    policy = Streaming(recognise)
    for piece in pieces:
        list(policy.push(piece))
    list(policy.flush())
    return pieces, answers


def _decide(pieces: Sequence[Speech], answers: Sequence[Transcript]) -> object:
    policy = Streaming(Repeating(answers))
    made = [list(policy.push(piece)) for piece in pieces]
    return made, list(policy.flush())


def _lay_out(lines: Sequence[tuple[Segment, str]]) -> object:
    languages._cells.cache_clear()  # lines are new to a stream: their widths are not known
    made: list[object] = []
    for tag in ("zh-Hans", "en"):
        layout = Layout(LayoutOptions(), tag)
        for segment, english in lines:
            text = segment.text if tag == "zh-Hans" else english
            made += layout.push(Translation(segment, tag, text))
            if segment.final:
                made += layout.push(Progress(segment.end))
        made += layout.flush()
    return made


def _cut() -> object:
    """Captions; each segment is written while it is open, frozen, and asked for once more."""
    grid = Grid()
    cutter = Cutter(grid, "en")
    written: list[object] = []
    for number in range(_SEGMENTS):
        start = number * _SEGMENT_MS
        grid.append(GridSegment(number, start, start + _SEGMENT_MS, start * TICKS_PER_MS, number // 8))
        for part in range(3):
            at = start + part * 1300 + 200
            text = script.LINES[(number + part) % len(script.LINES)][1]
            cutter.push(Caption(number, part, "en", at, at + 1250, (text[:40], text[40:]), True, 0))
        cutter.push(Progress(start + _SEGMENT_MS))
        written.append(cutter.segment(number))
        cutter.freeze(number)
        written.append(cutter.segment(number))
        grid.forget(number - 15)
    return written


def _parse() -> object:
    return [parse(_PLAYLIST, "playlist") for _ in range(_RELOADS)]


def _check() -> object:
    view.cache_clear()
    made: list[object] = []
    for zh, en in script.LINES:
        found = facts.read(zh)
        made += [found, facts.missing(found, en, "en"), facts.invented(found, en, "en")]
        made.append(facts.repaired(found, en.replace("9", "8"), "en"))
    return made
