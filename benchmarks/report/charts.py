"""The charts of a report: delays by stage, their distributions, delays against errors, streams at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from benchmarks.report import svg
from benchmarks.report.compare import interval
from benchmarks.report.figures import Measured, Point, Waterfall, parts, percentile
from benchmarks.report.frame import EDGE, WIDE, Chart, across, clipped, columns, plot, room
from benchmarks.report.palette import series
from benchmarks.report.scales import percent, seconds

COLOURED = 6
"""Up to so many runs each have a colour of their own; more are drawn alike, and the first stands out."""
_RANKS = (5, 25, 50, 75, 95)


def waterfall(runs: Sequence[Measured]) -> Chart | None:
    falls = [fall for run in runs for fall in run.waterfalls]
    if not falls:
        return None
    stages = list(dict.fromkeys(name for fall in falls for name, _ in fall.stages))
    return Chart(
        "waterfall",
        "Where the delay comes from",
        "Mean seconds from the end of the sound to text that stays, stage after stage. Logs of recognition "
        "alone have two: until the first draft that shows a character right, and until its commit.",
        lambda width: _waterfall(falls, stages, width),
        ("run", *(f"{stage}, s" for stage in stages), "together, s", "of"),
        tuple(
            (
                fall.name,
                *(seconds(dict(fall.stages).get(stage)) for stage in stages),
                seconds(sum(value for _, value in fall.stages)),
                f"{fall.count}",
            )
            for fall in falls
        ),
    )


def _waterfall(falls: Sequence[Waterfall], stages: Sequence[str], width: int) -> str:
    left = room(width, [fall.name for fall in falls])
    beside = left > EDGE
    step = 30 if beside else 46
    top, parts = 14, list[str]()
    x0 = 0.0
    for number, stage in enumerate(stages):  # the legend, in as many lines as it needs
        wide = 26 + 7.4 * len(stage) + 14
        if x0 + wide > width and x0:
            x0, top = 0.0, top + 22
        parts += [svg.rect(x0, top - 10, 12, 12, f"f{series(number)}"), svg.text(x0 + 18, top, stage)]
        x0 += wide
    top += 22
    bottom = top + step * len(falls)
    totals = [sum(value for _, value in fall.stages) for fall in falls]
    scale, found = across(totals, left, width - 58, 5 if width < WIDE else 8)
    parts += columns(scale, found, top - 6, bottom, "seconds after the sound")
    for row, (fall, total) in enumerate(zip(falls, totals, strict=True)):
        y = top + step * row + (0 if beside else 18)
        name = clipped(fall.name, left - 16 if beside else width)
        parts.append(svg.text(left - 14, y + 16, name, "", "end") if beside else svg.text(0, y - 4, name))
        at = 0.0
        for stage, value in fall.stages:
            begin, end = scale(at), scale(at + value)
            tip = f"{fall.name}: {stage} {seconds(value)} s"
            class_ = f"f{series(stages.index(stage))} ring"
            parts.append(svg.rect(begin, y + 2, round(end - begin, 2), 20, class_, tip))
            at += value
        parts.append(svg.text(scale(total) + 6, y + 17, seconds(total), "strong"))
    return svg.drawing(width, bottom + 46, "Delay by stage", *parts)


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
        parts.append(svg.text(left - 14, y + 4, shown, "", "end") if beside else svg.text(0, y - 14, shown))
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


def trade(runs: Sequence[Measured]) -> Chart | None:
    """Only runs with both figures have a place. A single run shows its streams instead."""
    alone = len(runs) == 1 and len(runs[0].streams) > 1
    found = [run for run in (parts(runs[0]) if alone else runs) if _both(run)]
    if not found:
        return None
    return Chart(
        "trade",
        "Delay against errors",
        "Median seconds to the commit and the character error rate of what is committed; lines are 95 % "
        "bounds. Down and to the left is better: what is on the dotted edge is beaten by nothing in both.",
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
    parts = list(ground.parts)
    front = [(ground.x(x), ground.y(100 * y)) for _, (x, y) in _places(_front(runs))]
    if len(front) > 1:
        parts.append(svg.path(front, "front"))
    marks, taken = list[str](), list[tuple[float, float, float]]()
    for number, (run, (x, y)) in enumerate(_places(runs)):
        px, py = ground.x(x), ground.y(100 * y)
        tone = series(number) if len(runs) <= COLOURED else 1
        within, high = bounds.get(run.name, (None, None))
        parts += [svg.line(ground.x(within[0]), py, ground.x(within[1]), py, "whisker")] if within else []
        if high:
            parts.append(svg.line(px, ground.y(100 * high[0]), px, ground.y(100 * high[1]), "whisker"))
        tip = f"{run.name}: {seconds(x)} s, CER {percent(y)}"
        marks.append(svg.mark(px, py, number if len(runs) <= COLOURED else 0, f"f{tone} ring", tip, 6))
        taken.append((px - 8, px + 8, py))
    for run, (x, y) in _places(runs):
        marks += _label(run.name, ground.x(x), ground.y(100 * y), width, taken)
    return svg.drawing(width, height, "Delay against error rate", *parts, *marks)


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


def scaling(runs: Sequence[Measured]) -> Chart | None:
    """Curves of runs that played several numbers of streams; runs of one number each share a curve."""
    curves: dict[str, list[Point]] = {}
    for run in runs:
        for point in run.points:
            name = run.name if len({p.streams for p in run.points}) > 1 else "streams at once"
            name += f", {point.languages} languages" if point.languages else ""
            curves.setdefault(name, []).append(point)
    curves = {name: sorted(points, key=lambda p: p.streams) for name, points in curves.items()}
    drawn = {
        name: kept for name, points in curves.items() if (kept := [p for p in points if p.p95 is not None])
    }
    if not drawn:
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


def charts(runs: Sequence[Measured]) -> list[Chart]:
    """Those that there is something to draw of."""
    every = (waterfall, spreads, distribution, trade, scaling)
    return [chart for draw in every if (chart := draw(runs)) is not None]
