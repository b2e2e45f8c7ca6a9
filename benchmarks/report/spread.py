"""How delays vary: percentiles of each run, and the share of characters that is final after a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from benchmarks.report import svg
from benchmarks.report.figures import Measured, percentile
from benchmarks.report.frame import COLOURED, EDGE, WIDE, Chart, across, clipped, columns, plot, room
from benchmarks.report.palette import series
from benchmarks.report.scales import percent, seconds

_RANKS = (5, 25, 50, 75, 95)


def spreads(runs: Sequence[Measured]) -> Chart | None:
    """Five percentiles of each run: they can be read for one run as for twenty."""
    rows = [
        (f"{run.name} · {what}" if len(delays) > 1 else run.name, what, values)
        for run in runs
        if (delays := _delays(run))
        for what, values in delays.items()
    ]
    if not rows:
        return None
    found = [
        (name, what, [percentile(values, rank) or 0.0 for rank in _RANKS]) for name, what, values in rows
    ]
    return Chart(
        "spread",
        "How the delay varies",
        "Seconds from the end of each character to its commit, or from the end of speech to its caption: the "
        "dot is the median, half of all lie in the bar, nine of ten on the line.",
        lambda width: _spreads([(name, values) for name, _, values in found], width),
        ("run", "delay of", *(f"p{rank}, s" for rank in _RANKS), "measured"),
        tuple(
            (name, what, *map(seconds, values), f"{len(all_)}")
            for (name, what, values), (_, _, all_) in zip(found, rows, strict=True)
        ),
    )


def _delays(run: Measured) -> dict[str, tuple[float, ...]]:
    if run.captions:
        return {f"captions {tag}": values for tag, values in run.captions.items()}
    return {"commit": run.commit} if run.commit else {}


def _spreads(rows: Sequence[tuple[str, list[float]]], width: int) -> str:
    left = room(width, [name for name, _ in rows])
    beside = left > EDGE
    step = 28 if beside else 44
    bottom = 8 + step * len(rows)
    ends = [value for _, values in rows for value in values]
    scale, found = across(ends, left, width - 16, 5 if width < WIDE else 8)
    parts = columns(scale, found, 2, bottom, "seconds")
    for row, (name, values) in enumerate(rows):
        y = 8 + step * row + (14 if beside else 30)
        shown = clipped(name, left - 16 if beside else width)
        parts.append(
            svg.text(left - 14, y + 4, shown, "", "end") if beside else svg.text(left + 5, y - 14, shown)
        )
        p5, p25, p50, p75, p95 = map(scale, values)
        tip = f"{name}: median {seconds(values[2])} s, p95 {seconds(values[4])} s"
        tone = series(row) if len(rows) <= COLOURED else 1
        parts += [svg.line(p5, y, p95, y, "whisker"), svg.line(p5, y - 4, p5, y + 4, "whisker")]
        parts += [svg.line(p95, y - 4, p95, y + 4, "whisker")]
        parts += [svg.rect(p25, y - 7, round(p75 - p25, 2), 14, f"f{tone} soft", tip)]
        parts += [svg.mark(p50, y, 0, f"f{tone} ring", tip)]
    return svg.drawing(width, bottom + 46, "Delay, five percentiles of each run", *parts)


def distribution(runs: Sequence[Measured]) -> Chart | None:
    curves = [(run.name, sorted(run.commit)) for run in runs if run.commit]
    if not curves:
        return None
    most = max(values[min(len(values) - 1, int(0.99 * len(values)))] for _, values in curves)
    grid = [most * number / 6 for number in range(1, 7)]
    return Chart(
        "distribution",
        "How soon characters are final",
        "The share of the right characters that are committed within so many seconds of their sound. Further "
        "left is sooner.",
        lambda width: _curves(curves, most, width),
        ("run", *(f"within {seconds(limit)} s" for limit in grid)),
        tuple(
            (name, *(percent(bisect_right(values, limit) / len(values)) for limit in grid))
            for name, values in curves
        ),
    )


def _curves(curves: Sequence[tuple[str, list[float]]], most: float, width: int) -> str:
    first = min(0.0, min(values[len(values) // 100] for _, values in curves))
    legend = 22 * len(curves) if len(curves) <= COLOURED else 44
    height = 360 if width < WIDE else 380
    titles = ("seconds after the sound", "% of characters")
    ground = plot([first, most], [0, 100], (width, height), titles)
    parts = list(ground.parts)
    order = list(enumerate(curves))
    for number, (name, values) in [*order[1:], order[0]]:  # the first on top
        share = [(ground.x.within(v), ground.y(100 * (i + 1) / len(values))) for i, v in enumerate(values)]
        points = [(ground.x.within(values[0]), ground.y(0)), *_thinned(share)]
        alike = len(curves) > COLOURED and number > 0
        parts.append(svg.path(points, "many" if alike else f"l{series(number)}", name, stairs=True))
    rows = order if len(curves) <= COLOURED else [*order[:1], (-1, ("all other runs", []))]
    for row, (number, (name, _)) in enumerate(rows):
        y = height + 12 + 22 * row
        parts.append(svg.line(44, y - 4, 74, y - 4, "many" if number < 0 else f"l{series(number)}"))
        parts.append(svg.text(82, y, clipped(name, width - 90)))
    return svg.drawing(width, height + legend, "Share of characters committed over time", *parts)


def _thinned(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """No more than can be seen."""
    every = max(1, len(points) // 200)
    return [*points[::every], points[-1]]
