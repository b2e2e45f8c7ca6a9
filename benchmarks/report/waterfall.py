"""Where the delay comes from: one bar a run, made of its stages."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report import svg
from benchmarks.report.figures import Measured, Waterfall
from benchmarks.report.frame import EDGE, WIDE, Chart, across, clipped, columns, room
from benchmarks.report.palette import series
from benchmarks.report.scales import seconds


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
        parts.append(
            svg.text(left - 14, y + 16, name, "", "end") if beside else svg.text(left + 5, y - 4, name)
        )
        at = 0.0
        for stage, value in fall.stages:
            begin, end = scale(at), scale(at + value)
            tip = f"{fall.name}: {stage} {seconds(value)} s"
            class_ = f"f{series(stages.index(stage))} ring"
            parts.append(svg.rect(begin, y + 2, round(end - begin, 2), 20, class_, tip))
            at += value
        parts.append(svg.text(scale(total) + 6, y + 17, seconds(total), "strong"))
    return svg.drawing(width, bottom + 46, "Delay by stage", *parts)
