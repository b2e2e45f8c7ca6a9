"""How many streams a machine carries: delays by the number that plays at once."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report import svg
from benchmarks.report.figures import Measured, Point
from benchmarks.report.frame import Chart, clipped, plot
from benchmarks.report.palette import series
from benchmarks.report.scales import seconds


def scaling(runs: Sequence[Measured]) -> Chart | None:
    """Curves of runs that played several numbers of streams; runs of one number each share a curve.

    Nothing where all played the same number.
    """
    curves: dict[str, list[Point]] = {}
    for run in runs:
        for point in run.points:
            name = run.name if len({p.streams for p in run.points}) > 1 else "streams at once"
            if point.languages:
                name += f", {point.languages} language{'s' if point.languages > 1 else ''}"
            curves.setdefault(name, []).append(point)
    curves = {name: sorted(points, key=lambda p: p.streams) for name, points in curves.items()}
    drawn = {
        name: kept for name, points in curves.items() if (kept := [p for p in points if p.p95 is not None])
    }
    if not any(len(points) > 1 for points in drawn.values()):
        return None
    return Chart(
        "scaling",
        "How many streams this machine carries",
        "Seconds to the commit or the caption while several streams play at once: the line is the 95th "
        "percentile, the thin one the median. A ring marks where streams fell behind.",
        lambda width: _scaling(drawn, width),
        ("run", "streams", "languages", "median, s", "p95, s", "fell behind"),
        tuple(
            (name, f"{p.streams}", f"{p.languages or '–'}", seconds(p.p50), seconds(p.p95), f"{p.behind}")
            for name, points in drawn.items()
            for p in points
        ),
    )


def _scaling(curves: dict[str, list[Point]], width: int) -> str:
    every = [point for points in curves.values() for point in points]
    height = 360
    ys = [point.p95 or 0.0 for point in every]
    ground = plot([p.streams for p in every], ys, (width, height), ("streams at once", "seconds"))
    parts = list(ground.parts)
    for number, (name, points) in enumerate(curves.items()):
        tone = series(number)
        parts.append(
            svg.path([(ground.x(p.streams), ground.y(p.p95 or 0.0)) for p in points], f"l{tone}", name)
        )
        middle = [(ground.x(p.streams), ground.y(p.p50)) for p in points if p.p50 is not None]
        parts += [svg.path(middle, f"w{tone}", f"{name}, median")] if middle else []
        for p in points:
            tip = f"{name}: {p.streams} streams, p95 {seconds(p.p95)} s, {p.behind} fell behind"
            class_ = f"panel-f l{tone}" if p.behind else f"f{tone} ring"
            parts.append(svg.mark(ground.x(p.streams), ground.y(p.p95 or 0.0), number, class_, tip))
        y = height + 12 + 22 * number
        parts += [svg.line(44, y - 4, 74, y - 4, f"l{tone}"), svg.text(82, y, clipped(name, width - 90))]
    return svg.drawing(width, height + 22 * len(curves), "Delay by the number of streams", *parts)
