"""Delay against errors: what a setting buys, and what it pays for it."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report import svg
from benchmarks.report.compare import interval
from benchmarks.report.figures import Measured, parts
from benchmarks.report.frame import COLOURED, Chart, clipped, plot
from benchmarks.report.palette import series
from benchmarks.report.scales import percent, seconds


def trade(runs: Sequence[Measured]) -> Chart | None:
    """Only runs with both figures have a place. A single run shows its streams instead."""
    alone = len(runs) == 1 and len(runs[0].streams) > 1
    found = [run for run in (parts(runs[0]) if alone else runs) if _both(run)]
    if not found:
        return None
    lines = "; lines, where there are any, are 95 % bounds" if len(found) <= COLOURED else ""
    return Chart(
        "trade",
        "Delay against errors",
        f"Median seconds to the commit and the character error rate of what is committed{lines}. Down and "
        "to the left is better: what is on the dotted edge is beaten by nothing in both.",
        lambda width: _trade(found, width),
        ("stream" if alone else "run", "commit median, s", "CER", "on the edge"),
        tuple(
            (run.name, seconds(x), percent(y), "yes" if run in _front(found) else "no")
            for run, (x, y) in _places(found)
        ),
    )


def _both(run: Measured) -> bool:
    return run.figures.get("commit_p50") is not None and run.figures.get("cer") is not None


def _places(runs: Sequence[Measured]) -> list[tuple[Measured, tuple[float, float]]]:
    return [(run, (run.figures["commit_p50"], run.figures["cer"])) for run in runs]


def _front(runs: Sequence[Measured]) -> list[Measured]:
    """Those that no other beats in one figure without being beaten in the other, by delay."""
    places = [(x, y, run) for run, (x, y) in _places(runs)]
    best = [
        (x, y, run)
        for x, y, run in places
        if not any(a <= x and b <= y and (a, b) != (x, y) for a, b, _ in places)
    ]
    return [run for _, _, run in sorted(best, key=lambda each: each[:2])]


def _trade(runs: Sequence[Measured], width: int) -> str:
    bounds = (
        {run.name: (interval(run, "commit"), interval(run, "cer")) for run in runs}
        if len(runs) <= COLOURED
        else {}
    )
    xs = [x for _, (x, _) in _places(runs)] + [x for found, _ in bounds.values() for x in found or ()]
    ys = [100 * y for _, (_, y) in _places(runs)] + [
        100 * y for _, found in bounds.values() for y in found or ()
    ]
    height = 400
    ground = plot(xs, ys, (width, height), ("median seconds to the commit", "CER, %"))
    drawn = list(ground.parts)
    front = [(ground.x(x), ground.y(100 * y)) for _, (x, y) in _places(_front(runs))]
    if len(front) > 1:
        drawn.append(svg.path(front, "front"))
    marks, taken = list[str](), list[tuple[float, float, float]]()
    for number, (run, (x, y)) in enumerate(_places(runs)):
        px, py = ground.x(x), ground.y(100 * y)
        tone = series(number) if len(runs) <= COLOURED else 1
        within, high = bounds.get(run.name, (None, None))
        drawn += [svg.line(ground.x(within[0]), py, ground.x(within[1]), py, "whisker")] if within else []
        if high:
            drawn.append(svg.line(px, ground.y(100 * high[0]), px, ground.y(100 * high[1]), "whisker"))
        tip = f"{run.name}: {seconds(x)} s, CER {percent(y)}"
        marks.append(svg.mark(px, py, number if len(runs) <= COLOURED else 0, f"f{tone} ring", tip, 6))
        taken.append((px - 8, px + 8, py))
    for run, (x, y) in _places(runs):
        marks += _label(run.name, ground.x(x), ground.y(100 * y), width, taken)
    return svg.drawing(width, height, "Delay against error rate", *drawn, *marks)


def _label(name: str, x: float, y: float, width: int, taken: list[tuple[float, float, float]]) -> list[str]:
    """Beside, above or below its mark, where nothing is yet; nowhere if there is no room: the tip and the
    table have the name too."""
    shown = clipped(name, 190)
    wide = 7.4 * len(shown)
    spots = [
        (x + 11, y - 8, "start"),
        (x + 11, y + 18, "start"),
        (x - 11, y - 8, "end"),
        (x - 11, y + 18, "end"),
    ]
    for at, level, anchor in spots:
        begin = at if anchor == "start" else at - wide
        if begin < 46 or begin + wide > width or level < 30:
            continue
        if all(begin > b or begin + wide < a or abs(level - 4 - c) > 13 for a, b, c in taken):
            taken.append((begin, begin + wide, level - 4))
            return [svg.text(round(at, 1), round(level, 1), shown, "", anchor)]
    return []
