"""What a viewer saw, frame by frame, and whether the captions on it were the right ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pipeline.types import Ms
from tests.e2e.picture import FRAME_MS, read
from tests.e2e.script import Line

TOLERANCE: Ms = 300
"""How far the picture's clock may be from a cue's time."""
HANG: Ms = 1500
"""How long a caption may outstay its speech: layout.max_hang_ms."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame that was shown: its burnt-in clock (None: unreadable), when, and the cues on it."""

    clock: Ms | None
    wall: float
    """Milliseconds of the page."""
    media: float
    """Seconds on the player's timeline."""
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A caption on the screen from one frame to another without a break, by the picture's clock."""

    text: str
    first: Ms
    last: Ms


def frame(recorded: Sequence[Any]) -> Frame:
    """From what the recorder wrote down."""
    bits, wall, media, cues = recorded
    number = read(bits)
    return Frame(
        None if number is None else number * FRAME_MS,
        float(wall),
        float(media),
        tuple(cues),
    )


def shows(frames: Sequence[Frame]) -> list[list[Frame]]:
    """Cut where the clock goes back by more than a frame or two: there another show begins.

    What still stood on a show's last frame does not count on the first of the next: browsers take a caption
    down a frame after its end.
    """
    cut: list[list[Frame]] = [[]]
    last = -1
    for shown in frames:
        here = shown
        if shown.clock is not None:
            if shown.clock < last - TOLERANCE:
                stood = cut[-1][-1].cues
                here = replace(shown, cues=tuple(cue for cue in shown.cues if cue not in stood))
                cut.append([])
            last = shown.clock
        cut[-1].append(here)
    return cut


def runs(frames: Sequence[Frame]) -> list[Run]:
    """Every appearance of every caption in one show."""
    made: list[Run] = []
    still: dict[str, Run] = {}
    for shown in frames:
        if shown.clock is None:
            continue
        made += [run for text, run in still.items() if text not in shown.cues]
        still = {
            text: Run(text, still[text].first if text in still else shown.clock, shown.clock)
            for text in shown.cues
        }
    return sorted([*made, *still.values()], key=lambda run: run.first)


def expected(frames: Sequence[Frame], lines: Sequence[Line]) -> list[Line]:
    """The lines whose whole time was watched."""
    clocks = [shown.clock for shown in frames if shown.clock is not None]
    if not clocks:
        return []
    return [
        line for line in lines if min(clocks) <= line.start - TOLERANCE and line.end + HANG <= max(clocks)
    ]


def faults(frames: Sequence[Frame], lines: Sequence[Line], language: str) -> list[str]:
    """Each way in which the captions on `frames` of one showing of `lines` are not what they ought to be."""
    found = []
    said = {line.text(language): line for line in lines}
    seen: dict[str, list[Run]] = {}
    for run in runs(frames):
        seen.setdefault(run.text, []).append(run)
        line = said.get(run.text)
        if line is None:
            found.append(f"{run}: nobody says that in this show")
        elif run.first < line.start - TOLERANCE or run.last > line.end + HANG + TOLERANCE:
            found.append(f"{run}: was to be shown from {line.start} to {line.end} or a little longer")
    for line in expected(frames, lines):
        shown = seen.get(line.text(language), [])
        if len(shown) != 1:
            found.append(f"{line.text(language)} at {line.start}: shown {len(shown)} times")
        elif abs(shown[0].first - line.start) > TOLERANCE or shown[0].last < line.end - TOLERANCE:
            found.append(f"{shown[0]}: was to be shown from {line.start} to {line.end}")
    return found


def longest_pause(frames: Sequence[Frame]) -> float:
    """Seconds for which the picture stood still at most."""
    walls = [shown.wall for shown in frames]
    return max((after - before for before, after in pairwise(walls)), default=0.0) / 1000


def pauses(frames: Sequence[Frame], least: float = 1.0) -> list[str]:
    """Where the picture stood still for so many seconds or longer."""
    return [
        f"at {before.clock} ms of the show for {(after.wall - before.wall) / 1000:.1f} s"
        for before, after in pairwise(frames)
        if after.wall - before.wall >= least * 1000
    ]


def readable(frames: Sequence[Frame]) -> float:
    """Share of frames whose clock could be read."""
    return sum(shown.clock is not None for shown in frames) / max(1, len(frames))
