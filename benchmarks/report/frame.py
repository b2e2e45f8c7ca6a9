"""What all charts share: their words, their figures as a table, and the ground they are drawn on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.report import svg
from benchmarks.report.scales import Linear, decimals, minus, ticks

WIDE, NARROW = 920, 350
"""px: for pages on desks and on paper, and for telephones. Letters keep their size in both."""
COLOURED = 6
"""Up to so many runs each have a colour of their own; more are drawn alike, and the first stands out."""
EDGE = 12
"""px left of a chart without names there, for half of a label."""
Draw = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Chart:
    key: str
    """Of its place in the page, and of its PNG."""
    title: str
    lead: str
    """How to read it, in a sentence or two."""
    draw: Draw
    """Its SVG at a width in px."""
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """A rectangle with scales."""

    x: Linear
    y: Linear
    parts: tuple[str, ...]
    """Grid, labels and titles of both axes."""


def across(values: Sequence[float], begin: float, end: float, most: int = 7) -> tuple[Linear, list[float]]:
    """A scale with room for all values, and its ticks; it has zero in it."""
    found = ticks(min(0.0, *values, 0.0), max(*values, 0.0) or 1.0, most)
    return Linear(found[0], found[-1], begin, end), found


def columns(scale: Linear, found: list[float], top: float, bottom: float, title: str) -> list[str]:
    """Upright lines with their labels below, and the title of the axis below these."""
    places = decimals(found)
    parts = []
    for value in found:
        x = scale(value)
        parts += [svg.line(x, top, x, bottom, "axis" if value == 0 else "grid")]
        parts += [svg.text(x, bottom + 18, minus(f"{value:.{places}f}"), "quiet", "middle")]
    return [*parts, svg.text(scale.end, bottom + 38, title, "quiet", "end")]


def levels(scale: Linear, found: list[float], left: float, right: float, title: str) -> list[str]:
    """Level lines with their labels to the left, and the title of the axis above these."""
    places = decimals(found)
    parts = []
    for value in found:
        y = scale(value)
        parts += [svg.line(left, y, right, y, "axis" if value == 0 else "grid")]
        parts += [svg.text(left - 8, y + 4, minus(f"{value:.{places}f}"), "quiet", "end")]
    return [*parts, svg.text(0, scale.end - 14, title, "quiet")]


def plot(xs: Sequence[float], ys: Sequence[float], size: tuple[int, int], titles: tuple[str, str]) -> Plot:
    width, height = size
    left, right, top, bottom = 44, width - 16, 34, height - 44
    few = width < WIDE
    x, x_ticks = across(xs, left, right, 5 if few else 8)
    if all(value == int(value) for value in xs):
        x_ticks = [value for value in x_ticks if value == int(value)]  # there is no half a stream
    y, y_ticks = across(ys, bottom, top, 6)
    return Plot(
        x,
        y,
        (*levels(y, y_ticks, left, right, titles[1]), *columns(x, x_ticks, top, bottom, titles[0])),
    )


def room(width: int, names: Sequence[str]) -> int:
    """px for names left of their rows; hardly any where they have to stand above them."""
    longest = max((len(name) for name in names), default=0)
    return EDGE if width < WIDE else min(300, 24 + 8 * longest)


def clipped(name: str, width: float) -> str:
    """As much of a name as fits into so many px."""
    most = int(width / 7.4)
    return name if len(name) <= most else name[: max(1, most - 1)] + "…"
